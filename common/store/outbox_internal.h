/* What the files of the outbox share: outbox.c (open, append, take back), outbox_read.c, outbox_send.c. */
#ifndef PARVIS_STORE_OUTBOX_INTERNAL_H
#define PARVIS_STORE_OUTBOX_INTERNAL_H

#include "common/store/db.h"
#include "common/store/outbox.h"

struct outbox {
	struct db *db;
	char *folder;
};

enum {
	Q_INSERT, Q_SAME, Q_INSERT_RECORD, Q_FORGET_RECORD, Q_TAKE_BACK, Q_DROP_RECORD, Q_DROP, Q_LIST, Q_COUNT, Q_OLDEST,
	Q_RECORD, Q_NEXT, Q_SENDING, Q_ANSWERED, Q_REQUEUE, Q_PURGE_RECORDS, Q_PURGE, Q_COUNT_OF_QUERIES,
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

#endif
