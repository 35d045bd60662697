#ifndef PARVIS_SCREENS_HOME_H
#define PARVIS_SCREENS_HOME_H

struct screen;
extern const struct screen home_screen;

#endif
