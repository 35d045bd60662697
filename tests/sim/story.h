/* What happened, in words: for --tell, and the end of it for whoever reads about a violation. */
#ifndef PARVIS_TESTS_SIM_STORY_H
#define PARVIS_TESTS_SIM_STORY_H

#include "tests/sim/sim.h"

/* Nothing is put into words that nobody reads: most seeds are played in silence. */
#define say(w, ...) ((w)->set.tell ? story_add(w, __VA_ARGS__) : (void)0)
void story_add(const struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A promise is broken: the first one stops the seed. */
void broken(struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "totem 3", "desk 2 (clone of 0)". In a buffer that the next calls use again. */
const char *terminal_name(const struct terminal *t);
const char *op_words(const struct world *w, int32_t op); /* "request #12" */

extern const char *const fault_names[FAULTS];

#endif
