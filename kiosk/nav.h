/* The screens that are open, one above the other. Knows their states; what a frame looks like is not its business.
 * Thread: main.
 */
#ifndef PARVIS_KIOSK_NAV_H
#define PARVIS_KIOSK_NAV_H

#include "kiosk/screen.h"

enum { NAV_DEPTH = 16, ID_MAX = 192 };

struct opened {
	const struct screen *screen;
	enum screen_id id;
	uint64_t opening;     /* counts up: results of the worker find their screen by it */
	struct arena *arena;
	void *state;
	char arg[256];
	char focus[ID_MAX];   /* id that had the focus, "" for none */
	int scroll;           /* px */
	struct err err;       /* code set: the screen could not open, and this says why */
};

struct nav {
	struct opened stack[NAV_DEPTH];
	int depth;
	uint64_t openings;
	struct screen_ctx ctx; /* arena and arg are set for each call */
};

void nav_done(struct nav *nav);
struct opened *nav_top(struct nav *nav); /* NULL while nothing is open */

/* The context for a call into OPENED. */
struct screen_ctx *nav_ctx(struct nav *nav, struct opened *opened);

void nav_push(struct nav *nav, enum screen_id id, const char *arg);
void nav_back(struct nav *nav);
void nav_replace(struct nav *nav, enum screen_id id, const char *arg);

/* Closes everything above the first screen. */
void nav_home(struct nav *nav);
bool nav_find(const struct nav *nav, enum screen_id id);

/* The table (kiosk/screens.c). */
const struct screen *screen_row(enum screen_id id);
bool screen_by_name(const char *name, enum screen_id *ret_id);

#endif
