/* What the log hears once of how the terminal looks: a town's colour that had to change, fonts and pictures that are missing or
 * damaged. The program replaces itself after every person, so what was said is remembered in its environment
 * (PARVIS_NOTED_…): one line a fact, not one a session. Thread: main.
 */
#ifndef PARVIS_KIOSK_NOTES_H
#define PARVIS_KIOSK_NOTES_H

#include "common/base/util.h"

struct fonts;

/* COLOUR is the town's (0xRRGGBB). */
void note_colour(uint32_t colour);

void note_fonts(struct fonts *fonts);

/* WHAT ("the town's arms") cannot be shown, because WHY; OF changes when there is another one to try. */
void note_picture(const char *what, const char *why, uint64_t of);

#endif
