#ifndef PARVIS_SCREENS_PLACES_H
#define PARVIS_SCREENS_PLACES_H

struct screen;
extern const struct screen places_screen;

#endif
