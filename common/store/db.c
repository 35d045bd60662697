#include "common/store/db.h"

#include "common/base/embed.h"
#include "common/base/strbuf.h"
#include "common/text/fold.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sqlite3.h>
#include <unistd.h>

enum { BUSY_MS = 5000, STATEMENTS_FIRST = 64 };

struct db_stmt {
	struct db *db;
	const struct db_query *query; /* its address is the key of the table */
	sqlite3_stmt *handle;         /* NULL: did not prepare */
	int prepared;                 /* result of preparing */
	int bound;                    /* first failure of a bind since the last reset */
};

struct db {
	sqlite3 *handle;
	char *path;
	struct db_stmt **statements; /* open addressing, size a power of two, at most half full */
	size_t size, count;
	bool damaged;
	int patience_s; /* db_patient */
};

static enum err_code code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return ERR_DISK_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return ERR_CORRUPT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_EXISTS;
	case SQLITE_TOOBIG:
		return ERR_LIMIT;
	case SQLITE_READONLY:
		return ERR_REFUSED;
	default:
		return ERR_IO;
	}
}

static bool fail(struct db *db, int rc, struct err *err, const char *what)
{
	enum err_code code = code_of(rc);
	int number = sqlite3_system_errno(db->handle);

	if (rc == SQLITE_IOERR_SHMSIZE) /* SQLite keeps no errno of that one, and it grows the file by writing */
		code = ERR_DISK_FULL;
	if (code == ERR_IO && (number == ENOSPC || number == EDQUOT))
		code = ERR_DISK_FULL;
	if (rc == SQLITE_CANTOPEN_SYMLINK)
		code = ERR_CORRUPT;
	else if ((rc & 0xff) == SQLITE_CANTOPEN && access(db->path, F_OK) != 0)
		code = ERR_NOT_FOUND;
	db->damaged = db->damaged || code == ERR_CORRUPT;
	return err_set(err, code, "%s: %s: %s", db->path, what, sqlite3_errmsg(db->handle));
}

bool db_error(struct db *db, struct err *err, const char *what)
{
	return fail(db, sqlite3_extended_errcode(db->handle), err, what);
}

/* ---- opening */

/* « École » stands between « Eau » and « Enfance », not behind « Vos droits ». */
static int compare_words(void *ctx, int a_len, const void *a, int b_len, const void *b)
{
	char *left = strndup(a, (size_t)a_len), *right = strndup(b, (size_t)b_len);
	size_t size = 4 * (size_t)MAX(a_len, b_len) + 1;
	char *folded = malloc(2 * size);
	int order;

	(void)ctx;
	if (!left || !right || !folded)
		abort();
	fold_into(folded, size, left);
	fold_into(folded + size, size, right);
	order = strcmp(folded, folded + size);
	if (order == 0)
		order = strcmp(left, right);
	free(left);
	free(right);
	free(folded);
	return order;
}

static bool set_up(struct db *db, unsigned flags, struct err *err)
{
	int on = 1;

	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, BUSY_MS);
	sqlite3_create_collation_v2(db->handle, "words", SQLITE_UTF8, NULL, compare_words, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, flags & DB_TRUSTED ? 1 : 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (flags & DB_REPLICA)
		sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, DB_REPLICA_VALUE);
	if (!db_exec(db, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY", err))
		return false;
	if (flags & (DB_READ_ONLY | DB_MEMORY))
		return true;
	if (flags & DB_PERSIST_WAL)
		sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	if (!db_exec(db, "PRAGMA journal_mode = WAL", err))
		return false;
	return db_exec(db, flags & DB_FULL ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", err);
}

enum { PATIENT_LOOK_MS = 5 };

static int look_again(void *ctx, int looks)
{
	const struct db *db = ctx;

	usleep(PATIENT_LOOK_MS * 1000);
	return looks < db->patience_s * 1000 / PATIENT_LOOK_MS;
}

void db_patient(struct db *db, int seconds)
{
	db->patience_s = seconds;
	sqlite3_busy_handler(db->handle, look_again, db);
}

void db_trust(struct db *db)
{
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
}

/* https://www.sqlite.org/uri.html */
static void unshared_uri(struct strbuf *out, const char *path)
{
	strbuf_addf(out, "file:");
	for (const char *at = path; *at; at++)
		strbuf_addf(out, strchr("%?#", *at) ? "%%%02X" : "%c", (unsigned char)*at);
	strbuf_addf(out, "?immutable=1");
}

static int (*open_file)(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags);

/* A journal may name a "super-journal", which SQLite then opens and removes. No transaction of ours writes to two databases, so none is
 * honest: who may write beside an outbox could name any file that its reader may remove. */
static int open_no_super_journal(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	if (!(flags & SQLITE_OPEN_SUPER_JOURNAL))
		return open_file(vfs, name, file, flags, ret_flags);
	file->pMethods = NULL;
	return SQLITE_CANTOPEN;
}

static pthread_once_t ready = PTHREAD_ONCE_INIT;

static void get_ready(void)
{
	static sqlite3_vfs vfs;

	/* Nobody asks SQLite how much memory it has; counting takes a lock at each piece. Before the first use, or not at all. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	vfs = *sqlite3_vfs_find(NULL);
	open_file = vfs.xOpen;
	vfs.xOpen = open_no_super_journal;
	vfs.zName = "parvis";
	(void)sqlite3_vfs_register(&vfs, true);
}

bool db_open(const char *path, unsigned flags, struct db **ret_db, struct err *err)
{
	struct db *db = calloc(1, sizeof(*db));
	struct strbuf uri = STRBUF_INIT;
	int mode = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc;

	if (!db)
		abort();
	pthread_once(&ready, get_ready);
	db->path = strdup(path);
	db->size = STATEMENTS_FIRST;
	db->statements = calloc(db->size, sizeof(struct db_stmt *));
	if (!db->path || !db->statements)
		abort();
	mode |= flags & DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
	if (flags & (DB_CREATE | DB_MEMORY))
		mode |= SQLITE_OPEN_CREATE;
	if (flags & DB_NO_LINK)
		mode |= SQLITE_OPEN_NOFOLLOW;
	if (flags & DB_UNSHARED) {
		unshared_uri(&uri, path);
		mode |= SQLITE_OPEN_URI;
	}
	rc = sqlite3_open_v2(flags & DB_MEMORY ? ":memory:" : flags & DB_UNSHARED ? strbuf_str(&uri) : path, &db->handle, mode, NULL);
	strbuf_done(&uri);
	if (!db->handle)
		abort();
	if (rc != SQLITE_OK) {
		fail(db, rc, err, "cannot be opened");
		goto out;
	}
	if (!set_up(db, flags, err))
		goto out;
	*ret_db = db;
	return true;
out:
	db_close(db);
	return false;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < db->size; i++) {
		if (!db->statements[i])
			continue;
		sqlite3_finalize(db->statements[i]->handle);
		free(db->statements[i]);
	}
	sqlite3_close(db->handle);
	free(db->statements);
	free(db->path);
	free(db);
}

const char *db_path(const struct db *db)
{
	return db->path;
}

struct sqlite3 *db_handle(struct db *db)
{
	return db->handle;
}

/* ---- statements */

static size_t slot_of(struct db_stmt **table, size_t size, const struct db_query *query)
{
	size_t at = ((uintptr_t)query / sizeof(*query) * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (size - 1);

	while (table[at] && table[at]->query != query)
		at = (at + 1) & (size - 1);
	return at;
}

static void grow(struct db *db)
{
	size_t size = db->size * 2;
	struct db_stmt **table = calloc(size, sizeof(struct db_stmt *));

	if (!table)
		abort();
	for (size_t i = 0; i < db->size; i++)
		if (db->statements[i])
			table[slot_of(table, size, db->statements[i]->query)] = db->statements[i];
	free(db->statements);
	db->statements = table;
	db->size = size;
}

struct db_stmt *db_query(struct db *db, const struct db_query *query)
{
	size_t at = slot_of(db->statements, db->size, query);
	struct db_stmt *stmt = db->statements[at];

	if (!stmt) {
		stmt = calloc(1, sizeof(*stmt));
		if (!stmt)
			abort();
		stmt->db = db;
		stmt->query = query;
		db->statements[at] = stmt;
		if (++db->count * 2 > db->size)
			grow(db);
	}
	if (!stmt->handle) /* also tried again: the schema may have come since */
		stmt->prepared = sqlite3_prepare_v3(db->handle, query->sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
	db_finish(stmt);
	return stmt;
}

bool db_prepare_all(struct db *db, const struct db_queries *set, struct err *err)
{
	for (size_t i = 0; i < set->count; i++) {
		struct db_stmt *stmt;

		if (!set->rows[i].sql)
			return err_set(err, ERR_SYSTEM, "%s: query %zu is missing", set->name, i);
		stmt = db_query(db, &set->rows[i]);
		if (!stmt->handle) {
			fail(db, stmt->prepared, err, set->rows[i].sql);
			return err_prefix(err, "%s: query %zu", set->name, i);
		}
	}
	return true;
}

static void bound(struct db_stmt *stmt, int rc)
{
	if (stmt->bound == SQLITE_OK)
		stmt->bound = rc;
}

void db_bind_text(struct db_stmt *stmt, int at, const char *text)
{
	bound(stmt, sqlite3_bind_text(stmt->handle, at, text, -1, SQLITE_TRANSIENT));
}

void db_bind_int(struct db_stmt *stmt, int at, int64_t value)
{
	bound(stmt, sqlite3_bind_int64(stmt->handle, at, value));
}

void db_bind_real(struct db_stmt *stmt, int at, double value)
{
	bound(stmt, sqlite3_bind_double(stmt->handle, at, value)); /* NaN becomes NULL */
}

void db_bind_bytes(struct db_stmt *stmt, int at, struct bytes bytes)
{
	bound(stmt, sqlite3_bind_blob64(stmt->handle, at, bytes.data, bytes.len, SQLITE_TRANSIENT));
}

enum db_step db_step(struct db_stmt *stmt, struct err *err)
{
	int rc;

	if (!stmt->handle) {
		/* prepared again so that the connection's message is this statement's */
		rc = sqlite3_prepare_v3(stmt->db->handle, stmt->query->sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt->handle, NULL);
		if (rc != SQLITE_OK || !stmt->handle) {
			fail(stmt->db, rc, err, "a query does not prepare");
			return DB_FAILED;
		}
		stmt->bound = SQLITE_MISUSE; /* its bindings were lost */
	}
	if (stmt->bound != SQLITE_OK) {
		err_set(err, code_of(stmt->bound), "%s: a value could not be bound: %s", stmt->db->path, sqlite3_errstr(stmt->bound));
		db_finish(stmt);
		return DB_FAILED;
	}
	rc = sqlite3_step(stmt->handle);
	if (rc == SQLITE_ROW)
		return DB_ROW;
	if (rc != SQLITE_DONE)
		fail(stmt->db, rc, err, sqlite3_stmt_readonly(stmt->handle) ? "cannot be read" : "cannot be written");
	db_finish(stmt);
	return rc == SQLITE_DONE ? DB_END : DB_FAILED;
}

bool db_run(struct db_stmt *stmt, struct err *err)
{
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		continue;
	return step == DB_END;
}

void db_finish(struct db_stmt *stmt)
{
	sqlite3_reset(stmt->handle);
	if (stmt->handle)
		sqlite3_clear_bindings(stmt->handle);
	stmt->bound = SQLITE_OK;
}

/* ---- columns */

const char *db_text(struct db_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt->handle, column);
}

const char *db_text0(struct db_stmt *stmt, int column)
{
	return or_empty(db_text(stmt, column));
}

char *db_text_in(struct db_stmt *stmt, int column, struct arena *arena)
{
	return arena_strdup(arena, db_text(stmt, column));
}

int64_t db_int(struct db_stmt *stmt, int column)
{
	return sqlite3_column_int64(stmt->handle, column);
}

double db_real(struct db_stmt *stmt, int column)
{
	return db_is_null(stmt, column) ? (double)NAN : sqlite3_column_double(stmt->handle, column);
}

struct bytes db_bytes(struct db_stmt *stmt, int column)
{
	const unsigned char *data = sqlite3_column_blob(stmt->handle, column);

	return (struct bytes){ .data = data, .len = (size_t)sqlite3_column_bytes(stmt->handle, column) };
}

bool db_is_null(struct db_stmt *stmt, int column)
{
	return sqlite3_column_type(stmt->handle, column) == SQLITE_NULL;
}

/* ---- transactions */

bool db_begin(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN IMMEDIATE", err);
}

bool db_begin_read(struct db *db, struct err *err)
{
	return db_exec(db, "BEGIN", err);
}

bool db_commit(struct db *db, struct err *err)
{
	if (db_exec(db, "COMMIT", err))
		return true;
	db_rollback(db);
	return false;
}

void db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle)) /* some errors have rolled back already */
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

int64_t db_changed(struct db *db)
{
	return sqlite3_changes64(db->handle);
}

/* ---- the file; what is done with all of it stands in db_file.c */

bool db_exec(struct db *db, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK || fail(db, rc, err, "SQL");
}

bool db_exec_embedded(struct db *db, const char *name, struct err *err)
{
	return db_exec(db, embed_text(name), err) || err_prefix(err, "%s", name);
}

int64_t db_pragma_int(struct db *db, const char *pragma)
{
	char sql[96];
	sqlite3_stmt *stmt;
	int64_t value = -1;

	snprintf(sql, sizeof(sql), "PRAGMA %s", pragma);
	if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL) != SQLITE_OK)
		return -1;
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

int64_t db_data_version(struct db *db)
{
	static const struct db_query query = { "PRAGMA data_version" };
	struct db_stmt *stmt = db_query(db, &query);
	int64_t version = -1;

	if (db_step(stmt, NULL) == DB_ROW)
		version = db_int(stmt, 0);
	db_finish(stmt);
	return version;
}

bool db_damaged(const struct db *db)
{
	return db->damaged;
}
