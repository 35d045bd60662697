/* The simulated hub: takes questions, answers them as common/sync/serve.h decides, and falls over. */
#ifndef PARVIS_TESTS_SIM_HUB_H
#define PARVIS_TESTS_SIM_HUB_H

#include "tests/sim/net.h"

void hub_start(struct world *w);
void hub_done(struct world *w);

/* A question has come through the network. */
void hub_take(struct world *w, const struct question *question);

/* Somebody else wrote into the store: who waits is answered. */
void hub_changed(struct world *w);

void hub_crash(struct world *w, int64_t away, const char *why);
void hub_back(struct world *w);
void hub_night(struct world *w);                  /* backup, and what is old is forgotten */
void hub_restore(struct world *w, bool properly, int64_t away); /* an older store; PROPERLY: with a new epoch */
void hub_upgrade(struct world *w);

/* The rule of an operation, as this hub knows it; NULL: not at all. */
const struct op_rule *hub_rule(const struct world *w, int32_t op);

/* Enrols TERMINAL, or once more: a token of its own, and the scope. */
void hub_enrol(struct world *w, struct terminal *t, bool public_, uint8_t departments);

#endif
