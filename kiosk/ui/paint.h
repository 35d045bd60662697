/* Draws a laid out tree. Reads the tree, the theme and the text; writes pixels, nothing else. */
#ifndef PARVIS_UI_PAINT_H
#define PARVIS_UI_PAINT_H

#include "kiosk/ui/tree.h"

void paint_tree(const struct ui *ui, struct text *text, struct canvas *canvas);

#endif
