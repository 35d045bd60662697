#ifndef PARVIS_SCREENS_SERVICES_H
#define PARVIS_SCREENS_SERVICES_H

struct screen;
extern const struct screen services_screen;

#endif
