/* The letter picker: text by a keypad, or by two buttons, in two steps: a group of letters, then the letter. As nodes like any
 * others, where the keyboard would be. A group's id is "keys:0", …; letters and commands have the ids of the keyboard
 * (keyboard.h), so what they do is the same. "keys:say" says what was written, "keys:up" leads back to the groups.
 *
 * The groups of a number are so cut that no letter is further than five presses (docs/voice.md).
 */
#ifndef PARVIS_UI_PICKER_H
#define PARVIS_UI_PICKER_H

#include "kiosk/ui/tree.h"

enum { PICKER_GROUPS = 16, PICKER_KEYS = 12 };

struct picker {
	enum ui_keys keys;
	int group;         /* open one; -1: the groups show */
	bool way_up;       /* two buttons: « Retour » stands behind the last letter, since no key means it */
	const char *enter; /* word of the key that ends the field; NULL: « Fermer » */
};

void picker_build(struct ui *ui, const struct picker *picker);

/* How many groups there are; the last one holds the commands. */
int picker_groups(enum ui_keys keys, const char *lang);

/* Ids of the keys of GROUP (-1: of the groups) in order; returns how many. In the frame's arena. */
int picker_ids(struct ui *ui, const struct picker *picker, const char *ret_ids[PICKER_KEYS + PICKER_GROUPS]);

/* A letter as it shows and is said: a capital, as on the keyboard, large and familiar. */
const char *picker_capital(struct arena *arena, const char *lang, const char *text);

#endif
