/* Gives every node of a tree its rectangle. Pure but for measuring text; mirrored as a whole when the language is. */
#ifndef PARVIS_UI_LAYOUT_H
#define PARVIS_UI_LAYOUT_H

#include "kiosk/ui/tree.h"

/* Root fills the look's width and height. */
void layout_tree(struct ui *ui, struct text *text);

/* The height NODE takes at WIDTH. */
int layout_height(struct text *text, struct node *node, int width);
int layout_natural_width(struct text *text, struct node *node);

#endif
