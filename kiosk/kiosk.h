/* The kiosk itself: one window or surface, one session, one stack of screens, one loop. Private to kiosk/; screens see
 * kiosk/screen.h. Thread: main.
 */
#ifndef PARVIS_KIOSK_KIOSK_H
#define PARVIS_KIOSK_KIOSK_H

#include <SDL.h>

#include "common/base/strbuf.h"
#include "kiosk/alive.h"
#include "kiosk/config.h"
#include "kiosk/data.h"
#include "kiosk/frame.h"
#include "kiosk/jack.h"
#include "kiosk/keys.h"
#include "kiosk/listen.h"
#include "kiosk/nav.h"
#include "kiosk/options.h"
#include "kiosk/scanner.h"
#include "kiosk/touch.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/text.h"
#include "kiosk/ui/voice.h"

struct script;

enum kiosk_event { EVENT_WORK, EVENT_VOICE, KIOSK_EVENTS }; /* offsets of the SDL user events */

struct kiosk {
	struct options options;
	char **argv;
	struct config config;
	struct clock clock;
	struct rng rng;
	struct session session;
	struct kiosk_data data;
	struct nav nav;

	SDL_Window *window;   /* NULL: surface only */
	SDL_Surface *surface; /* what is drawn on: the window's, or ours without a window and on a turned glass */
	SDL_Surface *turned;  /* ours, on a glass that hangs turned */
	uint32_t events;      /* first of our user events */
	struct text *text;
	struct arms *arms;
	struct arena *arena;  /* of the tree below */
	struct ui_look look;
	int photo_w;          /* of the pictures that the page on top was last told to ask for */
	struct ui ui;         /* the last tree that was drawn */
	struct worker *worker;
	struct voice *voice;
	bool voice_on;        /* this person listens: pages and focus are read */
	void *clips;          /* recorded, for the voice; NULL: none */
	struct listening listen;
	struct jack jack;
	int64_t acted_at;     /* monotonic: the last key or touch, for measuring how soon it is answered */
	struct script *script;

	struct press press;
	struct slide slide;
	struct slide enter;   /* of a page that came up: how far it is aside */
	int64_t moves_at;     /* monotonic: when the next frame of what moves is due */
	int64_t frame_cost;   /* µs that the last frame took to draw and show */
	struct scanner scanner;
	char before_scan[ID_MAX];     /* field a burst goes into, and its text before it */
	struct strbuf before_scan_text;
	char typing[ID_MAX];          /* field that is typed into; "": none */
	char full[ID_MAX];            /* field that had no room for all that was typed or pasted, until it changes */
	size_t caret;
	const char *keys_page;
	bool capital, shifted;        /* next letter; asked for by hand */
	bool hand_typed;              /* letters came from a keyboard: Enter means that the text is complete */
	bool focus_shown, fullscreen;
	struct keys keys;
	bool two_buttons;             /* next and choose: everything stands in one order */
	bool picking, picked_before;  /* the letter picker shows; it was explained */
	int pick_group;               /* which group is open, -1: the groups show */
	bool paged;
	bool sizes;                   /* the panel of sizes.h shows */

	const char *notice;           /* key of a sentence above the page, until something is done; NULL: none */
	bool page_came_up;            /* the voice reads it once it is drawn */
	bool announce;                /* an urgent alert: said aloud even to those who did not ask for the voice */
	bool dirty;                   /* the tree is older than what it shows */
	bool unpainted;               /* the tree was built anew since the last frame */
	bool reveal, quit;
	int exit_code;
	int64_t next_poll, next_tick, minute;
	int64_t drawn_at;             /* monotonic: the last frame; what counts as alive */
	struct alive alive;
	bool size_doubted;            /* the settings say nonsense of the glass, and the log said so */
	uint64_t drawn_opening;       /* whose page it showed */
};

/* turn.c: a glass that hangs turned by 90, 180 or 270 degrees clockwise, where the system does not turn the picture. */
void turn_size(const struct kiosk *kiosk, int *w, int *h);      /* of the glass as people see it, from the window's */
void turn_present(struct kiosk *kiosk, SDL_Surface *window);    /* the picture onto the window */
void turn_point(const struct kiosk *kiosk, int *x, int *y);     /* a touch, from the window to the picture */
void turn_back(const struct kiosk *kiosk, int *x, int *y);      /* and from the picture to the window */

bool kiosk_open(struct kiosk *kiosk, const struct options *options, char **argv, struct err *err) WARN_UNUSED;
void kiosk_close(struct kiosk *kiosk);
int kiosk_run(struct kiosk *kiosk);

/* Builds, lays out and, with PAINT, draws and presents the frame. */
void kiosk_frame(struct kiosk *kiosk, bool paint);

/* The tree as it is now, without painting: before an event that comes sooner than the next frame is read against it. */
void kiosk_fresh(struct kiosk *kiosk);

/* One event of SDL, ours included. */
void kiosk_handle(struct kiosk *kiosk, const SDL_Event *event);

/* act.c: what handlers returned becomes so. */
void kiosk_act(struct kiosk *kiosk, struct action action);
void kiosk_wake(struct kiosk *kiosk);
void kiosk_leave(struct kiosk *kiosk);  /* « Quitter »: asks when something would be lost */
void kiosk_end(struct kiosk *kiosk);    /* wipes: a plain page, then this program anew. Does not return but in tests */
void kiosk_call(struct kiosk *kiosk, struct action (*handler)(struct screen_ctx *ctx, void *state));

/* press.c: what a press and a scan mean. */
void kiosk_press(struct kiosk *kiosk, const char *id); /* nothing here has it: nothing */
void kiosk_scanned(struct kiosk *kiosk, const char *text);

/* edit.c: the field that is typed into. */
void edit_begin(struct kiosk *kiosk, const char *id);
void edit_end(struct kiosk *kiosk);
void edit_insert(struct kiosk *kiosk, const char *text);
void edit_backspace(struct kiosk *kiosk, bool forward);
void edit_move(struct kiosk *kiosk, int chars); /* INT_MIN, INT_MAX: the ends */
void edit_set(struct kiosk *kiosk, const char *id, const char *text, size_t caret);
struct node *edit_field(struct kiosk *kiosk);

/* input.c: the glass, and what time does to it. */
void input_event(struct kiosk *kiosk, const SDL_Event *event);
void input_timers(struct kiosk *kiosk, int64_t mono);
int64_t input_deadline(const struct kiosk *kiosk);
void kiosk_focus(struct kiosk *kiosk, const char *id);

/* touch.c */
void kiosk_scroll(struct kiosk *kiosk, int by);
void kiosk_turn_page(struct kiosk *kiosk, bool back);

#endif
