/* The events that a finger, a keyboard and a scanner would make, for scripts. They go through SDL's queue like real ones. */
#ifndef PARVIS_KIOSK_HAND_H
#define PARVIS_KIOSK_HAND_H

#include "common/base/util.h"

struct kiosk;

void hand_touch(struct kiosk *kiosk, int x, int y);
/* One of several on a touch screen; TYPE: SDL_FINGERDOWN, SDL_FINGERMOTION, SDL_FINGERUP. */
void hand_finger(struct kiosk *kiosk, uint32_t type, int finger, int x, int y);

void hand_type(struct kiosk *kiosk, const char *text);

/* The key goes down, repeats TIMES and is never let go. */
bool hand_hold(struct kiosk *kiosk, const char *name, int times) WARN_UNUSED;

/* "enter", "back", "F1"; false: no key has this name. */
bool hand_key(struct kiosk *kiosk, const char *name) WARN_UNUSED;

/* Keys of a US keyboard, one right after the other, then Enter. */
void hand_scan(struct kiosk *kiosk, const char *text);

#endif
