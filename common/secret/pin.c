#include "common/secret/pin.h"

#include <sodium.h>

static_assert(PIN_HASH_TEXT == crypto_pwhash_STRBYTES, "libsodium's length of a hash");

bool pin_hash(const char *pin, char ret_hash[PIN_HASH_TEXT], struct err *err)
{
	char hash[PIN_HASH_TEXT];

	if (!pin[0] || strlen(pin) > PIN_MAX)
		return err_set(err, ERR_BAD_INPUT, "a PIN has 1 to %d characters", PIN_MAX);
	if (crypto_pwhash_str_alg(hash, pin, strlen(pin), PIN_PASSES, (size_t)PIN_MEMORY_MIB << 20,
	                          crypto_pwhash_ALG_ARGON2ID13) != 0)
		return err_set(err, ERR_SYSTEM, "no memory to hash a PIN");
	memcpy(ret_hash, hash, sizeof(hash));
	return true;
}

/* What a hash asks for stands in front of it: "$argon2id$v=19$m=32768,t=3,p=1$…". */
static bool within_ours(const char *hash)
{
	unsigned memory, passes;

	return strlen(hash) < PIN_HASH_TEXT && sscanf(hash, "$argon2id$v=19$m=%8u,t=%4u,p=1$", &memory, &passes) == 2 &&
	       memory <= PIN_MEMORY_MIB * 1024U && passes <= PIN_PASSES;
}

bool pin_matches(const char *pin, const char *hash)
{
	char padded[PIN_HASH_TEXT] = { 0 };

	if (!within_ours(hash) || strlen(pin) > PIN_MAX)
		return false;
	memcpy(padded, hash, strlen(hash));
	return crypto_pwhash_str_verify(padded, pin, strlen(pin)) == 0;
}
