#ifndef PARVIS_SCREENS_GUIDE_H
#define PARVIS_SCREENS_GUIDE_H

struct screen;
extern const struct screen guide_screen;

#endif
