/* The tree of the page as a file, for those who drive the program from outside (docs/driving.md, `dump` and `watch`).
 * Replaced as a whole: a reader never sees half a tree. Thread: main.
 */
#ifndef PARVIS_KIOSK_WATCH_H
#define PARVIS_KIOSK_WATCH_H

#include "common/base/err.h"

struct kiosk;

/* The name of the screen in the first line, then the tree; PLACES: with where everything lies. */
bool watch_write(struct kiosk *kiosk, const char *path, bool places, struct err *err) WARN_UNUSED;

#endif
