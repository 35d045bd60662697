#ifndef PARVIS_SCREENS_CHECKLIST_H
#define PARVIS_SCREENS_CHECKLIST_H

struct screen;
extern const struct screen checklist_screen;

#endif
