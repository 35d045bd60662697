/* Low reach: everything that is pressed lies in the part of the glass that a seated or small person's hand comes to, whatever
 * the screen shows; what is only read stands above it, where it was. Done to the whole tree just before it is laid out,
 * so that no screen knows of it. Pure.
 *
 * Figures: EN 301 549 8.3.2 to 8.3.4 (operable parts at most 1220 mm from the floor, lower over an obstruction) and its v4
 * draft; EXPERIENCE "low reach": 800 to 1100 mm.
 */
#ifndef PARVIS_UI_REACH_H
#define PARVIS_UI_REACH_H

#include "kiosk/ui/tree.h"

/* How many of the lowest pixels of a glass of WIDTH by HEIGHT pixels are in reach, its lower edge BOTTOM_MM above the ground
 * (0: nobody said). HEIGHT when all of it is: then the mode changes nothing, and is not offered. Never less than what a
 * keyboard and a field need. */
int reach_height(float px_per_mm, int width, int height, float bottom_mm);

/* Height is scarce in what is left: the controls and keys of a glass that lies. */
struct metrics reach_metrics(float px_per_mm, enum text_size size, bool lies);

/* Moves what leads the page and is only read above the part in reach. Nothing to do unless ui->look->low_reach. */
void reach_apply(struct ui *ui, struct text *text);

#endif
