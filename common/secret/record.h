/* Records: what the town says about a request, readable by whoever holds its tracking number, and by no one else.
 *
 * Argon2id over the number's 16 letters with the town's salt gives a lookup id (where the record lies) and a key (what
 * opens it). A record: version (1 byte) | nonce (24) | XChaCha20-Poly1305-IETF of its JSON padded to a multiple of
 * RECORD_BLOCK, with TOWN "/" LOOKUP-HEX as associated data (docs/sync-protocol.md).
 */
#ifndef PARVIS_SECRET_RECORD_H
#define PARVIS_SECRET_RECORD_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

enum {
	RECORD_VERSION = 1,
	RECORD_SALT = 16,
	RECORD_LOOKUP = 16,
	RECORD_LOOKUP_TEXT = 2 * RECORD_LOOKUP + 1, /* with its NUL */
	RECORD_KEY = 32,
	RECORD_BLOCK = 256,
	RECORD_TEXT_MAX = 256 * 1024,
	RECORD_MAX = 1 + 24 + RECORD_TEXT_MAX + RECORD_BLOCK + 16,
};

struct record_key {
	char lookup[RECORD_LOOKUP_TEXT]; /* hexadecimal, as it stands in the replica, the outbox and on the wire */
	unsigned char key[RECORD_KEY];
};

/* Slow (16 ms) and hungry (16 MiB): on a worker. NUMBER is the 16 capital letters, without spaces. ERR_BAD_INPUT: it is
 * not; ERR_SYSTEM: no memory. */
bool record_derive(const char *number, const unsigned char salt[RECORD_SALT], struct record_key *ret_key,
                   struct err *err) WARN_UNUSED;
void record_key_wipe(struct record_key *key);

/* Appends the record to RET_RECORD. ERR_LIMIT: longer than RECORD_TEXT_MAX. */
bool record_seal(const struct record_key *key, const char *town, const void *text, size_t len, struct strbuf *ret_record,
                 struct err *err) WARN_UNUSED;

/* Appends the JSON to RET_TEXT. ERR_FORMAT: made by a newer version; ERR_BAD_INPUT: another number's, or damaged. */
bool record_open(const struct record_key *key, const char *town, const void *record, size_t len, struct strbuf *ret_text,
                 struct err *err) WARN_UNUSED;

#endif
