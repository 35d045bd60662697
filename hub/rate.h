/* How often somebody may do something: how many numbers an address may look up, how much a terminal may push and pull. Token buckets that
 * fill evenly. Thread: one.
 */
#ifndef PARVIS_HUB_RATE_H
#define PARVIS_HUB_RATE_H

#include "common/base/util.h"

struct rate;

struct rate_terms {
	double per_minute;     /* of one */
	double per_minute_all; /* of all together */
	double minutes;        /* how many minutes' worth may come at once, after a silence */
};

struct rate *rate_new(struct rate_terms terms);
void rate_free(struct rate *rate); /* NULL is fine */

/* WHO is an address as text, of which an IPv6 one counts by its first 64 bits, since one household has them all, unless it is an IPv4 one in
 * its dress (::ffff:192.0.2.1); or a terminal's
 * id. NOW is monotonic. False: too much, and *RET_WAIT_S says in how many seconds so much may come. */
bool rate_take(struct rate *rate, const char *who, int cost, int64_t now, int *ret_wait_s) WARN_UNUSED;

/* Where the cost is known afterwards only: WHO spends it, also more than there is, and rate_owed is how many µs pass until that is made
 * good; 0: nothing is owed. */
void rate_spend(struct rate *rate, const char *who, double cost, int64_t now);
int64_t rate_owed(struct rate *rate, const char *who, int64_t now);

#endif
