/* What a public terminal sends, sealed to the hub: crypto_box_seal (X25519, XSalsa20-Poly1305) of text padded to a multiple
 * of SEAL_BLOCK bytes, so that its length says little. Whoever sealed cannot open it again. 0.1 ms.
 */
#ifndef PARVIS_SECRET_SEAL_H
#define PARVIS_SECRET_SEAL_H

#include "common/base/err.h"
#include "common/base/rand.h"
#include "common/base/strbuf.h"

enum {
	SEAL_KEY = 32,
	SEAL_BLOCK = 512,
	SEAL_OVERHEAD = 48,
	SEAL_TEXT_MAX = 256 * 1024, /* before padding */
	SEAL_MAX = SEAL_TEXT_MAX + SEAL_BLOCK + SEAL_OVERHEAD,
};

struct seal_pair {
	unsigned char public_key[SEAL_KEY];
	unsigned char secret_key[SEAL_KEY];
};

/* A hub's new pair, from 32 bytes of RNG. */
void seal_make(const struct rng *rng, struct seal_pair *ret_pair);

/* Appends to RET_SEALED. ERR_LIMIT: TEXT is longer than SEAL_TEXT_MAX. */
bool seal_to(const unsigned char public_key[SEAL_KEY], const void *text, size_t len, struct strbuf *ret_sealed,
             struct err *err) WARN_UNUSED;

/* Appends the text to RET_TEXT. ERR_BAD_INPUT: not sealed to this pair, or damaged. */
bool seal_open(const struct seal_pair *pair, const void *sealed, size_t len, struct strbuf *ret_text,
               struct err *err) WARN_UNUSED;

#endif
