/* One seed from beginning to end. */
#ifndef PARVIS_TESTS_SIM_WORLD_H
#define PARVIS_TESTS_SIM_WORLD_H

#include "tests/sim/sim.h"

/* Plays SETTINGS.seed; afterwards W says what happened and what was broken. world_done frees it. */
void world_play(struct world *w, const struct settings *settings);
void world_done(struct world *w);

#endif
