/* How often what may be done at a hub: one table of what is counted, in what, and where its figures come from (docs/limits.md).
 * Thread: the server's one.
 */
#ifndef PARVIS_HUB_RATES_H
#define PARVIS_HUB_RATES_H

#include "common/conf/conf.h"
#include "hub/rate.h"

enum rates {
	RATE_FOLLOW,  /* numbers that a browser's address looks up */
	RATE_ENROL,   /* codes of enrolment that an address tries */
	RATE_PUSH,    /* operations that a terminal sends, large ones as several */
	RATE_PULL,    /* KiB of pages that were made for one terminal */
	RATE_PULL_MS, /* ms that it took to make them */
	RATES,
};

void rates_open(struct rate *rates[RATES], const struct conf *conf);
void rates_done(struct rate *rates[RATES]);

#endif
