/* One event as an item of a list, the same wherever it stands: what, where, when, and how soon. */
#ifndef PARVIS_SCREENS_EVENTS_ROW_H
#define PARVIS_SCREENS_EVENTS_ROW_H

#include "common/store/event.h"
#include "kiosk/screen.h"

/* Its id is "event:ID". */
void events_row(const struct screen_ctx *ctx, struct ui *ui, const struct event *event);

#endif
