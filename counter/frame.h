/* What stands around every view: who and where on the first line, the notice and the keys on the last three; and the
 * window of a popup. Made from the board, the session and the table of actions.
 */
#ifndef PARVIS_COUNTER_FRAME_H
#define PARVIS_COUNTER_FRAME_H

#include "counter/view.h"

enum { FRAME_HITS_MAX = 24 };

/* Where each action of the line of keys can be clicked. */
struct frame_hits {
	struct {
		int y, x, w;
		enum action_id action;
	} at[FRAME_HITS_MAX];
	size_t count;
};

/* Draws it and returns what is left for the view. */
struct rect frame_draw(struct view_ctx *ctx, struct tui *tui, struct rect screen, unsigned contexts,
		       struct frame_hits *hits);
enum action_id frame_hit(const struct frame_hits *hits, int y, int x);

/* A framed window in the middle of AREA, as large as VIEW wants; returns its inside. */
struct rect frame_popup(struct view_ctx *ctx, struct tui *tui, const struct view *view, const void *state, struct rect area);
void frame_too_small(struct view_ctx *ctx, struct tui *tui, struct rect screen);

/* « hors ligne depuis 3 min, 2 à envoyer, 1 à régler »; "" when there is nothing to say. In ctx->frame. */
const char *frame_status(struct view_ctx *ctx, bool *ret_bad);

/* The key of ACTION as written on screen, in ctx->frame. */
const char *frame_key(struct view_ctx *ctx, uint32_t key);

#endif
