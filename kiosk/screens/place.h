#ifndef PARVIS_SCREENS_PLACE_H
#define PARVIS_SCREENS_PLACE_H

struct screen;
extern const struct screen place_screen;
extern const struct screen department_screen; /* the same page of another table */

#endif
