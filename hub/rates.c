#include "hub/rates.h"

#include "hub/limits.h"

#define NO_LIMIT_OF_ALL 1e12

/* A terminal's bucket holds at least the dearest POST there is, or that one would never be let through (handlers/operations.c). */
static double push_minutes(double per_minute)
{
	double dearest = 1 + LIMIT_OPERATIONS + (double)LIMIT_BODY_OPERATIONS / LIMIT_OPERATION_BYTES;

	return MAX(LIMIT_OPERATION_MINUTES, dearest / per_minute);
}

void rates_open(struct rate *rates[RATES], const struct conf *conf)
{
	double follow = conf_int(conf, "limits.follow_per_minute"), follow_all = conf_int(conf, "limits.follow_per_minute_all");
	double push = conf_int(conf, "limits.operations_per_minute"), pull = conf_int(conf, "limits.changes_mib_per_minute") * 1024.0;
	const struct rate_terms terms[RATES] = {
		[RATE_FOLLOW] = { .per_minute = follow, .per_minute_all = follow_all, .minutes = 1 },
		[RATE_ENROL] = { .per_minute = LIMIT_ENROL_PER_MINUTE, .per_minute_all = LIMIT_ENROL_PER_MINUTE_ALL, .minutes = 1 },
		[RATE_PUSH] = { .per_minute = push, .per_minute_all = NO_LIMIT_OF_ALL, .minutes = push_minutes(push) },
		[RATE_PULL] = { .per_minute = pull, .per_minute_all = NO_LIMIT_OF_ALL, .minutes = LIMIT_CHANGES_MINUTES },
		[RATE_PULL_MS] = { .per_minute = LIMIT_CHANGES_SHARE * 600.0, .per_minute_all = NO_LIMIT_OF_ALL, .minutes = 1.0 / 60 },
	};

	for (size_t i = 0; i < RATES; i++)
		rates[i] = rate_new(terms[i]);
}

void rates_done(struct rate *rates[RATES])
{
	for (size_t i = 0; i < RATES; i++)
		rate_free(rates[i]);
}
