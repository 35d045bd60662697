/* The views that are open, one upon the other: the top one has the keys, windows (VIEW_POPUP) let the one below be seen.
 * The stack opens and closes them, each with a state and an arena of its own, and gives them their context; where a handler leads
 * is for the caller to follow. Without a login nothing of the town opens, whoever asks. Main thread only.
 */
#ifndef PARVIS_COUNTER_STACK_H
#define PARVIS_COUNTER_STACK_H

#include "counter/view.h"

enum { STACK_MAX = 10 };

struct opened {
	const struct view *view;
	void *state;
	struct arena *arena;
	uint64_t opening;
	char arg[ARG_MAX_LEN];
	struct next later; /* where a result led while others lay above: followed once this is on top again */
};

struct stack {
	struct view_ctx ctx; /* what all views are given; borrowed. The rest is stack_ctx's */
	struct opened views[STACK_MAX];
	size_t depth;
	uint64_t openings;
};

struct opened *stack_top(struct stack *stack); /* there is one while the desk runs */

/* What a handler of OPENED is given, as of now. */
struct view_ctx stack_ctx(const struct stack *stack, const struct opened *opened);

/* False: it did not open. The reason is in the notice when the view gave one. */
bool stack_push(struct stack *stack, enum view_id id, const char *arg);
void stack_pop(struct stack *stack);
void stack_clear(struct stack *stack);

/* Every view keeps what was typed. */
void stack_park(struct stack *stack);

/* The lowest that can be seen: all above it are windows. */
size_t stack_base(const struct stack *stack);

#endif
