/* Clocks, and the stamp that every operation carries.
 *
 * Time is int64_t microseconds: wall time since 1970 in UTC, monotonic time since the machine started. The clock is a
 * parameter; only main.c makes the real one, tests and the simulator make their own.
 */
#ifndef PARVIS_BASE_CLOCK_H
#define PARVIS_BASE_CLOCK_H

#include "common/base/util.h"

#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

struct clock {
	int64_t (*wall)(void *ctx);
	int64_t (*mono)(void *ctx);
	void *ctx;
	char boot[40];        /* names this run of the machine; monotonic times compare only within one */
	int64_t not_before;   /* the wall clock is not trusted before this: build date, or the hub's last word */
	int64_t heard_at;     /* monotonic: when that was; for the build date the start of the machine */
};

struct stamp {
	int64_t wall;
	int64_t mono;
	char boot[40];
	bool trusted;
};

/* The machine's clocks. PARVIS_NOW (seconds since 1970) in the environment shifts the wall clock: for screenshots that
 * must repeat, and read only when ALLOW_SHIFT is set. */
struct clock clock_system(bool allow_shift);

static inline int64_t clock_wall(const struct clock *clock)
{
	return clock->wall(clock->ctx);
}

static inline int64_t clock_mono(const struct clock *clock)
{
	return clock->mono(clock->ctx);
}

/* False before not_before: then screens and tickets say « heure non vérifiée ». */
bool clock_trusted(const struct clock *clock);

/* The wall clock, or, while it is not trusted, the earliest that it can be: the hub's last word and what passed since. */
int64_t clock_guess(const struct clock *clock);

/* The hub said what time it is there: from now on a wall clock more than two minutes earlier is not trusted. Never moves
 * back. */
void clock_heard(struct clock *clock, int64_t wall);

/* Its wall time is clock_guess. */
struct stamp clock_stamp(const struct clock *clock);

#endif
