/* Tokens: what a terminal shows the hub. 32 random bytes as 43 characters of URL-safe base64; the hub keeps a hash only.
 * They have full entropy, so a fast hash (BLAKE2b, 32 bytes) is enough.
 */
#ifndef PARVIS_SECRET_TOKEN_H
#define PARVIS_SECRET_TOKEN_H

#include "common/base/rand.h"

enum { TOKEN_TEXT = 44, TOKEN_HASH_TEXT = 65 }; /* with their NUL */

void token_make(const struct rng *rng, char out[TOKEN_TEXT]);

/* Hexadecimal. Any text has a hash; only what token_make made has a match. */
void token_hash(const char *token, char out[TOKEN_HASH_TEXT]);

/* Constant time. */
bool token_matches(const char *token, const char *hash) WARN_UNUSED;

/* Has it the length and the letters of one? For telling a damaged token file from a refused token. */
bool token_looks_right(const char *token) WARN_UNUSED;

#endif
