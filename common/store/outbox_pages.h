/* The pages of an outbox that SQLite cannot read any more, looked through one by one: of the file, and of every frame of its WAL, whatever
 * the tables' trees, indexes and checksums say. For outbox_salvage.c.
 *
 * Formats: sqlite.org/fileformat2.html ("B-tree Pages", "Record Format", "The WAL File"). Pages are OUTBOX_PAGE bytes, as Debian's SQLite
 * makes them, without reserved space. Nothing is written.
 * Thread: any. Errors: ERR_IO, ERR_LIMIT (a file that is no outbox of ours).
 */
#ifndef PARVIS_STORE_OUTBOX_PAGES_H
#define PARVIS_STORE_OUTBOX_PAGES_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

enum { OUTBOX_PAGE = 4096, OUTBOX_COLUMNS_MAX = 32 };

struct outbox_pages;

bool outbox_pages_read(const char *path, struct outbox_pages **ret_pages, struct err *err) WARN_UNUSED;
void outbox_pages_free(struct outbox_pages *pages); /* NULL is fine */

struct outbox_value {
	enum { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BLOB } type;
	int64_t number;
	struct bytes bytes; /* text and blob; borrowed until the callback returns */
};

struct outbox_record {
	int64_t rowid;
	bool current;        /* it stands in the newest image of its page, in its place there; else in an older one, or where a page is broken */
	bool whole;          /* all VALUES are there; else only the rowid is known, and COUNT is 0 */
	const struct outbox_value *values;
	int count;
};

/* TAKE is given every record of every table's leaf, newest image first. */
void outbox_pages_walk(const struct outbox_pages *pages, void (*take)(void *ctx, const struct outbox_record *record), void *ctx);

/* Does the WAL beside PATH hold something that was committed, behind a place where SQLite would stop reading it? Asked before it is opened:
 * the next writer writes over it. Some ms for the largest WAL. */
bool outbox_wal_broken(const char *path);

#endif
