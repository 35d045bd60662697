/* Positions by number: a hash table that grows. For the nodes and ways of a map. */
#ifndef PARVIS_HUB_IMPORTERS_POINTS_H
#define PARVIS_HUB_IMPORTERS_POINTS_H

#include "common/base/util.h"

enum { POINTS_MAX = 40000000 };

struct point {
	int64_t id; /* 0: free */
	double lat, lon;
};

struct points {
	struct point *slots;
	size_t size, count;
};

void points_done(struct points *points);
/* False: too many. */
bool points_add(struct points *points, int64_t id, double lat, double lon) WARN_UNUSED;
const struct point *points_find(const struct points *points, int64_t id); /* NULL: not there */

#endif
