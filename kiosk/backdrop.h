/* What the glass shows while there is no window: between the end of a session, when the program replaces itself, and its first frame.
 * Under X the server takes the window away with the program that made it, and bares its root: so the last picture, the idle page, is
 * made the root's background first. Elsewhere (Wayland: the compositor decides) nothing can be done. Thread: main.
 */
#ifndef PARVIS_KIOSK_BACKDROP_H
#define PARVIS_KIOSK_BACKDROP_H

#include <SDL.h>

/* PICTURE is what WINDOW, as large as the display, shows now. Where it cannot be kept, nothing happens. */
void backdrop_keep(SDL_Window *window, const SDL_Surface *picture);

#endif
