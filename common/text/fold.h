/* Folding for search: what people mean is the same with or without accents, capitals, apostrophes and hyphens.
 *
 * Latin letters become ASCII lower case (é e, œ oe, ß ss, ł l), Arabic and Cyrillic stay in their script (lower case, vowel
 * signs dropped, the forms of alef made one), every other character is a space; runs of spaces become one, none at the ends.
 * The same fold is used for what is stored and what is searched. Pure, any thread.
 */
#ifndef PARVIS_TEXT_FOLD_H
#define PARVIS_TEXT_FOLD_H

#include "common/base/arena.h"
#include "common/base/strbuf.h"

enum { FOLD_CHAR_MAX = 4 };

/* The folded bytes of one character into OUT (no NUL): how many; 0 for a sign that vanishes (a combining accent). A
 * character that parts words gives one space. */
size_t fold_char(uint32_t c, char out[FOLD_CHAR_MAX]);

char *fold(struct arena *arena, const char *s);

/* Appends the fold of S; with a space before it when BUF does not end in one. */
void fold_add(struct strbuf *buf, const char *s);

/* Into a buffer, cut at a whole character. Returns the length. */
size_t fold_into(char *out, size_t size, const char *s);

/* Does TEXT begin with the folded WORD? How many bytes of TEXT that is (0: no). For marking what was found. */
size_t fold_prefix(const char *text, const char *word);

/* The first place in TEXT where a word begins with the folded WORD: offset, and its length in bytes; false: nowhere. */
bool fold_find_word(const char *text, const char *word, size_t *ret_at, size_t *ret_len);

/* Folded equality: "Église" and "eglise". */
bool fold_same(const char *a, const char *b);

#endif
