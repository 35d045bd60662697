#include "hub/importers/points.h"

void points_done(struct points *points)
{
	free(points->slots);
	*points = (struct points){ .slots = NULL };
}

static struct point *slot(struct point *slots, size_t size, int64_t id)
{
	size_t at = (size_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (size - 1);

	while (slots[at].id && slots[at].id != id)
		at = (at + 1) & (size - 1);
	return &slots[at];
}

static void grow(struct points *points)
{
	size_t size = points->size ? points->size * 2 : 1 << 16;
	struct point *slots = calloc(size, sizeof(*slots));

	if (!slots)
		abort();
	for (size_t i = 0; i < points->size; i++)
		if (points->slots[i].id)
			*slot(slots, size, points->slots[i].id) = points->slots[i];
	free(points->slots);
	points->slots = slots;
	points->size = size;
}

bool points_add(struct points *points, int64_t id, double lat, double lon)
{
	struct point *at;

	if (!id || points->count >= POINTS_MAX)
		return false;
	if (points->count * 2 >= points->size)
		grow(points);
	at = slot(points->slots, points->size, id);
	points->count += !at->id;
	*at = (struct point){ .id = id, .lat = lat, .lon = lon };
	return true;
}

const struct point *points_find(const struct points *points, int64_t id)
{
	const struct point *at = points->size ? slot(points->slots, points->size, id) : NULL;

	return at && at->id ? at : NULL;
}
