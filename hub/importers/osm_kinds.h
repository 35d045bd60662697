/* Which OpenStreetMap objects are places of a town, and of which kind (content.sql, place.kind). */
#ifndef PARVIS_HUB_IMPORTERS_OSM_KINDS_H
#define PARVIS_HUB_IMPORTERS_OSM_KINDS_H

#include "common/domain/names.h"

struct osm_kind {
	const char *key, *value;  /* value "*": any */
	enum place_kind kind;
	bool unnamed;             /* worth showing without a name: a toilet is a toilet */
};

/* The row that fits first; NULL: not a place for people. GET finds a tag's value, NULL when it has none. */
const struct osm_kind *osm_kind_find(const char *(*get)(const void *object, const char *key), const void *object);

#endif
