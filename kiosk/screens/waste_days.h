#ifndef PARVIS_SCREENS_WASTE_DAYS_H
#define PARVIS_SCREENS_WASTE_DAYS_H

struct screen;
extern const struct screen waste_days_screen;

#endif
