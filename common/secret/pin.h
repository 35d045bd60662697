/* PINs and passwords of staff: Argon2id, libsodium's crypto_pwhash_str, PIN_MEMORY_MIB and PIN_PASSES.
 * Slow (some 80 ms) and hungry: on a worker. A PIN has few digits, so whoever holds the hash can try them all: hashes
 * go to desks only, and the programs slow down guessing themselves.
 */
#ifndef PARVIS_SECRET_PIN_H
#define PARVIS_SECRET_PIN_H

#include "common/base/err.h"

enum { PIN_HASH_TEXT = 128, PIN_MEMORY_MIB = 32, PIN_PASSES = 3, PIN_MAX = 128 };

bool pin_hash(const char *pin, char ret_hash[PIN_HASH_TEXT], struct err *err) WARN_UNUSED;

/* False also for a hash that is none, or that asks for more memory than any of ours. */
bool pin_matches(const char *pin, const char *hash) WARN_UNUSED;

#endif
