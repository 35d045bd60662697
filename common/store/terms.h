/* For common/store alone: words to look for, and the nearest word there is to one that was mistyped. */
#ifndef PARVIS_STORE_TERMS_H
#define PARVIS_STORE_TERMS_H

#include "common/base/strbuf.h"
#include "common/store/db.h"

enum { WORDS_MAX = 8, WORD_BYTES = 40, QUERY_BYTES = 200 };

struct word {
	char text[WORD_BYTES]; /* folded */
	bool unfinished;       /* the last one: a beginning is enough */
	bool small;            /* le, de, the …: says nothing when there are others */
};

struct words {
	struct word items[WORDS_MAX];
	size_t count;
	size_t telling; /* how many are not small */
};

/* TEXT folded and cut into words; more than WORDS_MAX are dropped. A text that ends in a space has no unfinished word. */
void words_read(const char *text, struct words *ret_words);

/* One word as FTS5 wants it: "carte" OR "cartes"; unfinished: "carte" *. */
void word_expression(const struct word *word, struct strbuf *out);

/* All words that tell something (all, when none does), joined by AND. Empty when there is none. */
void words_expression(const struct words *words, const char *joint, struct strbuf *out);

/* ---- the words of an index, in memory */
struct terms;

struct terms *terms_new(void);
void terms_free(struct terms *terms); /* NULL is fine */
void terms_clear(struct terms *terms);
void terms_add(struct terms *terms, const char *term, int64_t rows);

/* Is WORD there (unfinished: does any begin with it)? If not, the nearest one within a slip (four letters or more, five when unfinished) or two
 * (eight or more) is copied to OUT; NULL-terminated "" when there is none. Of two equally near ones the more frequent.
 * Myers' bit-parallel distance with swaps (Hyyrö 2003), one pass: 3 ms for 164,000 terms. */
bool terms_has(const struct terms *terms, const struct word *word, char out[WORD_BYTES]);

/* Distance of two words, a swap of neighbours counting one; with PREFIX of A to the nearest beginning of B. At most 63
 * bytes of A count. */
int terms_distance(const char *a, const char *b, bool prefix);

#endif
