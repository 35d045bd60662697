/* Any text is opening hours or unknown, and a moment has an answer. */
#include "common/domain/hours.h"

#include "common/base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct hours_place place = { .holidays_fr = true };
	struct hours_row rows[7];
	int64_t now = INT64_C(1795000000) * SECOND_US + (int64_t)size * 7 * HOUR_US;

	hours_parse(arena, arena_strndup(arena, (const char *)data, size), &place.hours, NULL);
	(void)opening_sentence(arena, "fr", &place, now);
	(void)hours_week(arena, "en", &place, now / DAY_US, now / DAY_US, rows);
	arena_free(arena);
	return 0;
}
