#ifndef PARVIS_SCREENS_EVENT_H
#define PARVIS_SCREENS_EVENT_H

struct screen;
extern const struct screen event_screen;

#endif
