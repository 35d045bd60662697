/* Reading opening_hours. The grammar is the OpenStreetMap specification's, in the part that docs/opening-hours.md lists;
 * tolerated are what mappers often write: spaces around - and , single-digit hours, 18.30, English day names. */
#include "common/domain/hours_rules.h"

#include <stdarg.h>
#include <strings.h>

struct parser {
	struct arena *arena;
	const char *text, *s;
	struct rule rules[RULES_MAX];
	size_t n;
	char why[80];
};

static bool stop(struct parser *p, const char *why)
{
	if (!p->why[0])
		snprintf(p->why, sizeof(p->why), "%s", why);
	return false;
}

static void skip_space(struct parser *p)
{
	while (*p->s == ' ' || *p->s == '\t' || *p->s == '\n' || *p->s == '\r' || starts_with(p->s, "\u00A0"))
		p->s += *p->s == '\xC2' ? 2 : 1;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool take(struct parser *p, const char *token)
{
	skip_space(p);
	if (!starts_with(p->s, token))
		return false;
	p->s += strlen(token);
	return true;
}

static size_t word_length(const char *s)
{
	size_t n = 0;

	while (is_letter(s[n]))
		n++;
	return n;
}

static bool take_word(struct parser *p, const char *word)
{
	skip_space(p);
	if (word_length(p->s) != strlen(word) || strncasecmp(p->s, word, strlen(word)) != 0)
		return false;
	p->s += strlen(word);
	return true;
}

/* One of NAMES, each with its short form of SHORT letters: index, or -1. */
static int take_name(struct parser *p, const char *const *names, int n, size_t short_form)
{
	size_t len;

	skip_space(p);
	len = word_length(p->s);
	for (int i = 0; i < n; i++) {
		if (len < short_form || len > strlen(names[i]) || strncasecmp(p->s, names[i], len) != 0)
			continue;
		if (len != short_form && len != 3 && len != strlen(names[i]))
			continue;
		p->s += len;
		return i;
	}
	return -1;
}

static int take_weekday(struct parser *p)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

	return take_name(p, names, 7, 2);
}

static int take_month(struct parser *p)
{
	static const char *const names[] = { "january", "february", "march", "april", "may", "june", "july", "august",
					     "september", "october", "november", "december" };

	return take_name(p, names, 12, 3) + 1;
}

/* Up to MOST digits. */
static bool take_number(struct parser *p, size_t most, int *ret)
{
	size_t n = 0;
	int value = 0;

	skip_space(p);
	for (; is_digit(p->s[n]); n++)
		value = n < 5 ? value * 10 + (p->s[n] - '0') : value;
	if (n == 0 || n > most)
		return false;
	p->s += n;
	*ret = value;
	return true;
}

/* Is the next thing a time of day, 8:30? (a day of the month, or a year, otherwise) */
static bool at_time(struct parser *p)
{
	size_t n;

	skip_space(p);
	n = strspn(p->s, "0123456789");
	return n >= 1 && n <= 2 && (p->s[n] == ':' || p->s[n] == '.') && is_digit(p->s[n + 1]) && is_digit(p->s[n + 2]) &&
	       !is_digit(p->s[n + 3]);
}

static bool at_year(struct parser *p)
{
	skip_space(p);
	return strspn(p->s, "0123456789") == 4;
}

/* ---- dates */

/* A day of the month behind a month's name, but not the hour of "Jan-Mar 08:00". */
static bool take_day(struct parser *p, int *ret_day)
{
	const char *start = p->s;

	if (at_time(p) || at_year(p) || !take_number(p, 2, ret_day))
		return false;
	if (*ret_day >= 1 && *ret_day <= 31)
		return true;
	p->s = start;
	return false;
}

static bool take_easter(struct parser *p, struct date_point *ret)
{
	const char *start = p->s;
	int days = 0, sign;

	if (!take_word(p, "easter"))
		return false;
	*ret = (struct date_point){ .easter = true, .month = 1 };
	start = p->s;
	sign = take(p, "+") ? 1 : take(p, "-") ? -1 : 0;
	if (sign && take_number(p, 3, &days) && (take_word(p, "days") || take_word(p, "day")))
		ret->offset = sign * days;
	else
		p->s = start;
	return true;
}

static bool take_point(struct parser *p, struct date_point *ret)
{
	const char *start = p->s;
	struct date_point point = { .year = 0 };
	int year = 0;

	if (at_year(p) && !take_number(p, 4, &year))
		return false;
	if (take_easter(p, &point)) {
		point.year = year;
		*ret = point;
		return true;
	}
	point.year = year;
	point.month = take_month(p);
	if (point.month)
		take_day(p, &point.day);
	if (!point.month && !year) {
		p->s = start;
		return false;
	}
	*ret = point;
	return true;
}

static bool add_range(struct parser *p, struct rule *rule, struct date_point from, struct date_point to)
{
	if (rule->n_dates == RANGES_MAX)
		return stop(p, "too many dates");
	rule->dates[rule->n_dates++] = (struct date_range){ .from = from, .to = to };
	return true;
}

/* Behind "FROM-": a whole date, or only the day in "Dec 24-26". */
static bool take_range_end(struct parser *p, struct date_point from, struct date_point *ret_to)
{
	int day;

	if (from.day && !at_year(p) && take_day(p, &day)) {
		*ret_to = from;
		ret_to->day = day;
		return true;
	}
	if (!take_point(p, ret_to))
		return stop(p, "expected the end of a range of dates");
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
		const char *start = p->s;
		int day;

		if (any && rule->n_dates && rule->dates[rule->n_dates - 1].to.day && take_day(p, &day)) {
			from = rule->dates[rule->n_dates - 1].to; /* Dec 24,25 */
			from.day = day;
		} else if (!take_point(p, &from)) {
			p->s = start;
			break;
		}
		to = from;
		if (take(p, "-") && !take_range_end(p, from, &to))
			return false;
		if (!add_range(p, rule, from, to))
			return false;
		any = true;
		start = p->s;
		if (!take(p, ","))
			break;
		if (at_time(p)) {
			p->s = start;
			break;
		}
		{
			/* The comma belongs to the dates only if another follows. */
			const char *behind = p->s;
			struct date_point next;
			bool more = take_point(p, &next) || (to.day && take_day(p, &day));

			p->s = more ? behind : start;
			if (!more)
				break;
		}
	}
	return any;
}

static bool take_weeks(struct parser *p, struct rule *rule)
{
	if (!take_word(p, "week"))
		return false;
	do {
		struct week_range range = { .step = 1 };

		if (!take_number(p, 2, &range.from))
			return stop(p, "expected the number of a week");
		range.to = range.from;
		if (take(p, "-") && !take_number(p, 2, &range.to))
			return stop(p, "expected the number of a week");
		if (take(p, "/") && (!take_number(p, 2, &range.step) || range.step < 1))
			return stop(p, "expected a step in weeks");
		if (range.from < 1 || range.to > 53 || range.from > range.to || rule->n_weeks == RANGES_MAX)
			return stop(p, "weeks go from 1 to 53");
		rule->weeks[rule->n_weeks++] = range;
	} while (take(p, ","));
	return true;
}

/* ---- weekdays */

/* [1] [1,3] [-1] [2-4] */
static bool take_nth(struct parser *p, unsigned *ret_mask)
{
	unsigned mask = 0;

	do {
		bool from_end = take(p, "-");
		int first, last;

		if (!take_number(p, 1, &first) || first < 1 || first > 5)
			return stop(p, "expected [1] to [5]");
		last = first;
		if (!from_end && take(p, "-") && (!take_number(p, 1, &last) || last < first || last > 5))
			return stop(p, "expected [1] to [5]");
		for (int n = first; n <= last; n++)
			mask |= 1u << (from_end ? 8 + n : n);
	} while (take(p, ","));
	*ret_mask = mask;
	return take(p, "]") || stop(p, "expected ]");
}

static bool take_weekday_range(struct parser *p, struct rule *rule, bool *ret_any)
{
	int first, last;

	*ret_any = true;
	if (take_word(p, "PH") || (starts_with(p->s, "PH") && is_digit(p->s[2]) && take(p, "PH"))) {
		rule->holiday = true;
		return true;
	}
	if (take_word(p, "SH")) {
		rule->school = true;
		return true;
	}
	first = take_weekday(p);
	if (first < 0) {
		*ret_any = false;
		return true;
	}
	if (take(p, "[")) {
		unsigned mask = 0;

		if (!take_nth(p, &mask))
			return false;
		rule->weekdays |= 1u << first;
		rule->nth[first] |= mask;
		return true;
	}
	last = first;
	if (take(p, "-")) {
		last = take_weekday(p);
		if (last < 0)
			return stop(p, "expected a weekday");
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
		const char *start = p->s;

		if (!take_weekday_range(p, rule, &any))
			return false;
		if (!any) {
			p->s = start;
			break;
		}
		start = p->s;
		if (!take(p, ",")) {
			/* "SH Tu-Fr": both together; a second list behind PH means something else again */
			skip_space(p);
			if (!rule->school || rule->holiday || rule->weekdays || word_length(p->s) != 2)
				break;
			both = true;
			continue;
		}
		if (at_time(p)) {
			p->s = start;
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

	if (!at_time(p) || !take_number(p, 2, &hour))
		return false;
	p->s++; /* : or . */
	if (!take_number(p, 2, &minute) || hour > 48 || minute > 59 || hour * 60 + minute > 48 * 60)
		return false;
	*ret_minutes = hour * 60 + minute;
	return true;
}

static bool take_span(struct parser *p, struct rule *rule)
{
	struct span span;

	if (!take_time(p, &span.start) || span.start >= 24 * 60)
		return stop(p, "expected a time of day");
	span.end = 24 * 60;
	span.open_end = false;
	if (take(p, "-") || take(p, "\u2013")) {
		if (!take_time(p, &span.end))
			return stop(p, "expected a time of day");
		if (span.end <= span.start)
			span.end += 24 * 60;
		if (span.end > 48 * 60)
			return stop(p, "a span is longer than a day");
	} else {
		span.open_end = true;
		if (!take(p, "+"))
			return stop(p, "a time without an end");
		p->s--;
	}
	span.open_end = take(p, "+") || span.open_end;
	if (rule->n_spans == HOURS_DAY_SPANS)
		return stop(p, "too many times in a day");
	rule->spans[rule->n_spans++] = span;
	return true;
}

static bool take_times(struct parser *p, struct rule *rule)
{
	while (at_time(p)) {
		const char *start;

		if (!take_span(p, rule))
			return false;
		start = p->s;
		if (take(p, ",") && !at_time(p)) {
			p->s = start;
			break;
		}
	}
	return true;
}

static bool take_note(struct parser *p, struct rule *rule)
{
	const char *end;

	if (!take(p, "\""))
		return true;
	end = strchr(p->s, '"');
	if (!end)
		return stop(p, "a comment without end");
	rule->note = arena_strndup(p->arena, p->s, (size_t)(end - p->s));
	p->s = end + 1;
	return true;
}

/* ---- rules */

static bool take_always(struct parser *p, struct rule *rule)
{
	if (!take(p, "24/7"))
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
	if (p->why[0])
		return false;
	take_weeks(p, rule);
	if (p->why[0])
		return false;
	if (rule->n_dates || rule->n_weeks)
		take(p, ":");
	if (!take_weekdays(p, rule))
		return false;
	if (rule->weekdays || rule->holiday)
		take(p, ":");
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
	open = take_word(p, "open");
	if (!open && (take_word(p, "off") || take_word(p, "closed")))
		rule->kind = RULE_OFF;
	else if (take_word(p, "unknown"))
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
	return stop(p, "times are missing");
}

/* "Tu-Fr 10:00-12:00; 17:00-19:00" means 17:00 on every day, and nobody means that either. */
static bool sounds_right(struct parser *p)
{
	for (size_t i = 1; i < p->n; i++) {
		const struct rule *rule = &p->rules[i];

		if (rule->join == JOIN_REPLACE && rule->kind == RULE_OPEN && !has_days(rule) && has_days(&p->rules[i - 1]))
			return stop(p, "times without days behind days with times");
	}
	return true;
}

static bool take_join(struct parser *p, enum rule_join *ret_join)
{
	if (take(p, "||"))
		*ret_join = JOIN_FALLBACK;
	else if (take(p, ";"))
		*ret_join = JOIN_REPLACE;
	else if (take(p, ","))
		*ret_join = JOIN_ADD;
	else
		return stop(p, "not understood");
	return true;
}

static bool parse_rules(struct parser *p)
{
	enum rule_join join = JOIN_REPLACE;

	for (;;) {
		if (p->n == RULES_MAX)
			return stop(p, "too many rules");
		p->rules[p->n] = (struct rule){ .join = join };
		if (!take_rule(p, &p->rules[p->n]))
			return false;
		p->n++;
		skip_space(p);
		if (!*p->s)
			break;
		if (!take_join(p, &join))
			return false;
		skip_space(p);
		if (!*p->s) /* a semicolon at the end is a habit; anything else there, a value that was cut */
			return join == JOIN_REPLACE ? sounds_right(p) : stop(p, "ends in the middle");
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
	p->text = p->s = text;
	if (parse_rules(p))
		keep_rules(p, hours);
	if (!hours->known)
		err_set(err, ERR_BAD_INPUT, "opening hours, character %d: %s", (int)(p->s - text) + 1,
			p->why[0] ? p->why : "a comment alone");
	free(p);
	return hours->known;
}
