/* The on-screen keyboard, as nodes like any others: so focus, voice and scripts reach its keys too. A key's id is "key:" and
 * what it types; "key:^…" are its commands.
 */
#ifndef PARVIS_UI_KEYBOARD_H
#define PARVIS_UI_KEYBOARD_H

#include "kiosk/ui/tree.h"

struct keyboard {
	enum ui_keys keys;
	const char *page;  /* "" letters, "other" those of the other script, "accents", "digits" */
	bool abc;          /* in alphabetical order instead of the language's own */
	bool capital;
	const char *enter; /* word on the main key; NULL: « Fermer » */
};

enum key_kind {
	KEY_NONE,      /* not a key */
	KEY_TYPES,     /* *ret_text is what it types */
	KEY_BACKSPACE,
	KEY_ENTER,
	KEY_PAGE,      /* *ret_text is the page it turns to */
	KEY_SHIFT,
	KEY_ORDER,     /* AZERTY or alphabetical */
};

/* Digits and a sign or none. */
bool keyboard_is_pad(enum ui_keys keys);

void keyboard_build(struct ui *ui, const struct keyboard *keyboard);

/* What the voice says for what a key types: « e accent aigu », « arobase »; a plain letter is itself. */
const char *keyboard_word(struct arena *arena, const char *lang, const char *typed);

/* The capital of a letter that a key types; I has a dot in Turkish. */
uint32_t keyboard_capital(uint32_t c, const char *lang);

enum key_kind keyboard_key(const char *id, const char **ret_text);

#endif
