/* How often one address, and all of them, may look up a number: token buckets that fill evenly over a minute.
 * Thread: one.
 */
#ifndef PARVIS_HUB_RATE_H
#define PARVIS_HUB_RATE_H

#include "common/base/util.h"

struct rate;

struct rate *rate_new(int per_minute, int per_minute_all);
void rate_free(struct rate *rate); /* NULL is fine */

/* ADDRESS as text; of an IPv6 address its first 64 bits count, since one household has them all. NOW is monotonic.
 * False: too often, and *RET_WAIT_S says in how many seconds it may ask again. */
bool rate_take(struct rate *rate, const char *address, int64_t now, int *ret_wait_s) WARN_UNUSED;

#endif
