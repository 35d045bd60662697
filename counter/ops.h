/* What an agent does, as operations in the outbox (docs/sync-protocol.md, "Operations"): the counter's only way to change
 * anything. When a function returns true the operation is on disk.
 *
 * Words and states are held back UNDO_S seconds, in which ops_take_back undoes them; what belongs together is taken back
 * together. A request or a replaced number is not: its number may be on paper already.
 * Main thread only. ERR's text is for a person only when its code is ERR_DISK_FULL or ERR_LIMIT.
 */
#ifndef PARVIS_COUNTER_OPS_H
#define PARVIS_COUNTER_OPS_H

#include <jansson.h>

#include "common/base/rand.h"
#include "common/domain/names.h"
#include "common/secret/record.h"
#include "counter/board.h"
#include "counter/drafts.h"
#include "counter/session.h"

struct ops;

struct ops *ops_new(struct board *board, const struct session *session, const struct clock *clock, const struct rng *rng,
                    int undo_s);
void ops_free(struct ops *ops); /* NULL is fine */

bool ops_message(struct ops *ops, const char *request, const char *text, bool internal, struct err *err) WARN_UNUSED;
bool ops_state(struct ops *ops, const char *request, const char *from, enum request_state to, const char *text,
               struct err *err) WARN_UNUSED;

/* TEXT to the resident, and the request waits for them (when FROM is not that already). */
bool ops_document(struct ops *ops, const char *request, const char *from, const char *text, struct err *err) WARN_UNUSED;

/* FROM and TO: agent.id or NULL. */
bool ops_assign(struct ops *ops, const char *request, const char *from, const char *to, struct err *err) WARN_UNUSED;
bool ops_settle(struct ops *ops, const char *request, const char *service, const char *department, const char *text,
                struct err *err) WARN_UNUSED;
bool ops_replace(struct ops *ops, const char *request, const char *old, const char *number, const struct record_key *key,
                 const char *identity, struct err *err) WARN_UNUSED;

struct new_request {
	const char *number, *service, *lang, *channel;
	const char *answers;                 /* JSON */
	const char *name, *phone, *email;    /* "" when not said */
	const char *where_text, *where_id;   /* likewise */
	bool located;
	double lat, lon;
	const struct record_key *key;
};

/* RET_ID: the request's id. */
bool ops_request(struct ops *ops, const struct new_request *request, char ret_id[UUID_TEXT], struct err *err) WARN_UNUSED;

/* For the town's statistics; failing is nobody's concern. */
void ops_printed(struct ops *ops, const char *what, const char *lang);

/* ---- the last ten seconds */
struct undo {
	const char *label;          /* catalogue: what would be taken back */
	enum op_kind kind;          /* OP_MESSAGE: TEXT can go on being written */
	bool internal, document;
	char request[UUID_TEXT];
	char *text;                 /* owned by ops; NULL: none */
	int64_t until;              /* wall */
	struct uuid ids[2];
	size_t count;
};

/* The newest that can still be taken back, NULL when there is none. */
const struct undo *ops_undo(struct ops *ops);

/* Another agent has logged in: what was done before is not theirs to take back, nor to read. It leaves when its hold ends. */
void ops_hand_over(struct ops *ops);

/* Takes it back. *RET_UNDO stays the ops' until the next call. False without ERR set: it has left already, or a part of
 * it, and then the rest leaves too. */
bool ops_take_back(struct ops *ops, const struct undo **ret_undo, struct err *err) WARN_UNUSED;

/* ---- what the hub refused */

/* Asks the same again, from what the hub has now. Both: false without ERR set (code ERR_NONE): it is gone, its request was erased. */
bool ops_again(struct ops *ops, const struct desk_op *op, struct err *err) WARN_UNUSED;
bool ops_drop(struct ops *ops, const struct desk_op *op, struct err *err) WARN_UNUSED;

#endif
