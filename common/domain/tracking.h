/* Tracking numbers: 16 letters over 17, the last one a check. The paper they stand on is the key to a request.
 *
 * The letters read the same from a US-layout scanner on an AZERTY system; no vowels, so no words; no look-alikes. With
 * letter values 0…16 and weights 1…16 the weighted sum is 0 modulo 17. 17 is prime, so every single wrong letter and
 * every swap of two different letters is noticed, and each position has exactly one letter that would put it right.
 * Pure; a number is personal: whoever holds one wipes it.
 */
#ifndef PARVIS_DOMAIN_TRACKING_H
#define PARVIS_DOMAIN_TRACKING_H

#include "common/base/arena.h"
#include "common/base/rand.h"

#define TRACKING_ALPHABET "BCDFGHJKLNPRSTVXY"

enum { TRACKING_LEN = 16, TRACKING_TEXT = 17, TRACKING_GROUPED = 20, TRACKING_CORRECTIONS = 32 };

struct tracking {
	char text[TRACKING_TEXT];
};

/* 15 letters from RNG and their check. */
struct tracking tracking_make(const struct rng *rng);

enum tracking_verdict {
	TRACKING_OK,
	TRACKING_SHORT,   /* fewer than 16 letters so far */
	TRACKING_LONG,
	TRACKING_LETTER,  /* a letter or digit that no number has */
	TRACKING_CHECK,   /* 16 good letters, but not a number: a slip somewhere */
};

/* What was typed or scanned. */
struct tracking_reading {
	enum tracking_verdict verdict;
	struct tracking number;          /* only when OK */
	int count;                       /* letters read, of 16 */
	char wrong[5];                   /* LETTER: the first of them, as typed, in capitals */
	char letters[TRACKING_TEXT + 1]; /* what was read, '?' for a wrong letter; up to 17 */
};

/* Reads TEXT: any case, spaces, hyphens and dots between, or a whole address whose end is the number, in whatever layout
 * the scanner typed it (https://HOST/s/…, httpsM!!HOST!s!…). */
struct tracking_reading tracking_read(const char *text);

/* True when TEXT looks like something scanned or typed to be a number, right or wrong: search leads to "follow". */
bool tracking_looks_like(const char *text);

/* TEXT is 16 capital letters whose check holds: for what comes from disk or network. */
bool tracking_valid(const char *text);

/* Every number one slip away from what was read: one wrong letter, two neighbours swapped, one letter too few or too many.
 * The caller proposes the one that is known here, if there is exactly one. Returns how many are in OUT. */
size_t tracking_corrections(const struct tracking_reading *reading, struct tracking out[TRACKING_CORRECTIONS]);

/* "KFTJ BXPC LVRH DNSG" */
void tracking_group(const struct tracking *number, char out[TRACKING_GROUPED]);

/* What a field shows while letters arrive: capitals in groups of four, foreign signs kept so that they can be seen. */
char *tracking_group_typed(struct arena *arena, const char *text);

/* "B comme Bernard, C comme Camille. …", a full stop after each group. LETTER alone: "B comme Bernard". */
char *tracking_spell(struct arena *arena, const char *lang, const struct tracking *number);
const char *tracking_spell_letter(const char *lang, char letter);

/* Can a telephone that reads a link from paper open WEB? It names http or https and a host, and is plain ASCII without spaces. */
bool tracking_web_valid(const char *web);

/* "https://HOST/s/NUMBER", for the QR. WEB is town.web, with or without a slash at its end. */
char *tracking_link(struct arena *arena, const char *web, const struct tracking *number);

#endif
