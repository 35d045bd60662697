/* A simulated terminal: parvis-sync's work as sync/ does it, around the real core, on a simulated disk; and the outbox that the
 * kiosk and the counter append to.
 */
#ifndef PARVIS_TESTS_SIM_TERMINAL_H
#define PARVIS_TESTS_SIM_TERMINAL_H

#include "tests/sim/net.h"

struct terminal *terminal_add(struct world *w, bool public_, uint8_t departments);
void terminal_done(struct terminal *t);

void terminal_boot(struct world *w, struct terminal *t);
void terminal_wake(struct world *w, struct terminal *t);
void terminal_answer(struct world *w, struct terminal *t, struct reply *reply);
void terminal_give_up(struct world *w, struct terminal *t, int64_t exchange, enum sync_lane lane);
void terminal_house(struct world *w, struct terminal *t);

/* Its token or its settings changed. */
void terminal_renewed(struct world *w, struct terminal *t);

/* The rounds of a long poll in which nothing happened, before something did. */
void terminal_unfold(struct world *w, struct terminal *t);

/* What a person or a clerk does. True: it is on the disk, and they are told. */
bool terminal_append(struct world *w, struct terminal *t, int32_t op, int64_t hold);
bool terminal_take_back(struct world *w, struct terminal *t, int32_t op);
/* An agent has looked at what came back. */
void terminal_drop_settled(struct world *w, struct terminal *t);

int64_t terminal_wall(const struct world *w, const struct terminal *t); /* what its clock shows */

/* ---- what befalls it */
void terminal_kill(struct world *w, struct terminal *t, const char *why);
void terminal_power(struct world *w, struct terminal *t, const char *why);
void terminal_image(struct world *w, struct terminal *t);         /* is taken */
bool terminal_put_back(struct world *w, struct terminal *t);      /* to it */
struct terminal *terminal_clone(struct world *w, struct terminal *t);
void terminal_rot_outbox(struct world *w, struct terminal *t);
void terminal_salvage(struct world *w, struct terminal *t);

/* At each step of a program: does it end here? */
bool terminal_dies(struct world *w, struct terminal *t, const char *where);

#endif
