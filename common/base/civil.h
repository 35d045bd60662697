/* Civil time in the town's own zone: a zone read from the system's tz database (RFC 8536), never the process's.
 * A struct zone is immutable once open: any thread.
 */
#ifndef PARVIS_BASE_CIVIL_H
#define PARVIS_BASE_CIVIL_H

#include "common/base/err.h"

struct zone;

struct civil {
	int year, month, day; /* 2026, 1…12, 1…31 */
	int hour, minute, second;
	int weekday;          /* 0 Monday … 6 Sunday */
};

/* NAME is like "Europe/Paris". ERR_NOT_FOUND when the machine does not know it. */
bool zone_open(const char *name, struct zone **ret_zone, struct err *err) WARN_UNUSED;
void zone_close(struct zone *zone); /* NULL is fine */

/* ZONE may be NULL: UTC. */
struct civil civil_from_time(const struct zone *zone, int64_t wall);

/* The instant at which ZONE shows C (its weekday is ignored; days beyond the month carry over). Of a doubled hour the
 * first, for a skipped one the moment after the jump. */
int64_t civil_to_time(const struct zone *zone, const struct civil *c);

/* Days since 1970-01-01, and back: dates without a time. */
int64_t civil_days(int year, int month, int day);
struct civil civil_from_days(int64_t days);

/* "2026-11-24"; false when S is not such a date or the day does not exist. */
bool civil_parse_date(const char *s, struct civil *ret_date);

/* Easter Sunday (Gregorian) in days since 1970, and whether DAYS is one of the eleven public holidays of France
 * (Code du travail, L3133-1). */
int64_t civil_easter(int year);
bool civil_is_holiday_fr(int64_t days);

#endif
