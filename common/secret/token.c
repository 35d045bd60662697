#include "common/secret/token.h"

#include "common/secret/secret.h"

#include <sodium.h>

enum { TOKEN_BYTES = 32 };

void token_make(const struct rng *rng, char out[TOKEN_TEXT])
{
	unsigned char bytes[TOKEN_BYTES];

	rng_fill(rng, bytes, sizeof(bytes));
	sodium_bin2base64(out, TOKEN_TEXT, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

void token_hash(const char *token, char out[TOKEN_HASH_TEXT])
{
	unsigned char hash[32];

	crypto_generichash(hash, sizeof(hash), (const unsigned char *)token, strlen(token), NULL, 0);
	hex_encode(hash, sizeof(hash), out);
}

bool token_matches(const char *token, const char *hash)
{
	char ours[TOKEN_HASH_TEXT];

	token_hash(token, ours);
	return strlen(hash) == TOKEN_HASH_TEXT - 1 && secret_same(ours, hash, TOKEN_HASH_TEXT - 1);
}

bool token_looks_right(const char *token)
{
	return strlen(token) == TOKEN_TEXT - 1 &&
	       strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == TOKEN_TEXT - 1;
}
