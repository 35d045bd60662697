/* Text by keypad: the letter picker at work (ui/picker.h). Up and down go from group to group, right and left into one and from
 * letter to letter, OK takes the letter and leads back to the first group. With two buttons, next goes on and choose takes.
 * Every step is said when the voice is on. Thread: main.
 */
#ifndef PARVIS_KIOSK_PICK_H
#define PARVIS_KIOSK_PICK_H

#include "kiosk/ui/focus.h"

struct kiosk;

void pick_open(struct kiosk *kiosk);   /* for the field that is typed into */
void pick_close(struct kiosk *kiosk);  /* the field has the focus again */
void pick_back(struct kiosk *kiosk);   /* from the letters to the groups, from there out */
void pick_move(struct kiosk *kiosk, enum focus_move move);
void pick_help(struct kiosk *kiosk);                     /* says how it works, and where one is; one stays there */
void pick_nth(struct kiosk *kiosk, int n);               /* a digit key: the group or letter N, from 0 */
bool pick_press(struct kiosk *kiosk, const char *id);    /* a group or a command of its own; false: not one */
void pick_typed(struct kiosk *kiosk, const char *text);  /* a key typed TEXT */
void pick_erase(struct kiosk *kiosk);                   /* the letter before the caret, and says which, unless it is private */
bool pick_proposes(struct kiosk *kiosk);                 /* what was written brought proposals, right below the field */
void pick_leave(struct kiosk *kiosk);  /* « Fermer »: on to what comes next, unless something is wrong with what was written */

#endif
