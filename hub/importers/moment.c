#include "hub/importers/moment.h"

#include "common/base/clock.h"

#include <ctype.h>

/* "14:00", "14:00:30" */
static bool read_hour(const char *text, struct civil *c)
{
	int n = 0;

	c->hour = c->minute = c->second = 0;
	if (sscanf(text, "%2d:%2d%n", &c->hour, &c->minute, &n) != 2 || !isdigit((unsigned char)text[0]))
		return false;
	if (text[n] == ':') {
		int more = 0;

		if (sscanf(text + n, ":%2d%n", &c->second, &more) != 1)
			return false;
		n += more;
	}
	return !text[n] && c->hour >= 0 && c->hour < 24 && c->minute >= 0 && c->minute < 60 && c->second >= 0 && c->second < 60;
}

/* "~fri": the first Friday on DAY or after it; *TEXT moves behind it. */
static bool read_weekday(const char **text, int64_t *day)
{
	static const char *const names[7] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < 7; i++) {
		if (strncmp(*text + 1, names[i], 3) == 0) {
			*day += (i - civil_from_days(*day).weekday + 7) % 7;
			*text += 4;
			return true;
		}
	}
	return false;
}

static bool relative(const char *text, const struct zone *zone, int64_t now, int64_t *ret_wall)
{
	struct civil c;
	const char *rest;
	int64_t day;
	long amount;
	char *end;

	if (text[1] != '+' && text[1] != '-')
		return false;
	if (!isdigit((unsigned char)text[2]))
		return false;
	amount = strtol(text + 1, &end, 10);
	if (amount < -40000 || amount > 40000)
		return false;
	if ((*end == 'h' || *end == 'm') && !end[1]) {
		*ret_wall = (now + amount * (*end == 'h' ? HOUR_US : MINUTE_US)) / MINUTE_US * MINUTE_US;
		return true;
	}
	if (*end != 'd')
		return false;
	c = civil_from_time(zone, now);
	day = civil_days(c.year, c.month, c.day) + amount;
	rest = end + 1;
	if (*rest == '~' && !read_weekday(&rest, &day))
		return false;
	c = civil_from_days(day);
	c.hour = c.minute = c.second = 0;
	if (*rest && !(*rest == ' ' && read_hour(rest + 1, &c)))
		return false;
	*ret_wall = civil_to_time(zone, &c);
	return true;
}

bool moment_time(const char *text, const struct zone *zone, int64_t now, int64_t *ret_wall)
{
	char day[11];
	struct civil c;

	if (text[0] == '@')
		return relative(text, zone, now, ret_wall);
	if (strlen(text) < 10)
		return false;
	snprintf(day, sizeof(day), "%.10s", text);
	if (!civil_parse_date(day, &c))
		return false;
	c.hour = c.minute = c.second = 0;
	if (text[10] && !((text[10] == 'T' || text[10] == ' ') && read_hour(text + 11, &c)))
		return false;
	*ret_wall = civil_to_time(zone, &c);
	return true;
}

bool moment_date(const char *text, const struct zone *zone, int64_t now, char ret_date[11])
{
	char text_of[48];
	struct civil c;
	int64_t wall;

	if (!moment_time(text, zone, now, &wall))
		return false;
	c = civil_from_time(zone, wall);
	snprintf(text_of, sizeof(text_of), "%04d-%02d-%02d", c.year, c.month, c.day);
	memcpy(ret_date, text_of, 10);
	ret_date[10] = '\0';
	return true;
}
