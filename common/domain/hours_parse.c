/* Reading opening_hours. The grammar is the OpenStreetMap specification's, in the part that docs/opening-hours.md lists;
 * tolerated are what mappers often write: spaces around - and , single-digit hours, 18.30, English day names. */
#include "common/domain/hours_rules.h"
#include "common/domain/hours_scan.h"

struct parser {
	struct arena *arena;
	struct scan scan;
	struct rule rules[RULES_MAX];
	size_t n;
};

/* ---- dates */

/* A day of the month behind a month's name, but not the hour of "Jan-Mar 08:00". */
static bool take_day(struct parser *p, int *ret_day)
{
	const char *start = p->scan.s;

	if (scan_at_time(&p->scan) || scan_at_year(&p->scan) || !scan_number(&p->scan, 2, ret_day))
		return false;
	if (*ret_day >= 1 && *ret_day <= 31)
		return true;
	p->scan.s = start;
	return false;
}

static bool take_easter(struct parser *p, struct date_point *ret)
{
	const char *start = p->scan.s;
	int days = 0, sign;

	if (!scan_word(&p->scan, "easter"))
		return false;
	*ret = (struct date_point){ .easter = true, .month = 1 };
	start = p->scan.s;
	sign = scan_take(&p->scan, "+") ? 1 : scan_take(&p->scan, "-") ? -1 : 0;
	if (sign && scan_number(&p->scan, 3, &days) && (scan_word(&p->scan, "days") || scan_word(&p->scan, "day")))
		ret->offset = sign * days;
	else
		p->scan.s = start;
	return true;
}

static bool take_point(struct parser *p, struct date_point *ret)
{
	const char *start = p->scan.s;
	struct date_point point = { .year = 0 };
	int year = 0;

	if (scan_at_year(&p->scan) && !scan_number(&p->scan, 4, &year))
		return false;
	if (take_easter(p, &point)) {
		point.year = year;
		*ret = point;
		return true;
	}
	point.year = year;
	point.month = scan_month(&p->scan);
	if (point.month)
		take_day(p, &point.day);
	if (!point.month && !year) {
		p->scan.s = start;
		return false;
	}
	*ret = point;
	return true;
}

static bool add_range(struct parser *p, struct rule *rule, struct date_point from, struct date_point to)
{
	if (rule->n_dates == RANGES_MAX)
		return scan_stop(&p->scan, "too many dates");
	rule->dates[rule->n_dates++] = (struct date_range){ .from = from, .to = to };
	return true;
}

/* Behind "FROM-": a whole date, or only the day in "Dec 24-26". */
static bool take_range_end(struct parser *p, struct date_point from, struct date_point *ret_to)
{
	int day;

	if (from.day && !scan_at_year(&p->scan) && take_day(p, &day)) {
		*ret_to = from;
		ret_to->day = day;
		return true;
	}
	if (!take_point(p, ret_to))
		return scan_stop(&p->scan, "expected the end of a range of dates");
	if (from.year && !ret_to->year)
		ret_to->year = from.year;
	return true;
}

/* Apr 01-Oct 24,Dec 24,25 … False without why: no date stands here. */
static bool take_dates(struct parser *p, struct rule *rule)
{
	struct date_point from, to;
	bool any = false;

	for (;;) {
		const char *start = p->scan.s;
		int day;

		if (any && rule->n_dates && rule->dates[rule->n_dates - 1].to.day && take_day(p, &day)) {
			from = rule->dates[rule->n_dates - 1].to; /* Dec 24,25 */
			from.day = day;
		} else if (!take_point(p, &from)) {
			p->scan.s = start;
			break;
		}
		to = from;
		if (scan_take(&p->scan, "-") && !take_range_end(p, from, &to))
			return false;
		if (!add_range(p, rule, from, to))
			return false;
		any = true;
		start = p->scan.s;
		if (!scan_take(&p->scan, ","))
			break;
		if (scan_at_time(&p->scan)) {
			p->scan.s = start;
			break;
		}
		{
			/* The comma belongs to the dates only if another follows. */
			const char *behind = p->scan.s;
			struct date_point next;
			bool more = take_point(p, &next) || (to.day && take_day(p, &day));

			p->scan.s = more ? behind : start;
			if (!more)
				break;
		}
	}
	return any;
}

static bool take_weeks(struct parser *p, struct rule *rule)
{
	if (!scan_word(&p->scan, "week"))
		return false;
	do {
		struct week_range range = { .step = 1 };

		if (!scan_number(&p->scan, 2, &range.from))
			return scan_stop(&p->scan, "expected the number of a week");
		range.to = range.from;
		if (scan_take(&p->scan, "-") && !scan_number(&p->scan, 2, &range.to))
			return scan_stop(&p->scan, "expected the number of a week");
		if (scan_take(&p->scan, "/") && (!scan_number(&p->scan, 2, &range.step) || range.step < 1))
			return scan_stop(&p->scan, "expected a step in weeks");
		if (range.from < 1 || range.to > 53 || range.from > range.to || rule->n_weeks == RANGES_MAX)
			return scan_stop(&p->scan, "weeks go from 1 to 53");
		rule->weeks[rule->n_weeks++] = range;
	} while (scan_take(&p->scan, ","));
	return true;
}

/* ---- weekdays */

/* [1] [1,3] [-1] [2-4] */
static bool take_nth(struct parser *p, unsigned *ret_mask)
{
	unsigned mask = 0;

	do {
		bool from_end = scan_take(&p->scan, "-");
		int first, last;

		if (!scan_number(&p->scan, 1, &first) || first < 1 || first > 5)
			return scan_stop(&p->scan, "expected [1] to [5]");
		last = first;
		if (!from_end && scan_take(&p->scan, "-") && (!scan_number(&p->scan, 1, &last) || last < first || last > 5))
			return scan_stop(&p->scan, "expected [1] to [5]");
		for (int n = first; n <= last; n++)
			mask |= 1u << (from_end ? 8 + n : n);
	} while (scan_take(&p->scan, ","));
	*ret_mask = mask;
	return scan_take(&p->scan, "]") || scan_stop(&p->scan, "expected ]");
}

static bool take_weekday_range(struct parser *p, struct rule *rule, bool *ret_any)
{
	int first, last;

	*ret_any = true;
	if (scan_word(&p->scan, "PH") || (starts_with(p->scan.s, "PH") && scan_digit(p->scan.s[2]) && scan_take(&p->scan, "PH"))) {
		rule->holiday = true;
		return true;
	}
	if (scan_word(&p->scan, "SH")) {
		rule->school = true;
		return true;
	}
	first = scan_weekday(&p->scan);
	if (first < 0) {
		*ret_any = false;
		return true;
	}
	if (scan_take(&p->scan, "[")) {
		unsigned mask = 0;

		if (!take_nth(p, &mask))
			return false;
		rule->weekdays |= 1u << first;
		rule->nth[first] |= mask;
		return true;
	}
	last = first;
	if (scan_take(&p->scan, "-")) {
		last = scan_weekday(&p->scan);
		if (last < 0)
			return scan_stop(&p->scan, "expected a weekday");
	}
	for (int day = first;; day = (day + 1) % 7) {
		rule->weekdays |= 1u << day;
		if (day == last)
			return true;
	}
}

/* Mo-Fr,PH. The comma that parts two rules ("… 12:00, Sa …") is never met here: it stands behind times. */
static bool take_weekdays(struct parser *p, struct rule *rule)
{
	bool both = false, any;

	for (;;) {
		const char *start = p->scan.s;

		if (!take_weekday_range(p, rule, &any))
			return false;
		if (!any) {
			p->scan.s = start;
			break;
		}
		start = p->scan.s;
		if (!scan_take(&p->scan, ",")) {
			/* "SH Tu-Fr": both together; a second list behind PH means something else again */
			scan_space(&p->scan);
			if (!rule->school || rule->holiday || rule->weekdays || scan_word_length(p->scan.s) != 2)
				break;
			both = true;
			continue;
		}
		if (scan_at_time(&p->scan)) {
			p->scan.s = start;
			break;
		}
	}
	/* "Mo-Fr,SH" holds on Mo-Fr whether there is school or not. */
	rule->school = rule->school && (both || (!rule->weekdays && !rule->holiday));
	return true;
}

/* ---- times */

static bool take_time(struct parser *p, int *ret_minutes)
{
	int hour, minute;

	if (!scan_at_time(&p->scan) || !scan_number(&p->scan, 2, &hour))
		return false;
	p->scan.s++; /* : or . */
	if (!scan_number(&p->scan, 2, &minute) || hour > 48 || minute > 59 || hour * 60 + minute > 48 * 60)
		return false;
	*ret_minutes = hour * 60 + minute;
	return true;
}

static bool take_span(struct parser *p, struct rule *rule)
{
	struct span span;

	if (!take_time(p, &span.start) || span.start >= 24 * 60)
		return scan_stop(&p->scan, "expected a time of day");
	span.end = 24 * 60;
	span.open_end = false;
	if (scan_take(&p->scan, "-") || scan_take(&p->scan, "\u2013")) {
		if (!take_time(p, &span.end))
			return scan_stop(&p->scan, "expected a time of day");
		if (span.end <= span.start)
			span.end += 24 * 60;
		if (span.end > 48 * 60)
			return scan_stop(&p->scan, "a span is longer than a day");
	} else {
		span.open_end = true;
		if (!scan_take(&p->scan, "+"))
			return scan_stop(&p->scan, "a time without an end");
		p->scan.s--;
	}
	span.open_end = scan_take(&p->scan, "+") || span.open_end;
	if (rule->n_spans == HOURS_DAY_SPANS)
		return scan_stop(&p->scan, "too many times in a day");
	rule->spans[rule->n_spans++] = span;
	return true;
}

static bool take_times(struct parser *p, struct rule *rule)
{
	while (scan_at_time(&p->scan)) {
		const char *start;

		if (!take_span(p, rule))
			return false;
		start = p->scan.s;
		if (scan_take(&p->scan, ",") && !scan_at_time(&p->scan)) {
			p->scan.s = start;
			break;
		}
	}
	return true;
}

static bool take_note(struct parser *p, struct rule *rule)
{
	const char *end;

	if (!scan_take(&p->scan, "\""))
		return true;
	end = strchr(p->scan.s, '"');
	if (!end)
		return scan_stop(&p->scan, "a comment without end");
	rule->note = arena_strndup(p->arena, p->scan.s, (size_t)(end - p->scan.s));
	p->scan.s = end + 1;
	return true;
}

/* ---- rules */

static bool take_always(struct parser *p, struct rule *rule)
{
	if (!scan_take(&p->scan, "24/7"))
		return false;
	rule->spans[0] = (struct span){ .start = 0, .end = 24 * 60 };
	rule->n_spans = 1;
	return true;
}

static bool take_selectors(struct parser *p, struct rule *rule)
{
	if (take_always(p, rule))
		return true;
	take_dates(p, rule);
	if (p->scan.why[0])
		return false;
	take_weeks(p, rule);
	if (p->scan.why[0])
		return false;
	if (rule->n_dates || rule->n_weeks)
		scan_take(&p->scan, ":");
	if (!take_weekdays(p, rule))
		return false;
	if (rule->weekdays || rule->holiday)
		scan_take(&p->scan, ":");
	return take_times(p, rule);
}

static bool has_days(const struct rule *rule)
{
	return rule->weekdays || rule->holiday || rule->school || rule->n_dates || rule->n_weeks;
}

static bool take_rule(struct parser *p, struct rule *rule)
{
	bool open;

	if (!take_note(p, rule) || !take_selectors(p, rule))
		return false;
	open = scan_word(&p->scan, "open");
	if (!open && (scan_word(&p->scan, "off") || scan_word(&p->scan, "closed")))
		rule->kind = RULE_OFF;
	else if (scan_word(&p->scan, "unknown"))
		rule->kind = RULE_NOTE;
	if (!take_note(p, rule))
		return false;
	if (rule->kind != RULE_OPEN || rule->n_spans)
		return true;
	/* Days without times would be open day and night; hardly anybody means that. */
	if (rule->note && !has_days(rule) && !open) {
		rule->kind = RULE_NOTE;
		return true;
	}
	return scan_stop(&p->scan, "times are missing");
}

/* "Tu-Fr 10:00-12:00; 17:00-19:00" means 17:00 on every day, and nobody means that either. */
static bool sounds_right(struct parser *p)
{
	for (size_t i = 1; i < p->n; i++) {
		const struct rule *rule = &p->rules[i];

		if (rule->join == JOIN_REPLACE && rule->kind == RULE_OPEN && !has_days(rule) && has_days(&p->rules[i - 1]))
			return scan_stop(&p->scan, "times without days behind days with times");
	}
	return true;
}

static bool take_join(struct parser *p, enum rule_join *ret_join)
{
	if (scan_take(&p->scan, "||"))
		*ret_join = JOIN_FALLBACK;
	else if (scan_take(&p->scan, ";"))
		*ret_join = JOIN_REPLACE;
	else if (scan_take(&p->scan, ","))
		*ret_join = JOIN_ADD;
	else
		return scan_stop(&p->scan, "not understood");
	return true;
}

static bool parse_rules(struct parser *p)
{
	enum rule_join join = JOIN_REPLACE;

	for (;;) {
		if (p->n == RULES_MAX)
			return scan_stop(&p->scan, "too many rules");
		p->rules[p->n] = (struct rule){ .join = join };
		if (!take_rule(p, &p->rules[p->n]))
			return false;
		p->n++;
		scan_space(&p->scan);
		if (!*p->scan.s)
			break;
		if (!take_join(p, &join))
			return false;
		scan_space(&p->scan);
		if (!*p->scan.s) /* a semicolon at the end is a habit; anything else there, a value that was cut */
			return join == JOIN_REPLACE ? sounds_right(p) : scan_stop(&p->scan, "ends in the middle");
	}
	return sounds_right(p);
}

/* Rules that speak of school holidays alone are left out; if nothing else is left, nothing is known. */
static void keep_rules(struct parser *p, struct hours *hours)
{
	struct rule *rules = ARENA_ARRAY(p->arena, struct rule, p->n);
	bool says_something = false;

	for (size_t i = 0; i < p->n; i++) {
		const struct rule *rule = &p->rules[i];

		if (rule->school)
			continue;
		rules[hours->n_rules++] = *rule;
		hours->names_holidays = hours->names_holidays || rule->holiday;
		says_something = says_something || rule->kind != RULE_NOTE;
	}
	hours->rules = rules;
	hours->known = says_something;
	hours->always = hours->n_rules == 1 && rules[0].n_spans == 1 && !has_days(&rules[0]) && rules[0].spans[0].start == 0 &&
			rules[0].spans[0].end == 24 * 60 && !rules[0].spans[0].open_end;
}

bool hours_parse(struct arena *arena, const char *text, const struct hours **ret_hours, struct err *err)
{
	struct hours *hours = ARENA_NEW(arena, struct hours);
	struct parser *p;

	*ret_hours = hours;
	if (!text || !*text)
		return err_set(err, ERR_NOT_FOUND, "no opening hours are given");
	if (strnlen(text, HOURS_MAX_BYTES + 1) > HOURS_MAX_BYTES)
		return err_set(err, ERR_LIMIT, "opening hours longer than %d bytes", HOURS_MAX_BYTES);
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->arena = arena;
	p->scan.text = p->scan.s = text;
	if (parse_rules(p))
		keep_rules(p, hours);
	if (!hours->known)
		err_set(err, ERR_BAD_INPUT, "opening hours, character %d: %s", (int)(p->scan.s - text) + 1,
			p->scan.why[0] ? p->scan.why : "a comment alone");
	free(p);
	return hours->known;
}
