#ifndef PARVIS_SCREENS_ALERT_H
#define PARVIS_SCREENS_ALERT_H

struct screen;
extern const struct screen alert_screen;

#endif
