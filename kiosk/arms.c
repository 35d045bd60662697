#include <SDL_image.h>

#include "kiosk/frame.h"
#include "kiosk/notes.h"

enum { ARMS_SVG_MAX = 512 * 1024 };

struct arms {
	char *kept;         /* the SVG the picture was made from */
	int height;
	SDL_Surface *surface;
};

struct arms *arms_new(void)
{
	struct arms *arms = calloc(1, sizeof(*arms));

	if (!arms)
		abort();
	return arms;
}

void arms_free(struct arms *arms)
{
	if (!arms)
		return;
	SDL_FreeSurface(arms->surface);
	free(arms->kept);
	free(arms);
}

const uint32_t *arms_picture(struct arms *arms, const char *svg, int height, int *ret_w, int *ret_h)
{
	if (!svg || height < 1)
		return NULL;
	if (strlen(svg) > ARMS_SVG_MAX) {
		note_picture("the town's arms", "too large", strlen(svg));
		return NULL;
	}
	if (!arms->kept || !streq(arms->kept, svg) || arms->height != height) {
		SDL_RWops *rw = SDL_RWFromConstMem(svg, (int)strlen(svg));
		SDL_Surface *drawn = rw ? IMG_LoadSizedSVG_RW(rw, 0, height) : NULL;

		if (rw)
			SDL_RWclose(rw);
		SDL_FreeSurface(arms->surface);
		arms->surface = drawn ? SDL_ConvertSurfaceFormat(drawn, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
		if (!arms->surface)
			note_picture("the town's arms", "damaged", strlen(svg));
		SDL_FreeSurface(drawn);
		free(arms->kept);
		arms->kept = strdup(svg);
		arms->height = height;
	}
	if (!arms->surface || arms->surface->pitch != arms->surface->w * 4)
		return NULL;
	*ret_w = arms->surface->w;
	*ret_h = arms->surface->h;
	return arms->surface->pixels;
}
