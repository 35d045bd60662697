#include "common/store/outbox.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/store/db.h"
#include "common/store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct outbox {
	struct db *db;
	char *folder;
};

static const char *const schema[] = { "common/store/sql/outbox.sql" };

static const char *const kind_names[OP_KINDS] = {
	[OP_REQUEST] = "request", [OP_MESSAGE] = "message", [OP_STATE] = "state", [OP_ASSIGNMENT] = "assignment",
	[OP_REPLACE] = "replace", [OP_SETTLE] = "settle", [OP_PRINTED] = "printed",
};

static const char *const state_names[OP_STATES] = {
	[OP_QUEUED] = "queued", [OP_SENDING] = "sending", [OP_DONE] = "done", [OP_CONFLICT] = "conflict",
	[OP_REJECTED] = "rejected",
};

enum {
	Q_INSERT, Q_SAME, Q_INSERT_RECORD, Q_FORGET_RECORD, Q_TAKE_BACK, Q_DROP_RECORD, Q_DROP, Q_LIST, Q_COUNT, Q_OLDEST,
	Q_RECORD, Q_NEXT, Q_SENDING, Q_ANSWERED, Q_REQUEUE, Q_PURGE_RECORDS, Q_PURGE, Q_COUNT_OF_QUERIES,
};

/* "current" is a word of SQL. */
#define ROW_COLUMNS "seq, id, kind, lookup, key, body, made_wall, made_mono, made_boot, made_trusted, hold_until, state, " \
	"answered, reason, \"current\""

static const struct db_query queries[Q_COUNT_OF_QUERIES] = {
	[Q_INSERT] = { "INSERT INTO op (id, kind, lookup, key, body, made_wall, made_mono, made_boot, made_trusted, hold_until) "
	               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING" },
	[Q_SAME] = { "SELECT kind = ?2 AND lookup IS ?3 AND body = ?4 FROM op WHERE id = ?1" },
	[Q_INSERT_RECORD] = { "INSERT INTO local_record (op, lookup, cipher) VALUES (?1, ?2, ?3)" },
	[Q_FORGET_RECORD] = { "DELETE FROM local_record WHERE op IN (SELECT id FROM op WHERE id = ?1 AND state = 'queued')" },
	[Q_TAKE_BACK] = { "DELETE FROM op WHERE id = ?1 AND state = 'queued'" },
	[Q_DROP_RECORD] = { "DELETE FROM local_record WHERE op IN "
	                    "(SELECT id FROM op WHERE id = ?1 AND state IN ('conflict', 'rejected'))" },
	[Q_DROP] = { "DELETE FROM op WHERE id = ?1 AND state IN ('conflict', 'rejected')" },
	[Q_LIST] = { "SELECT " ROW_COLUMNS " FROM op WHERE state IN (SELECT value FROM json_each(?1)) ORDER BY seq LIMIT ?2" },
	[Q_COUNT] = { "SELECT state, count(*) FROM op GROUP BY state" },
	[Q_OLDEST] = { "SELECT made_wall FROM op WHERE state IN ('queued', 'sending') ORDER BY seq LIMIT 1" },
	[Q_RECORD] = { "SELECT local_record.cipher, op.state FROM local_record JOIN op ON op.id = local_record.op "
	               "WHERE local_record.lookup = ?1 ORDER BY op.seq DESC LIMIT 1" },
	[Q_NEXT] = { "SELECT " ROW_COLUMNS " FROM op WHERE state IN ('queued', 'sending') ORDER BY seq LIMIT ?1" },
	[Q_SENDING] = { "UPDATE op SET state = 'sending' WHERE seq = ?1 AND state IN ('queued', 'sending')" },
	[Q_ANSWERED] = { "UPDATE op SET state = ?2, answered = ?3, reason = ?4, \"current\" = ?5 "
	                 "WHERE id = ?1 AND state = 'sending'" },
	[Q_REQUEUE] = { "UPDATE op SET state = 'queued', answered = NULL, hold_until = 0 WHERE state = 'done' AND answered >= ?1" },
	[Q_PURGE_RECORDS] = { "DELETE FROM local_record WHERE op IN "
	                      "(SELECT id FROM op WHERE state = 'done' AND answered < ?1)" },
	[Q_PURGE] = { "DELETE FROM op WHERE state = 'done' AND answered < ?1" },
};

const struct db_queries outbox_queries = { .name = "outbox", .rows = queries, .count = ARRAY_LEN(queries) };

static struct db_stmt *ask(struct outbox *box, int query)
{
	return db_query(box->db, &queries[query]);
}

const char *op_kind_name(enum op_kind kind)
{
	return kind_names[kind];
}

bool op_kind_parse(const char *name, enum op_kind *ret_kind)
{
	for (enum op_kind kind = 0; kind < OP_KINDS; kind++)
		if (streq(name, kind_names[kind])) {
			*ret_kind = kind;
			return true;
		}
	return false;
}

const char *op_state_name(enum op_state state)
{
	return state_names[state];
}

static bool op_state_parse(const char *name, enum op_state *ret_state)
{
	for (enum op_state state = 0; state < OP_STATES; state++)
		if (streq(name, state_names[state])) {
			*ret_state = state;
			return true;
		}
	return false;
}

/* ---- open */

/* SQLite would make it 0644 less the umask, and gives -wal and -shm the mode of the file. Only a file that is not there is
 * touched: closing a descriptor of one that is open elsewhere in this process would drop its locks. */
static bool make_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
	bool ok;

	if (fd < 0)
		return errno == EEXIST || err_errno(err, "%s", path);
	ok = fchmod(fd, 0660) == 0 || err_errno(err, "%s", path);
	close(fd);
	return ok;
}

bool outbox_open(const char *path, struct outbox **ret_box, struct err *err)
{
	struct outbox *box = calloc(1, sizeof(*box));
	const char *slash = strrchr(path, '/');

	if (!box)
		abort();
	box->folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
	if (!box->folder)
		abort();
	/* -wal and -shm stay, so that a full disk does not keep anyone from reading what is owed. */
	if (!make_file(path, err) || !db_open(path, DB_CREATE | DB_FULL | DB_PERSIST_WAL, &box->db, err) || !db_check(box->db, err) ||
	    !db_exec(box->db, "PRAGMA secure_delete = ON", err) || !migrate(box->db, schema, ARRAY_LEN(schema), err)) {
		outbox_close(box);
		return false;
	}
	*ret_box = box;
	return true;
}

void outbox_close(struct outbox *box)
{
	if (!box)
		return;
	db_close(box->db);
	free(box->folder);
	free(box);
}

struct db *outbox_db(struct outbox *box)
{
	return box->db;
}

bool outbox_has_room(const struct outbox *box)
{
	struct statvfs disk;

	if (statvfs(box->folder, &disk) != 0)
		return false;
	return (uint64_t)disk.f_bavail * disk.f_frsize >= (uint64_t)OUTBOX_RESERVE_MIB << 20;
}

int64_t outbox_version(struct outbox *box)
{
	return db_data_version(box->db);
}

/* ---- kiosk and counter */

static bool same_as_before(struct outbox *box, const char *id, const struct op *op, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_SAME);
	bool same;

	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, op_kind_name(op->kind));
	db_bind_text(stmt, 3, op->lookup);
	db_bind_bytes(stmt, 4, op->body);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	same = db_int(stmt, 0) == 1;
	db_finish(stmt);
	return same || err_set(err, ERR_BAD_INPUT, "another operation has the id %s", id);
}

static bool insert_op(struct outbox *box, const char *id, const struct op *op, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_INSERT);

	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, op_kind_name(op->kind));
	db_bind_text(stmt, 3, op->lookup);
	db_bind_text(stmt, 4, op->key);
	db_bind_bytes(stmt, 5, op->body);
	db_bind_int(stmt, 6, op->made.wall);
	db_bind_int(stmt, 7, op->made.mono);
	db_bind_text(stmt, 8, op->made.boot);
	db_bind_int(stmt, 9, op->made.trusted);
	db_bind_int(stmt, 10, op->hold_until);
	if (!db_run(stmt, err))
		return false;
	if (db_changed(box->db) == 0)
		return same_as_before(box, id, op, err);
	if (op->local_record.len == 0)
		return true;
	stmt = ask(box, Q_INSERT_RECORD);
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, op->lookup);
	db_bind_bytes(stmt, 3, op->local_record);
	return db_run(stmt, err);
}

bool outbox_append(struct outbox *box, const struct op *op, struct err *err)
{
	char id[UUID_TEXT];

	if (op->body.len == 0 || op->body.len > OUTBOX_BODY_MAX || op->local_record.len > OUTBOX_BODY_MAX)
		return err_set(err, ERR_LIMIT, "an operation of %zu bytes", op->body.len);
	if (op->local_record.len > 0 && !op->lookup)
		return err_set(err, ERR_BAD_INPUT, "a local record without its lookup id");
	uuid_text(op->id, id);
	if (!db_begin(box->db, err))
		return false;
	if (!insert_op(box, id, op, err)) {
		db_rollback(box->db);
		return false;
	}
	return db_commit(box->db, err);
}

/* FIRST for what hangs on the operation, THEN for itself; both want the state they name. */
static bool remove_op(struct outbox *box, int first, int then, struct uuid id, struct err *err)
{
	char text[UUID_TEXT];
	struct db_stmt *stmt;
	bool ok, gone = false;

	if (err)
		err->code = ERR_NONE;
	uuid_text(id, text);
	if (!db_begin(box->db, err))
		return false;
	stmt = ask(box, first);
	db_bind_text(stmt, 1, text);
	ok = db_run(stmt, err);
	if (ok) {
		stmt = ask(box, then);
		db_bind_text(stmt, 1, text);
		ok = db_run(stmt, err);
		gone = ok && db_changed(box->db) == 1;
	}
	if (!ok) {
		db_rollback(box->db);
		return false;
	}
	return db_commit(box->db, err) && gone;
}

bool outbox_take_back(struct outbox *box, struct uuid id, struct err *err)
{
	return remove_op(box, Q_FORGET_RECORD, Q_TAKE_BACK, id, err);
}

bool outbox_drop(struct outbox *box, struct uuid id, struct err *err)
{
	return remove_op(box, Q_DROP_RECORD, Q_DROP, id, err);
}

/* ---- reading */

static bool read_row(struct db_stmt *stmt, struct arena *arena, struct outbox_row *row, struct err *err)
{
	struct bytes body = db_bytes(stmt, 5);
	unsigned char *copy = arena_alloc(arena, body.len + 1);

	memcpy(copy, body.data ? body.data : (const unsigned char *)"", body.len);
	*row = (struct outbox_row){
		.seq = db_int(stmt, 0),
		.lookup = db_text_in(stmt, 3, arena), .key = db_text_in(stmt, 4, arena),
		.body = { .data = copy, .len = body.len },
		.made = { .wall = db_int(stmt, 6), .mono = db_int(stmt, 7), .trusted = db_int(stmt, 9) != 0 },
		.hold_until = db_int(stmt, 10), .answered = db_int(stmt, 12),
		.reason = db_text_in(stmt, 13, arena), .current = db_text_in(stmt, 14, arena),
	};
	utf8_copy(row->id, sizeof(row->id), db_text0(stmt, 1));
	utf8_copy(row->made.boot, sizeof(row->made.boot), db_text0(stmt, 8));
	return (op_kind_parse(db_text0(stmt, 2), &row->kind) && op_state_parse(db_text0(stmt, 11), &row->state)) ||
	       err_set(err, ERR_FORMAT, "operation %lld of a kind or state that this version does not know", (long long)row->seq);
}

/* Rows of a statement, at most MAX, until ENOUGH says so. */
struct rows {
	struct outbox_row *data;
	size_t count, cap;
};

static struct outbox_row *add_row(struct rows *rows, struct arena *arena)
{
	if (rows->count == rows->cap) {
		size_t cap = rows->cap ? 2 * rows->cap : 32;
		struct outbox_row *more = ARENA_ARRAY(arena, struct outbox_row, cap);

		if (rows->count)
			memcpy(more, rows->data, rows->count * sizeof(*more));
		rows->data = more;
		rows->cap = cap;
	}
	return &rows->data[rows->count++];
}

bool outbox_list(struct outbox *box, unsigned states, size_t max, struct arena *arena, struct outbox_row **ret_rows,
                 size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_LIST);
	struct strbuf set = STRBUF_INIT;
	struct rows rows = { .count = 0 };
	enum db_step step;

	for (enum op_state state = 0; state < OP_STATES; state++)
		if (states & OUTBOX_IN(state))
			strbuf_addf(&set, "%s\"%s\"", set.len ? "," : "[", state_names[state]);
	strbuf_add(&set, set.len ? "]" : "[]");
	db_bind_text(stmt, 1, set.data);
	db_bind_int(stmt, 2, (int64_t)max);
	strbuf_done(&set);
	while ((step = db_step(stmt, err)) == DB_ROW)
		if (!read_row(stmt, arena, add_row(&rows, arena), err)) {
			db_finish(stmt);
			return false;
		}
	if (step == DB_FAILED)
		return false;
	*ret_rows = rows.data;
	*ret_count = rows.count;
	return true;
}

bool outbox_count(struct outbox *box, struct outbox_counts *ret_counts, struct err *err)
{
	struct outbox_counts counts = { .oldest_undelivered = 0 };
	struct db_stmt *stmt = ask(box, Q_COUNT);
	enum op_state state;
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		if (op_state_parse(db_text0(stmt, 0), &state))
			counts.in[state] = db_int(stmt, 1);
	if (step == DB_FAILED)
		return false;
	stmt = ask(box, Q_OLDEST);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_ROW) {
		counts.oldest_undelivered = db_int(stmt, 0);
		db_finish(stmt);
	}
	*ret_counts = counts;
	return true;
}

bool outbox_local_record(struct outbox *box, const char *lookup, struct arena *arena, struct bytes *ret_cipher,
                         enum op_state *ret_state, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_RECORD);
	enum op_state state = OP_QUEUED;
	unsigned char *copy;
	struct bytes cipher;

	if (err)
		err->code = ERR_NONE;
	db_bind_text(stmt, 1, lookup);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	cipher = db_bytes(stmt, 0);
	copy = arena_alloc(arena, cipher.len + 1);
	if (cipher.len)
		memcpy(copy, cipher.data, cipher.len);
	*ret_cipher = (struct bytes){ .data = copy, .len = cipher.len };
	if (op_state_parse(db_text0(stmt, 1), &state) && ret_state)
		*ret_state = state;
	db_finish(stmt);
	return true;
}

/* ---- sync */

static bool held(const struct outbox_row *row, int64_t now)
{
	return row->state == OP_QUEUED && row->hold_until > now && row->hold_until <= now + OUTBOX_HOLD_MAX_S * SECOND_US;
}

bool outbox_next(struct outbox *box, int64_t now, struct arena *arena, struct outbox_row **ret_rows, size_t *ret_count,
                 int64_t *ret_next, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_NEXT);
	struct rows rows = { .count = 0 };
	size_t bytes = 0;
	int64_t next = 0;
	enum db_step step;

	db_bind_int(stmt, 1, OUTBOX_BATCH_MAX);
	while ((step = db_step(stmt, err)) == DB_ROW) {
		struct outbox_row *row = add_row(&rows, arena);

		if (!read_row(stmt, arena, row, err)) {
			db_finish(stmt);
			return false;
		}
		bytes += row->body.len;
		if (held(row, now))
			next = row->hold_until;
		if (next || (bytes > OUTBOX_BATCH_BYTES && rows.count > 1)) {
			rows.count--;
			db_finish(stmt);
			break;
		}
	}
	if (step == DB_FAILED)
		return false;
	*ret_rows = rows.data;
	*ret_count = rows.count;
	if (ret_next)
		*ret_next = next;
	return true;
}

bool outbox_mark_sending(struct outbox *box, struct outbox_row *rows, size_t *count, struct err *err)
{
	size_t kept = 0;

	if (!db_begin(box->db, err))
		return false;
	for (size_t i = 0; i < *count; i++) {
		struct db_stmt *stmt = ask(box, Q_SENDING);

		db_bind_int(stmt, 1, rows[i].seq);
		if (!db_run(stmt, err)) {
			db_rollback(box->db);
			return false;
		}
		if (db_changed(box->db) == 1)
			rows[kept++] = rows[i];
	}
	if (!db_commit(box->db, err))
		return false;
	*count = kept;
	return true;
}

bool outbox_answered(struct outbox *box, const struct outbox_answer *answers, size_t count, int64_t now, struct err *err)
{
	if (!db_begin(box->db, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct db_stmt *stmt = ask(box, Q_ANSWERED);

		db_bind_text(stmt, 1, answers[i].id);
		db_bind_text(stmt, 2, op_state_name(answers[i].state));
		db_bind_int(stmt, 3, now);
		db_bind_text(stmt, 4, answers[i].reason);
		db_bind_text(stmt, 5, answers[i].current);
		if (!db_run(stmt, err)) {
			db_rollback(box->db);
			return false;
		}
	}
	return db_commit(box->db, err);
}

bool outbox_requeue(struct outbox *box, int64_t since, int64_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = ask(box, Q_REQUEUE);

	db_bind_int(stmt, 1, since);
	if (!db_run(stmt, err))
		return false;
	*ret_count = db_changed(box->db);
	return true;
}

bool outbox_purge(struct outbox *box, int64_t before, struct err *err)
{
	static const int steps[] = { Q_PURGE_RECORDS, Q_PURGE };

	if (!db_begin(box->db, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct db_stmt *stmt = ask(box, steps[i]);

		db_bind_int(stmt, 1, before);
		if (!db_run(stmt, err)) {
			db_rollback(box->db);
			return false;
		}
	}
	return db_commit(box->db, err);
}
