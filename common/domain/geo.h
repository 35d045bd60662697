/* Where things are from here. WGS 84 degrees, metres. Pure. */
#ifndef PARVIS_DOMAIN_GEO_H
#define PARVIS_DOMAIN_GEO_H

#include "common/base/arena.h"

struct position {
	double lat, lon;
};

/* Finite, and on the globe. */
bool position_valid(struct position p);

double geo_distance(struct position a, struct position b); /* great circle, sphere of 6,371,008.8 m (IUGG mean radius) */
double geo_bearing(struct position from, struct position to); /* 0 … 360, 0 is north */

/* « au nord », « au sud-ouest »: "geo.n" … */
const char *geo_bearing_words(const char *lang, double bearing);

/* On foot: 4 km/h (people with a bag, a cane, a child) along streets that are 1.3 times as long as the straight line; at
 * least 1. */
int geo_walking_minutes(double metres);

/* « 350 m, 7 minutes à pied »; short: « 350 m » */
char *geo_distance_words(struct arena *arena, const char *lang, double metres, bool with_walk);

#endif
