/* What the files of the outbox share: outbox.c (open, append, take back), outbox_read.c, outbox_send.c. */
#ifndef PARVIS_STORE_OUTBOX_INTERNAL_H
#define PARVIS_STORE_OUTBOX_INTERNAL_H

#include "common/store/db.h"
#include "common/store/outbox.h"

struct outbox_folder {
	char path[512];     /* without links: its last part may be changed by others, those before it not */
	int fd;             /* -1: not open */
};

struct outbox {
	struct db *db;
	char *path;
	uint64_t inode;     /* of the file that is open: another one may have taken its name (outbox_salvage.h) */
	int64_t opened;     /* how many files it was so far */
	struct outbox_folder folder;
};

/* ---- outbox_folder.c */

#define OUTBOX_NEXT "outbox-salvaged.db"

bool outbox_folder_open(const char *path, struct outbox_folder *ret_folder, struct err *err) WARN_UNUSED; /* PATH: outbox.db's */
void outbox_folder_close(struct outbox_folder *folder);

/* ERR_BUSY after 5 s. */
bool outbox_folder_lock(struct outbox_folder *folder, bool alone, struct err *err) WARN_UNUSED;
void outbox_folder_unlock(struct outbox_folder *folder);

/* Locked together with others, and outbox.db is the file that belongs there. */
bool outbox_folder_ready(struct outbox_folder *folder, struct err *err) WARN_UNUSED;

#define OUTBOX_MADE "outbox-new.db"

/* MADE, a name in the folder, takes the place of outbox.db, which becomes outbox_aside_name. Locked alone. */
bool outbox_swap_in(struct outbox_folder *folder, const char *made, struct err *err) WARN_UNUSED;
void outbox_aside_name(const struct outbox_folder *folder, char out[64]);

/* Was OUTBOX_TOLD put there? Put it there. */
bool outbox_folder_damaged(const struct outbox_folder *folder);
void outbox_folder_tell(const struct outbox_folder *folder);

/* ---- outbox.c */

/* The database at PATH, made when it is missing, with the tables of an outbox. FLAGS: more of enum db_flags. */
bool outbox_make(const char *path, unsigned flags, struct db **ret_db, struct err *err) WARN_UNUSED;

/* A transaction that writes into the file that is outbox.db now. */
bool outbox_begin(struct outbox *box, struct err *err) WARN_UNUSED;
bool outbox_commit(struct outbox *box, struct err *err) WARN_UNUSED;
void outbox_rollback(struct outbox *box);

enum {
	Q_INSERT, Q_SAME, Q_INSERT_RECORD, Q_FORGET_RECORD, Q_TAKE_BACK, Q_DROP_RECORD, Q_DROP, Q_LIST, Q_COUNT, Q_OLDEST,
	Q_RECORD, Q_NEXT, Q_SENDING, Q_ANSWERED, Q_REQUEUE, Q_PURGE_RECORDS, Q_ODD, Q_KINDS, Q_PURGE, Q_ERASE_RECORDS, Q_ERASE,
	Q_ERASE_ALL_RECORDS, Q_ERASE_ALL, Q_ERASE_CURRENT, Q_ERASE_LEFT,
	Q_COUNT_OF_QUERIES,
};

/* One of the queries of outbox.c. */
struct db_stmt *outbox_ask(struct outbox *box, int query);

bool op_state_parse(const char *name, enum op_state *ret_state) WARN_UNUSED;

/* Rows of a statement as they come. */
struct outbox_rows {
	struct outbox_row *data;
	size_t count, cap;
};

/* A new row at the end, from where STMT stands. */
bool outbox_read_row(struct db_stmt *stmt, struct arena *arena, struct outbox_rows *rows, struct err *err) WARN_UNUSED;

enum { OUTBOX_KIND = 24 }; /* of a kind's name, with its NUL */

/* The kind that WORD was, a few letters of which may be wrong; -1: none of ours. */
int outbox_nearest_kind(const char *word); /* NULL: none */

/* Could WORD be a kind, of a newer program? Small letters, and few. */
bool outbox_kind_word(const char *word);

#endif
