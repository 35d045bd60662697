/* What moves on the glass, briefly: a page that is turned slides, one that comes up moves into its place. Never in the way: all of a new
 * page is drawn with its first frame, a few millimetres aside, and can be read and pressed at once. Off with [session] motion = no, and
 * where there is no window to look at. Thread: main.
 */
#ifndef PARVIS_KIOSK_MOTION_H
#define PARVIS_KIOSK_MOTION_H

#include "kiosk/kiosk.h"

/* The page that is on top now came up; BACK: the one before did again. */
void motion_enter(struct kiosk *kiosk, bool back);

/* « Suite »: from where the page was scrolled to where it is. */
void motion_turn(struct kiosk *kiosk, int from);

/* At once to its place. */
void motion_stop(struct kiosk *kiosk);

/* Whether anything moves. What can wait a tenth of a second waits meanwhile, so that no frame comes late. */
bool motion_on(const struct kiosk *kiosk);

/* The next frame of what moves; when it is due, monotonic µs. */
void motion_timers(struct kiosk *kiosk, int64_t mono);
int64_t motion_deadline(const struct kiosk *kiosk);

/* Around painting: the content aside by as much as it is now, and back. */
void motion_shift(struct kiosk *kiosk, bool back);

#endif
