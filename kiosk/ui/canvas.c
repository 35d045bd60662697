#include "kiosk/ui/canvas.h"

#include <math.h>

struct rect rect_cut(struct rect a, struct rect b)
{
	int x = MAX(a.x, b.x), y = MAX(a.y, b.y);
	int right = MIN(a.x + a.w, b.x + b.w), bottom = MIN(a.y + a.h, b.y + b.h);

	return (struct rect){ .x = x, .y = y, .w = MAX(0, right - x), .h = MAX(0, bottom - y) };
}

/* COVER is 0 … 255. Two channels at a time. */
static inline uint32_t blend(uint32_t under, uint32_t over, uint32_t cover)
{
	uint32_t c = cover + (cover >> 7); /* 0 … 256 */
	uint32_t rb = under & 0xff00ff, g = under & 0x00ff00;

	rb += ((over & 0xff00ff) - rb) * c >> 8;
	g += ((over & 0x00ff00) - g) * c >> 8;
	return (rb & 0xff00ff) | (g & 0x00ff00);
}

void canvas_fill(struct canvas *canvas, struct rect r, uint32_t rgb)
{
	struct rect cut = rect_cut(r, canvas->clip);
	uint32_t *first;

	if (cut.w <= 0 || cut.h <= 0)
		return;
	first = canvas->pixels + (size_t)cut.y * (size_t)canvas->stride + cut.x;
	for (int x = 0; x < cut.w; x++)
		first[x] = rgb;
	for (int y = 1; y < cut.h; y++) /* most of a frame is this: rows are copied, which the library does fastest */
		memcpy(first + (size_t)y * (size_t)canvas->stride, first, (size_t)cut.w * sizeof(*first));
}

static void dot(struct canvas *canvas, int x, int y, uint32_t rgb, uint32_t cover)
{
	uint32_t *pixel;

	if (!cover || !rect_holds(canvas->clip, x, y))
		return;
	pixel = canvas->pixels + (size_t)y * (size_t)canvas->stride + x;
	*pixel = cover >= 255 ? rgb : blend(*pixel, rgb, cover);
}

/* How much of the pixel whose middle lies (DX, DY) from a circle's is inside it: the edge is one pixel soft. */
static float inside(float dx, float dy, float radius)
{
	float squared = dx * dx + dy * dy;

	if (squared >= (radius + 0.5F) * (radius + 0.5F))
		return 0;
	if (radius >= 0.5F && squared <= (radius - 0.5F) * (radius - 0.5F))
		return 1;
	return CLAMP(radius + 0.5F - sqrtf(squared), 0.0F, 1.0F);
}

/* The four corners of R at once: circles of RADIUS less those of HOLE around the same middles. */
static void corners(struct canvas *canvas, struct rect r, int radius, float hole, uint32_t rgb)
{
	const int right = r.x + r.w - 1, bottom = r.y + r.h - 1;

	for (int y = 0; y < radius; y++)
		for (int x = 0; x < radius; x++) {
			float dx = (float)(radius - x) - 0.5F, dy = (float)(radius - y) - 0.5F;
			float part = inside(dx, dy, (float)radius) - (hole > 0 ? inside(dx, dy, hole) : 0);
			uint32_t cover = (uint32_t)(CLAMP(part, 0.0F, 1.0F) * 255 + 0.5F);

			dot(canvas, r.x + x, r.y + y, rgb, cover);
			dot(canvas, right - x, r.y + y, rgb, cover);
			dot(canvas, r.x + x, bottom - y, rgb, cover);
			dot(canvas, right - x, bottom - y, rgb, cover);
		}
}

void canvas_round(struct canvas *canvas, struct rect r, int radius, uint32_t rgb)
{
	struct rect seen = rect_cut(r, canvas->clip);

	if (seen.w <= 0 || seen.h <= 0)
		return;
	radius = MIN(radius, MIN(r.w, r.h) / 2);
	canvas_fill(canvas, (struct rect){ .x = r.x + radius, .y = r.y, .w = r.w - 2 * radius, .h = radius }, rgb);
	canvas_fill(canvas, (struct rect){ .x = r.x, .y = r.y + radius, .w = r.w, .h = r.h - 2 * radius }, rgb);
	canvas_fill(canvas, (struct rect){ .x = r.x + radius, .y = r.y + r.h - radius, .w = r.w - 2 * radius, .h = radius }, rgb);
	corners(canvas, r, radius, 0, rgb);
}

void canvas_ring(struct canvas *canvas, struct rect r, int radius, int width, uint32_t rgb)
{
	struct rect seen = rect_cut(r, canvas->clip);
	int across, down;

	if (seen.w <= 0 || seen.h <= 0)
		return;
	radius = MIN(radius, MIN(r.w, r.h) / 2);
	across = r.w - 2 * radius;
	down = r.h - 2 * radius;
	canvas_fill(canvas, (struct rect){ .x = r.x + radius, .y = r.y, .w = across, .h = width }, rgb);
	canvas_fill(canvas, (struct rect){ .x = r.x + radius, .y = r.y + r.h - width, .w = across, .h = width }, rgb);
	canvas_fill(canvas, (struct rect){ .x = r.x, .y = r.y + radius, .w = width, .h = down }, rgb);
	canvas_fill(canvas, (struct rect){ .x = r.x + r.w - width, .y = r.y + radius, .w = width, .h = down }, rgb);
	corners(canvas, r, radius, (float)MAX(0, radius - width), rgb);
}

/* A stem one pixel wide is never covered to the last bit; it has its colour, and so its contrast, all the same. */
enum { COVERED = 0xf0 };

/* Of eight at once: most of a line of text is the paper between its letters. */
static bool are_empty(const unsigned char *from)
{
	uint64_t eight;

	memcpy(&eight, from, sizeof(eight));
	return eight == 0;
}

void canvas_mask(struct canvas *canvas, const struct mask *mask, int x, int y, uint32_t rgb)
{
	struct rect cut = rect_cut((struct rect){ .x = x, .y = y, .w = mask->w, .h = mask->h }, canvas->clip);

	for (int row = 0; row < cut.h; row++) {
		const unsigned char *from = mask->data + (size_t)(cut.y - y + row) * (size_t)mask->w + (cut.x - x);
		uint32_t *to = canvas->pixels + (size_t)(cut.y + row) * (size_t)canvas->stride + cut.x;

		for (int i = 0; i < cut.w; i++)
			if (from[i])
				to[i] = from[i] >= COVERED ? rgb : blend(to[i], rgb, from[i]);
			else if (i + 8 <= cut.w && are_empty(from + i))
				i += 7;
	}
}

void canvas_mask_flipped(struct canvas *canvas, const struct mask *mask, int x, int y, uint32_t rgb)
{
	struct rect cut = rect_cut((struct rect){ .x = x, .y = y, .w = mask->w, .h = mask->h }, canvas->clip);

	for (int row = 0; row < cut.h; row++) {
		const unsigned char *end = mask->data + (size_t)(cut.y - y + row + 1) * (size_t)mask->w - 1 - (cut.x - x);
		uint32_t *to = canvas->pixels + (size_t)(cut.y + row) * (size_t)canvas->stride + cut.x;

		for (int i = 0; i < cut.w; i++)
			to[i] = blend(to[i], rgb, end[-i]);
	}
}

void canvas_picture(struct canvas *canvas, const uint32_t *argb, int w, int h, int x, int y)
{
	struct rect cut = rect_cut((struct rect){ .x = x, .y = y, .w = w, .h = h }, canvas->clip);

	for (int row = 0; row < cut.h; row++) {
		const uint32_t *from = argb + (size_t)(cut.y - y + row) * (size_t)w + (cut.x - x);
		uint32_t *to = canvas->pixels + (size_t)(cut.y + row) * (size_t)canvas->stride + cut.x;

		for (int i = 0; i < cut.w; i++)
			to[i] = blend(to[i], from[i] & 0xffffff, from[i] >> 24);
	}
}
