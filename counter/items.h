/* Lines of the list that are not requests: drafts, and operations on their way or refused. And what arrived from outside. */
#ifndef PARVIS_COUNTER_ITEMS_H
#define PARVIS_COUNTER_ITEMS_H

#include "counter/row.h"
#include "counter/view.h"

struct item {
	const char *id;       /* of the draft or the operation */
	const char *request;  /* "" for none */
	const char *number;   /* of the request, "" when it has none */
	const char *what, *who;
	int64_t at;
	enum pending pending;
	bool draft, problem;
	bool is_form;
};

void items_drafts(struct view_ctx *ctx, struct arena *arena, struct item **ret_items, size_t *ret_count);
void items_outbox(struct view_ctx *ctx, struct arena *arena, struct item **ret_items, size_t *ret_count);
struct row_cells item_cells(struct view_ctx *ctx, const struct item *item, bool selected);

/* Where Enter leads: the draft goes on, a refused operation is explained, others show their request. */
struct next item_open(const struct item *item);

/* Sends the refused operation ID again, or drops it; says how it went. */
void settle_problem(struct view_ctx *ctx, const char *id, bool again);

/* What an operation asks, in the screen's words: "État : terminée". In ctx->frame. */
const char *op_sentence(struct view_ctx *ctx, const struct desk_op *op);

/* ---- what arrived: new requests and residents' messages, said once, in a line that steals nothing */
struct arrivals;
struct arrivals *arrivals_new(void);
void arrivals_free(struct arrivals *arrivals); /* NULL is fine */

/* What came since the last call: one sentence in ctx->frame, "" for nothing. The first call, and the first after another
 * replica, finds nothing. */
const char *arrivals_news(struct arrivals *arrivals, struct view_ctx *ctx);

extern const struct db_queries arrivals_queries;

#endif
