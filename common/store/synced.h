/* Synced tables: rows as lines of `changes`, both ways (docs/sync-protocol.md, "Pull"). The hub writes lines from its rows,
 * sync applies them to a replica; columns are read from the database itself, so that the .sql files stay the one place
 * that names them. A column the other side does not know is NULL, a key this side does not know is passed over, and so is a table
 * that the replica's format does not have.
 *
 * Thread: a struct synced belongs to the thread of its database.
 */
#ifndef PARVIS_STORE_SYNCED_H
#define PARVIS_STORE_SYNCED_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

struct db;
struct sqlite3_stmt;

enum synced_scope {
	SYNCED_ALL,    /* every terminal */
	SYNCED_PUBLIC, /* public terminals alone: sealed records, pictures */
	SYNCED_AGENT,  /* desks alone */
};

enum synced_id {
	SYNCED_TOWN, SYNCED_DEPARTMENT, SYNCED_PLACE, SYNCED_CLOSURE, SYNCED_ADDRESS, SYNCED_GUIDE, SYNCED_EVENT, SYNCED_NEWS,
	SYNCED_NOTICE, SYNCED_ALERT, SYNCED_WASTE, SYNCED_SERVICE, SYNCED_AGENTS, SYNCED_REQUEST, SYNCED_MESSAGE, SYNCED_RECORD,
	SYNCED_PICTURE,
	SYNCED_TABLES,
};

struct synced_table {
	const char *name;
	enum synced_scope scope;
	int format; /* of a replica, the first that has it */
};

/* Indexed by enum synced_id. Each has columns id (TEXT, primary key) and rev. */
extern const struct synced_table synced_tables[SYNCED_TABLES];

/* By its name; NULL when it is none of ours. */
const struct synced_table *synced_find(const char *name);

enum {
	SYNCED_LINES_MAX = 5000,             /* of one page, its cursor line not counted */
	SYNCED_LINE_MAX = 4 * 1024 * 1024,
	SYNCED_PAGE_BYTES = 8 * 1024 * 1024, /* a hub ends a page here; one longer line stands alone */
};

struct cursor {
	char epoch[33]; /* 32 hex digits; "" : no replica */
	int64_t rev;
};

/* ---- the hub's side: each appends one line with its '\n' */

/* STMT stands on a row of `SELECT * FROM TABLE` (columns are taken by their names; NULL columns are left out, BLOBs go as
 * base64). ERR_LIMIT: the line would be longer than SYNCED_LINE_MAX; nothing is added. */
bool synced_add_row(struct strbuf *out, const struct synced_table *table, struct sqlite3_stmt *stmt, struct err *err) WARN_UNUSED;
/* ERASED: for good, not only out of this terminal's scope. */
void synced_add_gone(struct strbuf *out, const struct synced_table *table, const char *id, int64_t rev, bool erased);
/* SINCE: what was asked for, repeated, so that the answer to another question is not taken for this one's. ERASED: requests that were
 * erased after HEARD, a JSON array; NULL: none are told. */
void synced_add_cursor(struct strbuf *out, int64_t since, const struct cursor *cursor, bool more, int64_t heard, const char *erased);

/* ---- sync's side */

struct synced;

/* DB is a replica, open for writing. */
bool synced_open(struct db *db, struct synced **ret_synced, struct err *err) WARN_UNUSED;
void synced_close(struct synced *synced); /* NULL is fine; before its DB */

/* Where the replica stands. */
bool synced_cursor(struct db *db, struct cursor *ret_cursor, struct err *err) WARN_UNUSED;

/* Applies the lines of one page (the cursor line not among them) and the cursor, in one transaction: all or nothing.
 * Rows through TEMP tables, one INSERT … SELECT … ON CONFLICT a table. Applying a page again changes nothing.
 * ERR_BAD_INPUT: some line is not one of ours (which, and why); ERR_EXISTS: the rows contradict what is there, and only a
 * snapshot helps; ERR_CORRUPT, ERR_DISK_FULL, ERR_IO: this machine's trouble. */
bool synced_apply(struct synced *synced, const char *lines, size_t len, const struct cursor *to, int64_t hub_time,
                  struct err *err) WARN_UNUSED;

/* Between pages, so that the WAL stays small: after some MB of lines, what stands in it goes into the file, as far as readers allow;
 * most times on another thread (settler.h), so that the next page need not wait for the disk. False: that failed, now or the last time. */
bool synced_settle(struct synced *synced, struct err *err) WARN_UNUSED;

/* All that stands in the WAL goes into the file, and the WAL is cut to nothing; not DONE: a reader is in the way. */
bool synced_empty_wal(struct synced *synced, bool *ret_done, struct err *err) WARN_UNUSED;

/* On a desk: requests that left it leave its files' bytes too. synced_apply overwrites deleted rows and takes their words out of the
 * search index; this empties the WAL, where the old pages stand. While a reader is in the way the call succeeds, and the next one
 * tries again. Costs nothing when no request has left; a public replica holds nothing readable. */
bool synced_wipe(struct synced *synced, struct err *err) WARN_UNUSED;

/* Of the page that was applied last: personal rows went (what is left of them in the file is to be wiped). */
bool synced_lost(const struct synced *synced);

/* Each request or record that the lines of a page call erased. */
void synced_each_erased(const char *lines, size_t len, void (*each)(void *ctx, const char *id), void *ctx);

#endif
