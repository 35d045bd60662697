/* Content-Encoding of what the hub answers to terminals: zstd, or gzip for those that do not know it, or none.
 * Pure functions. Out of memory aborts.
 */
#ifndef PARVIS_HUB_ENCODE_H
#define PARVIS_HUB_ENCODE_H

#include "common/base/strbuf.h"

enum encoding { ENCODING_NONE, ENCODING_GZIP, ENCODING_ZSTD, ENCODINGS };

enum { ENCODE_LEAST = 512 /* bytes; a smaller answer is one packet anyway */ };

/* The best one that ACCEPT (the header Accept-Encoding, NULL when absent) allows. */
enum encoding encoding_choose(const char *accept);

const char *encoding_name(enum encoding encoding); /* NULL for none */

/* Appends DATA to OUT. */
void encode(enum encoding encoding, const void *data, size_t len, struct strbuf *out);

#endif
