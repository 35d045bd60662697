#ifndef PARVIS_SCREENS_STILL_THERE_H
#define PARVIS_SCREENS_STILL_THERE_H

struct screen;
extern const struct screen still_there_screen;

#endif
