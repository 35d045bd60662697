#include "common/secret/seal.h"

#include "common/secret/secret.h"

#include <sodium.h>

static_assert(SEAL_KEY == crypto_box_PUBLICKEYBYTES && SEAL_KEY == crypto_box_SECRETKEYBYTES, "X25519 keys");
static_assert(SEAL_OVERHEAD == crypto_box_SEALBYTES, "sealed box overhead");

void seal_make(const struct rng *rng, struct seal_pair *ret_pair)
{
	unsigned char seed[crypto_box_SEEDBYTES];

	rng_fill(rng, seed, sizeof(seed));
	crypto_box_seed_keypair(ret_pair->public_key, ret_pair->secret_key, seed);
	sodium_memzero(seed, sizeof(seed));
}

bool seal_to(const unsigned char public_key[SEAL_KEY], const void *text, size_t len, struct strbuf *ret_sealed,
             struct err *err)
{
	size_t padded, room = len + SEAL_BLOCK;
	unsigned char *plain, *sealed;
	bool ok;

	if (len > SEAL_TEXT_MAX)
		return err_set(err, ERR_LIMIT, "%zu bytes are more than a sealed message holds", len);
	plain = malloc(room);
	sealed = malloc(room + SEAL_OVERHEAD); /* the library does not seal in place */
	if (!plain || !sealed)
		abort();
	memcpy(plain, text, len);
	ok = sodium_pad(&padded, plain, len, SEAL_BLOCK, room) == 0 && crypto_box_seal(sealed, plain, padded, public_key) == 0;
	if (ok)
		strbuf_addn(ret_sealed, sealed, padded + SEAL_OVERHEAD);
	sodium_memzero(plain, room);
	free(plain);
	free(sealed);
	return ok || err_set(err, ERR_BAD_INPUT, "the hub's public key is none");
}

bool seal_open(const struct seal_pair *pair, const void *sealed, size_t len, struct strbuf *ret_text, struct err *err)
{
	unsigned char *buf;
	size_t plain;
	bool ok;

	if (len <= SEAL_OVERHEAD || len > SEAL_MAX)
		return err_set(err, ERR_BAD_INPUT, "a sealed message of %zu bytes", len);
	buf = malloc(len);
	if (!buf)
		abort();
	ok = crypto_box_seal_open(buf, sealed, len, pair->public_key, pair->secret_key) == 0 &&
	     sodium_unpad(&plain, buf, len - SEAL_OVERHEAD, SEAL_BLOCK) == 0;
	if (ok)
		strbuf_addn(ret_text, buf, plain);
	sodium_memzero(buf, len);
	free(buf);
	return ok || err_set(err, ERR_BAD_INPUT, "sealed to another key, or damaged");
}
