/* A choice in a small window: a list of words, a line of text above them. What several popups share. */
#ifndef PARVIS_COUNTER_CHOICES_H
#define PARVIS_COUNTER_CHOICES_H

#include "counter/picker.h"
#include "counter/view.h"

enum { CHOICES_MAX = 400 };

struct choices {
	struct picker picker;
	const char *intro;      /* one or more lines; "" or NULL: none */
	struct choice {
		const char *text, *note; /* note: muted, behind it; NULL */
		const char *also;        /* found by these words too, after the others; not shown; NULL */
		const char *id;
	} *list;
	size_t count;
	struct edit filter;     /* only with FILTERED */
	bool filtered;
	size_t *shown;          /* indexes in list of what the filter leaves */
	size_t shown_count;
};

/* Room for MAX choices, in ctx->arena. FILTERED: typing narrows the list. */
void choices_init(struct choices *choices, struct view_ctx *ctx, size_t max, const char *intro, bool filtered);
void choices_done(struct choices *choices);
void choices_add(struct choices *choices, const char *text, const char *note, const char *id);
void choices_also(struct choices *choices, const char *words); /* for the one that was added last */

void choices_wants(const struct choices *choices, int *ret_h, int *ret_w);
void choices_draw(struct choices *choices, struct view_ctx *ctx, struct tui *tui, struct rect area);

/* The same as operations of a view whose state begins with its struct choices. */
void choices_view_close(struct view_ctx *ctx, void *state);
void choices_view_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w);
void choices_view_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area);

/* The choice that was made with this key, NULL while there is none. */
const struct choice *choices_key(struct choices *choices, struct view_ctx *ctx, const struct key *key);

#endif
