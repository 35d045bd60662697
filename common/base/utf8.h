/* UTF-8: stepping, checking, cutting. Damaged bytes count as one U+FFFD each, so every loop ends. */
#ifndef PARVIS_BASE_UTF8_H
#define PARVIS_BASE_UTF8_H

#include "common/base/util.h"

/* Reads one character and moves *S behind it. 0 at the end of the string, where *S stays. */
uint32_t utf8_next(const char **s);

/* Writes C into OUT (at least 4 bytes, no NUL) and returns how many bytes it took. */
size_t utf8_encode(uint32_t c, char *out);

bool utf8_valid(const char *s, size_t len);
size_t utf8_count(const char *s);                  /* characters */
size_t utf8_offset(const char *s, size_t chars);   /* bytes of the first CHARS characters */
size_t utf8_prev(const char *s, size_t at);        /* start of the character that ends at AT */

/* Bytes of S that fit in MAX without cutting a character. */
size_t utf8_fit(const char *s, size_t max);

/* Does C act on a screen instead of being read there? Control characters but tab and line end, separators of lines and paragraphs,
 * and what turns the direction of the text behind it (U+202A…202E, U+2066…2069). Letters of every language stay, and so do the
 * joiners and marks that they need. */
bool utf8_acts(uint32_t c);
/* Takes what acts out of S, and puts '?' for damaged bytes. True when there was any. Never longer than before. */
bool utf8_disarm(char *s);

/* snprintf("%s") that never cuts a character. */
void utf8_copy(char *out, size_t size, const char *s);

#endif
