/* Dates that bind the town. Both count from the day the town received the request, not from the day a terminal registered
 * it (CRPA L114-3, R112-5). The day of reception does not count. Days since 1970. Pure.
 */
#ifndef PARVIS_DOMAIN_DEADLINE_H
#define PARVIS_DOMAIN_DEADLINE_H

#include "common/base/civil.h"

/* The day on which ZONE's calendar stands at WALL. */
int64_t deadline_day(const struct zone *zone, int64_t wall);

/* The day by which the town promised something: PROMISED_DAYS after RECEIVED, moved to the next working day when it falls
 * on a Saturday, a Sunday or (HOLIDAYS_FR) a public holiday, on which nobody is there to keep it. */
int64_t deadline_promised(int64_t received, int promised_days, bool holidays_fr);

/* The day on which the town's silence becomes a decision. The law counts in months (CRPA L231-1, L231-4: two months),
 * from the same day of the month, the last one of the month where that does not exist; service.silence_days counts a month
 * as 30, so a multiple of 30 is read as months (60: two months), anything else as days. No working day is waited for. */
int64_t deadline_silence(int64_t received, int silence_days);

/* MONTHS after DAY: 31 January and one month is 28 (29) February. */
int64_t deadline_add_months(int64_t day, int months);

/* Left until DUE as seen on TODAY; below 0: late. */
static inline int64_t deadline_left(int64_t due, int64_t today)
{
	return due - today;
}

#endif
