#include "kiosk/kiosk.h"

enum { TILE = 32 }; /* pixels a side: reads and writes both stay in the cache */

void turn_size(const struct kiosk *k, int *w, int *h)
{
	int kept = *w;

	if (k->config.rotation % 180) {
		*w = *h;
		*h = kept;
	}
}

/* Where the picture's pixel X, Y of a glass W by H (as people see it) lies in the window. */
static size_t place(int rotation, int x, int y, int w, int h, size_t stride)
{
	switch (rotation) {
	case 90:
		return (size_t)x * stride + (size_t)(h - 1 - y);
	case 180:
		return (size_t)(h - 1 - y) * stride + (size_t)(w - 1 - x);
	case 270:
		return (size_t)(w - 1 - x) * stride + (size_t)y;
	default:
		return (size_t)y * stride + (size_t)x;
	}
}

void turn_present(struct kiosk *k, SDL_Surface *window)
{
	const uint32_t *from = k->surface->pixels;
	uint32_t *to = window->pixels;
	size_t from_stride = (size_t)k->surface->pitch / 4, to_stride = (size_t)window->pitch / 4;
	int w = k->surface->w, h = k->surface->h;

	for (int ty = 0; ty < h; ty += TILE)
		for (int tx = 0; tx < w; tx += TILE)
			for (int y = ty; y < MIN(h, ty + TILE); y++)
				for (int x = tx; x < MIN(w, tx + TILE); x++)
					to[place(k->config.rotation, x, y, w, h, to_stride)] = from[(size_t)y * from_stride + (size_t)x];
}

/* Of a point: to a picture of W by H that is turned by so much. */
static void turn(int degrees, int *x, int *y, int w, int h)
{
	int from_x = *x, from_y = *y;

	switch (degrees) {
	case 90:
		*x = from_y;
		*y = h - 1 - from_x;
		break;
	case 180:
		*x = w - 1 - from_x;
		*y = h - 1 - from_y;
		break;
	case 270:
		*x = w - 1 - from_y;
		*y = from_x;
		break;
	default:
		break;
	}
}

void turn_point(const struct kiosk *k, int *x, int *y)
{
	turn(k->window ? k->config.rotation : 0, x, y, k->look.width, k->look.height);
}

void turn_back(const struct kiosk *k, int *x, int *y)
{
	bool lies = k->config.rotation % 180 != 0;

	turn(k->window ? 360 - k->config.rotation : 0, x, y, lies ? k->look.height : k->look.width, lies ? k->look.width : k->look.height);
}
