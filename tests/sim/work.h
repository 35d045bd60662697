/* What people do: residents at totems, clerks at desks, the town that publishes; and what goes wrong from outside. */
#ifndef PARVIS_TESTS_SIM_WORK_H
#define PARVIS_TESTS_SIM_WORK_H

#include "tests/sim/sim.h"

void work_person(struct world *w);
void work_clerk(struct world *w);
void work_town(struct world *w);

/* One mishap, of those that are not a matter of a single message or write. */
void work_mishap(struct world *w);
/* An operator comes: to salvage an outbox, or to enrol a terminal (AGAIN). */
void work_operator(struct world *w, struct terminal *t, bool again);

/* Everything is mended; what is owed has some hours to arrive. */
void work_heal(struct world *w);

#endif
