/* In which of some languages a text is that nobody marked: an agent answers in the town's language or in the resident's.
 * By its script, then by the small words that every sentence has. Pure, any thread.
 */
#ifndef PARVIS_TEXT_GUESS_H
#define PARVIS_TEXT_GUESS_H

#include "common/base/util.h"

/* One of CANDIDATES (BCP 47); the first when nothing in TEXT speaks for another. NULL among them is passed over. */
const char *lang_guess(const char *text, const char *const *candidates, size_t n);

#endif
