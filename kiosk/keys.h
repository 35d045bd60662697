/* Keys: a hardware keyboard, a scanner that types, the keypad whose keys kiosk.conf maps ([keys]). Thread: main.
 *
 * A key held down repeats only where it moves or erases; one that is held for longer than anybody would is stuck, and counts
 * for nothing until it is let go: it keeps no session alive.
 */
#ifndef PARVIS_KIOSK_KEYS_H
#define PARVIS_KIOSK_KEYS_H

#include <SDL.h>

#include "common/base/err.h"

struct kiosk;

/* The keypad's keys: rows of a table in keys.c, each with its setting. */
enum keypad {
	KEYPAD_UP, KEYPAD_DOWN, KEYPAD_LEFT, KEYPAD_RIGHT, KEYPAD_OK, KEYPAD_BACK, KEYPAD_HOME, KEYPAD_HELP, KEYPAD_VOICE, KEYPAD_REPEAT,
	KEYPAD_TYPED, KEYPAD_SOFTER, KEYPAD_LOUDER, KEYPAD_SLOWER, KEYPAD_FASTER, KEYPAD_HEADING, KEYPAD_NEXT, KEYPAD_CHOOSE,
	KEYPAD_KEYS
};

struct keys {
	SDL_Keycode keypad[KEYPAD_KEYS];
	SDL_Keycode held;      /* the key that is down; SDLK_UNKNOWN: none */
	int64_t held_since;    /* monotonic µs */
	int64_t repeated;      /* when its repetition last counted */
};

bool keys_open(struct kiosk *kiosk, struct err *err) WARN_UNUSED;      /* from the settings */
SDL_Keycode keys_keypad(const struct kiosk *kiosk, const char *name);  /* "back": the key that means it */
void keys_event(struct kiosk *kiosk, const SDL_Event *event);          /* key down, key up, text */
bool keys_stuck(const struct kiosk *kiosk);                           /* a key is held for longer than anybody would */
bool keys_finish_scan(struct kiosk *kiosk);                            /* what was typed fast was a scan, and is done */

#endif
