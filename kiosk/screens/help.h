#ifndef PARVIS_SCREENS_HELP_H
#define PARVIS_SCREENS_HELP_H

struct screen;
extern const struct screen help_screen, declaration_screen;

#endif
