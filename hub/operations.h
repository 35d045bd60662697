/* Operations: what terminals send, applied once by id (docs/sync-protocol.md, "Push" and "Operations").
 *
 * What a resident sends is never rejected: what cannot be opened, read or validated becomes a request "to settle" that holds
 * all of it. What a desk sends may be a conflict or rejected. Thread: the store's.
 */
#ifndef PARVIS_HUB_OPERATIONS_H
#define PARVIS_HUB_OPERATIONS_H

#include "hub/store.h"

struct letters;

/* One POST. Begins with its first four members and zeros. What its terminal may do is read again when its turn comes. */
struct delivery {
	const struct terminal_row *terminal;
	const struct scope *scope;
	const char *lines; /* JSON Lines */
	size_t len;
	struct letters *letters; /* delivery_read; until it is applied: JSON is many times as long in memory */
	/* what came of it */
	json_t *results; /* the array for the answer, one item a line; NULL: nothing was applied, … */
	struct err err;  /* … because of the store's trouble (disk full …) */
	int64_t records; /* bytes of records that were sealed anew for it */
};

/* Not more lines than LIMIT_OPERATIONS: that comes first. */
bool delivery_few_enough(const struct delivery *delivery);

/* Reads the envelopes and opens the letters: half the work, which needs no turn to write. It may be left out. The thread may be another
 * one than that of deliveries_apply, with a store of its own. */
void delivery_read(struct store *store, struct delivery *delivery);

/* Applies COUNT of them in the order of LIST, in one transaction: when one of their operations contradicts what is there, each POST is
 * applied alone, and that one with a mark before each operation, so that it alone is undone. */
void deliveries_apply(struct store *store, struct delivery *const *list, size_t count);

void delivery_done(struct delivery *delivery);

/* A request that desks worked on and that has not come since before BEFORE gets a row to settle, with what they did. Inside a
 * transaction. */
bool operations_sweep(struct store *store, int64_t before, struct err *err) WARN_UNUSED;

#endif
