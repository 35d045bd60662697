#include "kiosk/backdrop.h"

#include <SDL_syswm.h>

#ifdef SDL_VIDEO_DRIVER_X11
#include <X11/Xlib.h>
#include <X11/Xutil.h>

/* The server keeps the pixels as long as they are its background: nothing is left over from one session to the next. */
static void make_background(Display *display, Window root, const XWindowAttributes *of, XImage *image)
{
	Pixmap pixmap = XCreatePixmap(display, root, (unsigned)image->width, (unsigned)image->height, (unsigned)of->depth);
	GC gc = XCreateGC(display, pixmap, 0, NULL);

	XPutImage(display, pixmap, gc, image, 0, 0, 0, 0, (unsigned)image->width, (unsigned)image->height);
	XSetWindowBackgroundPixmap(display, root, pixmap);
	XClearWindow(display, root);
	XFreeGC(display, gc);
	XFreePixmap(display, pixmap);
	XSync(display, False);
}

void backdrop_keep(SDL_Window *window, const SDL_Surface *picture)
{
	SDL_SysWMinfo info;
	XWindowAttributes root;
	XImage *image;
	Display *display;

	SDL_VERSION(&info.version);
	if (!SDL_GetWindowWMInfo(window, &info) || info.subsystem != SDL_SYSWM_X11)
		return;
	display = info.info.x11.display;
	if (!XGetWindowAttributes(display, DefaultRootWindow(display), &root) || root.width != picture->w || root.height != picture->h ||
	    root.visual->red_mask != picture->format->Rmask || root.visual->blue_mask != picture->format->Bmask ||
	    picture->format->BytesPerPixel != 4)
		return;
	image = XCreateImage(display, root.visual, (unsigned)root.depth, ZPixmap, 0, picture->pixels, (unsigned)picture->w,
	                     (unsigned)picture->h, 32, picture->pitch);
	if (!image)
		return;
	if (image->bits_per_pixel == 32)
		make_background(display, root.root, &root, image);
	image->data = NULL; /* the surface's */
	XDestroyImage(image);
}

#else

void backdrop_keep(SDL_Window *window, const SDL_Surface *picture)
{
	(void)window;
	(void)picture;
}

#endif
