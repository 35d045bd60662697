/* Opening hours as people read them. */
#include "common/domain/hours.h"

#include "common/text/fmt.h"
#include "common/text/tr.h"

enum { DAY = 24 * 60, NIGHT_ENDS = 6 };

static char *time_words(struct arena *arena, const char *lang, int minute)
{
	minute %= DAY;
	if (minute == 0)
		return arena_strdup(arena, tr(lang, "time.midnight"));
	return fmt_time(arena, lang, minute / 60, minute % 60);
}

static int64_t day_number(const struct civil *c)
{
	return civil_days(c->year, c->month, c->day);
}

/* « à 14 h », « demain à 8 h 30 », « lundi à 9 h », « mardi 1er décembre à 9 h » */
static char *when_words(struct arena *arena, const char *lang, const struct civil *then, int64_t today)
{
	int64_t day = day_number(then);
	char *time = time_words(arena, lang, then->hour * 60 + then->minute);
	const char *name;

	if (day == today)
		return trf(arena, lang, "hours.today_at", "time", time, NULL);
	if (day == today + 1)
		name = tr(lang, "date.tomorrow");
	else if (day < today + 7)
		name = fmt_weekday(lang, then->weekday);
	else
		name = fmt_date(arena, lang, day);
	return trf(arena, lang, "hours.day_at", "day", name, "time", time, NULL);
}

static char *open_words(struct arena *arena, const char *lang, const struct civil *end, int64_t today, int hour_now)
{
	/* Midnight is the end of a day, not the start of the next: « vendredi à minuit ». */
	int64_t day = day_number(end) - (end->hour == 0 && end->minute == 0);
	struct civil shown = civil_from_days(day);
	/* The night belongs to the evening before it: at 22 h, 2 h is no other day for whoever asks. */
	bool tonight = day == today || (day == today + 1 && end->hour < NIGHT_ENDS && hour_now >= NIGHT_ENDS);

	if (tonight)
		return trf(arena, lang, "hours.open_closes", "time", time_words(arena, lang, end->hour * 60 + end->minute), NULL);
	shown.hour = end->hour;
	shown.minute = end->minute;
	return trf(arena, lang, "hours.open_closes_day", "when", when_words(arena, lang, &shown, today), NULL);
}

char *opening_sentence(struct arena *arena, const char *lang, const struct hours_place *place, int64_t now)
{
	struct opening opening = hours_at(place, now);
	struct civil c = civil_from_time(place->zone, now);
	struct civil then = opening.changes ? civil_from_time(place->zone, opening.change_at) : c;
	char *text;

	if (opening.unsure)
		return arena_strdup(arena, tr(lang, "hours.holiday_unsure"));
	if (opening.state == OPEN_UNKNOWN)
		return NULL;
	if (opening.state == OPEN_YES && opening.changes)
		text = open_words(arena, lang, &then, day_number(&c), c.hour);
	else if (opening.state == OPEN_YES)
		text = arena_strdup(arena, tr(lang, hours_always(place->hours) ? "hours.open_always" : "hours.open"));
	else if (opening.changes)
		text = trf(arena, lang, opening.holiday ? "hours.closed_holiday_opens" : "hours.closed_opens", "when",
			   when_words(arena, lang, &then, day_number(&c)), NULL);
	else
		text = arena_strdup(arena, tr(lang, opening.holiday ? "hours.closed_holiday" : "hours.closed"));
	if (opening.reason && *opening.reason)
		text = trf(arena, lang, "hours.note", "text", text, "note", opening.reason, NULL);
	return text;
}

static char *span_words(struct arena *arena, const char *lang, const struct span *span)
{
	char *start = fmt_time(arena, lang, span->start / 60, span->start % 60);

	if (span->open_end && span->end == DAY)
		return trf(arena, lang, "hours.from", "time", start, NULL);
	if (span->start == 0 && span->end == DAY)
		return arena_strdup(arena, tr(lang, "hours.row_always"));
	return trf(arena, lang, "hours.span", "start", start, "end", time_words(arena, lang, span->end), NULL);
}

static char *row_words(struct arena *arena, const char *lang, const struct day_hours *day)
{
	char *text = NULL;

	if (day->unsure)
		return arena_strdup(arena, tr(lang, "hours.row_unsure"));
	for (size_t i = 0; i < day->n; i++) {
		char *span = span_words(arena, lang, &day->spans[i]);

		text = text ? trf(arena, lang, "list.comma", "a", text, "b", span, NULL) : span;
	}
	if (!text)
		text = arena_strdup(arena, tr(lang, day->holiday ? "hours.row_holiday" : "hours.row_closed"));
	if (day->reason && *day->reason)
		text = trf(arena, lang, "hours.row_note", "text", text, "note", day->reason, NULL);
	return text;
}

size_t hours_week(struct arena *arena, const char *lang, const struct hours_place *place, int64_t first, int64_t today,
                  struct hours_row out[7])
{
	for (int i = 0; i < 7; i++) {
		struct day_hours day;

		if (!hours_day(place, first + i, &day))
			return 0;
		out[i] = (struct hours_row){
			.day = fmt_weekday(lang, civil_from_days(first + i).weekday),
			.text = row_words(arena, lang, &day),
			.date = first + i,
			.today = first + i == today,
			.exceptional = day.exceptional || day.holiday,
		};
	}
	return 7;
}

char *hours_as_written(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, or_empty(text)), *to = copy;

	for (const char *from = copy; *from; from++)
		if (*from != '"')
			*to++ = *from;
	*to = '\0';
	return copy;
}
