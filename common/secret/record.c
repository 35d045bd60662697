#include "common/secret/record.h"

#include "common/secret/secret.h"

#include <sodium.h>

enum {
	NUMBER_LEN = 16,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	HEAD = 1 + NONCE,
	AD_MAX = 32 + 1 + RECORD_LOOKUP_TEXT,
};

/* Version 1 of the derivation. Changing any of these is another RECORD_VERSION. */
#define DERIVE_PASSES 1
#define DERIVE_MEMORY ((size_t)16 << 20)

static_assert(RECORD_SALT == crypto_pwhash_SALTBYTES, "Argon2id salt");
static_assert(RECORD_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "XChaCha20 key");
static_assert(NONCE == 24 && TAG == 16, "as docs/sync-protocol.md says");

bool record_derive(const char *number, const unsigned char salt[RECORD_SALT], struct record_key *ret_key, struct err *err)
{
	unsigned char out[RECORD_LOOKUP + RECORD_KEY];

	if (strlen(number) != NUMBER_LEN || strspn(number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != NUMBER_LEN)
		return err_set(err, ERR_BAD_INPUT, "a tracking number has 16 capital letters");
	if (crypto_pwhash(out, sizeof(out), number, NUMBER_LEN, salt, DERIVE_PASSES, DERIVE_MEMORY,
	                  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(err, ERR_SYSTEM, "no memory to derive a key");
	hex_encode(out, RECORD_LOOKUP, ret_key->lookup);
	memcpy(ret_key->key, out + RECORD_LOOKUP, RECORD_KEY);
	sodium_memzero(out, sizeof(out));
	return true;
}

void record_key_wipe(struct record_key *key)
{
	sodium_memzero(key, sizeof(*key));
}

static bool associated(const struct record_key *key, const char *town, char out[AD_MAX], size_t *ret_len, struct err *err)
{
	int len = snprintf(out, AD_MAX, "%s/%s", town, key->lookup);

	if (len < 0 || len >= AD_MAX)
		return err_set(err, ERR_LIMIT, "the town's code is too long");
	*ret_len = (size_t)len;
	return true;
}

bool record_seal(const struct record_key *key, const char *town, const void *text, size_t len, struct strbuf *ret_record,
                 struct err *err)
{
	char ad[AD_MAX];
	size_t ad_len = 0, padded, room = HEAD + len + RECORD_BLOCK + TAG;
	unsigned char *buf;
	bool ok;

	if (len > RECORD_TEXT_MAX)
		return err_set(err, ERR_LIMIT, "%zu bytes are more than a record holds", len);
	if (!associated(key, town, ad, &ad_len, err))
		return false;
	buf = malloc(room);
	if (!buf)
		abort();
	buf[0] = RECORD_VERSION;
	randombytes_buf(buf + 1, NONCE);
	memcpy(buf + HEAD, text, len);
	ok = sodium_pad(&padded, buf + HEAD, len, RECORD_BLOCK, len + RECORD_BLOCK) == 0 &&
	     crypto_aead_xchacha20poly1305_ietf_encrypt(buf + HEAD, NULL, buf + HEAD, padded, (const unsigned char *)ad, ad_len,
	                                                NULL, buf + 1, key->key) == 0;
	if (ok)
		strbuf_addn(ret_record, buf, HEAD + padded + TAG);
	sodium_memzero(buf, room);
	free(buf);
	return ok || err_set(err, ERR_SYSTEM, "a record could not be sealed");
}

bool record_open(const struct record_key *key, const char *town, const void *record, size_t len, struct strbuf *ret_text,
                 struct err *err)
{
	const unsigned char *in = record;
	char ad[AD_MAX];
	size_t ad_len = 0, plain;
	unsigned char *buf;
	bool ok;

	if (len > 0 && in[0] > RECORD_VERSION)
		return err_set(err, ERR_FORMAT, "a record of version %d", in[0]);
	if (len <= HEAD + TAG || len > RECORD_MAX || in[0] != RECORD_VERSION)
		return err_set(err, ERR_BAD_INPUT, "a record of %zu bytes", len);
	if (!associated(key, town, ad, &ad_len, err))
		return false;
	buf = malloc(len);
	if (!buf)
		abort();
	ok = crypto_aead_xchacha20poly1305_ietf_decrypt(buf, NULL, NULL, in + HEAD, len - HEAD, (const unsigned char *)ad,
	                                                ad_len, in + 1, key->key) == 0 &&
	     sodium_unpad(&plain, buf, len - HEAD - TAG, RECORD_BLOCK) == 0;
	if (ok)
		strbuf_addn(ret_text, buf, plain);
	sodium_memzero(buf, len);
	free(buf);
	return ok || err_set(err, ERR_BAD_INPUT, "the record of another number, or damaged");
}
