/* What the kiosk draws on, and how it comes before people's eyes: a window, or without any display a surface in memory. On a glass
 * that hangs turned (turn.c) it is a surface of ours, as large as people see it. Holds the kiosk's window, surface and turned.
 * Thread: main.
 */
#ifndef PARVIS_KIOSK_WINDOW_H
#define PARVIS_KIOSK_WINDOW_H

#include "common/base/err.h"
#include "kiosk/ui/canvas.h"

struct kiosk;

/* As the options and settings say: the whole display, a window that fits on it, or a surface. Begins SDL. */
bool window_open(struct kiosk *kiosk, struct err *err) WARN_UNUSED;
void window_close(struct kiosk *kiosk); /* what there is of it */

/* Another size from the next frame on. */
void window_resize(struct kiosk *kiosk, int width, int height);

/* Of the glass as it is; what is drawn may be larger (config.scale). A width in the settings that no glass has is doubted, once
 * in the log. */
float window_px_per_mm(struct kiosk *kiosk);

/* ---- a frame */
/* kiosk->surface becomes what the next frame is drawn on: a window has another one after each change of its size. Aborts when the
 * display is gone; the service starts again when it is back. */
void window_surface(struct kiosk *kiosk);

/* To be drawn on, until window_show shows it. */
struct canvas window_canvas(struct kiosk *kiosk);
void window_show(struct kiosk *kiosk);

#endif
