/* What a screen is: a const table of operations and a size for its state (docs/adding-a-screen.md).
 *
 * A screen never navigates and never draws. It builds its tree from its state, and its handlers return what should happen
 * next. All operations run on the main thread and may not wait: no network, no write, no key derivation (ctx->worker).
 * Its state is zeroed when it opens and overwritten when it closes; it may hold no pointer that needs freeing unless
 * it has a close. What it read lives in ctx->arena, which it may reset to read anew.
 */
#ifndef PARVIS_KIOSK_SCREEN_H
#define PARVIS_KIOSK_SCREEN_H

#include "common/base/arena.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/rand.h"
#include "kiosk/session.h"
#include "kiosk/ui/node.h"
#include "common/base/worker.h"

/* Rows of the table in kiosk/screens.c. */
enum screen_id {
	SCREEN_IDLE,
	SCREEN_HOME,
	/* find */
	SCREEN_SEARCH,
	SCREEN_PLACES,      /* arg: "", a kind of place, or "street:NAME" */
	SCREEN_PLACE,       /* arg: place.id */
	SCREEN_DEPARTMENTS,
	SCREEN_DEPARTMENT,  /* arg: department.id */
	SCREEN_GUIDE,       /* arg: guide.id */
	SCREEN_AGENDA,
	SCREEN_EVENT,       /* arg: event.id */
	SCREEN_ARTICLE,     /* arg: "news:ID" or "notice:ID" */
	SCREEN_WASTE,       /* arg: "", an address.id, or "street:NAME" */
	/* ask and follow */
	SCREEN_SERVICES,    /* arg: "" or a theme (service.theme) */
	SCREEN_CHECKLIST,   /* arg: service.id */
	SCREEN_FORM,        /* arg: service.id */
	SCREEN_REVIEW,
	SCREEN_PRIVACY,     /* arg: service.id: what is done with the data, whole */
	SCREEN_NUMBER,
	SCREEN_FOLLOW,      /* arg: "" or letters that were scanned with a mistake */
	SCREEN_THREAD,      /* arg: a tracking number */
	SCREEN_REPLY,       /* arg: a tracking number, then ":yes" or ":no" when they answer whether it is done */
	/* around */
	SCREEN_TALK,        /* arg: "" or a department.id */
	SCREEN_ALERT,       /* arg: alert.id */
	SCREEN_LANGUAGES,
	SCREEN_HELP,
	SCREEN_DECLARATION,
	SCREEN_QUIT,
	SCREEN_STILL_THERE,
	SCREEN_MAINTENANCE,
	SCREEN_COUNT
};

/* ---- what should happen next */
enum action_kind {
	ACTION_STAY,     /* build again from the state */
	ACTION_PUSH,
	ACTION_REPLACE,  /* Back leads to where this screen came from */
	ACTION_BACK,     /* closes this screen */
	ACTION_OVER,     /* closes all but the home page, then opens: what was asked is done, nothing leads back */
	ACTION_HOME,     /* closes all but the home page; what was typed stays in the session until it ends */
	ACTION_END,      /* ends the session: everything is forgotten */
	ACTION_VOICE,    /* starts or stops the voice */
	ACTION_LANGUAGE, /* arg: the language */
	ACTION_TEXT_SIZE,/* the next of four */
	ACTION_FACE,     /* the easy face, or no longer */
	ACTION_THEME,    /* the next of four */
	ACTION_LOW_REACH,/* everything that is pressed comes down, or goes back up */
	ACTION_SAY,      /* arg, or without one session->say: speaks this text once, when the voice can */
	ACTION_FOCUS,    /* arg: the id that takes the focus */
	ACTION_RESTART,  /* maintenance: the program starts again */
};

struct action {
	enum action_kind kind;
	enum screen_id screen;
	char arg[512];
};

static inline struct action action_of(enum action_kind kind)
{
	return (struct action){ .kind = kind };
}

#define ACTION_NOTHING action_of(ACTION_STAY)

/* The screen reads ARG from ctx->arg when it opens: the id of a place, a number, "" for none. */
struct action action_push(enum screen_id screen, const char *arg);
struct action action_replace(enum screen_id screen, const char *arg);
struct action action_with(enum action_kind kind, const char *arg);

/* ---- what a screen is given */
struct kiosk_data; /* the replica, the outbox, the printer: kiosk/data.h */
struct conf;       /* kiosk.conf: common/conf */

struct screen_ctx {
	struct session *session;     /* language, theme, what was typed so far */
	struct kiosk_data *data;     /* may hold nothing yet: an empty replica is a state a screen shows, not an error */
	const struct conf *conf;
	const struct clock *clock;
	const struct rng *rng;
	int64_t now;                 /* wall time of this frame or event, µs */
	struct worker *worker;       /* for what takes longer than a few milliseconds */
	struct arena *arena;         /* lives as long as this screen is open */
	int photo_w, photo_h;        /* pixels of a photograph on a page (kiosk/photo.h) */
	uint64_t opening;            /* for work->owner */
	const char *arg;
};

/* ---- buttons that the loop itself answers, for screens that bring their own ui_actions */
void ui_back_button(struct ui *ui);
void ui_quit_button(struct ui *ui);   /* « Quitter »: asks first when something was typed */
void ui_finish_button(struct ui *ui); /* the same, worded « Terminer » */

/* The arrow on a main button; none where the text is so large that it would push the others below. */
static inline enum icon screen_arrow(const struct screen_ctx *ctx)
{
	return ctx->session->text_size == TEXT_HUGE ? ICON_NONE : ICON_FORWARD;
}

/* ---- the table's row */
enum screen_flags {
	SCREEN_BARE = 1,       /* no header: the screen has the whole glass above the five controls */
	SCREEN_ALONE = 2,      /* not even the five controls: idle */
	SCREEN_ASKS = 4,       /* what is typed here must not vanish by a slip: leaving asks first, the short time-out runs */
	SCREEN_LONG = 8,       /* the long time-out: the page with the number */
	SCREEN_ROOT = 16,      /* no Back: home */
	SCREEN_OWN_WAY = 32,   /* brings its own ui_actions; without this, Back and « Terminer » are added */
};

struct screen {
	const char *name; /* "place": in dumps, scripts, --screen */
	size_t state_size;
	unsigned flags;

	/* Called once, when the screen opens. False: the person reads that this page cannot open (or, with ERR_NOT_FOUND, that it
	 * is no longer there) and goes back; err->text is for the log. With ERR_REFUSED, ERR_DISK_FULL, ERR_LIMIT and
	 * ERR_BAD_INPUT the screen explains itself: err->text is a sentence of the catalogues, and is what the person reads. */
	bool (*open)(struct screen_ctx *ctx, void *state, struct err *err);
	void (*close)(struct screen_ctx *ctx, void *state);

	/* STATE to tree; called after every event. Reads only. */
	void (*build)(const struct screen_ctx *ctx, const void *state, struct ui *ui);

	/* A completed press (touch, key, script) on ID. "back", "quit", "home" and the bar's controls never arrive here. */
	struct action (*on_press)(struct screen_ctx *ctx, void *state, const char *id);

	/* The text of field ID is now TEXT (UTF-8, within its max). What the screen keeps is what is shown. */
	struct action (*on_input)(struct screen_ctx *ctx, void *state, const char *id, const char *text);

	/* A scanner read TEXT. Without this, a tracking number opens SCREEN_THREAD wherever it was scanned. */
	struct action (*on_scan)(struct screen_ctx *ctx, void *state, const char *text);

	/* Something the worker finished for this screen, which may lie under another one by now: then, if it leads somewhere, what
	 * lies above closes. */
	struct action (*on_result)(struct screen_ctx *ctx, void *state, struct work *work);

	/* Every TICK_MS while the screen is on top. */
	struct action (*on_tick)(struct screen_ctx *ctx, void *state);
	int tick_ms;

	/* The replica changed (an answer arrived, an alert began): read again what open read. */
	struct action (*on_change)(struct screen_ctx *ctx, void *state);

	/* Back was pressed: a form goes one page back. NULL: closes the screen. */
	struct action (*on_back)(struct screen_ctx *ctx, void *state);
};

#endif
