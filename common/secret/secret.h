/* Secrets: what every file of this folder shares. libsodium underneath.
 *
 * All functions of common/secret are pure: no state, no I/O, any thread (the slow ones, named so, on a worker). Call
 * secret_init once, before threads. A nonce and the ephemeral key of a sealed box are drawn by libsodium itself: a caller
 * must not be able to repeat one.
 */
#ifndef PARVIS_SECRET_SECRET_H
#define PARVIS_SECRET_SECRET_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

bool secret_init(struct err *err) WARN_UNUSED;

/* A crash of this program leaves no picture of its memory, neither as a file nor with the system's collector of crashes; and other
 * programs of its user may not look into it, root alone may. */
void secret_no_core(void);

/* Overwrites; the compiler may not drop it. */
void secret_wipe(void *data, size_t len);

/* Constant time. */
bool secret_same(const void *a, const void *b, size_t len);

/* Hexadecimal, small letters. OUT takes 2 × LEN characters and a NUL. Decoding wants exactly LEN bytes. */
void hex_encode(const void *data, size_t len, char *out);
bool hex_decode(const char *text, void *out, size_t len) WARN_UNUSED;

/* Base64 with padding (RFC 4648, 4). Decoding appends to OUT, takes at most MAX bytes, and leaves OUT alone on failure. */
void base64_add(struct strbuf *out, const void *data, size_t len);
bool base64_decode(const char *text, size_t len, size_t max, struct strbuf *out) WARN_UNUSED;
/* The same of what is no secret, as sealed records in a page of thousands: quicker, in a time that depends on the digits. */
bool base64_decode_open(const char *text, size_t len, size_t max, struct strbuf *out) WARN_UNUSED;

#endif
