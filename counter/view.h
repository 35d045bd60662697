/* What a view is: a const table of operations and a size for its state. One file each in counter/views/, one row each in
 * counter/views.c.
 *
 * A view never navigates: its handlers return what should happen next. All operations run on the main thread and may not
 * wait (ctx->worker does). The state is zeroed when it opens and overwritten when it closes; ctx->arena lives as long as the
 * view is open, ctx->frame until the next event.
 */
#ifndef PARVIS_COUNTER_VIEW_H
#define PARVIS_COUNTER_VIEW_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/base/rand.h"
#include "common/conf/conf.h"
#include "common/text/tr.h"
#include "counter/actions.h"
#include "counter/board.h"
#include "counter/drafts.h"
#include "counter/guesses.h"
#include "counter/ops.h"
#include "counter/session.h"
#include "counter/tui.h"
#include "common/base/worker.h"

enum view_id {
	VIEW_LOGIN,
	VIEW_DESK,     /* tabs, list, and the selected request beside or below it */
	VIEW_REQUEST,  /* arg: request */
	VIEW_COMPOSE,  /* arg: "KIND REQUEST", or "draft ID" */
	VIEW_STATE,    /* arg: request */
	VIEW_ASSIGN,   /* arg: request */
	VIEW_PRINT,    /* arg: request */
	VIEW_LOST,     /* arg: request */
	VIEW_SETTLE,   /* arg: request */
	VIEW_PROBLEM,  /* arg: operation */
	VIEW_SEARCH,   /* arg: what was scanned, or "" */
	VIEW_NEW,      /* who asks, and for what */
	VIEW_FORM,     /* arg: "CHANNEL SERVICE", or "draft ID" */
	VIEW_NUMBER,   /* arg: request */
	VIEW_FILTER,   /* result: the states to show */
	VIEW_MENU,
	VIEW_HELP,
	VIEW_COUNT
};

/* ---- what should happen next */
enum next_kind {
	NEXT_STAY,
	NEXT_DRAW,     /* from on_tick: something that is on screen changed */
	NEXT_PUSH,
	NEXT_REPLACE,  /* going back leads to where this view came from */
	NEXT_BACK,     /* closes this view; NUMBER goes to on_return of the one below */
	NEXT_ACTION,   /* closes this view and asks the one below for action NUMBER: the menu */
	NEXT_LOCK,
	NEXT_ENTER,    /* the login was right; NUMBER: not 0 when it is another agent than before */
	NEXT_QUIT,
};

enum { ARG_MAX_LEN = 160 };

struct next {
	enum next_kind kind;
	enum view_id view;
	int64_t number;
	char arg[ARG_MAX_LEN];
};

#define STAY ((struct next){ .kind = NEXT_STAY })
#define BACK ((struct next){ .kind = NEXT_BACK, .number = -1 })
struct next next_push(enum view_id view, const char *arg);
struct next next_replace(enum view_id view, const char *arg);
static inline struct next next_back(int64_t number)
{
	return (struct next){ .kind = NEXT_BACK, .number = number };
}

/* ---- what a view is given */
struct view_ctx {
	struct board *board;
	struct drafts *drafts;
	struct guesses *guesses;
	struct session *session;
	struct worker *worker;
	struct ops *ops;             /* writes operations, takes them back */
	struct printing *printing;   /* counter/paper.h */
	const struct conf *conf;
	const struct clock *clock;
	const struct rng *rng;
	const char *lang;            /* of the screen */
	int64_t now;                 /* wall µs of this frame or event */
	struct arena *arena, *frame;
	const char *arg;
	uint64_t opening;            /* for struct work */
	struct strbuf *notice;       /* one line for the person, shown until something else happens: notify() */
};

/* Says TEXT on the notice line. */
void notify(struct view_ctx *ctx, const char *text);

/* What failed, as a sentence with a way out: a full disk is named, the rest is "try again". */
void notify_error(struct view_ctx *ctx, const struct err *err);

/* Why a draft does not open, as a sentence in ERR: it is there no more, or cannot be read. Returns false. */
bool draft_unread(struct view_ctx *ctx, struct err *err);

/* Takes back what was done last; words go on being written, so that they can be mended. */
struct next undo_last(struct view_ctx *ctx);

/* What ACTION on request ID leads to; STAY for actions that are not about a request. */
struct next request_action(enum action_id action, const char *id);

#define T(key) tr(ctx->lang, (key))

/* ---- the table's row */
enum view_flags {
	VIEW_POPUP = 1,   /* a window over the view below, which is drawn first */
	VIEW_BARE = 2,    /* no header and no line of keys */
	VIEW_LOOKED = 4,  /* only looked at: the first of them makes room when too many are open */
};

struct view {
	const char *name;
	size_t state_size;
	unsigned flags;
	const char *title;  /* catalogue, for popups; NULL */
	unsigned contexts;  /* fixed ones; more from context() */

	/* False: the sentence in ERR is shown as a notice and the view does not open. */
	bool (*open)(struct view_ctx *ctx, void *state, struct err *err);
	void (*close)(struct view_ctx *ctx, void *state);
	unsigned (*context)(const struct view_ctx *ctx, const void *state);

	/* Height and width that a popup would like; it gets at most the screen. */
	void (*wants)(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w);
	void (*draw)(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area);

	struct next (*on_action)(struct view_ctx *ctx, void *state, enum action_id action);
	struct next (*on_key)(struct view_ctx *ctx, void *state, const struct key *key); /* what no action took */
	struct next (*on_return)(struct view_ctx *ctx, void *state, int64_t number);     /* a view above closed */
	struct next (*on_result)(struct view_ctx *ctx, void *state, struct work *work);  /* the caller frees WORK */
	struct next (*on_change)(struct view_ctx *ctx, void *state);                     /* the board changed */
	struct next (*on_tick)(struct view_ctx *ctx, void *state);                       /* some ten times a second */

	/* The desk locks (somebody else may enter next) or the program ends: keep what was typed as a draft. */
	void (*park)(struct view_ctx *ctx, void *state);
};

/* counter/views.c */
extern const struct view *const views[VIEW_COUNT];

#endif
