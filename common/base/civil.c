#include "common/base/civil.h"

#include "common/base/clock.h"
#include "common/base/strbuf.h"

struct zone {
	size_t n;           /* transitions */
	int64_t *at;        /* seconds since 1970 */
	int32_t *offset;    /* seconds east of UTC from then on */
	int32_t first;      /* before the first transition */
};

enum { TZIF_HEADER = 44, TZIF_MAX = 256 * 1024 };

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* The counts of a TZif header, in the order in which RFC 8536 gives them. */
struct tzif {
	uint32_t isut, isstd, leap, time, type, chars;
};

static bool read_header(const unsigned char *p, size_t len, struct tzif *ret)
{
	if (len < TZIF_HEADER || memcmp(p, "TZif", 4) != 0)
		return false;
	*ret = (struct tzif){ .isut = be32(p + 20), .isstd = be32(p + 24), .leap = be32(p + 28),
			      .time = be32(p + 32), .type = be32(p + 36), .chars = be32(p + 40) };
	return ret->time < 10000 && ret->type > 0 && ret->type < 256 && ret->chars < 10000 && ret->leap < 1000 &&
	       ret->isut < 256 && ret->isstd < 256;
}

static size_t body_size(const struct tzif *h, size_t width)
{
	return h->time * (width + 1) + h->type * 6 + h->chars + h->leap * (width + 4) + h->isstd + h->isut;
}

static bool parse_zone(const unsigned char *p, size_t len, struct zone *zone)
{
	const unsigned char *index, *types;
	struct tzif h;
	size_t skip;

	if (!read_header(p, len, &h) || p[4] < '2')
		return false;
	skip = TZIF_HEADER + body_size(&h, 4);
	if (skip > len || !read_header(p + skip, len - skip, &h))
		return false;
	p += skip + TZIF_HEADER;
	if (body_size(&h, 8) > len - skip - TZIF_HEADER)
		return false;
	index = p + h.time * 8;
	types = index + h.time;
	zone->n = h.time;
	zone->at = calloc(h.time + 1, sizeof(*zone->at));
	zone->offset = calloc(h.time + 1, sizeof(*zone->offset));
	if (!zone->at || !zone->offset)
		abort();
	zone->first = (int32_t)be32(types);
	for (size_t i = 0; i < h.time; i++) {
		if (index[i] >= h.type)
			return false;
		zone->at[i] = be64(p + i * 8);
		zone->offset[i] = (int32_t)be32(types + index[i] * 6);
	}
	return true;
}

static bool name_is_safe(const char *name)
{
	return name[0] && name[0] != '/' && !strstr(name, "..") &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == strlen(name);
}

bool zone_open(const char *name, struct zone **ret_zone, struct err *err)
{
	struct strbuf file = STRBUF_INIT;
	struct zone *zone = NULL;
	char path[160];
	bool ok = false;

	if (!name_is_safe(name) || snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name) >= (int)sizeof(path) ||
	    !strbuf_read_file(&file, path, TZIF_MAX)) {
		err_set(err, ERR_NOT_FOUND, "time zone \"%s\" is not known on this machine", name);
		goto out;
	}
	zone = calloc(1, sizeof(*zone));
	if (!zone)
		abort();
	if (!parse_zone((const unsigned char *)file.data, file.len, zone)) {
		err_set(err, ERR_CORRUPT, "%s is not a time zone file", path);
		goto out;
	}
	*ret_zone = zone;
	zone = NULL;
	ok = true;
out:
	zone_close(zone);
	strbuf_done(&file);
	return ok;
}

void zone_close(struct zone *zone)
{
	if (!zone)
		return;
	free(zone->at);
	free(zone->offset);
	free(zone);
}

static int32_t offset_at(const struct zone *zone, int64_t second)
{
	size_t low = 0, high;

	if (!zone)
		return 0;
	for (high = zone->n; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (zone->at[middle] <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? zone->offset[low - 1] : zone->first;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Both conversions count years from March, so that the leap day is the last of its year. */
int64_t civil_days(int year, int month, int day)
{
	int64_t y = (int64_t)year - (month <= 2);
	int64_t era = floor_div(y, 400);
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil civil_from_days(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = floor_div(z, 146097);
	int64_t of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t march = (5 * of_year + 2) / 153;
	struct civil c = { .day = (int)(of_year - (153 * march + 2) / 5 + 1), .month = (int)(march < 10 ? march + 3 : march - 9) };

	c.year = (int)(year + era * 400 + (c.month <= 2));
	c.weekday = (int)(days + 3 - floor_div(days + 3, 7) * 7);
	return c;
}

struct civil civil_from_time(const struct zone *zone, int64_t wall)
{
	int64_t second = floor_div(wall, SECOND_US);
	int64_t local = second + offset_at(zone, second);
	int64_t days = floor_div(local, 86400);
	int rest = (int)(local - days * 86400);
	struct civil c = civil_from_days(days);

	c.hour = rest / 3600;
	c.minute = rest / 60 % 60;
	c.second = rest % 60;
	return c;
}

int64_t civil_to_time(const struct zone *zone, const struct civil *c)
{
	int64_t local = civil_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
	int32_t before = offset_at(zone, local - 86400), after = offset_at(zone, local + 86400);
	int64_t early = local - MAX(before, after), late = local - MIN(before, after);

	if (offset_at(zone, early) == MAX(before, after))
		return early * SECOND_US;
	return late * SECOND_US;
}

bool civil_parse_date(const char *s, struct civil *ret_date)
{
	struct civil date;
	int year, month, day, used = 0;

	if (sscanf(s, "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3 || used != 10 || s[10] || month < 1 || month > 12 ||
	    day < 1 || day > 31)
		return false;
	date = civil_from_days(civil_days(year, month, day));
	if (date.month != month || date.day != day)
		return false;
	*ret_date = date;
	return true;
}

/* The Gregorian computus in its anonymous form (Meeus, Astronomical Algorithms, chapter 8). */
int64_t civil_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return civil_days(year, n / 31, n % 31 + 1);
}

bool civil_is_holiday_fr(int64_t days)
{
	static const struct {
		int month, day;
	} fixed[] = { { 1, 1 }, { 5, 1 }, { 5, 8 }, { 7, 14 }, { 8, 15 }, { 11, 1 }, { 11, 11 }, { 12, 25 } };
	struct civil c = civil_from_days(days);
	int64_t easter = civil_easter(c.year);

	for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
		if (fixed[i].month == c.month && fixed[i].day == c.day)
			return true;
	return days == easter + 1 || days == easter + 39 || days == easter + 50;
}
