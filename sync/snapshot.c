#include "sync/snapshot.h"

#include "common/base/file.h"
#include "common/store/db.h"
#include "common/store/migrate.h"
#include "sync/files.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

struct snapshot {
	char *state;
	char path[FILES_PATH];
	int fd;
	ZSTD_DStream *unpack;
	size_t unpack_state;   /* 0: the frame has ended */
	unsigned char *room;
	int64_t packed, size, announced;
	bool kept;
	struct err problem;
};

/* Windows larger than this are not for us: memory is. */
enum { WINDOW_LOG_MAX = 23 };

struct snapshot *snapshot_new(const char *state)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));

	if (!snapshot)
		abort();
	snapshot->fd = -1;
	snapshot->state = strdup(state);
	snapshot->unpack = ZSTD_createDStream();
	snapshot->room = malloc(ZSTD_DStreamOutSize());
	if (!snapshot->state || !snapshot->unpack || !snapshot->room)
		abort();
	ZSTD_DCtx_setParameter(snapshot->unpack, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
	snapshot->unpack_state = 1;
	return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (!snapshot)
		return;
	if (snapshot->fd >= 0)
		close(snapshot->fd);
	if (snapshot->path[0] && !snapshot->kept)
		files_remove(snapshot->path);
	ZSTD_freeDStream(snapshot->unpack);
	free(snapshot->room);
	free(snapshot->state);
	free(snapshot);
}

const struct err *snapshot_problem(const struct snapshot *snapshot)
{
	return &snapshot->problem;
}

const char *snapshot_path(const struct snapshot *snapshot)
{
	return snapshot->path[0] ? snapshot->path : NULL;
}

void snapshot_keep(struct snapshot *snapshot)
{
	snapshot->kept = true;
}

static bool begin(struct snapshot *snapshot, const struct http_head *head)
{
	struct cursor cursor = { .rev = head->rev };

	if (!wire_epoch_ok(head->epoch) || head->rev < 0 || head->size <= 0 || head->size > SNAPSHOT_MAX)
		return err_set(&snapshot->problem, ERR_BAD_INPUT, "a snapshot without its epoch, rev and size");
	if (!files_room(snapshot->state, 2 * head->size))
		return err_set(&snapshot->problem, ERR_DISK_FULL, "no room for a replica of %lld kB", (long long)head->size / 1000);
	memcpy(cursor.epoch, head->epoch, sizeof(cursor.epoch));
	if (!files_new(snapshot->state, &cursor, snapshot->path, &snapshot->problem)) {
		snapshot->path[0] = '\0';
		return false;
	}
	snapshot->fd = open(snapshot->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (snapshot->fd < 0) {
		err_errno(&snapshot->problem, "%s", snapshot->path);
		snapshot->path[0] = '\0';
		return false;
	}
	snapshot->announced = head->size;
	return true;
}

static bool put(struct snapshot *snapshot, const unsigned char *data, size_t len)
{
	snapshot->size += (int64_t)len;
	if (snapshot->size > snapshot->announced)
		return err_set(&snapshot->problem, ERR_BAD_INPUT, "the snapshot is larger than announced");
	return file_write_all(snapshot->fd, data, len) || err_errno(&snapshot->problem, "%s", snapshot->path);
}

bool snapshot_take(void *ctx, const struct http_head *head, const void *data, size_t len)
{
	struct snapshot *snapshot = ctx;
	ZSTD_inBuffer in = { .src = data, .size = len };

	if (snapshot->problem.code != ERR_NONE || (snapshot->fd < 0 && !begin(snapshot, head)))
		return false;
	snapshot->packed += (int64_t)len;
	if (snapshot->packed > SNAPSHOT_PACKED_MAX)
		return err_set(&snapshot->problem, ERR_LIMIT, "the snapshot has no end");
	if (snapshot->size > 0 && snapshot->unpack_state == 0)
		return err_set(&snapshot->problem, ERR_BAD_INPUT, "something follows the snapshot");
	for (bool more = true; more;) {
		ZSTD_outBuffer out = { .dst = snapshot->room, .size = ZSTD_DStreamOutSize() };
		size_t state = ZSTD_decompressStream(snapshot->unpack, &out, &in);

		if (ZSTD_isError(state))
			return err_set(&snapshot->problem, ERR_BAD_INPUT, "the snapshot cannot be unpacked: %s", ZSTD_getErrorName(state));
		snapshot->unpack_state = state;
		if (!put(snapshot, snapshot->room, out.pos))
			return false;
		/* A full room may have left some inside; but behind the frame's end another call would begin a new one. */
		more = state != 0 && (in.pos < in.size || out.pos == out.size);
	}
	if (in.pos < in.size)
		return err_set(&snapshot->problem, ERR_BAD_INPUT, "something follows the snapshot");
	return true;
}

/* Whatever of the file is read before its schema is known to be ours may be a view that has no end. */
static bool check_schema(struct db *db, int *ret_format, struct err *err)
{
	struct err older;

	*ret_format = REPLICA_FORMAT;
	if (schema_check(db, REPLICA_FORMAT, err))
		return true;
	while (err->code == ERR_FORMAT && --*ret_format >= REPLICA_FORMAT_OLDEST)
		if (schema_check(db, *ret_format, &older))
			return true;
	return false;
}

/* Readers would fail at such a row, each time. */
static bool check_rows(struct db *db, struct err *err)
{
	static const struct db_query ask = { "SELECT name FROM dbstat WHERE aggregate = 1 AND mx_payload > ?1 LIMIT 1" };
	struct db_stmt *stmt = db_query(db, &ask);
	enum db_step step;

	db_bind_int(stmt, 1, DB_REPLICA_VALUE);
	step = db_step(stmt, err);
	if (step == DB_ROW) {
		err_set(err, ERR_LIMIT, "%s: a row of %s is larger than any of ours", db_path(db), db_text0(stmt, 0));
		db_finish(stmt);
	}
	return step == DB_END;
}

/* Is DB a replica of ours? A public terminal takes public data alone, a desk a desk's. */
static bool check_replica(struct db *db, const struct terminal *terminal, int *ret_format, struct err *err)
{
	static const struct db_query ask = { "SELECT format, town, scope FROM replica" };
	struct db_stmt *stmt;
	bool ok = true, public;

	if (!check_schema(db, ret_format, err) || !db_check(db, err) || !check_rows(db, err))
		return false;
	stmt = db_query(db, &ask);
	switch (db_step(stmt, err)) {
	case DB_FAILED:
		return false;
	case DB_END:
		return err_set(err, ERR_FORMAT, "%s does not say what it is", db_path(db));
	case DB_ROW:
		break;
	}
	public = streq(db_text(stmt, 2), "public");
	if (db_int(stmt, 0) != *ret_format)
		ok = err_set(err, ERR_FORMAT, "%s says format %lld and has %d", db_path(db), (long long)db_int(stmt, 0), *ret_format);
	else if (!streq(db_text(stmt, 1), terminal->town))
		ok = err_set(err, ERR_BAD_INPUT, "%s belongs to another town", db_path(db));
	else if (public != streq(terminal->scope, "public"))
		ok = err_set(err, ERR_BAD_INPUT, "%s has another scope than this terminal", db_path(db));
	db_finish(stmt);
	return ok;
}

bool snapshot_open(const char *path, const struct terminal *terminal, struct db **ret_db, int *ret_format, struct err *err)
{
	struct db *db;
	int format = 0;

	if (!db_open(path, DB_PERSIST_WAL | DB_REPLICA, &db, err))
		return false;
	if (!check_replica(db, terminal, &format, err)) {
		db_close(db);
		return false;
	}
	db_trust(db);
	*ret_db = db;
	*ret_format = format;
	return true;
}

/* Readers of another user cannot make -wal and -shm: a first write leaves them there. */
static bool settle(struct db *db, const struct cursor *cursor, int64_t hub_time, struct err *err)
{
	static const struct db_query touch = { "UPDATE replica SET hub_time = CASE WHEN ?1 > 0 THEN ?1 ELSE hub_time END WHERE epoch = ?2 AND rev = ?3" };
	struct db_stmt *stmt = db_query(db, &touch);

	db_bind_int(stmt, 1, hub_time);
	db_bind_text(stmt, 2, cursor->epoch);
	db_bind_int(stmt, 3, cursor->rev);
	if (!db_run(stmt, err))
		return false;
	return db_changed(db) == 1 || err_set(err, ERR_BAD_INPUT, "the snapshot is not at the cursor that came with it");
}

bool snapshot_check(struct snapshot *snapshot, const struct terminal *terminal, int format, const struct cursor *cursor,
                    int64_t hub_time, struct db **ret_db, struct err *err)
{
	struct db *db = NULL;
	int has;

	if (snapshot->problem.code != ERR_NONE) {
		*err = snapshot->problem;
		return false;
	}
	if (snapshot->fd < 0 || snapshot->unpack_state != 0 || snapshot->size != snapshot->announced)
		return err_set(err, ERR_BAD_INPUT, "the snapshot is not whole");
	if (fsync(snapshot->fd) != 0)
		return err_errno(err, "%s", snapshot->path);
	close(snapshot->fd); /* before SQLite opens it: a later close would drop its locks */
	snapshot->fd = -1;
	if (!snapshot_open(snapshot->path, terminal, &db, &has, err))
		return false;
	if (has != format) {
		db_close(db);
		return err_set(err, ERR_FORMAT, "%s has format %d; %d was asked for", snapshot->path, has, format);
	}
	if (!settle(db, cursor, hub_time, err)) {
		db_close(db);
		return false;
	}
	*ret_db = db;
	return true;
}
