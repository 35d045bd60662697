#include "common/text/fmt.h"

#include <math.h>

#include "common/base/clock.h"
#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/text/tr.h"

enum { SMALL = 24 };

static const char *const weekday_keys[7] = {
	"date.monday", "date.tuesday", "date.wednesday", "date.thursday", "date.friday", "date.saturday", "date.sunday",
};

static const char *const month_keys[12][2] = {
	{ "date.january", "date.january_short" },     { "date.february", "date.february_short" },
	{ "date.march", "date.march_short" },         { "date.april", "date.april_short" },
	{ "date.may", "date.may_short" },             { "date.june", "date.june_short" },
	{ "date.july", "date.july_short" },           { "date.august", "date.august_short" },
	{ "date.september", "date.september_short" }, { "date.october", "date.october_short" },
	{ "date.november", "date.november_short" },   { "date.december", "date.december_short" },
};

const char *fmt_weekday(const char *lang, int weekday)
{
	return tr(lang, weekday_keys[((weekday % 7) + 7) % 7]);
}

/* No line ends within TEXT: its spaces become no-break spaces. */
static char *unbroken(struct arena *arena, const char *text)
{
	struct strbuf out = STRBUF_INIT;
	char *whole;

	for (; *text; text++)
		if (*text == ' ')
			strbuf_add(&out, "\u00A0");
		else
			strbuf_addc(&out, *text);
	whole = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return whole;
}

/* Of a date only what lies between the day and the month is unbroken, whichever comes first: « de » in Spanish too. */
static char *day_with_month(struct arena *arena, const char *pattern)
{
	const char *day = strstr(pattern, "{day}"), *month = strstr(pattern, "{month}");
	const char *from, *to;

	if (!day || !month)
		return arena_strdup(arena, pattern);
	from = MIN(day, month);
	to = MAX(day, month);
	return arena_printf(arena, "%.*s%s%s", (int)(from - pattern), pattern,
	                    unbroken(arena, arena_strndup(arena, from, (size_t)(to - from))), to);
}

/* KEY may use weekday, day, dd, month (short or long), mm, year and yyyy. */
static char *date_as(struct arena *arena, const char *lang, const char *key, int64_t days, bool is_short)
{
	struct civil c = civil_from_days(days);
	char day[SMALL], dd[SMALL], mm[SMALL], year[SMALL];

	snprintf(day, sizeof(day), "%d", c.day);
	snprintf(dd, sizeof(dd), "%02d", c.day);
	snprintf(mm, sizeof(mm), "%02d", c.month);
	snprintf(year, sizeof(year), "%04d", c.year);
	const struct tr_arg args[] = {
		{ "weekday", fmt_weekday(lang, c.weekday) },
		{ "day", c.day == 1 && !is_short ? tr(lang, "date.first") : day }, { "dd", dd },
		{ "month", tr(lang, month_keys[c.month - 1][is_short]) }, { "mm", mm }, { "year", year }, { "yyyy", year },
	};

	return tr_expand(arena, day_with_month(arena, tr(lang, key)), args, ARRAY_LEN(args));
}

char *fmt_date(struct arena *arena, const char *lang, int64_t days)
{
	return date_as(arena, lang, "date.long", days, false);
}

char *fmt_date_year(struct arena *arena, const char *lang, int64_t days)
{
	return date_as(arena, lang, "date.long_year", days, false);
}

char *fmt_date_short(struct arena *arena, const char *lang, int64_t days)
{
	return date_as(arena, lang, "date.short", days, true);
}

char *fmt_date_digits(struct arena *arena, const char *lang, int64_t days)
{
	return date_as(arena, lang, "date.digits", days, true);
}

char *fmt_day(struct arena *arena, const char *lang, int64_t days, int64_t today)
{
	if (days == today)
		return arena_strdup(arena, tr(lang, "date.today"));
	if (days == today + 1)
		return arena_strdup(arena, tr(lang, "date.tomorrow"));
	if (days == today - 1)
		return arena_strdup(arena, tr(lang, "date.yesterday"));
	if (civil_from_days(days).year == civil_from_days(today).year)
		return fmt_date(arena, lang, days);
	return fmt_date_year(arena, lang, days);
}

char *fmt_time(struct arena *arena, const char *lang, int hour, int minute)
{
	char h[SMALL], mm[SMALL];

	snprintf(h, sizeof(h), "%d", hour);
	snprintf(mm, sizeof(mm), "%02d", minute);
	return unbroken(arena, TR_FMT(arena, lang, minute ? "time.clock" : "time.hour", { "h", h }, { "mm", mm }));
}

static int64_t day_of(const struct civil *c)
{
	return civil_days(c->year, c->month, c->day);
}

char *fmt_clock(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall)
{
	struct civil c = civil_from_time(zone, wall);

	return fmt_time(arena, lang, c.hour, c.minute);
}

char *fmt_date_time(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall)
{
	struct civil c = civil_from_time(zone, wall);

	return TR_FMT(arena, lang, "date.at", { "date", fmt_date_year(arena, lang, day_of(&c)) },
		      { "time", fmt_time(arena, lang, c.hour, c.minute) });
}

char *fmt_when(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall, int64_t now)
{
	struct civil c = civil_from_time(zone, wall), today = civil_from_time(zone, now);

	return TR_FMT(arena, lang, "date.at", { "date", fmt_day(arena, lang, day_of(&c), day_of(&today)) },
		      { "time", fmt_time(arena, lang, c.hour, c.minute) });
}

char *fmt_ago(struct arena *arena, const char *lang, const struct zone *zone, int64_t wall, int64_t now)
{
	struct civil c = civil_from_time(zone, wall), today = civil_from_time(zone, now);
	int64_t past = MAX(now - wall, 0), nights = day_of(&today) - day_of(&c);

	if (past < MINUTE_US)
		return arena_strdup(arena, tr(lang, "ago.now"));
	if (past < HOUR_US)
		return trnf(arena, lang, "ago.minutes", past / MINUTE_US, NULL);
	if (nights <= 0 || past < 6 * HOUR_US)
		return trnf(arena, lang, "ago.hours", past / HOUR_US, NULL);
	if (nights == 1)
		return fmt_when(arena, lang, zone, wall, now);
	if (nights < 7)
		return trnf(arena, lang, "ago.days", nights, NULL);
	return trf(arena, lang, "date.on", "date", fmt_day(arena, lang, day_of(&c), day_of(&today)), NULL);
}

char *fmt_duration(struct arena *arena, const char *lang, int64_t us)
{
	int64_t minutes = MAX(us, 0) / MINUTE_US;
	char h[SMALL], mm[SMALL];

	if (minutes < 1)
		return arena_strdup(arena, tr(lang, "duration.under_a_minute"));
	if (minutes < 60)
		return unbroken(arena, trnf(arena, lang, "duration.minutes", minutes, NULL));
	if (minutes >= 48 * 60)
		return unbroken(arena, trnf(arena, lang, "duration.days", minutes / (24 * 60), NULL));
	snprintf(h, sizeof(h), "%d", (int)(minutes / 60));
	snprintf(mm, sizeof(mm), "%02d", (int)(minutes % 60));
	/* Most languages shorten « h » and « min »; one that does not has plural forms here, chosen by the hours. */
	return unbroken(arena, trnf(arena, lang, minutes % 60 ? "duration.hours_minutes" : "duration.hours", minutes / 60, "h", h,
	                            "mm", mm, NULL));
}

char *fmt_in(struct arena *arena, const char *lang, int64_t us)
{
	return trf(arena, lang, "duration.in", "duration", fmt_duration(arena, lang, us), NULL);
}

/* A minus, not a hyphen; a mark keeps it before the figures where lines run from the right. */
static const char *minus(const char *lang)
{
	return lang_is_rtl(lang) ? "\u200E\u2212" : "\u2212";
}

char *fmt_number(struct arena *arena, const char *lang, int64_t n)
{
	const char *mark = unbroken(arena, tr(lang, "number.group_mark"));
	struct strbuf out = STRBUF_INIT;
	char digits[SMALL];
	char *text;
	size_t len;

	snprintf(digits, sizeof(digits), "%lld", (long long)(n < 0 ? -n : n));
	len = strlen(digits);
	if (n < 0)
		strbuf_add(&out, minus(lang));
	for (size_t i = 0; i < len; i++) {
		/* Four digits stand together: a year or a house number is not 1 992. */
		if (i && len > 4 && (len - i) % 3 == 0)
			strbuf_add(&out, mark);
		strbuf_addc(&out, digits[i]);
	}
	text = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return text;
}

char *fmt_decimal(struct arena *arena, const char *lang, double value, int decimals)
{
	char digits[64];
	char *point, *whole;
	size_t len;

	if (!isfinite(value) || fabs(value) > 1e15)
		return arena_strdup(arena, "");
	snprintf(digits, sizeof(digits), "%.*f", CLAMP(decimals, 0, 9), fabs(value));
	point = strchr(digits, '.');
	if (point) {
		for (len = strlen(digits); digits[len - 1] == '0'; len--)
			digits[len - 1] = '\0';
		*point++ = '\0';
	}
	whole = fmt_number(arena, lang, strtoll(digits, NULL, 10));
	if (!point || !*point)
		return arena_printf(arena, "%s%s", value < 0 && !streq(whole, "0") ? minus(lang) : "", whole);
	return arena_printf(arena, "%s%s%s%s", value < 0 ? minus(lang) : "", whole, tr(lang, "number.decimal_mark"), point);
}

char *fmt_distance(struct arena *arena, const char *lang, double metres)
{
	double m = isfinite(metres) ? MAX(metres, 0) : 0;
	/* What people can use: 10 m near, 50 m farther, 100 m beyond a kilometre, whole kilometres beyond ten. */
	double step = m < 300 ? 10 : 50;
	double near = MAX(round(m / step) * step, 10);

	if (near < 1000)
		return unbroken(arena, trnf(arena, lang, "distance.m", (int64_t)near, NULL));
	return unbroken(arena, TR_FMT(arena, lang, "distance.km", { "n", fmt_decimal(arena, lang, m / 1000, m < 9950 ? 1 : 0) }));
}

char *fmt_number_word(struct arena *arena, const char *lang, int64_t n)
{
	char key[32];

	snprintf(key, sizeof(key), "number.word.%d", (int)CLAMP(n, -1, 21));
	if (n < 0 || n > 20 || !tr_has(lang, key))
		return fmt_number(arena, lang, n);
	return arena_strdup(arena, tr(lang, key));
}

/* How other countries part their numbers after the country code. */
static const struct {
	const char *prefix;
	const char *groups; /* lengths, the last one repeated */
} phone_groups[] = {
	{ "+33", "12222" }, { "+41", "2322" }, { "+32", "3222" }, { "+352", "222" }, { "+44", "433" }, { "+49", "34" },
	{ "+39", "334" },   { "+34", "333" },  { "+351", "333" }, { "+213", "3222" }, { "+212", "3222" }, { "+216", "233" },
};

static char *grouped(struct arena *arena, const char *lead, const char *digits, const char *groups)
{
	struct strbuf out = STRBUF_INIT;
	char *text;

	strbuf_add(&out, lead);
	for (size_t left = strlen(digits); left > 0;) {
		size_t n = MIN((size_t)(*groups - '0'), left);

		if (out.len)
			strbuf_add(&out, "\u00A0");
		strbuf_addn(&out, digits, n);
		digits += n;
		left -= n;
		if (groups[1])
			groups++;
	}
	text = arena_strdup(arena, strbuf_str(&out));
	strbuf_done(&out);
	return text;
}

static char *phone_grouped(struct arena *arena, const char *lang, const char *phone)
{
	char digits[32] = "";
	size_t n = 0;

	for (const char *s = or_empty(phone); *s; s++) {
		if ((*s >= '0' && *s <= '9') || (*s == '+' && n == 0)) {
			if (n + 1 >= sizeof(digits))
				return arena_strdup(arena, phone);
			digits[n++] = *s;
		} else if (!strchr(" .-/()", *s) && (unsigned char)*s < 0x80) {
			return arena_strdup(arena, phone); /* words: « 17 (police) » stays as the town wrote it */
		}
	}
	if (digits[0] == '+' && starts_with(digits, "+33") && n == 12 && starts_with(lang, "fr"))
		return arena_printf(arena, "0%s", grouped(arena, "", digits + 3, "12222"));
	if (digits[0] == '0' && n == 10)
		return grouped(arena, "", digits, "2");
	for (size_t i = 0; digits[0] == '+' && i < ARRAY_LEN(phone_groups); i++)
		if (starts_with(digits, phone_groups[i].prefix))
			return grouped(arena, phone_groups[i].prefix, digits + strlen(phone_groups[i].prefix),
				       phone_groups[i].groups);
	if (digits[0] == '+' && n > 4)
		return grouped(arena, arena_strndup(arena, digits, 3), digits + 3, "3");
	return arena_strdup(arena, or_empty(phone));
}

char *fmt_phone(struct arena *arena, const char *lang, const char *phone)
{
	char *text = phone_grouped(arena, lang, phone);

	/* The plus stays before its figures where lines run from the right. */
	return *text == '+' && lang_is_rtl(lang) ? arena_printf(arena, "\u200E%s", text) : text;
}

static bool among(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

/* The capital of a small Latin or Cyrillic letter; other letters have none, or keep theirs. */
static uint32_t capital(uint32_t c)
{
	if (among(c, 'a', 'z') || (among(c, 0xE0, 0xFE) && c != 0xF7) || among(c, 0x430, 0x44F))
		return c - 32;
	if (among(c, 0x450, 0x45F)) /* є і ї */
		return c - 80;
	if (c == 0x131) /* ı */
		return 'I';
	if (among(c, 0x139, 0x148) || among(c, 0x179, 0x17E)) /* ł ń ź ż: pairs whose capital has the odd number */
		return c % 2 ? c : c - 1;
	if (among(c, 0x100, 0x137) || among(c, 0x14A, 0x177) || among(c, 0x48A, 0x4BF)) /* ğ ś ş œ ґ: the even one */
		return c % 2 ? c - 1 : c;
	return c;
}

char *fmt_capital(struct arena *arena, const char *text)
{
	const char *s = text;
	uint32_t c = utf8_next(&s), large = capital(c);
	char out[4];

	if (large == c)
		return arena_strdup(arena, text);
	return arena_printf(arena, "%.*s%s", (int)utf8_encode(large, out), out, s);
}

char *fmt_list(struct arena *arena, const char *lang, const char *const *items, size_t n)
{
	char *text = arena_strdup(arena, n ? items[0] : "");

	for (size_t i = 1; i < n; i++)
		text = trf(arena, lang, i + 1 < n ? "list.comma" : "list.and", "a", text, "b", items[i], NULL);
	return text;
}
