/* Outbox: what this terminal has promised and not yet delivered (sql/outbox.sql).
 *
 * Whatever a person was told is registered stands here first, on disk and fsynced (WAL, synchronous=FULL). The kiosk or
 * the counter appends; parvis-sync drains. A delivered operation stays OUTBOX_KEEP_DAYS, so that a hub restored from a
 * backup can be told again. Sync sends in the order of seq, and never one operation while an earlier one is held back.
 *
 * Thread: a struct outbox belongs to the thread that opened it. Several programs, as different users of one group, may
 *         have it open: files are made 0660 whatever the umask; the directory is 2770.
 * Time:   wall time in µs; NOW is given.
 * Damage: ERR_CORRUPT names the file and leaves it as it is, and OUTBOX_TOLD beside it asks sync to look, who salvages it (outbox_salvage.h).
 *         The file may be another one then; a struct outbox notices and goes on with that. What is written is written into no file but the
 *         one that bears the name.
 * Errors: ERR_DISK_FULL: nothing was written. ERR_FORMAT: made by a newer version, left alone. ERR_BUSY: for 5 s somebody else would not let go.
 */
#ifndef PARVIS_STORE_OUTBOX_H
#define PARVIS_STORE_OUTBOX_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/rand.h"

struct outbox;
struct db;

enum {
	OUTBOX_KEEP_DAYS = 30,
	OUTBOX_RESERVE_MIB = 16,        /* free disk below which no new form opens: those that are open still fit */
	OUTBOX_BODY_MAX = 320 * 1024,   /* bytes of one body or local record */
	OUTBOX_HOLD_MAX_S = 60,         /* a hold that ends later than this comes from a clock that jumped, and is over */
	OUTBOX_BATCH_MAX = 500,         /* operations in one POST, and their bytes */
	OUTBOX_BATCH_BYTES = 2 * 1024 * 1024,
};

enum op_state { OP_QUEUED, OP_SENDING, OP_DONE, OP_CONFLICT, OP_REJECTED, OP_STATES };

/* What an operation asks of the hub (docs/sync-protocol.md, "Operations"). */
enum op_kind { OP_REQUEST, OP_MESSAGE, OP_STATE, OP_ASSIGNMENT, OP_REPLACE, OP_SETTLE, OP_PRINTED, OP_KINDS };

const char *op_kind_name(enum op_kind kind); /* "request" */
bool op_kind_parse(const char *name, enum op_kind *ret_kind) WARN_UNUSED;
const char *op_state_name(enum op_state state);

struct op {
	struct uuid id;            /* made by the caller, version 7 */
	enum op_kind kind;
	const char *lookup;        /* lookup id of the request it belongs to, 32 hex digits; NULL when it belongs to none */
	const char *key;           /* id of the hub key BODY is sealed to; NULL: BODY is plain JSON (desk, statistics) */
	struct bytes body;
	struct stamp made;
	int64_t hold_until;        /* 0: leaves at once */
	struct bytes local_record; /* sealed record "registered here", kept under LOOKUP; empty: none */
};

/* Opens PATH, or makes it, with its directory's group. */
bool outbox_open(const char *path, struct outbox **ret_box, struct err *err) WARN_UNUSED;
void outbox_close(struct outbox *box); /* NULL is fine */

/* Somebody met a damaged place. Sync takes it away when all is well. */
#define OUTBOX_TOLD "outbox-damaged"

/* Could one more form be kept: is there room, may it be written to, and is nothing damaged? Asked before it opens, so that nobody fills one in vain. Two system calls. */
bool outbox_has_room(const struct outbox *box);
bool outbox_has_room_in(const char *folder); /* the folder of outbox.db: for who has not opened it */

/* ---- kiosk and counter */

/* Appends OP, with its local record in the same transaction; when it returns true both are on disk. The same id twice is
 * one operation. ERR_BAD_INPUT: the same id with another body. ERR_DISK_FULL: nothing may be acknowledged. */
bool outbox_append(struct outbox *box, const struct op *op, struct err *err) WARN_UNUSED;

/* Takes back an operation that is still queued, with its local record. False without ERR set (code ERR_NONE): it has left
 * already, or never was. */
bool outbox_take_back(struct outbox *box, struct uuid id, struct err *err) WARN_UNUSED;

/* The same for COUNT of them: all, or none where one has left. */
bool outbox_take_back_all(struct outbox *box, const struct uuid *ids, size_t count, struct err *err) WARN_UNUSED;

/* An agent has settled a conflict or a rejection: the operation is dropped. */
bool outbox_drop(struct outbox *box, struct uuid id, struct err *err) WARN_UNUSED;

struct outbox_row {
	int64_t seq;
	char id[UUID_TEXT];
	enum op_kind kind;         /* OP_KINDS: one that this version does not know; it is carried all the same */
	const char *kind_name;     /* as it stands there; NULL in a row made by hand: KIND's */
	const char *lookup, *key;  /* NULL as in struct op */
	struct bytes body;
	struct stamp made;
	int64_t hold_until;
	enum op_state state;
	int64_t answered;          /* 0: not yet */
	const char *reason;        /* conflict, rejected; else NULL */
	const char *current;       /* conflict: the hub's row, JSON; else NULL */
};

/* A set of states: OUTBOX_IN(OP_QUEUED) | OUTBOX_IN(OP_SENDING). */
#define OUTBOX_IN(state) (1U << (state))
#define OUTBOX_UNDELIVERED (OUTBOX_IN(OP_QUEUED) | OUTBOX_IN(OP_SENDING))

/* Rows in one of STATES, oldest first, in ARENA. What a desk lays over its replica: done rows too, since the change that
 * answers them may still be on its way. */
bool outbox_list(struct outbox *box, unsigned states, size_t max, struct arena *arena, struct outbox_row **ret_rows,
                 size_t *ret_count, struct err *err) WARN_UNUSED;

struct outbox_counts {
	int64_t in[OP_STATES];
	int64_t oldest_undelivered; /* made_wall; 0: everything was delivered */
};
bool outbox_count(struct outbox *box, struct outbox_counts *ret_counts, struct err *err) WARN_UNUSED;

/* The newest local record under LOOKUP, in ARENA. False without ERR set (code ERR_NONE): there is none. RET_STATE (may be
 * NULL) is its operation's. */
bool outbox_local_record(struct outbox *box, const char *lookup, struct arena *arena, struct bytes *ret_cipher,
                         enum op_state *ret_state, struct err *err) WARN_UNUSED;

/* Changes when another connection committed, or another file took its place; some µs. */
int64_t outbox_version(struct outbox *box);

/* ---- sync */

/* Is every row where an index says it is, and something that can be sent? ERR_CORRUPT. Opening looks less closely. */
bool outbox_check(struct outbox *box, struct err *err) WARN_UNUSED;

/* What goes next, in order: everything undelivered before the first row that is still held at NOW, within the limits of a
 * batch. Rows and bytes live in ARENA. RET_NEXT (may be NULL): when the first held row may leave, 0 when none is held. */
bool outbox_next(struct outbox *box, int64_t now, struct arena *arena, struct outbox_row **ret_rows, size_t *ret_count,
                 int64_t *ret_next, struct err *err) WARN_UNUSED;

/* Marks ROWS as on their way: from here they cannot be taken back. RET_ROWS that were taken back meanwhile are left out:
 * *COUNT becomes what is left, packed to the front. */
bool outbox_mark_sending(struct outbox *box, struct outbox_row *rows, size_t *count, struct err *err) WARN_UNUSED;

struct outbox_answer {
	const char *id;
	enum op_state state; /* OP_DONE, OP_CONFLICT, OP_REJECTED */
	const char *reason;  /* may be NULL */
	const char *current; /* JSON; may be NULL */
};

/* What the hub said of a batch, in one transaction. */
bool outbox_answered(struct outbox *box, const struct outbox_answer *answers, size_t count, int64_t now,
                     struct err *err) WARN_UNUSED;

/* The hub may have lost it: what was delivered since SINCE (0: all that still stands here) is queued again. */
bool outbox_requeue(struct outbox *box, int64_t since, int64_t *ret_count, struct err *err) WARN_UNUSED;

/* Forgets what was delivered before BEFORE, local records included. */
bool outbox_purge(struct outbox *box, int64_t before, struct err *err) WARN_UNUSED;

/* A hub of before says that a request was erased for good: forgets what was delivered about it (REQUEST: its id, or its lookup id),
 * overwritten. */
bool outbox_forget(struct outbox *box, const char *request, struct err *err) WARN_UNUSED;
/* Requests were erased for good: IDS, and all LOOKUPS that they had, as JSON arrays of texts. Forgets, overwritten:
 * - the request itself, and what a desk wrote about it, whatever state it is in: the hub had the one and would refuse the other;
 * - other operations with a lookup id, once they are delivered. *RET_LEFT: how many are not yet; they stay;
 * - a hub's row of it beside a conflict about another request, which stays. */
bool outbox_forget_all(struct outbox *box, const char *ids, const char *lookups, int64_t *ret_left, struct err *err) WARN_UNUSED;
/* After such: the WAL is emptied. *RET_DONE as db_empty_wal. */
bool outbox_wipe(struct outbox *box, bool *ret_done, struct err *err) WARN_UNUSED;

struct db *outbox_db(struct outbox *box); /* for tests, and one transaction over several calls */

extern const struct db_queries outbox_queries;

#endif
