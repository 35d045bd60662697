/* The promises, looked after while things happen and once more at the end. Each breach ends the seed (story.h). */
#ifndef PARVIS_TESTS_SIM_CHECKS_H
#define PARVIS_TESTS_SIM_CHECKS_H

#include "tests/sim/sim.h"

/* A row that arrives on a terminal belongs to its scope. */
void check_row_is_for(struct world *w, const struct terminal *t, bool record, int32_t index, const struct held_row *row);

/* A page is applied to the very cursor it was asked from, leads forward, and is no longer than a page may be. */
void check_page_fits(struct world *w, const struct terminal *t, const struct cursor *since, const struct sync_pulled *pulled);

/* A replica that stands where the town stands holds what its scope sees, and nothing else. */
void check_replica(struct world *w, const struct terminal *t);

/* A batch leaves nothing behind that was there before it, and is no larger than the core wants it. */
void check_batch(struct world *w, const struct terminal *t, const int32_t *entries, int count);

/* Nothing that is not from the hub is believed. */
void check_belief(struct world *w, const struct terminal *t, enum sync_lane lane, bool forged);

/* Nobody asks in a loop. */
void check_rate(struct world *w, struct terminal *t);

/* Once all is calm and everybody has come to rest. */
void check_end(struct world *w);

/* After its last look at its disk: what was delivered long ago is gone, or the disk is full one day. */
void check_room(struct world *w, const struct terminal *t);

#endif
