#include "common/domain/geo.h"

#include <math.h>

#include "common/text/fmt.h"
#include "common/text/tr.h"

#define EARTH_RADIUS_M 6371008.8
#define DETOUR 1.3
#define WALK_M_PER_MINUTE (4000.0 / 60)
#define RADIANS (M_PI / 180)

bool position_valid(struct position p)
{
	return isfinite(p.lat) && isfinite(p.lon) && fabs(p.lat) <= 90 && fabs(p.lon) <= 180;
}

double geo_distance(struct position a, struct position b)
{
	double lat = sin((b.lat - a.lat) * RADIANS / 2), lon = sin((b.lon - a.lon) * RADIANS / 2);
	double h = lat * lat + cos(a.lat * RADIANS) * cos(b.lat * RADIANS) * lon * lon;

	return 2 * EARTH_RADIUS_M * asin(sqrt(CLAMP(h, 0, 1)));
}

double geo_bearing(struct position from, struct position to)
{
	double lon = (to.lon - from.lon) * RADIANS, lat1 = from.lat * RADIANS, lat2 = to.lat * RADIANS;
	double degrees = atan2(sin(lon) * cos(lat2), cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon)) / RADIANS;

	return fmod(degrees + 360, 360);
}

const char *geo_bearing_words(const char *lang, double bearing)
{
	static const char *const keys[8] = { "geo.n", "geo.ne", "geo.e", "geo.se", "geo.s", "geo.sw", "geo.w", "geo.nw" };

	return isfinite(bearing) ? tr(lang, keys[(int)floor(fmod(bearing + 360 + 22.5, 360) / 45) & 7]) : "";
}

int geo_walking_minutes(double metres)
{
	double minutes = isfinite(metres) ? ceil(MAX(metres, 0) * DETOUR / WALK_M_PER_MINUTE) : 0;

	return (int)CLAMP(minutes, 1, 100000);
}

char *geo_distance_words(struct arena *arena, const char *lang, double metres, bool with_walk)
{
	char *distance = fmt_distance(arena, lang, metres);

	/* Beyond an hour nobody walks. */
	if (!with_walk || geo_walking_minutes(metres) > 60)
		return distance;
	return trnf(arena, lang, "geo.walk", geo_walking_minutes(metres), "distance", distance, NULL);
}
