#ifndef PARVIS_SCREENS_AGENDA_H
#define PARVIS_SCREENS_AGENDA_H

struct screen;
extern const struct screen agenda_screen;

#endif
