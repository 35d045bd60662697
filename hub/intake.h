/* Intake: what terminals push is applied on a thread and a store of its own. Meanwhile the server reads what comes next and answers
 * others, and what waits then is applied in one transaction: one sync of the disk serves several terminals.
 *
 * Nobody is answered before it is on disk. Thread: the server's, but for taken(), which runs on the intake's.
 */
#ifndef PARVIS_HUB_INTAKE_H
#define PARVIS_HUB_INTAKE_H

#include "hub/hub.h"
#include "hub/operations.h"

struct call;
struct intake;

/* A POST on its way. Its maker's, but the intake's between intake_add and taken(). */
struct push {
	struct call *call; /* whose terminal and scope it borrows */
	struct strbuf body;
	struct delivery delivery; /* without results and without an error: it was not applied, since the hub is closing */
	bool taken;
	/* ---- the intake's own */
	struct push *next;
	size_t ahead;      /* bytes that were read ahead */
};

void push_free(struct push *push); /* NULL is fine */

/* TAKEN is called with those that were applied, or could not be: COUNT of them, and the store they went into. */
bool intake_start(struct hub *hub, void (*taken)(void *ctx, struct push *const *list, size_t count, struct store *store), void *ctx,
                  struct intake **ret_intake, struct err *err) WARN_UNUSED;

/* Gives back what waits, unapplied, when that in hand is done. */
void intake_stop(struct intake *intake); /* NULL is fine */
void intake_free(struct intake *intake); /* after intake_stop; NULL is fine */

/* Is one of this terminal on its way? Of each, one is taken at a time, as the protocol says: so they cannot fill the memory. */
bool intake_has(struct intake *intake, const char *terminal);

/* Reads PUSH ahead with STORE, the server's, unless so much is read that memory might not do: JSON is many times as long in it. */
void intake_read(struct intake *intake, struct push *push, struct store *store);

void intake_add(struct intake *intake, struct push *push);

#endif
