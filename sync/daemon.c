/* The loop: look what changed, start what is due, wait, take what came. */
#include "sync/sync.h"

#include "common/base/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

enum {
	HEARTBEAT_S = 10, /* LINK_STALE_S is three times that */
	HOUSEKEEPING_S = 30,
	PURGE_S = 3600,
	TICK_MS = 2000, /* what inotify does not tell: a file system without it, a clock that was set */
	LOOK_FIRST_US = 1000, LOOK_LAST_US = 2000000,
};

void lane_abandon(struct sync *sync, enum sync_lane lane)
{
	http_free(sync->http, sync->exchange[lane]);
	sync->exchange[lane] = NULL;
	if (lane == SYNC_PULL) {
		snapshot_free(sync->snapshot);
		sync->snapshot = NULL;
	}
	sync_abandoned(&sync->core, lane);
}

void lane_say(struct sync *sync, enum sync_lane lane, const char *why)
{
	static const char *const names[SYNC_LANES] = { [SYNC_PULL] = "pull", [SYNC_PUSH] = "push" };
	enum sync_trouble trouble = sync->core.lane[lane].trouble;

	if (trouble == SYNC_FINE)
		sync->contact = clock_wall(&sync->clock);
	if (sync->core.hub_time > 0)
		clock_heard(&sync->clock, sync->core.hub_time);
	if (trouble == sync->said[lane])
		return;
	if (trouble == SYNC_FINE)
		log_info("%s: the hub answers", names[lane]);
	else
		log_warn("%s: %s (%s)", names[lane], sync_trouble_name(trouble), why);
	sync->said[lane] = trouble;
	sync->news = true;
}

/* ---- watching files */

static void watch_start(struct sync *sync)
{
	char path[FILES_PATH];

	sync->watch.fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (sync->watch.fd < 0)
		return; /* the tick remains */
	inotify_add_watch(sync->watch.fd, sync->settings->state, IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE | IN_ATTRIB);
	/* A commit of kiosk or counter is a write to outbox.db-wal. */
	snprintf(path, sizeof(path), "%s/outbox", sync->settings->state);
	inotify_add_watch(sync->watch.fd, path, IN_MODIFY | IN_CREATE | IN_MOVED_TO);
}

/* Which of the few files it was costs more to find out than to look. But a commit is told of too early: its bytes are written,
 * and it counts only once they are synced and the index in shared memory says so, of which nobody is told. So look again
 * after 1 ms, 2, 4 … */
static void watch_read(struct sync *sync)
{
	char events[4096] __attribute__((aligned(8)));
	int64_t now = clock_mono(&sync->clock);
	struct watch *watch = &sync->watch;

	if (watch->again && now >= watch->again) {
		watch->step *= 2;
		watch->again = watch->step <= LOOK_LAST_US ? now + watch->step : 0;
	}
	while (watch->fd >= 0 && read(watch->fd, events, sizeof(events)) > 0) {
		watch->step = LOOK_FIRST_US;
		watch->again = now + watch->step;
	}
}

/* ---- the loop */

static int64_t start_lane(struct sync *sync, enum sync_lane lane)
{
	struct sync_order order = sync_next(&sync->core, lane, clock_mono(&sync->clock), &sync->rng);

	switch (order.task) {
	case SYNC_TASK_WAIT:
		return order.until;
	case SYNC_TASK_SNAPSHOT:
	case SYNC_TASK_CHANGES:
		pull_start(sync, &order);
		break;
	case SYNC_TASK_OPERATIONS:
		push_start(sync, &order);
		break;
	}
	/* Nothing was started after all: there is a reason, and the next look tells. */
	return sync->exchange[lane] ? INT64_MAX : clock_mono(&sync->clock) + SECOND_US / 20;
}

static int64_t keep_house(struct sync *sync, int64_t now)
{
	if (now < sync->housekeeping)
		return sync->housekeeping;
	sync->housekeeping = now + HOUSEKEEPING_S * SECOND_US;
	pull_check_file(sync);
	if (files_clean(sync->settings->state, sync->snapshot ? snapshot_path(sync->snapshot) : NULL, clock_wall(&sync->clock)) > 0)
		sync->housekeeping = now + SECOND_US;
	pull_wipe(sync, sync->housekeeping == now + SECOND_US);
	if (now >= sync->purge && sync->core.confirmed > 0) {
		sync->purge = now + PURGE_S * SECOND_US;
		push_purge(sync);
	}
	return sync->housekeeping;
}

static int64_t beat(struct sync *sync, int64_t now)
{
	if (sync->news || now >= sync->heartbeat || heartbeat_is_news(sync)) {
		sync->news = false;
		sync->heartbeat = now + HEARTBEAT_S * SECOND_US;
		heartbeat_write(sync, false);
	}
	return sync->heartbeat;
}

static void take_what_came(struct sync *sync)
{
	identity_take(sync);
	if (sync->exchange[SYNC_PUSH] && http_finished(sync->exchange[SYNC_PUSH]))
		push_finish(sync);
	if (sync->exchange[SYNC_PULL] && http_finished(sync->exchange[SYNC_PULL]))
		pull_finish(sync);
	for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++)
		if (sync->exchange[lane] && sync_stale(&sync->core, lane))
			lane_abandon(sync, lane);
}

static int milliseconds_until(const struct sync *sync, int64_t due)
{
	int64_t now = clock_mono(&sync->clock);

	if (sync->hold > 0)
		due = MIN(due, now + MAX(sync->hold - clock_wall(&sync->clock), (int64_t)0));
	return due <= now ? 0 : (int)MIN((due - now) / 1000 + 1, (int64_t)TICK_MS);
}

static void turn(struct sync *sync, int stop_fd)
{
	int fds[2] = { stop_fd, sync->watch.fd };
	int64_t due = INT64_MAX;

	identity_look(sync);
	push_look(sync);
	pull_look_for_damage(sync);
	identity_ask(sync);
	if (sync->enrolled)
		for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++)
			due = MIN(due, start_lane(sync, lane));
	due = MIN(due, keep_house(sync, clock_mono(&sync->clock)));
	due = MIN(due, beat(sync, clock_mono(&sync->clock)));
	if (sync->watch.again)
		due = MIN(due, sync->watch.again);
	http_wait(sync->http, fds, sync->watch.fd >= 0 ? 2 : 1, milliseconds_until(sync, due));
	watch_read(sync);
	take_what_came(sync);
}

static bool stopped(int stop_fd)
{
	struct pollfd poll_fd = { .fd = stop_fd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) > 0;
}

bool sync_run(const struct sync_settings *settings, const struct clock *clock, const struct rng *rng, int stop_fd,
              struct err *err)
{
	struct sync sync = { .settings = settings, .clock = *clock, .built = clock->not_before, .rng = *rng, .watch = { .fd = -1 }, .news = true };

	if (!files_prepare(settings->state, err) || !http_open(settings->ca, settings->pin, &sync.http, err))
		return false;
	sync.batch = arena_new();
	sync_init(&sync.core, NULL);
	watch_start(&sync);
	while (!stopped(stop_fd))
		turn(&sync, stop_fd);
	log_info("stopping");
	for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++)
		lane_abandon(&sync, lane);
	http_free(sync.http, sync.asking);
	heartbeat_write(&sync, true);
	push_close(&sync);
	pull_close_replica(&sync);
	if (sync.enrolled)
		terminal_done(&sync.terminal);
	explicit_bzero(sync.token, sizeof(sync.token));
	arena_free(sync.batch);
	http_close(sync.http);
	if (sync.watch.fd >= 0)
		close(sync.watch.fd);
	return true;
}
