#include "kiosk/window.h"

#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/log.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/glass.h"

enum { OTHERS = 0077 };

/* SDL hands its pictures to an X server in shared memory that every user of the machine may read and write (0777, whatever the
 * umask): a shell there could read along, or put a sentence of its own on the glass. Changed afterwards it would have been open for a
 * moment; so SDL finds this function before the C library's. Memory with a key is meant to be found by others. */
int shmget(key_t key, size_t size, int flags)
{
	return (int)syscall(SYS_shmget, key, size, key == IPC_PRIVATE ? flags & ~OTHERS : flags);
}

bool window_open(struct kiosk *k, struct err *err)
{
	int width = k->options.width ? k->options.width : k->config.width;
	int height = k->options.height ? k->options.height : k->config.height;
	SDL_DisplayMode mode;

	k->fullscreen = k->options.fullscreen || (k->config.fullscreen && !k->options.window && !k->options.width);
	if (k->options.surface) {
		if (SDL_Init(SDL_INIT_EVENTS) != 0)
			return err_set(err, ERR_SYSTEM, "SDL: %s", SDL_GetError());
		k->surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
		return k->surface || err_set(err, ERR_SYSTEM, "surface: %s", SDL_GetError());
	}
	SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* llvmpipe is slower and ten times as large */
	SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0"); /* fingers are read as fingers */
	SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
	if (SDL_Init(SDL_INIT_VIDEO | SDL_INIT_EVENTS) != 0)
		return err_set(err, ERR_SYSTEM, "no display (%s): --surface needs none", SDL_GetError());
	if ((k->fullscreen || !k->options.width) && SDL_GetDesktopDisplayMode(0, &mode) == 0) {
		if (k->fullscreen) {
			width = mode.w;
			height = mode.h;
		} else if (height > mode.h * 9 / 10 || width > mode.w) { /* a window that fits, with the same proportions */
			int fits = MIN(mode.h * 9 / 10, mode.w * height / width);

			width = width * fits / height;
			height = fits;
		}
	}
	/* Borderless at the display's size: FULLSCREEN_DESKTOP waits for a window manager that a terminal does not have. */
	k->window = SDL_CreateWindow("Parvis", k->fullscreen ? 0 : SDL_WINDOWPOS_UNDEFINED,
	                             k->fullscreen ? 0 : SDL_WINDOWPOS_UNDEFINED, width, height,
	                             k->fullscreen ? SDL_WINDOW_BORDERLESS : SDL_WINDOW_RESIZABLE);
	if (!k->window)
		return err_set(err, ERR_SYSTEM, "window: %s", SDL_GetError());
	if (k->fullscreen)
		SDL_ShowCursor(SDL_DISABLE);
	SDL_StartTextInput();
	return true;
}

void window_close(struct kiosk *k)
{
	SDL_FreeSurface(k->turned);
	if (k->window)
		SDL_DestroyWindow(k->window);
	else
		SDL_FreeSurface(k->surface);
}

void window_resize(struct kiosk *k, int width, int height)
{
	SDL_Surface *surface;

	k->dirty = k->reveal = true;
	if (k->window) {
		SDL_SetWindowSize(k->window, width, height);
		return;
	}
	surface = SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_RGB888);
	if (!surface)
		return;
	SDL_FreeSurface(k->surface);
	k->surface = surface;
}

float window_px_per_mm(struct kiosk *k)
{
	bool believed;
	float px = glass_px_per_mm(k->surface->w, k->surface->h, k->config.width_mm, &believed);

	if (!believed && !k->size_doubted)
		log_warn("[screen] width_mm = %g is no width of a display of %d by %d pixels: taken for a 24-inch panel",
		         (double)k->config.width_mm, k->surface->w, k->surface->h);
	k->size_doubted = !believed;
	return px;
}

/* ---- a frame */

void window_surface(struct kiosk *k)
{
	SDL_Surface *window;
	int w, h;

	if (!k->window)
		return;
	window = SDL_GetWindowSurface(k->window);
	if (!window)
		abort(); /* the display is gone: the service starts again when it is back */
	if (!k->config.rotation) {
		k->surface = window;
		return;
	}
	w = window->w;
	h = window->h;
	turn_size(k, &w, &h);
	if (k->turned && k->turned->w == w && k->turned->h == h)
		return;
	SDL_FreeSurface(k->turned);
	k->surface = k->turned = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
	if (!k->turned)
		abort();
}

struct canvas window_canvas(struct kiosk *k)
{
	SDL_Surface *surface = k->surface;

	if (k->window && SDL_MUSTLOCK(surface))
		SDL_LockSurface(surface);
	return (struct canvas){ .pixels = surface->pixels, .width = surface->w, .height = surface->h, .stride = surface->pitch / 4,
	                        .clip = { .w = surface->w, .h = surface->h } };
}

void window_show(struct kiosk *k)
{
	if (k->window && SDL_MUSTLOCK(k->surface))
		SDL_UnlockSurface(k->surface);
	if (k->turned)
		turn_present(k, SDL_GetWindowSurface(k->window));
	if (k->window)
		SDL_UpdateWindowSurface(k->window);
}
