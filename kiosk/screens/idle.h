#ifndef PARVIS_SCREENS_IDLE_H
#define PARVIS_SCREENS_IDLE_H

struct screen;
extern const struct screen idle_screen;

#endif
