/* SQLite, thin: open, statements prepared once, transactions, errors as ours.
 *
 * Thread: a struct db and its statements belong to the thread that opened it.
 * Queries stand in const tables (struct db_queries) at the top of the file that uses them, indexed by an enum; a statement
 * is found by the address of its row, prepared when first asked for and kept until the connection closes. One test
 * prepares them all against the schema (tests/unit/store.c).
 * Errors: SQLITE_FULL → ERR_DISK_FULL, CORRUPT and NOTADB → ERR_CORRUPT, BUSY and LOCKED → ERR_BUSY, CONSTRAINT → ERR_EXISTS,
 * CANTOPEN of a missing file → ERR_NOT_FOUND, else ERR_IO. The text names the file and never a bound value.
 */
#ifndef PARVIS_STORE_DB_H
#define PARVIS_STORE_DB_H

#include "common/base/arena.h"
#include "common/base/err.h"

struct db;
struct sqlite3;

enum db_flags {
	DB_READ_ONLY = 1,
	DB_CREATE = 2,       /* make the file when it is missing (WAL from its first page) */
	DB_FULL = 4,         /* synchronous=FULL: a commit that returned is on disk. Else NORMAL */
	DB_PERSIST_WAL = 8,  /* -wal and -shm stay when the last connection closes, so that readers of another user can open it */
	DB_MEMORY = 16,      /* PATH is only a name for errors; the database is in memory */
	DB_UNSHARED = 64,    /* with DB_READ_ONLY: the file alone, no -wal and no -shm; nobody may write to it meanwhile */
	DB_NO_LINK = 128,    /* no part of PATH is a symbolic link, else ERR_CORRUPT: for a folder that other users may write in */
	DB_REPLICA = 256,    /* no value in it is larger than DB_REPLICA_VALUE, whoever made the file; what is meets ERR_LIMIT */
	DB_TRUSTED = 32,     /* the schema is ours: its triggers may write full-text tables. Needed to write a replica or a hub's
	                      * store. For a file that came from outside only after schema_check (migrate.h) */
};

enum { DB_REPLICA_VALUE = 16 * 1024 * 1024 }; /* bytes: four times the longest line of changes */

/* Foreign keys on, trusted_schema off (but see DB_TRUSTED), cell_size_check on, busy timeout 5 s, WAL for writers. A writer that gives no
 * DB_CREATE wants an existing file. */
bool db_open(const char *path, unsigned flags, struct db **ret_db, struct err *err) WARN_UNUSED;
void db_close(struct db *db); /* NULL is fine; finishes its statements */
const char *db_path(const struct db *db);

/* For what this header does not cover (functions of one's own, backup pages). Stays owned by DB. */
struct sqlite3 *db_handle(struct db *db);

/* ---- queries */
struct db_query {
	const char *sql;
};

struct db_queries { /* what one file asks: `const struct db_queries place_queries` */
	const char *name;
	const struct db_query *rows;
	size_t count;
};

struct db_stmt;

/* The statement of QUERY, reset and without bindings. Never NULL: SQL that does not prepare fails in the step (and in the
 * test that prepares all). A statement is not re-entrant: finish with it before asking for it again. */
struct db_stmt *db_query(struct db *db, const struct db_query *query);

/* Every query of SET prepares on DB. For the test. */
bool db_prepare_all(struct db *db, const struct db_queries *set, struct err *err) WARN_UNUSED;

/* Parameters count from 1. Text and bytes are copied; NULL text binds NULL. */
void db_bind_text(struct db_stmt *stmt, int at, const char *text);
void db_bind_int(struct db_stmt *stmt, int at, int64_t value);
void db_bind_real(struct db_stmt *stmt, int at, double value); /* NaN binds NULL */
void db_bind_bytes(struct db_stmt *stmt, int at, struct bytes bytes); /* data NULL binds NULL */

enum db_step { DB_ROW, DB_END, DB_FAILED };

/* After DB_END and DB_FAILED the statement is reset. */
enum db_step db_step(struct db_stmt *stmt, struct err *err);

/* Steps to the end, ignoring rows; for writes. */
bool db_run(struct db_stmt *stmt, struct err *err) WARN_UNUSED;

/* Ends a statement before its last row. Needed whenever not stepped to DB_END. */
void db_finish(struct db_stmt *stmt);

/* Columns count from 0 and are borrowed until the next step. */
const char *db_text(struct db_stmt *stmt, int column);   /* NULL for NULL */
const char *db_text0(struct db_stmt *stmt, int column);  /* "" for NULL */
char *db_text_in(struct db_stmt *stmt, int column, struct arena *arena); /* a copy; NULL for NULL */
int64_t db_int(struct db_stmt *stmt, int column);
double db_real(struct db_stmt *stmt, int column);        /* NaN for NULL */
struct bytes db_bytes(struct db_stmt *stmt, int column);
bool db_is_null(struct db_stmt *stmt, int column);

/* ---- transactions. Rollback never fails; commit that fails has rolled back. */
bool db_begin(struct db *db, struct err *err) WARN_UNUSED;      /* immediate: takes the writer's lock now */
bool db_begin_read(struct db *db, struct err *err) WARN_UNUSED; /* one state for several reads */
bool db_commit(struct db *db, struct err *err) WARN_UNUSED;
void db_rollback(struct db *db);

int64_t db_changed(struct db *db); /* rows changed by the last write */

/* ---- the file */
bool db_exec(struct db *db, const char *sql, struct err *err) WARN_UNUSED; /* statements without parameters or rows */
bool db_exec_embedded(struct db *db, const char *name, struct err *err) WARN_UNUSED; /* "common/store/sql/content.sql" */
int64_t db_pragma_int(struct db *db, const char *pragma); /* "user_version"; -1 when it cannot be read */
int64_t db_data_version(struct db *db); /* changes when another connection committed; some µs */
bool db_damaged(const struct db *db);                       /* something in it could not be read since it was opened */
bool db_check(struct db *db, struct err *err) WARN_UNUSED;  /* quick_check: ERR_CORRUPT */
bool db_check_all(struct db *db, struct err *err) WARN_UNUSED; /* integrity_check: the indexes too */
bool db_backup(struct db *db, const char *to, struct err *err) WARN_UNUSED; /* a whole copy, of one moment; TO is replaced */
bool db_checkpoint(struct db *db, struct err *err) WARN_UNUSED; /* what the WAL holds goes into the file, as far as readers allow */
bool db_empty_wal(struct db *db, bool *ret_done, struct err *err) WARN_UNUSED; /* and is cut to nothing; not DONE: a reader is in the way */

/* Waits up to SECONDS for others who write, instead of 5, and looks often: a program that writes all the time leaves short gaps. */
void db_patient(struct db *db, int seconds);

/* The same as opening with DB_TRUSTED, later: sync opens a snapshot, checks its schema, then trusts it. */
void db_trust(struct db *db);

/* Fills ERR from the connection's last error, "WHAT: " in front. Returns false. */
bool db_error(struct db *db, struct err *err, const char *what);

#endif
