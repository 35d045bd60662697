/* What lies on the keyboard of the screen, language by language: data only. A row is keys parted by spaces; a key is what it
 * types (up to a few characters). keyboard.c adds the commands and decides what fits.
 */
#ifndef PARVIS_UI_LETTERS_H
#define PARVIS_UI_LETTERS_H

#include "common/base/util.h"

enum { LETTER_ROWS = 3 };

struct letters {
	const char *lang;
	const char *name;              /* what the key says that leads back to it from the order of the alphabet */
	const char *rows[LETTER_ROWS]; /* as keyboards of that language have them, left to right */
	const char *signs;             /* at the end of the last row, where it has room */
	const char *more;              /* letters that have no key of their own there: a row below where there is room for it */
	bool needed;                   /* MORE belongs to the alphabet: always there */
	const char *beside;            /* letters beside the space bar; NULL: the dash */
	const char *marks;             /* of its own kind, below the digits */
	const char *alphabet;          /* in its order */
	const char *latin;             /* of another script: the language whose Latin letters its second page has */
	bool one_case;                 /* no capitals */
};

/* Of LANG, or of its main language ("fr-simple" is "fr"), or what English has. */
const struct letters *letters_of(const char *lang);

extern const char *const letters_accents;            /* what a name in Europe may need; the language's own come before */
extern const char *const letters_digits;
extern const char *const letters_marks[2];           /* below the digits */
extern const char *const letters_number[LETTER_ROWS];/* of a tracking number */

/* The key of the word that says a character which is no letter or none of its own name ("keys.at" for "@"); NULL: the
 * character says itself. *RET_BASE is the letter a mark is added to, for "{letter} accent aigu"; "": none. */
const char *letters_word(const char *typed, char ret_base[8]);

#endif
