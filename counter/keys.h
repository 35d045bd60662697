/* Keys as one number: a character is its code point, control keys are KEY_CTRL('x'), the others follow Unicode's end.
 * No ncurses here, so that actions, editors and their tests do without a terminal.
 */
#ifndef PARVIS_COUNTER_KEYS_H
#define PARVIS_COUNTER_KEYS_H

#include "common/base/util.h"

enum { KEYS_FIRST = 0x110000 };

enum key_code {
	K_NONE = 0,
	K_ENTER = KEYS_FIRST,
	K_ESC,
	K_TAB,
	K_BACKTAB,
	K_BACKSPACE,
	K_DELETE,
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_WORD_LEFT,
	K_WORD_RIGHT,
	K_HOME,
	K_END,
	K_PAGE_UP,
	K_PAGE_DOWN,
	K_TOP,      /* Ctrl-Home */
	K_BOTTOM,   /* Ctrl-End */
	K_F1, K_F2, K_F3, K_F4, K_F5, K_F6, K_F7, K_F8, K_F9, K_F10, K_F11, K_F12,
	K_CLICK,    /* y, x; a second click on the same cell within 0.4 s has twice */
	K_WHEEL_UP,
	K_WHEEL_DOWN,
	K_PASTE,    /* text: what was pasted, whole */
	K_SCAN,     /* text: what a scanner typed */
	K_RESIZE,
	K_HANGUP,   /* the terminal is gone */
};

#define KEY_CTRL(letter) ((letter) - 'a' + 1)

struct key {
	uint32_t code;
	int y, x;
	bool twice;
	const char *text; /* borrowed until the next read */
};

static inline bool key_is_char(const struct key *key)
{
	return key->code >= 0x20 && key->code != 0x7f && key->code < KEYS_FIRST;
}

/* How a key is written on screen in the language's own words is in the catalogue: desk.key.*; characters and Ctrl
 * combinations are written here: "r", "^S". Returns the catalogue's key, or NULL with OUT filled. */
const char *key_label(uint32_t code, char out[8]);

#endif
