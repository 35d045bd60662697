/* Photographs of places and events: STATE/pictures/place-ID.jpg, event-ID.png and so on, put there with the terminal (docs/town-file.md).
 * They are read, checked and scaled on the worker; a page stands without its photograph until then, and for good where there is none
 * or it cannot be read, which the log hears once.
 *
 * What comes from a file is bounded before it is decoded: 8 MB, 40 million pixels, JPEG or PNG by their first bytes.
 */
#ifndef PARVIS_KIOSK_PHOTO_H
#define PARVIS_KIOSK_PHOTO_H

#include "common/base/worker.h"
#include "kiosk/screen.h"

#define PHOTO "photo"

struct photo {
	const uint32_t *argb; /* in the screen's arena; NULL: none (yet) */
	int w, h;
};

/* From open: asks for the photograph of this place or event (KIND). Nothing happens when there is no file. */
void photo_ask(const struct screen_ctx *ctx, const char *kind, const char *id);

/* From on_result: true when WORK was one, which is then in RET_PHOTO if it could be read. */
bool photo_take(struct screen_ctx *ctx, const struct work *work, struct photo *ret_photo);

/* On the worker, and for tests: DATA decoded and cut to W by H with round corners; NULL and WHY when it cannot be. malloc'd. */
uint32_t *photo_decode(const unsigned char *data, size_t len, int w, int h, const char **ret_why);

#endif
