/* Pixels: rectangles, rounded corners, masks of one colour, pictures. Always 32 bits a pixel, 0x00RRGGBB, on whatever
 * memory it is given: a window's surface or a plain one, with the same result to the last bit.
 */
#ifndef PARVIS_UI_CANVAS_H
#define PARVIS_UI_CANVAS_H

#include "common/base/util.h"

struct rect {
	int x, y, w, h;
};

struct canvas {
	uint32_t *pixels;
	int width, height;
	int stride;       /* in pixels */
	struct rect clip; /* nothing outside is touched */
};

/* Coverage, one byte a pixel. */
struct mask {
	int w, h;
	unsigned char data[];
};

struct rect rect_cut(struct rect a, struct rect b);
static inline bool rect_holds(struct rect r, int x, int y)
{
	return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

void canvas_fill(struct canvas *canvas, struct rect r, uint32_t rgb);
void canvas_round(struct canvas *canvas, struct rect r, int radius, uint32_t rgb);
/* An outline WIDTH thick inside R. */
void canvas_ring(struct canvas *canvas, struct rect r, int radius, int width, uint32_t rgb);
void canvas_mask(struct canvas *canvas, const struct mask *mask, int x, int y, uint32_t rgb);
void canvas_mask_flipped(struct canvas *canvas, const struct mask *mask, int x, int y, uint32_t rgb); /* left and right changed */
/* 0xAARRGGBB pixels, not premultiplied. */
void canvas_picture(struct canvas *canvas, const uint32_t *argb, int w, int h, int x, int y);

#endif
