/* One compiled catalogue (GNU gettext manual, "The Format of GNU MO Files"): two tables of (length, offset), the keys
 * sorted by strcmp, the words of a key with all their plural forms parted by NUL. The build made it on this machine, so its
 * numbers are in this machine's order.
 *
 * Every length and offset is looked at before it is used: a catalogue that is cut or overwritten has fewer words, and
 * nothing outside of its bytes is ever read. Pure, any thread; texts point into the bytes that were given.
 */
#ifndef PARVIS_TEXT_CATALOGUE_H
#define PARVIS_TEXT_CATALOGUE_H

#include "common/base/util.h"

struct catalogue {
	struct bytes file;
	uint32_t n, keys, texts; /* how many entries, and where the two tables stand */
};

/* False: not a catalogue, or its tables do not lie within it. */
bool catalogue_open(struct bytes file, struct catalogue *ret);

/* The key of an entry, NULL when it is damaged or there is none. Entry 0 is the header, whose key is empty. */
const char *catalogue_key(const struct catalogue *c, uint32_t index);

/* The words of KEY, *RET_LEN bytes without the last NUL; NULL when there are none, or they are empty or damaged. */
const char *catalogue_find(const struct catalogue *c, const char *key, size_t *ret_len);

/* The value of a line of the header ("X-Validated-On: 2026-11-03"), *RET_LEN bytes without the line's end; NULL: no such line. */
const char *catalogue_header(const struct catalogue *c, const char *name, size_t *ret_len);

/* Who has checked, and when, that a simplified language is easy to read and understand: people concerned (FALC). Both lines of the
 * header must be there: "X-Validated-By: ESAT des Tilleuls, Arras" and "X-Validated-On: 2026-11-03". */
struct validation {
	char by[160];
	int64_t on; /* days since 1970 */
};
bool catalogue_validation(const struct catalogue *c, struct validation *ret);

#endif
