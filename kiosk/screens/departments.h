#ifndef PARVIS_SCREENS_DEPARTMENTS_H
#define PARVIS_SCREENS_DEPARTMENTS_H

struct screen;
extern const struct screen departments_screen;

#endif
