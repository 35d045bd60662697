#include "kiosk/audit/pictures.h"

#include <SDL_image.h>
#include <errno.h>
#include <sys/stat.h>

#include "common/base/err.h"

enum { PAGES_MAX = 20, PATH_BYTES = 1024 };

static bool write_page(const struct canvas *canvas, const char *path, struct err *err)
{
	SDL_Surface *page = SDL_CreateRGBSurfaceWithFormatFrom(canvas->pixels, canvas->width, canvas->height, 32, canvas->stride * 4, SDL_PIXELFORMAT_RGB888);
	bool ok = page && IMG_SavePNG(page, path) == 0;

	SDL_FreeSurface(page);
	return ok || err_set(err, ERR_SYSTEM, "%s: %s", path, SDL_GetError());
}

bool pictures_draw(const char *folder, struct looker *looker, const struct audit_state *state, const struct combination *c, struct err *err)
{
	struct audit_page page;
	int n = 1;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST)
		return err_errno(err, "%s", folder);
	looker_show(looker, c, true, &page);
	do {
		char path[PATH_BYTES];

		snprintf(path, sizeof(path), "%s/%s-%s-%d.png", folder, state->name, state->world, n);
		if (!write_page(page.canvas, path, err))
			return false;
	} while (n++ < PAGES_MAX && looker_next(looker, &page));
	return true;
}
