/* A page that is taller than its room is shown in parts that begin and end with something whole: no line of text and no card is cut
 * through at rest. While it moves under a finger it is.
 */
#ifndef PARVIS_UI_PAGES_H
#define PARVIS_UI_PAGES_H

#include "kiosk/ui/tree.h"

/* Sets how high the content of BODY is (content_h): to its lowest thing, with room for the ring of the focus. What is empty below that,
 * the body's own edge, fills the room that is left and asks for none. Called by layout_tree. */
void pages_measure(const struct ui *ui, struct node *body);

/* How far BODY (laid out) can scroll: to its last part, which begins where the one before ended and repeats nothing. 0: it fits. */
int pages_room(const struct ui *ui, const struct node *body);

/* Where « Suite » and « Précédent » lead, as a scroll_y. */
int pages_turn(const struct ui *ui, const struct node *body, bool back);

/* Decides which part of BODY shows (node_window): MOVING: all of its room. What has KEEP, NULL for nothing, shows whatever is
 * cut. */
void pages_window(const struct ui *ui, struct node *body, bool moving, const struct node *keep);

#endif
