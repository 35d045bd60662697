#ifndef PARVIS_SCREENS_SEARCH_H
#define PARVIS_SCREENS_SEARCH_H

struct screen;
extern const struct screen search_screen;

#endif
