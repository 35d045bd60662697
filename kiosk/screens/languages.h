#ifndef PARVIS_SCREENS_LANGUAGES_H
#define PARVIS_SCREENS_LANGUAGES_H

struct screen;
extern const struct screen languages_screen;

#endif
