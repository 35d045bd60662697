/* Follow a request: its number, typed on seventeen letters or scanned; a slip is noticed, and put right where that is safe. */
#ifndef PARVIS_SCREENS_FOLLOW_H
#define PARVIS_SCREENS_FOLLOW_H

extern const struct screen follow_screen;

#endif
