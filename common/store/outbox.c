#include "common/store/outbox_internal.h"

#include "common/store/migrate.h"
#include "common/store/outbox_pages.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const char *const schema[] = { "common/store/sql/outbox.sql" };

static const char *const kind_names[OP_KINDS] = {
	[OP_REQUEST] = "request", [OP_MESSAGE] = "message", [OP_STATE] = "state", [OP_ASSIGNMENT] = "assignment",
	[OP_REPLACE] = "replace", [OP_SETTLE] = "settle", [OP_PRINTED] = "printed",
};

static const char *const state_names[OP_STATES] = {
	[OP_QUEUED] = "queued", [OP_SENDING] = "sending", [OP_DONE] = "done", [OP_CONFLICT] = "conflict",
	[OP_REJECTED] = "rejected",
};

/* "current" is a word of SQL. */
#define ROW_COLUMNS "seq, id, kind, lookup, key, body, made_wall, made_mono, made_boot, made_trusted, hold_until, state, " \
	"answered, reason, \"current\""

/* A desk's operation names its request in its body, which is plain. */
#define ABOUT "state = 'done' AND (id = ?1 OR lookup = ?1 OR (key IS NULL AND json_valid(CAST(body AS TEXT))" \
	" AND json_extract(CAST(body AS TEXT), '$.request') = ?1))"

/* The same of many (?1), and of the lookup ids that they had (?2); another request with one of these is another one's. */
#define IN_BODY(name) "CASE WHEN key IS NULL AND json_valid(CAST(body AS TEXT)) THEN json_extract(CAST(body AS TEXT), '$." name "') END"
#define ERASED "(id IN (SELECT value FROM json_each(?1)) OR " IN_BODY("request") " IN (SELECT value FROM json_each(?1)) OR " \
	IN_BODY("subject") " IN (SELECT value FROM json_each(?1)) OR (" BY_LOOKUP " AND (state = 'done' OR key IS NOT NULL) AND NOT " WAITS "))"
#define BY_LOOKUP "(kind <> 'request' AND lookup IN (SELECT value FROM json_each(?2)))"
#define WAITS "state IN ('queued', 'sending')"

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
	[Q_ODD] = { "SELECT seq FROM op WHERE state NOT IN ('queued', 'sending', 'done', 'conflict', 'rejected') LIMIT 1" },
	[Q_KINDS] = { "SELECT kind, min(seq) FROM op GROUP BY kind" },
	[Q_ERASE_RECORDS] = { "DELETE FROM local_record WHERE op IN (SELECT id FROM op WHERE " ABOUT ")" },
	[Q_ERASE] = { "DELETE FROM op WHERE " ABOUT },
	[Q_ERASE_ALL_RECORDS] = { "DELETE FROM local_record WHERE op IN (SELECT id FROM op WHERE " ERASED ")" },
	[Q_ERASE_ALL] = { "DELETE FROM op WHERE " ERASED },
	[Q_ERASE_CURRENT] = { "UPDATE op SET \"current\" = NULL WHERE CASE WHEN json_valid(\"current\") THEN json_extract(\"current\", '$.id') END"
	                      " IN (SELECT value FROM json_each(?1))" },
	[Q_ERASE_LEFT] = { "SELECT count(*) FROM op WHERE " BY_LOOKUP " AND " WAITS },
	[Q_PURGE] = { "DELETE FROM op WHERE state = 'done' AND answered < ?1" },
};

const struct db_queries outbox_queries = { .name = "outbox", .rows = queries, .count = ARRAY_LEN(queries) };

struct db_stmt *outbox_ask(struct outbox *box, int query)
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

bool op_state_parse(const char *name, enum op_state *ret_state)
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

bool outbox_make(const char *path, unsigned flags, struct db **ret_db, struct err *err)
{
	struct db *db = NULL;

	if (!make_file(path, err) || !db_open(path, DB_CREATE | DB_FULL | DB_NO_LINK | flags, &db, err) || !db_check(db, err) ||
	    !db_exec(db, "PRAGMA secure_delete = ON", err) || !migrate(db, schema, ARRAY_LEN(schema), err)) {
		db_close(db);
		return false;
	}
	*ret_db = db;
	return true;
}

static uint64_t inode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_ino : 0;
}

/* A link, a pipe, a folder: put there by a program of another user. It is salvaged like a damaged file, that is, put aside. */
static bool is_odd(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static void tell_when_damaged(struct outbox *box, const struct err *err)
{
	if ((box->db && db_damaged(box->db)) || (err && err->code == ERR_CORRUPT))
		outbox_folder_tell(&box->folder);
}

/* The folder is locked. -wal and -shm stay, so that a full disk does not keep anyone from reading what is owed. */
static bool open_file(struct outbox *box, struct err *err)
{
	struct db *db;
	struct err why;

	if (is_odd(box->path)) {
		err_set(&why, ERR_CORRUPT, "%s: no file", box->path);
	} else if (outbox_wal_broken(box->path)) {
		err_set(&why, ERR_CORRUPT, "%s-wal: what was committed lies behind a damaged place", box->path);
	} else if (outbox_make(box->path, DB_PERSIST_WAL, &db, &why)) {
		db_close(box->db);
		box->db = db;
		box->inode = inode_of(box->path);
		box->opened++;
		return true;
	}
	tell_when_damaged(box, &why);
	return err_set(err, why.code, "%s", why.text);
}

bool outbox_open(const char *path, struct outbox **ret_box, struct err *err)
{
	struct outbox *box = calloc(1, sizeof(*box));
	bool ok = false;

	if (!box)
		abort();
	box->folder.fd = -1;
	if (outbox_folder_open(path, &box->folder, err) && outbox_folder_ready(&box->folder, err)) {
		if (asprintf(&box->path, "%s/%s", box->folder.path, strrchr(path, '/') ? strrchr(path, '/') + 1 : path) < 0)
			abort();
		ok = open_file(box, err);
		outbox_folder_unlock(&box->folder);
	}
	if (!ok) {
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
	if (box->folder.fd >= 0)
		tell_when_damaged(box, NULL);
	db_close(box->db);
	outbox_folder_close(&box->folder);
	free(box->path);
	free(box);
}

/* Is another file outbox.db now? Then that one is ours; until it can be opened, the one before can be read. */
static bool follow(struct outbox *box, struct err *err)
{
	return inode_of(box->path) == box->inode || open_file(box, err);
}

bool outbox_begin(struct outbox *box, struct err *err)
{
	if (!outbox_folder_ready(&box->folder, err))
		return false;
	if (follow(box, err) && db_begin(box->db, err))
		return true;
	outbox_folder_unlock(&box->folder);
	return false;
}

bool outbox_commit(struct outbox *box, struct err *err)
{
	bool ok = db_commit(box->db, err);

	outbox_folder_unlock(&box->folder);
	return ok;
}

void outbox_rollback(struct outbox *box)
{
	db_rollback(box->db);
	outbox_folder_unlock(&box->folder);
}

struct db *outbox_db(struct outbox *box)
{
	return box->db;
}

bool outbox_has_room(const struct outbox *box)
{
	return outbox_has_room_in(box->folder.path);
}

bool outbox_has_room_in(const char *folder)
{
	char told[600];
	struct statvfs disk;

	snprintf(told, sizeof(told), "%s/" OUTBOX_TOLD, folder);
	/* A disk with errors is often left mounted, for reading only. */
	if (access(told, F_OK) == 0 || statvfs(folder, &disk) != 0 || disk.f_flag & ST_RDONLY)
		return false;
	return (uint64_t)disk.f_bavail * disk.f_frsize >= (uint64_t)OUTBOX_RESERVE_MIB << 20;
}

int64_t outbox_version(struct outbox *box)
{
	struct err err;

	if (inode_of(box->path) != box->inode && outbox_folder_ready(&box->folder, &err)) {
		(void)!follow(box, &err);
		outbox_folder_unlock(&box->folder);
	}
	return box->opened << 40 | db_data_version(box->db);
}

/* A word that is none of ours was written by a newer program; one that is nearly one of ours was not. */
static bool check_kinds(struct outbox *box, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_KINDS);
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW) {
		const char *word = db_text0(stmt, 0);
		enum op_kind kind;

		if (!op_kind_parse(word, &kind) && (!outbox_kind_word(word) || outbox_nearest_kind(word) >= 0)) {
			err_set(err, ERR_CORRUPT, "%s: operation %lld is of no kind", box->path, (long long)db_int(stmt, 1));
			break;
		}
	}
	db_finish(stmt);
	return step == DB_END;
}

bool outbox_check(struct outbox *box, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_ODD);
	enum db_step step;

	if (!db_check_all(box->db, err))
		return false;
	step = db_step(stmt, err);
	if (step == DB_ROW)
		err_set(err, ERR_CORRUPT, "%s: operation %lld is in no state", box->path, (long long)db_int(stmt, 0));
	db_finish(stmt);
	return step == DB_END && check_kinds(box, err);
}

/* ---- kiosk and counter */

static bool same_as_before(struct outbox *box, const char *id, const struct op *op, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_SAME);
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
	struct db_stmt *stmt = outbox_ask(box, Q_INSERT);

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
	stmt = outbox_ask(box, Q_INSERT_RECORD);
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
	if (!outbox_begin(box, err))
		return false;
	if (!insert_op(box, id, op, err)) {
		outbox_rollback(box);
		return false;
	}
	return outbox_commit(box, err);
}

/* FIRST for what hangs on the operation, THEN for itself; both want the state they name. */
static bool remove_op(struct outbox *box, int first, int then, struct uuid id, struct err *err)
{
	char text[UUID_TEXT];
	struct db_stmt *stmt = outbox_ask(box, first);

	uuid_text(id, text);
	db_bind_text(stmt, 1, text);
	if (!db_run(stmt, err))
		return false;
	stmt = outbox_ask(box, then);
	db_bind_text(stmt, 1, text);
	return db_run(stmt, err) && db_changed(box->db) == 1;
}

/* All of IDS or none. */
static bool remove_ops(struct outbox *box, int first, int then, const struct uuid *ids, size_t count, struct err *err)
{
	bool ok = true;

	if (err)
		err->code = ERR_NONE;
	if (!outbox_begin(box, err))
		return false;
	for (size_t i = 0; ok && i < count; i++)
		ok = remove_op(box, first, then, ids[i], err);
	if (!ok) {
		outbox_rollback(box);
		return false;
	}
	return outbox_commit(box, err);
}

bool outbox_take_back(struct outbox *box, struct uuid id, struct err *err)
{
	return outbox_take_back_all(box, &id, 1, err);
}

bool outbox_take_back_all(struct outbox *box, const struct uuid *ids, size_t count, struct err *err)
{
	return remove_ops(box, Q_FORGET_RECORD, Q_TAKE_BACK, ids, count, err);
}

bool outbox_drop(struct outbox *box, struct uuid id, struct err *err)
{
	return remove_ops(box, Q_DROP_RECORD, Q_DROP, &id, 1, err);
}
