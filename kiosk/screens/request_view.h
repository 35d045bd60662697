/* A request as its number opens it: what the town says (a record of the replica) with what this terminal has not yet sent
 * laid over it. Thread and reply share it. Thread: main; the slow part is a lookup job.
 */
#ifndef PARVIS_SCREENS_REQUEST_VIEW_H
#define PARVIS_SCREENS_REQUEST_VIEW_H

#include "common/domain/followed.h"
#include "kiosk/lookup.h"
#include "kiosk/screen.h"

enum view_state {
	VIEW_LOOKING, /* the key is being derived */
	VIEW_UNKNOWN, /* nothing is kept under it here */
	VIEW_LOCAL,   /* only this terminal knows it so far */
	VIEW_KNOWN,   /* the town knows it */
	VIEW_BROKEN,  /* there is something that cannot be read */
};

struct request_view {
	struct tracking number;
	struct record_key key;
	bool keyed;
	enum view_state state;
	struct arena *arena;        /* of what follows; NULL before the first reading */
	struct followed known;
	size_t pending;             /* the last so many lines are known to this terminal only */
	bool queued;                /* … and have not left it */
	struct strbuf local;        /* this terminal's record, sealed */
	bool has_local;
	bool unread;                /* the outbox could not be looked into: it may hold one */
	enum op_state local_state;
};

/* Hands the lookup of NUMBER to the worker. */
void request_view_open(struct request_view *view, struct screen_ctx *ctx, const struct tracking *number);
void request_view_done(struct request_view *view);

/* WORK came back: true when it was the view's. */
bool request_view_result(struct request_view *view, const struct screen_ctx *ctx, const struct work *work);

/* The replica changed, or something was sent: reads again, and asks again what the outbox holds. */
void request_view_change(struct request_view *view, struct screen_ctx *ctx);

#endif
