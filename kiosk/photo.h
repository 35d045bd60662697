/* Pictures of places, departments and events, from the replica (common/store/picture.h). What is said of one is read at once, with its
 * page; the picture itself is read and decoded on the worker, and its place stays empty until then. One that cannot be read is left
 * out, which the log hears once.
 */
#ifndef PARVIS_KIOSK_PHOTO_H
#define PARVIS_KIOSK_PHOTO_H

#include "common/base/worker.h"
#include "common/store/picture.h"
#include "kiosk/screen.h"

#define PHOTO "photo"

struct photo {
	struct picture picture; /* id NULL: there is none to show */
	const uint32_t *argb;   /* in the screen's arena; NULL: it has not come yet */
	int w, h;               /* as asked for */
	int64_t asked;          /* picture.rev of that */
	bool bad;               /* that one could not be read */
};

/* From open and on_change: the picture of this place, department or event (KIND), asked for unless PHOTO has it. */
void photo_ask(const struct screen_ctx *ctx, const char *kind, const char *id, struct photo *photo);

/* From on_result: true when WORK was one, which is then in PHOTO. */
bool photo_take(struct screen_ctx *ctx, const struct work *work, struct photo *photo);

/* The picture with what is said of it, on a page. Nothing without one. */
void photo_build(const struct screen_ctx *ctx, const struct photo *photo, struct ui *ui);

/* On the worker, and for tests: DATA decoded and cut to W by H with round corners; NULL and ERR when it cannot be. malloc'd. */
uint32_t *photo_decode(const unsigned char *data, size_t len, int w, int h, struct err *err);

#endif
