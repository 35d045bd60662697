#ifndef PARVIS_SCREENS_TALK_H
#define PARVIS_SCREENS_TALK_H

struct screen;
extern const struct screen talk_screen;

#endif
