/* The pull lane: what the hub has goes into the replica. */
#include "sync/sync.h"

#include "common/base/log.h"
#include "common/store/db.h"
#include "common/store/replica.h"

#include <sys/stat.h>
#include <unistd.h>

enum {
	CONNECT_S = 3, CONNECT_PATIENT_S = 10, /* every fourth attempt has time for a slow line */
	SILENCE_S = 15,
	CHANGES_MOST_S = 600,
	SNAPSHOT_MOST_S = 3 * 3600,
	TOUCH_S = 600,
	CHECKUP_S = 3600,
	WIPE_S = 20, /* optimizing costs a rewrite of the index: not after every page */
	FORGET_S = 20, /* until an outbox that could not forget is asked to again */
	TOLD_S = 10, /* whoever may write into the outbox's folder may ask for a look, but not for nothing else */
};

/* ---- the replica in use */

static void read_lang(struct sync *sync)
{
	static const struct db_query ask = { "SELECT lang FROM town" };
	struct db_stmt *stmt = db_query(sync->replica, &ask);
	struct err err;

	if (db_step(stmt, &err) == DB_ROW) {
		snprintf(sync->lang, sizeof(sync->lang), "%s", db_text0(stmt, 0));
		db_finish(stmt);
	}
}

/* Takes over DB at PATH. False: it cannot be written to. */
static bool use(struct sync *sync, struct db *db, const char *path, struct err *err)
{
	struct synced *synced;
	struct stat st;

	if (!synced_open(db, &synced, err))
		return false;
	pull_close_replica(sync);
	sync->replica = db;
	pull_hear_again(sync, true);
	sync->wipe = 1;
	if (!db_exec(db, "PRAGMA secure_delete = ON", err))
		log_warn("replica: what is deleted is not overwritten: %s", err->text);
	sync->synced = synced;
	if (path != sync->replica_path)
		snprintf(sync->replica_path, sizeof(sync->replica_path), "%s", path);
	sync->replica_inode = stat(path, &st) == 0 ? st.st_ino : 0;
	read_lang(sync);
	return true;
}

void pull_close_replica(struct sync *sync)
{
	synced_close(sync->synced);
	db_close(sync->replica);
	sync->synced = NULL;
	sync->replica = NULL;
}

static bool open_current(struct sync *sync, struct cursor *ret_cursor, int *ret_format, struct err *err)
{
	char path[FILES_PATH];
	struct db *db = NULL;

	if (!files_current(sync->settings->state, path, err) || !snapshot_open(path, &sync->terminal, &db, ret_format, err))
		return false;
	if (!synced_cursor(db, ret_cursor, err) || !use(sync, db, path, err)) {
		db_close(db);
		return false;
	}
	return true;
}

static void begin_at(struct sync *sync, const struct cursor *cursor)
{
	sync_init(&sync->core, cursor);
	sync->core.public = streq(sync->terminal.scope, "public");
}

void pull_open_replica(struct sync *sync)
{
	struct cursor cursor;
	struct err err;
	int format;

	if (open_current(sync, &cursor, &format, &err)) {
		log_info("replica: epoch %s, rev %lld, format %d", cursor.epoch, (long long)cursor.rev, format);
		begin_at(sync, &cursor);
		sync_format(&sync->core, format);
		return;
	}
	if (err.code == ERR_NONE)
		log_info("no replica yet");
	else
		log_warn("the replica cannot be used and is fetched anew: %s", err.text);
	begin_at(sync, NULL);
}

static void lose_replica(struct sync *sync, const char *why)
{
	log_warn("the replica is fetched anew: %s", why);
	pull_close_replica(sync);
	sync_lost_replica(&sync->core);
	lane_abandon(sync, SYNC_PULL);
	sync->news = true;
}

/* Readers meet a page that rotted long before a change is written to it. */
static void check_up(struct sync *sync)
{
	struct db *db = NULL; /* of its own: what we have in memory hides what others read from the disk */
	struct err err;

	sync->checkup = clock_mono(&sync->clock) + CHECKUP_S * SECOND_US;
	if (!db_open(sync->replica_path, DB_READ_ONLY, &db, &err) || !db_check(db, &err))
		lose_replica(sync, err.text);
	db_close(db);
}

void pull_look_for_damage(struct sync *sync)
{
	int64_t now = clock_mono(&sync->clock);
	char path[FILES_PATH];

	if (!sync->replica || now < sync->told)
		return;
	snprintf(path, sizeof(path), "%s/outbox/" REPLICA_TOLD, sync->settings->state);
	if (unlink(path) == 0) {
		sync->told = now + TOLD_S * SECOND_US;
		check_up(sync);
	}
}

void pull_check_file(struct sync *sync)
{
	char path[FILES_PATH];
	struct stat st;
	struct err err;

	if (!sync->replica)
		return;
	if (!files_current(sync->settings->state, path, &err) || !streq(path, sync->replica_path))
		lose_replica(sync, "`current` does not name it any more");
	else if (stat(path, &st) != 0 || st.st_ino != sync->replica_inode)
		lose_replica(sync, "its file is gone");
	else if (clock_mono(&sync->clock) >= sync->checkup)
		check_up(sync);
	if (sync->synced && !synced_wipe(sync->synced, &err))
		log_warn("what left this desk is still in its files: %s", err.text);
}

/* ---- asking */

void pull_start(struct sync *sync, const struct sync_order *order)
{
	bool snapshot = order->task == SYNC_TASK_SNAPSHOT;
	int wait_s = MIN(order->wait_s, sync->settings->wait_s);
	char path[256];
	struct http_request request = {
		.hub = identity_hub(sync), .path = path, .token = sync->token, .protocol = order->protocol, .body_max = WIRE_CHANGES_MAX,
		.connect_s = sync->core.lane[SYNC_PULL].failures % 4 == 3 ? CONNECT_PATIENT_S : CONNECT_S,
		.silence_s = SILENCE_S + wait_s, .most_s = snapshot ? SNAPSHOT_MOST_S : CHANGES_MOST_S,
	};
	struct err err;

	if (snapshot) {
		snprintf(path, sizeof(path), "/sync/v1/snapshot?format=%d", order->format);
		sync->snapshot = snapshot_new(sync->settings->state);
		request.sink = snapshot_take;
		request.sink_ctx = sync->snapshot;
		/* The hub may have to make it first. */
		request.silence_s = 4 * SILENCE_S;
	} else {
		int len = snprintf(path, sizeof(path), "/sync/v1/changes?epoch=%s&since=%lld&wait=%d&erased=%lld", order->since.epoch,
		                   (long long)order->since.rev, wait_s, (long long)sync->wiped);

		/* Whoever cannot forget just now does not ask what: the hub would say it again at once. */
		if (sync->outbox && clock_mono(&sync->clock) >= sync->forget_after)
			snprintf(path + len, sizeof(path) - (size_t)len, "&heard=%lld", (long long)sync->heard);
	}
	if (!http_start(sync->http, &request, &sync->exchange[SYNC_PULL], &err)) {
		log_error("%s", err.text);
		lane_abandon(sync, SYNC_PULL);
	}
}

/* ---- erasing */

void pull_hear_again(struct sync *sync, bool another)
{
	sync->heard = 0;
	sync->owed = false;
	if (another)
		sync->wiped = 0;
}

static void wipe_soon(struct sync *sync)
{
	if (!sync->wipe)
		sync->wipe = clock_mono(&sync->clock);
}

/* By the tombstones, which is all that a hub of before has. What fails here, and what they do not say, is in the list. */
static void forget(void *ctx, const char *id)
{
	struct sync *sync = ctx;
	struct err err;

	if (!sync->outbox)
		return;
	if (!outbox_forget(sync->outbox, id, &err))
		log_warn("outbox: %s", err.text);
	sync->recount = true;
	wipe_soon(sync);
}

/* By the list of a page, which holds all that the hub knows of each request. Failing, it is asked for again. */
static void forget_all(struct sync *sync, struct bytes line)
{
	struct wire_erased erased;
	int64_t left = 0;
	struct err err;
	bool ok;

	if (line.len == 0 || !sync->outbox)
		return;
	ok = wire_read_erased(line, &erased, &err);
	if (ok) {
		ok = outbox_forget_all(sync->outbox, erased.ids, erased.lookups, &left, &err);
		wire_erased_done(&erased);
	}
	if (!ok) {
		log_warn("what was erased still stands in the outbox: %s", err.text);
		sync->forget_after = clock_mono(&sync->clock) + FORGET_S * SECOND_US;
		return;
	}
	if (erased.after == sync->heard) /* else the answer to a question from before pull_hear_again */
		sync->heard = erased.rev;
	sync->owed = sync->owed || left > 0;
	sync->recount = true;
	wipe_soon(sync);
}

static bool wipe_files(struct sync *sync, struct err *err)
{
	static const char optimize[] = "INSERT INTO request_find(request_find) VALUES ('optimize')";
	bool replica = false, outbox = false;

	return db_exec(sync->replica, optimize, err) && db_empty_wal(sync->replica, &replica, err) && sync->outbox &&
	       outbox_wipe(sync->outbox, &outbox, err) && replica && outbox;
}

void pull_wipe(struct sync *sync, bool old_replicas)
{
	int64_t now = clock_mono(&sync->clock);
	struct err err = { .code = ERR_NONE };
	struct cursor cursor;

	if (!sync->replica || !sync->wipe || now < sync->wipe || old_replicas)
		return;
	sync->wipe = now + (sync->outbox ? WIPE_S : FORGET_S) * SECOND_US;
	if (!wipe_files(sync, &err) || !synced_cursor(sync->replica, &cursor, &err)) {
		if (err.code != ERR_NONE)
			log_warn("what was erased is not wiped yet: %s", err.text);
		return;
	}
	if (sync->owed) { /* heard of once more when it is delivered */
		sync->wipe = 0;
	} else if (sync->heard <= cursor.rev) { /* or rows of it are still to go */
		sync->wiped = MAX(sync->wiped, sync->heard);
		sync->wipe = 0;
	}
}

/* ---- what came */

/* Changes may not take the room of the outbox, nor that in which the replica could be fetched anew: a hub that sends without end would
 * close the forms, and the true one could not open them again. */
static bool may_grow(struct sync *sync, struct err *err)
{
	bool emptied;

	for (int look = 0; look < 2; look++) {
		int64_t size = files_size(sync->replica_path);

		if (size < ((int64_t)OUTBOX_RESERVE_MIB << 20) || files_room(sync->settings->state, size))
			return true;
		if (look == 0 && !synced_empty_wal(sync->synced, &emptied, err))
			return false;
	}
	return err_set(err, ERR_DISK_FULL, "no room left beside the replica");
}

static bool apply(struct sync *sync, const struct sync_pulled *pulled, struct err *err)
{
	if (!sync->synced)
		return err_set(err, ERR_CORRUPT, "no replica is open");
	/* Before the cursor moves: after a crash in between, the same is done again. */
	synced_each_erased((const char *)pulled->lines.data, pulled->lines.len, forget, sync);
	if (!may_grow(sync, err) || !synced_apply(sync->synced, (const char *)pulled->lines.data, pulled->lines.len, &pulled->to, pulled->hub_time, err))
		return false;
	if (synced_lost(sync->synced))
		wipe_soon(sync);
	return synced_settle(sync->synced, err) || err->code != ERR_CORRUPT;
}

/* Before the new replica is in use: after a crash in between, the same is done again. */
static bool requeue(struct sync *sync, struct err *err)
{
	int64_t count;

	if (!sync->outbox) {
		bool damaged = sync->outbox_problem.code == ERR_CORRUPT || sync->outbox_problem.code == ERR_FORMAT;

		/* Damaged: what is in it has to be salvaged, and is told then. A full disk has an end: the replica waits for it, or
		 * what the hub has lost would never be told again. */
		return damaged || err_set(err, ERR_IO, "the outbox cannot be opened yet: %s", sync->outbox_problem.text);
	}
	if (!outbox_requeue(sync->outbox, 0, &count, err))
		return false;
	if (count > 0)
		log_info("%lld operations are told again", (long long)count);
	sync->recount = true;
	return true;
}

static bool install(struct sync *sync, const struct sync_pulled *pulled, struct err *err)
{
	const char *path = snapshot_path(sync->snapshot);
	int format = sync->core.lane[SYNC_PULL].asked_format;
	struct db *db = NULL;

	if (!snapshot_check(sync->snapshot, &sync->terminal, format, &pulled->to, pulled->hub_time, &db, err))
		return false;
	if ((pulled->requeue && !requeue(sync, err)) || !files_switch(sync->settings->state, path, err)) {
		db_close(db);
		return false;
	}
	snapshot_keep(sync->snapshot);
	if (!use(sync, db, path, err)) {
		db_close(db);
		return false;
	}
	log_info("new replica: epoch %s, rev %lld, format %d", pulled->to.epoch, (long long)pulled->to.rev, format);
	return true;
}

/* A quiet town's replica should not look older than it is; a write every ten minutes is enough to say so. */
static void touch(struct sync *sync, int64_t now)
{
	struct err err;

	if (!sync->synced || sync->core.hub_time == 0 || now - sync->touched < TOUCH_S * SECOND_US)
		return;
	sync->touched = now;
	if (!synced_apply(sync->synced, "", 0, &sync->core.cursor, sync->core.hub_time, &err))
		log_warn("replica: %s", err.text);
}

static void carry_out(struct sync *sync, const struct sync_pulled *pulled, struct err *err)
{
	bool ok = pulled->deed == SYNC_DO_APPLY     ? apply(sync, pulled, err)
	          : pulled->deed == SYNC_DO_INSTALL ? install(sync, pulled, err)
	                                            : requeue(sync, err);
	int64_t now = clock_mono(&sync->clock);

	if (!ok) {
		log_debug("%s not applied: %s", pulled->deed == SYNC_DO_APPLY ? "changes" : "snapshot", err->text);
		if (pulled->deed == SYNC_DO_APPLY && err->code == ERR_CORRUPT)
			pull_close_replica(sync);
		if (err->code == ERR_NONE)
			err->code = ERR_IO;
	} else {
		sync->touched = now;
		log_debug("rev %lld", (long long)pulled->to.rev);
	}
	sync_stored(&sync->core, now, &sync->rng, pulled, ok ? ERR_NONE : err->code);
}

void pull_finish(struct sync *sync)
{
	struct exchange *exchange = sync->exchange[SYNC_PULL];
	struct sync_answer answer = http_answer(exchange);
	bool snapshot = sync->snapshot != NULL;
	int64_t now = clock_mono(&sync->clock);
	struct sync_pulled pulled;
	struct err err;

	/* Our own disk broke it off, not the line: the answer did come. */
	if (snapshot && snapshot_problem(sync->snapshot)->code != ERR_NONE)
		answer.arrived = true;
	sync_pulled(&sync->core, now, &sync->rng, &answer, &pulled, &err);
	if (pulled.deed != SYNC_DO_NOTHING)
		carry_out(sync, &pulled, &err);
	else if (err.code == ERR_NONE)
		touch(sync, now);
	forget_all(sync, pulled.erased);
	if (answer.arrived && (answer.status == 410 || answer.status == 406) && err.code == ERR_NOT_FOUND)
		log_info("%s", err.text);
	lane_say(sync, SYNC_PULL, answer.arrived ? err.text : http_why(exchange));
	snapshot_free(sync->snapshot);
	sync->snapshot = NULL;
	if (answer.from_hub)
		identity_heard_key(sync, http_key(exchange));
	http_free(sync->http, exchange);
	sync->exchange[SYNC_PULL] = NULL;
	sync->housekeeping = 0;
}
