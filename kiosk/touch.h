/* Fingers on the glass, and the mouse, which is one of them. A press begins and ends in its target; nothing asks for a
 * gesture (dragging a page is a shortcut for « Suite »). The first finger counts and all others are ignored until it is
 * lifted: a palm, a sleeve or rain beside it changes nothing. A finger that is never lifted is forgotten after a while.
 *
 * Figures: EXPERIENCE "touch" (WCAG 2.5.2, EN 301 549 5.8), settings [touch].
 */
#ifndef PARVIS_KIOSK_TOUCH_H
#define PARVIS_KIOSK_TOUCH_H

#include <SDL.h>

#include "kiosk/nav.h"

struct kiosk;
struct conf;

struct touch_times { /* µs */
	int64_t again;        /* a second press at the same place counts after so long */
	int64_t again_key;    /* the same on a key of the keyboard, where letters come twice */
	int64_t repeat_first; /* « Effacer » held down for so long begins to repeat */
	int64_t repeat;       /* and goes on so fast; 0: never repeats */
	int64_t stuck;        /* a finger down for longer is none */
};

struct press {
	bool down, dragging, repeated;
	SDL_TouchID device;   /* which finger; the mouse is SDL_MOUSE_TOUCHID */
	SDL_FingerID finger;
	char id[ID_MAX];      /* what it lies on; "": nothing */
	int x, y, scroll;
	int64_t began;        /* monotonic µs */
	int64_t repeat_at;    /* backspace held down */
	int64_t last_at;      /* the last completed press */
	int last_x, last_y;
	int arms;             /* touches on the town's arms, for maintenance */
	int64_t arms_at;
};

struct slide { /* a page turned with « Suite »: it moves, so that eyes can follow */
	bool on;
	int from, to;
	int64_t began;        /* monotonic µs */
	int frames;           /* of it that were drawn, the first aside */
};

struct touch_times touch_times(const struct conf *conf);

/* True when EVENT was one of touch or mouse. */
bool touch_event(struct kiosk *kiosk, const SDL_Event *event);

void touch_timers(struct kiosk *kiosk, int64_t mono);
int64_t touch_deadline(const struct kiosk *kiosk);

#endif
