#ifndef PARVIS_SCREENS_QUIT_H
#define PARVIS_SCREENS_QUIT_H

struct screen;
extern const struct screen quit_screen;

#endif
