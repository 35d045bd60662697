#include "counter/number.h"

#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/secret/secret.h"

static void derive(struct work *work)
{
	struct number_work *number = (struct number_work *)work;

	number->derived = record_derive(number->number.text, number->salt, &number->key, NULL);
}

static void wipe(struct work *work)
{
	secret_wipe(work, sizeof(struct number_work));
	free(work);
}

struct number_work *number_work_new(const struct rng *rng, const struct terminal *terminal)
{
	struct number_work *work = calloc(1, sizeof(*work));

	if (!work)
		abort();
	work->work = (struct work){ .kind = "number", .run = derive, .free = wipe };
	work->number = tracking_make(rng);
	memcpy(work->salt, terminal->salt, sizeof(work->salt));
	return work;
}

const char *number_grouped(struct arena *arena, const char *text)
{
	struct tracking tracking;
	char *out;

	if (!tracking_valid(text))
		return "";
	utf8_copy(tracking.text, sizeof(tracking.text), text);
	out = arena_alloc(arena, TRACKING_GROUPED + 1);
	tracking_group(&tracking, out);
	return out;
}
