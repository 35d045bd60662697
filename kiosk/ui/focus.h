/* What can be pressed, in which order, and what lies under a finger: read from a laid out tree. Pure. */
#ifndef PARVIS_UI_FOCUS_H
#define PARVIS_UI_FOCUS_H

#include "kiosk/ui/tree.h"

enum focus_move { FOCUS_NEXT, FOCUS_PREVIOUS, FOCUS_UP, FOCUS_DOWN, FOCUS_LEFT, FOCUS_RIGHT };

/* The node under X, Y that can be pressed; NULL: none. What scrolled out of its box is not there. A touch beside a small
 * target counts for it within the gap that parts it from others. */
struct node *focus_hit(const struct ui *ui, int x, int y);

/* Where the focus goes from FROM (an id or NULL). Next and previous follow the order of reading and go round; the others
 * take the nearest in that direction, and stay when there is none. NULL only when nothing can have the focus. */
struct node *focus_move(const struct ui *ui, const char *from, enum focus_move move);

/* How far the box that scrolls around NODE must move so that NODE shows whole; 0 when it does. */
int focus_reveal(const struct ui *ui, const struct node *node);

/* The same for FIELD while it is typed into: the caret comes into view where the whole field does not fit. */
int focus_reveal_caret(const struct ui *ui, struct text *text, const struct node *field);

#endif
