/* The keypad: arrows, OK and the keys that kiosk.conf names; or two buttons, next and choose. What each means, and how the
 * focus moves: by ear in the order of the voice (listen.h), by eye to what lies in that direction. Thread: main.
 */
#ifndef PARVIS_KIOSK_KEYPAD_H
#define PARVIS_KIOSK_KEYPAD_H

#include "kiosk/keys.h"
#include "kiosk/ui/focus.h"

bool keypad_is(const struct kiosk *kiosk, SDL_Keycode key);
bool keypad_repeats(const struct kiosk *kiosk, SDL_Keycode key); /* held down, it goes on */

/* What KEY does on a page; false: nothing, it is not of the keypad. */
bool keypad_key(struct kiosk *kiosk, SDL_Keycode key);

/* KEY woke the terminal: the voice begins, or is offered. */
void keypad_woke(struct kiosk *kiosk, SDL_Keycode key);

/* A digit key of the keypad ([keys] digits): chooses in the picker, else is typed. False: TEXT is not one. */
bool keypad_digit(struct kiosk *kiosk, const char *text);

void keypad_move(struct kiosk *kiosk, enum focus_move move);

#endif
