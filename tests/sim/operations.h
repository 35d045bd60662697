/* What the simulated hub makes of a POST: facts out of its store in memory, decisions out of common/sync/serve.h. */
#ifndef PARVIS_TESTS_SIM_OPERATIONS_H
#define PARVIS_TESTS_SIM_OPERATIONS_H

#include "tests/sim/net.h"

/* All lines, in one transaction; the results as they go over the wire. */
void operations_take(struct world *w, const struct question *question, struct strbuf *ret_results);

/* What waited for a newer hub; and what desks did to requests that do not come, after a week. */
void operations_upgrade(struct world *w);
void operations_sweep(struct world *w);

void op_id(int32_t op, char out[UUID_TEXT]);

#endif
