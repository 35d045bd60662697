/* Pictures that a town publishes, looked at before anything decodes them: JPEG (ITU T.81) or PNG (ISO/IEC 15948) by their first bytes,
 * within limits, and whole. The importer refuses what does not pass; the kiosk, which gets them from there, asks again. Pure.
 *
 * A terminal shows them at most as wide as its page, so the limits are generous: a page of 2160 pixels, or what a telephone takes
 * once it was saved for the web.
 */
#ifndef PARVIS_DOMAIN_PICTURE_H
#define PARVIS_DOMAIN_PICTURE_H

#include "common/base/err.h"

enum { PICTURE_BYTES_MAX = 2 * 1024 * 1024, PICTURE_PIXELS_MAX = 12 * 1000 * 1000, PICTURE_SIDE_MAX = 8000 };

struct picture_size {
	uint32_t w, h;
	bool png; /* else JPEG */
};

/* ERR_BAD_INPUT: neither JPEG nor PNG, cut off, or (of a PNG, which carries checksums) damaged. ERR_LIMIT: too many bytes or pixels. The
 * text goes behind the name of the picture and a colon. */
bool picture_look(const unsigned char *data, size_t len, struct picture_size *ret_size, struct err *err) WARN_UNUSED;

#endif
