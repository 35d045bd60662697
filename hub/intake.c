#include "hub/intake.h"

#include "common/base/log.h"
#include "hub/call.h"

#include <pthread.h>

enum {
	READ_AHEAD = 1024 * 1024, /* bytes of lines that are read and not yet applied */
	TOGETHER = 384 * 1024,    /* bytes of lines in one transaction, or one POST: others who write wait as long */
	TOGETHER_MAX = 64,
	GAP_MS = 6,               /* for others who write, between two transactions: they look every 5 ms (common/store/db.c) */
};

struct intake {
	void (*taken)(void *ctx, struct push *const *list, size_t count, struct store *store);
	void *ctx;
	struct hub *hub;
	struct store *store; /* the thread's */
	bool read_only;      /* it was refused to write there: the store is opened anew */
	pthread_t thread;
	/* ---- under the lock */
	pthread_mutex_t lock;
	pthread_cond_t work;
	bool stopping;
	struct push *first, **last; /* those in hand before those that wait */
	size_t ahead;
};

/* Those that go into one transaction, which come first in the list now: the one that has waited longest, and of those behind it, in their
 * order, whatever there is room for. So one request does not wait for thousands of several others. Under the lock. */
static size_t choose(struct intake *intake, struct push *list[TOGETHER_MAX])
{
	struct push *rest = NULL, **chosen_end = &intake->first, **rest_end = &rest, *next;
	size_t count = 0, bytes = 0;

	for (struct push *push = intake->first; push; push = next) {
		bool fits = count < TOGETHER_MAX && (!count || bytes + push->delivery.len <= TOGETHER);
		struct push ***end = fits ? &chosen_end : &rest_end;

		next = push->next;
		**end = push;
		*end = &push->next;
		if (fits) {
			bytes += push->delivery.len;
			list[count++] = push;
		}
	}
	*rest_end = NULL;
	*chosen_end = rest;
	intake->last = rest ? rest_end : chosen_end;
	return count;
}

/* After a fault of the disk while it was opened, SQLite may have it for reading alone for good. */
static void open_anew(struct intake *intake)
{
	struct store *store;
	struct err err;

	if (!hub_store_open(intake->hub, false, &store, &err)) {
		log_error("operations: %s", err.text);
		return;
	}
	store_close(intake->store);
	intake->store = store;
}

static void apply(struct intake *intake, struct push *const *list, size_t count)
{
	struct delivery *deliveries[TOGETHER_MAX];

	if (intake->read_only)
		open_anew(intake);
	for (size_t i = 0; i < count; i++)
		deliveries[i] = &list[i]->delivery;
	deliveries_apply(intake->store, deliveries, count);
	intake->read_only = !deliveries[0]->results && deliveries[0]->err.code == ERR_REFUSED;
}

/* The first COUNT are their makers' again. Under the lock. */
static void unlink_first(struct intake *intake, size_t count)
{
	for (; count; count--) {
		struct push *push = intake->first;

		intake->ahead -= push->ahead;
		intake->first = push->next;
		if (!intake->first)
			intake->last = &intake->first;
	}
}

static void *work(void *ctx)
{
	const struct timespec gap = { .tv_nsec = GAP_MS * 1000000L };
	struct intake *intake = ctx;

	pthread_mutex_lock(&intake->lock);
	for (;;) {
		struct push *list[TOGETHER_MAX];
		size_t count;
		bool busy;

		while (!intake->first && !intake->stopping)
			pthread_cond_wait(&intake->work, &intake->lock);
		count = choose(intake, list);
		if (!count)
			break;
		busy = !intake->stopping;
		pthread_mutex_unlock(&intake->lock);
		if (busy)
			apply(intake, list, count);
		pthread_mutex_lock(&intake->lock);
		unlink_first(intake, count);
		busy = busy && intake->first;
		pthread_mutex_unlock(&intake->lock);
		intake->taken(intake->ctx, list, count, intake->store);
		if (busy)
			nanosleep(&gap, NULL);
		pthread_mutex_lock(&intake->lock);
	}
	pthread_mutex_unlock(&intake->lock);
	return NULL;
}

void push_free(struct push *push)
{
	if (!push)
		return;
	delivery_done(&push->delivery);
	strbuf_done(&push->body);
	free(push);
}

bool intake_start(struct hub *hub, void (*taken)(void *ctx, struct push *const *list, size_t count, struct store *store), void *ctx,
                  struct intake **ret_intake, struct err *err)
{
	struct intake *intake = calloc(1, sizeof(*intake));

	if (!intake)
		abort();
	*intake = (struct intake){ .taken = taken, .ctx = ctx, .hub = hub };
	if (!hub_store_open(hub, false, &intake->store, err)) {
		free(intake);
		return false;
	}
	intake->last = &intake->first;
	pthread_mutex_init(&intake->lock, NULL);
	pthread_cond_init(&intake->work, NULL);
	if (pthread_create(&intake->thread, NULL, work, intake) != 0)
		abort();
	*ret_intake = intake;
	return true;
}

void intake_stop(struct intake *intake)
{
	if (!intake)
		return;
	pthread_mutex_lock(&intake->lock);
	intake->stopping = true;
	pthread_cond_signal(&intake->work);
	pthread_mutex_unlock(&intake->lock);
	pthread_join(intake->thread, NULL);
}

void intake_free(struct intake *intake)
{
	if (!intake)
		return;
	store_close(intake->store);
	pthread_mutex_destroy(&intake->lock);
	pthread_cond_destroy(&intake->work);
	free(intake);
}

bool intake_has(struct intake *intake, const char *terminal)
{
	bool has = false;

	pthread_mutex_lock(&intake->lock);
	for (const struct push *push = intake->first; push && !has; push = push->next)
		has = streq(push->delivery.terminal->id, terminal);
	pthread_mutex_unlock(&intake->lock);
	return has;
}

void intake_read(struct intake *intake, struct push *push, struct store *store)
{
	size_t len = push->delivery.len;

	pthread_mutex_lock(&intake->lock);
	if (intake->ahead + len <= READ_AHEAD)
		intake->ahead += push->ahead = len;
	pthread_mutex_unlock(&intake->lock);
	if (push->ahead)
		delivery_read(store, &push->delivery);
}

void intake_add(struct intake *intake, struct push *push)
{
	pthread_mutex_lock(&intake->lock);
	*intake->last = push;
	intake->last = &push->next;
	pthread_cond_signal(&intake->work);
	pthread_mutex_unlock(&intake->lock);
}
