/* A growing string. Always ends in a NUL that is not counted. Zero-initialised is empty; memory is overwritten when
 * freed or moved, since what residents type passes through here. Out of memory aborts.
 */
#ifndef PARVIS_BASE_STRBUF_H
#define PARVIS_BASE_STRBUF_H

#include "common/base/util.h"

struct strbuf {
	char *data; /* NULL while nothing was added: read it through strbuf_str */
	size_t len, cap;
};

#define STRBUF_INIT { .data = NULL }

void strbuf_done(struct strbuf *buf);
void strbuf_clear(struct strbuf *buf); /* keeps the memory, overwritten */
const char *strbuf_str(const struct strbuf *buf); /* never NULL */

void strbuf_add(struct strbuf *buf, const char *s);
void strbuf_addn(struct strbuf *buf, const void *data, size_t len);
void strbuf_addc(struct strbuf *buf, char c);
void strbuf_addf(struct strbuf *buf, const char *fmt, ...) PRINTF_LIKE(2, 3);
void strbuf_add_json(struct strbuf *buf, const char *s); /* as a JSON string with its quotes; damaged UTF-8 becomes U+FFFD */
void strbuf_truncate(struct strbuf *buf, size_t len);
void strbuf_insert(struct strbuf *buf, size_t at, const void *data, size_t len);
void strbuf_remove(struct strbuf *buf, size_t at, size_t len);

/* Takes the string out (malloc'd, to be freed by the caller); BUF is empty afterwards. Never NULL. */
char *strbuf_take(struct strbuf *buf);

/* Reads a whole file, at most MAX bytes. Returns false with errno set: EFBIG when larger, EINVAL when PATH is a pipe, a socket or a
 * device, which would not end, or keep the reader waiting. */
bool strbuf_read_file(struct strbuf *buf, const char *path, size_t max) WARN_UNUSED;

/* The same in a folder that another user may write in: PATH itself is no link either (ELOOP). */
bool strbuf_read_file_here(struct strbuf *buf, const char *path, size_t max) WARN_UNUSED;

#endif
