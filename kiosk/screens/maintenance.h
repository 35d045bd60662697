#ifndef PARVIS_SCREENS_MAINTENANCE_H
#define PARVIS_SCREENS_MAINTENANCE_H

struct screen;
extern const struct screen maintenance_screen;

#endif
