/* A terminal's two files, as common/store keeps them: each function is one transaction. */
#ifndef PARVIS_TESTS_SIM_STORE_H
#define PARVIS_TESTS_SIM_STORE_H

#include "tests/sim/sim.h"

/* ---- outbox.db: synced with each commit */
enum err_code outbox_store_append(struct world *w, struct terminal *t, int32_t op, int64_t hold_until);
enum err_code outbox_store_state(struct world *w, struct terminal *t, const int32_t *entries, int count, enum op_state state);
enum err_code outbox_store_answers(struct world *w, struct terminal *t, const int32_t *entries, const enum op_state *states,
                                   int count, int64_t answered);
enum err_code outbox_store_requeue(struct world *w, struct terminal *t);
enum err_code outbox_store_purge(struct world *w, struct terminal *t, int64_t before);
enum err_code outbox_store_remove(struct world *w, struct terminal *t, int32_t entry);

/* Which entries go next, in order: COUNT of at most MOST; NEXT is when a held one may leave. ERR_CORRUPT: damaged. */
enum err_code outbox_store_next(struct world *w, const struct terminal *t, int most, int32_t *ret_entries, int *ret_count,
                                int64_t *ret_next);

/* ---- the replica: synced at checkpoints */

/* The lines of a page and the cursor, all or nothing. */
enum err_code replica_store_apply(struct world *w, struct terminal *t, struct bytes lines, const struct cursor *to);
void replica_store_install(struct world *w, struct terminal *t, const struct snapshot_file *file);

void rows_grow(struct terminal *t, int32_t rows, int32_t records);

#endif
