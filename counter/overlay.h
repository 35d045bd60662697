/* What agents did at this desk and the hub has not confirmed in the replica yet, laid over what the replica says.
 *
 * Made anew whenever the outbox or the replica changed. An operation that the hub applied stays laid over until its row
 * has come back (message.id and request.id are the operation's id), so nothing flickers. One that came back as conflict
 * or rejected changes nothing here: it is a problem to settle, and the replica shows what is true.
 */
#ifndef PARVIS_COUNTER_OVERLAY_H
#define PARVIS_COUNTER_OVERLAY_H

#include <jansson.h>

#include "common/store/desk.h"
#include "common/store/outbox.h"

enum pending {
	PENDING_NONE,
	PENDING_SENT,    /* the hub has it; its row is on its way back */
	PENDING_SENDING,
	PENDING_QUEUED,
	PENDING_HELD,    /* can still be taken back */
	PENDING_PROBLEM, /* conflict, rejected */
};

struct desk_op {
	const char *id;
	int64_t seq, at, hold_until;
	enum op_kind kind;
	enum op_state state;
	const char *request; /* id of the request it is about; its own id for OP_REQUEST; "" for none */
	json_t *body;
	const char *reason, *current; /* NULL: none */
};

struct overlay;

struct overlay *overlay_new(void);
void overlay_free(struct overlay *overlay); /* NULL is fine */

/* DB may be NULL. On failure what was laid over before stays. */
bool overlay_load(struct overlay *overlay, struct outbox *box, struct db *db, int64_t now, struct err *err) WARN_UNUSED;

/* Borrowed until the overlay is loaded again, as all that is in them. */
const struct desk_op *overlay_ops(const struct overlay *overlay, size_t *ret_count); /* oldest first */
const struct desk_op *overlay_op(const struct overlay *overlay, const char *id);      /* NULL: none */
const struct desk_op *overlay_problem(const struct overlay *overlay,
				      const char *request); /* the first refused; NULL: none */
enum pending pending_of(const struct desk_op *op, int64_t now);

/* "" when the body has no such text. */
const char *op_text(const struct desk_op *op, const char *key);

/* Changes ROW as the operations ask, with strings in ARENA. Returns how far they are. */
enum pending overlay_apply(const struct overlay *overlay, struct request_row *row, int64_t now, struct arena *arena);

/* Is ROW, as it is now, one that FILTER asks for? */
bool overlay_matches(const struct request_filter *filter, const struct request_row *row);

#endif
