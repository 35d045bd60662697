/* A list to choose from: which line is selected, which one is on top, keys and clicks. Knows no data: whoever owns it says
 * how many lines there are and draws each.
 */
#ifndef PARVIS_COUNTER_PICKER_H
#define PARVIS_COUNTER_PICKER_H

#include "counter/keys.h"

struct picker {
	size_t count, selected, top;
	int height; /* lines on screen, as last drawn */
	int y;      /* of the first of them */
};

enum picked {
	PICK_IGNORED,
	PICK_MOVED,
	PICK_CHOSEN, /* Enter, or a second click */
};

/* COUNT changed or the height did: keeps the selection inside and in view. */
void picker_fit(struct picker *picker, size_t count, int height);

/* LETTERS: j and k move too, digits 1…9 choose. */
enum picked picker_key(struct picker *picker, const struct key *key, bool letters);

#endif
