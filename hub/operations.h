/* Operations: what terminals send, applied once by id (docs/sync-protocol.md, "Push" and "Operations").
 *
 * What a resident sends is never rejected: what cannot be opened, read or validated becomes a request "to settle" that holds
 * all of it. What a desk sends may be a conflict or rejected. One transaction for a whole POST; when one of its operations contradicts
 * what is there, the POST is applied once more with a mark before each, so that this one alone is undone. Thread: the store's.
 */
#ifndef PARVIS_HUB_OPERATIONS_H
#define PARVIS_HUB_OPERATIONS_H

#include "hub/store.h"

/* LINES: JSON Lines. *RET_RESULTS is the array for the answer, one item a line. False, nothing applied: the store's trouble
 * (disk full …), or ERR_LIMIT for more than LIMIT_OPERATIONS lines. */
bool operations_apply(struct store *store, const struct terminal_row *terminal, const struct scope *scope, const char *lines,
                      size_t len, json_t **ret_results, struct err *err) WARN_UNUSED;

/* A request that desks worked on and that has not come since before BEFORE gets a row to settle, with what they did. Inside a
 * transaction. */
bool operations_sweep(struct store *store, int64_t before, struct err *err) WARN_UNUSED;

#endif
