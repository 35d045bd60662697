/* The request is registered: its number, its ticket, what happens next. */
#ifndef PARVIS_SCREENS_NUMBER_H
#define PARVIS_SCREENS_NUMBER_H

extern const struct screen number_screen;

#endif
