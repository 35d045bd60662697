#include "hub/seen.h"

#include "common/base/log.h"

#include <pthread.h>

enum { SEEN_MAX = 20000 };

struct sight {
	char id[STORE_TERMINAL_ID];
	int64_t rev;
	bool erased; /* REV is that of an erasure */
};

struct seen {
	pthread_mutex_t lock;
	struct sight *list;
	size_t count, room;
};

struct seen *seen_new(void)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	if (!seen)
		abort();
	pthread_mutex_init(&seen->lock, NULL);
	return seen;
}

void seen_free(struct seen *seen)
{
	if (!seen)
		return;
	pthread_mutex_destroy(&seen->lock);
	free(seen->list);
	free(seen);
}

static void add(struct seen *seen, const char *id, int64_t rev, bool erased)
{
	pthread_mutex_lock(&seen->lock);
	if (seen->count == seen->room && seen->room < SEEN_MAX) {
		seen->room = seen->room ? 2 * seen->room : 64;
		seen->list = reallocarray(seen->list, seen->room, sizeof(*seen->list));
		if (!seen->list)
			abort();
	}
	if (seen->count < seen->room) {
		struct sight *sight = &seen->list[seen->count++];

		sight->rev = rev;
		sight->erased = erased;
		snprintf(sight->id, sizeof(sight->id), "%s", id);
	}
	pthread_mutex_unlock(&seen->lock);
}

void seen_add(struct seen *seen, const char *id, int64_t rev)
{
	add(seen, id, rev, false);
}

void seen_add_erased(struct seen *seen, const char *id, int64_t rev)
{
	add(seen, id, rev, true);
}

static bool write_one(struct store *store, const struct sight *sight, struct err *err)
{
	return sight->erased ? store_terminal_erased(store, sight->id, sight->rev, err) : store_terminal_seen(store, sight->id, sight->rev, err);
}

void seen_write(struct seen *seen, struct store *store)
{
	struct sight *list;
	struct err err;
	size_t count;
	bool ok;

	pthread_mutex_lock(&seen->lock);
	list = seen->list;
	count = seen->count;
	seen->list = NULL;
	seen->count = seen->room = 0;
	pthread_mutex_unlock(&seen->lock);
	if (count) {
		ok = store_begin(store, &err);
		for (size_t i = 0; ok && i < count; i++)
			ok = write_one(store, &list[i], &err);
		if (!ok || !store_commit(store, &err)) {
			log_warn("last contact of terminals: %s", err.text);
			store_rollback(store);
		}
	}
	free(list);
}
