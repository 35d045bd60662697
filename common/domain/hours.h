/* Opening hours: the opening_hours syntax of OpenStreetMap as towns and mappers really write it
 * (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification; what is read: docs/opening-hours.md).
 *
 * What cannot be read is never guessed: it parses to hours that are unknown, and screens show the text as it is.
 * Parsed hours live in the arena and never change: any thread. Pure.
 */
#ifndef PARVIS_DOMAIN_HOURS_H
#define PARVIS_DOMAIN_HOURS_H

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "common/base/err.h"

enum { HOURS_MAX_BYTES = 1000, HOURS_DAY_SPANS = 8, HOURS_LOOK_AHEAD_DAYS = 14 };

struct hours;

/* TEXT may be NULL or "": unknown. Never fails to return hours; false says that they are unknown, and *ERR where and why. */
bool hours_parse(struct arena *arena, const char *text, const struct hours **ret_hours, struct err *err);

/* An exceptional day or period, stronger than the hours (table closure). */
struct closure_days {
	int64_t first, last;        /* days since 1970, both included */
	const struct hours *hours;  /* NULL: closed */
	const char *reason;
};

/* What beside the hours decides. */
struct hours_place {
	const struct hours *hours;
	const struct zone *zone;    /* NULL: UTC */
	bool holidays_fr;           /* town.holidays is 'FR': the eleven public holidays of France */
	const struct closure_days *closures;
	size_t n_closures;
};

enum open_state { OPEN_UNKNOWN, OPEN_NO, OPEN_YES };

struct opening {
	enum open_state state;
	bool changes;       /* within HOURS_LOOK_AHEAD_DAYS */
	int64_t change_at;  /* wall time at which it opens or closes next */
	const char *reason; /* of the exceptional day, or the note the hours themselves carry ("sur rendez-vous"); or NULL */
	bool holiday;       /* today is a public holiday */
	bool unsure;        /* … and the hours say nothing about those: the state is unknown */
};

struct opening hours_at(const struct hours_place *place, int64_t now);

/* « Ouvert, ferme à 17 h 30 », « Fermé, ouvre demain à 8 h 30 », « Fermé, ouvre lundi à 9 h », « Ouvert jour et nuit »,
 * « Jour férié, horaires à vérifier »; NULL when unknown. */
char *opening_sentence(struct arena *arena, const char *lang, const struct hours_place *place, int64_t now);

/* Minutes since the day's midnight; past midnight END is above 1440. */
struct span {
	int start, end;
	bool open_end; /* "18:00+": END is not known and says 1440 */
};

struct day_hours {
	int64_t day;
	size_t n;                          /* 0: closed */
	struct span spans[HOURS_DAY_SPANS];
	const char *reason;                /* of an exceptional day, or a note; or NULL */
	bool holiday;
	bool exceptional;                  /* a closure of the town decides */
	bool unsure;                       /* a public holiday of which the hours say nothing */
};

/* What one day looks like. False when unknown. */
bool hours_day(const struct hours_place *place, int64_t day, struct day_hours *ret_day);

/* A table of the week that begins on the day of FIRST: seven rows « lundi » / « 8 h 30 – 12 h, 13 h 30 – 17 h 30 ».
 * Returns 7, or 0 when unknown. */
struct hours_row {
	const char *day, *text;
	int64_t date;
	bool today, exceptional;
};
size_t hours_week(struct arena *arena, const char *lang, const struct hours_place *place, int64_t first, int64_t today,
                  struct hours_row out[7]);

/* The text itself, for people, where it could not be read: without the quotes of a comment. */
char *hours_as_written(struct arena *arena, const char *text);

/* True for 24/7. */
bool hours_always(const struct hours *hours);

#endif
