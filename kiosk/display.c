#include "kiosk/display.h"

#include <SDL_syswm.h>

#include "kiosk/kiosk.h"
#include "kiosk/window.h"

static bool display_size(SDL_Window *window, int *ret_w, int *ret_h)
{
	SDL_SysWMinfo info;
	XWindowAttributes root;

	SDL_VERSION(&info.version);
	if (SDL_GetNumVideoDisplays() != 1 || !SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11 ||
	    !XGetWindowAttributes(info.info.x11.display, DefaultRootWindow(info.info.x11.display), &root))
		return false;
	*ret_w = root.width;
	*ret_h = root.height;
	return true;
}

void display_follow(struct kiosk *k)
{
	int w, h, window_w, window_h;

	if (!k->window || !k->fullscreen || !display_size(k->window, &w, &h))
		return;
	SDL_GetWindowSize(k->window, &window_w, &window_h);
	if (w == window_w && h == window_h)
		return;
	SDL_SetWindowPosition(k->window, 0, 0);
	window_resize(k, w, h);
}
