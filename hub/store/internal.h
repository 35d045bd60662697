/* What the files of hub/store share. SQLite through common/store/db.h. */
#ifndef PARVIS_HUB_STORE_INTERNAL_H
#define PARVIS_HUB_STORE_INTERNAL_H

#include "common/store/db.h"
#include "hub/store.h"

enum { STORE_COLUMNS_MAX = 40 };

extern const struct db_queries hub_store_queries, hub_store_row_queries, hub_store_terminal_queries, hub_store_request_queries,
	hub_store_mail_queries, hub_store_report_queries, hub_store_keep_queries, hub_store_kept_queries,
	hub_store_key_queries, hub_store_erase_queries;

struct table {
	struct store_column columns[STORE_COLUMNS_MAX]; /* without id and rev */
	size_t count;
	struct db_query select, ids, upsert, delete_row, touch; /* touch: a new rev alone */
};

/* Rows that every operation of a batch asks for: services, departments, agents. Kept within one transaction, where nobody else
 * writes. */
struct memo {
	bool open;
	json_t *rows[SYNCED_TABLES]; /* id → row; NULL: none yet */
};

struct store {
	struct db *db;
	struct memo memo;
	int64_t rev, marked_rev; /* the last one given in this transaction, 0: none yet; and at the mark. Written with the commit */
	char *dir;
	const struct clock *clock;
	const struct rng *rng;
	char town[32];
	unsigned char salt[RECORD_SALT];
	struct table tables[SYNCED_TABLES];
	int64_t records_put;     /* bytes, since store_records_put was asked */
	struct changes *changes; /* hub/store/changes.c */
	struct arena *arena; /* names of columns, SQL: lives as long as the store */
};

/* store_open of the store at PATH, wherever that lies; TOWN and DIR as there. */
bool store_open_file(const char *path, const char *dir, const char *town, bool create, const struct clock *clock, const struct rng *rng,
                     struct store **ret_store, struct err *err) WARN_UNUSED;

/* Plain copies in DIR while a backup or a restore is made: one of them at a time, the next one waits. Both ends remove what one
 * that was stopped has left. */
bool store_work_begin(const char *dir, int *ret_fd, struct err *err) WARN_UNUSED;
void store_work_end(const char *dir, int fd);

/* The stores that restores have put aside of the one at PATH: [path, …], newest first. */
json_t *store_put_aside(const char *path);

/* Reads the columns of every synced table out of the database. */
bool store_read_columns(struct store *store, struct err *err) WARN_UNUSED;

/* The town's next rev, and the last one given. Inside a transaction of store_begin, whose commit writes it. */
bool store_next_rev(struct store *store, int64_t *ret_rev, struct err *err) WARN_UNUSED;
bool store_last_rev(struct store *store, int64_t *ret_rev, struct err *err) WARN_UNUSED;

/* LEFT "": for everybody. */
bool store_add_tombstone(struct store *store, enum synced_id table, const char *id, const char *left, struct err *err) WARN_UNUSED;

/* Its own statements; NULL is fine. */
void store_changes_free(struct changes *changes);

/* Around the filling of an empty replica: takes away what is quicker to make when the rows are there, and makes it. Inside a
 * transaction; LATER is empty, carries what is to be made, and is done by store_bulk_end or, when that is not reached, by the caller. */
bool store_bulk_begin(struct db *db, struct strbuf *later, struct err *err) WARN_UNUSED;
bool store_bulk_end(struct db *db, struct strbuf *later, struct err *err) WARN_UNUSED;

/* Forgets TABLE's rows; all of them with SYNCED_TABLES. */
void store_memo_forget(struct store *store, enum synced_id table);

/* A list of the first column, as a new JSON array. */
bool store_list_ids(struct db_stmt *stmt, json_t **ret_ids, struct err *err) WARN_UNUSED;

#endif
