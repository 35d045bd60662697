#include "common/domain/hours_rules.h"

#include "common/base/clock.h"

enum { DAY = 24 * 60, WINDOW = HOURS_LOOK_AHEAD_DAYS + 3 };

bool hours_always(const struct hours *hours)
{
	return hours->always;
}

/* ---- does a rule speak of a day? */

static int64_t point_day(const struct date_point *point, int year, bool end)
{
	year = point->year ? point->year : year;
	if (point->easter)
		return civil_easter(year) + point->offset;
	if (!point->month)
		return end ? civil_days(year, 12, 31) : civil_days(year, 1, 1);
	if (!point->day && end)
		return (point->month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, point->month + 1, 1)) - 1;
	return civil_days(year, point->month, MAX(point->day, 1));
}

static bool in_range(const struct date_range *range, int64_t day, int year)
{
	int64_t from = point_day(&range->from, year, false), to = point_day(&range->to, year, true);

	if (!range->from.year && from > to) /* Oct-Mar: around the new year */
		return day >= from || day <= to;
	return day >= from && day <= to;
}

static int iso_week(int64_t day)
{
	int64_t thursday = day - civil_from_days(day).weekday + 3;

	return (int)((thursday - civil_days(civil_from_days(thursday).year, 1, 1)) / 7) + 1;
}

static bool is_nth(const struct civil *c, int64_t day, unsigned mask)
{
	int nth = (c->day - 1) / 7 + 1, from_end = 1;

	for (int64_t later = day + 7; civil_from_days(later).month == c->month; later += 7)
		from_end++;
	return mask >> nth & 1 || mask >> (8 + from_end) & 1;
}

static bool speaks_of(const struct rule *rule, int64_t day, bool holiday)
{
	struct civil c = civil_from_days(day);
	bool dates = rule->n_dates == 0, weeks = rule->n_weeks == 0, weekday;
	int week = iso_week(day);

	for (size_t i = 0; i < rule->n_dates; i++)
		dates = dates || in_range(&rule->dates[i], day, c.year);
	for (size_t i = 0; i < rule->n_weeks; i++)
		weeks = weeks || (week >= rule->weeks[i].from && week <= rule->weeks[i].to &&
				  (week - rule->weeks[i].from) % rule->weeks[i].step == 0);
	if (!dates || !weeks)
		return false;
	if (!rule->weekdays && !rule->holiday)
		return true;
	weekday = rule->weekdays >> c.weekday & 1;
	if (weekday && rule->nth[c.weekday])
		weekday = is_nth(&c, day, rule->nth[c.weekday]);
	return weekday || (rule->holiday && holiday);
}

/* ---- one day */

static void sort_and_join(struct day_hours *day)
{
	size_t n = 0;

	for (size_t i = 1; i < day->n; i++) {
		struct span span = day->spans[i];
		size_t at = i;

		for (; at > 0 && day->spans[at - 1].start > span.start; at--)
			day->spans[at] = day->spans[at - 1];
		day->spans[at] = span;
	}
	for (size_t i = 1; i < day->n; i++) {
		struct span *last = &day->spans[n], *span = &day->spans[i];

		if (span->start > last->end) {
			day->spans[++n] = *span;
		} else if (span->end > last->end) {
			last->end = span->end;
			last->open_end = span->open_end;
		}
	}
	day->n = day->n ? n + 1 : 0;
}

static void add_spans(struct day_hours *day, const struct rule *rule)
{
	for (size_t i = 0; i < rule->n_spans && day->n < HOURS_DAY_SPANS; i++)
		day->spans[day->n++] = rule->spans[i];
}

static void apply_rules(const struct hours *hours, bool holiday, struct day_hours *day)
{
	bool said = false;

	for (size_t i = 0; i < hours->n_rules; i++) {
		const struct rule *rule = &hours->rules[i];

		if (!speaks_of(rule, day->day, holiday))
			continue;
		if (rule->kind == RULE_NOTE) {
			if (!said)
				day->reason = rule->note;
			continue;
		}
		if (rule->join == JOIN_FALLBACK && said)
			continue;
		if (rule->join == JOIN_REPLACE || rule->kind == RULE_OFF)
			day->n = 0;
		if (rule->kind == RULE_OPEN)
			add_spans(day, rule);
		day->reason = rule->note;
		said = true;
	}
	sort_and_join(day);
}

/* The shortest exceptional period that holds DAY: one day within a long closure is stronger than it. */
static const struct closure_days *closure_on(const struct hours_place *place, int64_t day)
{
	const struct closure_days *found = NULL;

	for (size_t i = 0; i < place->n_closures; i++) {
		const struct closure_days *c = &place->closures[i];

		if (day >= c->first && day <= c->last && (!found || c->last - c->first < found->last - found->first))
			found = c;
	}
	return found;
}

bool hours_day(const struct hours_place *place, int64_t day, struct day_hours *ret_day)
{
	const struct closure_days *closure = closure_on(place, day);
	const struct hours *hours = closure && closure->hours ? closure->hours : place->hours;
	bool holiday = place->holidays_fr && civil_is_holiday_fr(day);
	struct day_hours result = { .day = day };

	if (closure && !closure->hours) {
		result.reason = closure->reason;
		result.exceptional = true;
		*ret_day = result;
		return true;
	}
	if (!hours || !hours->known)
		return false;
	apply_rules(hours, holiday, &result);
	result.holiday = holiday;
	result.exceptional = closure != NULL;
	if (closure)
		result.reason = closure->reason;
	else
		result.unsure = holiday && !hours->names_holidays && !hours->always;
	*ret_day = result;
	return true;
}

/* ---- now */

/* An opening in minutes of local time since 1970. */
struct stretch {
	int64_t start, end;
	bool open_end;
};

/* Openings from yesterday (its night may reach today) to the end of the window; those that touch are one. */
static size_t stretches(const struct hours_place *place, int64_t today, struct stretch *out)
{
	size_t n = 0;

	for (int64_t day = today - 1; day < today - 1 + WINDOW; day++) {
		struct day_hours hours;

		if (!hours_day(place, day, &hours) || (hours.unsure && day != today))
			continue;
		for (size_t i = 0; i < hours.n; i++) {
			struct stretch s = { .start = day * DAY + hours.spans[i].start, .end = day * DAY + hours.spans[i].end,
					     .open_end = hours.spans[i].open_end };

			if (n > 0 && out[n - 1].end >= s.start) {
				if (s.end >= out[n - 1].end) {
					out[n - 1].end = s.end;
					out[n - 1].open_end = s.open_end;
				}
			} else {
				out[n++] = s;
			}
		}
	}
	return n;
}

static int64_t instant(const struct zone *zone, int64_t minute)
{
	struct civil c = civil_from_days(minute / DAY);

	c.hour = (int)(minute % DAY / 60);
	c.minute = (int)(minute % 60);
	return civil_to_time(zone, &c);
}

struct opening hours_at(const struct hours_place *place, int64_t now)
{
	struct civil c = civil_from_time(place->zone, now);
	int64_t today = civil_days(c.year, c.month, c.day), minute = today * DAY + c.hour * 60 + c.minute;
	int64_t horizon = (today + HOURS_LOOK_AHEAD_DAYS) * DAY;
	struct stretch list[WINDOW * HOURS_DAY_SPANS];
	struct opening opening = { .state = OPEN_UNKNOWN };
	struct day_hours day;
	size_t n;

	if (!hours_day(place, today, &day))
		return opening;
	opening.reason = day.reason;
	opening.holiday = day.holiday;
	if (day.unsure) {
		opening.unsure = true;
		return opening;
	}
	opening.state = OPEN_NO;
	n = stretches(place, today, list);
	for (size_t i = 0; i < n; i++) {
		if (list[i].end <= minute)
			continue;
		opening.state = list[i].start <= minute ? OPEN_YES : OPEN_NO;
		minute = opening.state == OPEN_YES ? list[i].end : list[i].start;
		opening.changes = minute < horizon && !(opening.state == OPEN_YES && list[i].open_end);
		if (opening.changes)
			opening.change_at = instant(place->zone, minute);
		break;
	}
	return opening;
}
