#include "common/base/strbuf.h"

#include "common/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static void reserve(struct strbuf *buf, size_t more)
{
	size_t need = buf->len + more + 1;
	size_t cap = MAX(buf->cap, (size_t)32);
	char *data;

	if (need <= buf->cap)
		return;
	if (more > SIZE_MAX / 4)
		abort();
	while (cap < need)
		cap *= 2;
	data = malloc(cap);
	if (!data)
		abort();
	if (buf->data) {
		memcpy(data, buf->data, buf->len + 1);
		explicit_bzero(buf->data, buf->cap);
		free(buf->data);
	} else {
		data[0] = '\0';
	}
	buf->data = data;
	buf->cap = cap;
}

void strbuf_done(struct strbuf *buf)
{
	if (buf->data) {
		explicit_bzero(buf->data, buf->cap);
		free(buf->data);
	}
	*buf = (struct strbuf)STRBUF_INIT;
}

void strbuf_clear(struct strbuf *buf)
{
	if (buf->data)
		explicit_bzero(buf->data, buf->cap);
	buf->len = 0;
}

const char *strbuf_str(const struct strbuf *buf)
{
	return buf->data ? buf->data : "";
}

void strbuf_addn(struct strbuf *buf, const void *data, size_t len)
{
	strbuf_insert(buf, buf->len, data, len);
}

void strbuf_add(struct strbuf *buf, const char *s)
{
	strbuf_addn(buf, s, strlen(s));
}

void strbuf_addc(struct strbuf *buf, char c)
{
	strbuf_addn(buf, &c, 1);
}

void strbuf_addf(struct strbuf *buf, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	reserve(buf, (size_t)len);
	va_start(ap, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	buf->len += (size_t)len;
}

void strbuf_add_json(struct strbuf *buf, const char *s)
{
	strbuf_addc(buf, '"');
	while (*s) {
		size_t plain = 0;
		char utf8[4];
		uint32_t c;

		while ((unsigned char)s[plain] >= 0x20 && (unsigned char)s[plain] < 0x7F && s[plain] != '"' && s[plain] != '\\')
			plain++;
		strbuf_addn(buf, s, plain);
		s += plain;
		c = utf8_next(&s);
		if (c == '"' || c == '\\')
			strbuf_addf(buf, "\\%c", (char)c);
		else if (c == '\n')
			strbuf_add(buf, "\\n");
		else if (c >= 0x20 && c != 0x7F)
			strbuf_addn(buf, utf8, utf8_encode(c, utf8));
		else if (c)
			strbuf_addf(buf, "\\u%04x", (unsigned)c);
	}
	strbuf_addc(buf, '"');
}

void strbuf_truncate(struct strbuf *buf, size_t len)
{
	if (len >= buf->len)
		return;
	explicit_bzero(buf->data + len, buf->len - len);
	buf->len = len;
}

void strbuf_insert(struct strbuf *buf, size_t at, const void *data, size_t len)
{
	reserve(buf, len);
	memmove(buf->data + at + len, buf->data + at, buf->len - at + 1);
	if (len)
		memcpy(buf->data + at, data, len);
	buf->len += len;
}

void strbuf_remove(struct strbuf *buf, size_t at, size_t len)
{
	if (at >= buf->len)
		return;
	len = MIN(len, buf->len - at);
	memmove(buf->data + at, buf->data + at + len, buf->len - at - len + 1);
	buf->len -= len;
	explicit_bzero(buf->data + buf->len + 1, len - (len > 0));
}

char *strbuf_take(struct strbuf *buf)
{
	char *data;

	reserve(buf, 0);
	data = buf->data;
	*buf = (struct strbuf)STRBUF_INIT;
	return data;
}

/* A pipe that nobody writes to would keep its reader for ever, as early as open. */
static bool is_file(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return false;
	if (S_ISREG(st.st_mode))
		return true;
	errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	return false;
}

static bool read_file(struct strbuf *buf, const char *path, int flags, size_t max)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags);
	size_t start = buf->len;
	int saved;

	if (fd < 0)
		return false;
	if (!is_file(fd)) {
		saved = errno;
		close(fd);
		errno = saved;
		return false;
	}
	for (;;) {
		ssize_t got;

		reserve(buf, 64 * 1024);
		got = read(fd, buf->data + buf->len, 64 * 1024);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			break;
		if (got > 0)
			buf->len += (size_t)got;
		if (got > 0)
			buf->data[buf->len] = '\0';
		if (got < 0 || buf->len - start > max) {
			saved = got < 0 ? errno : EFBIG;
			close(fd);
			strbuf_truncate(buf, start);
			errno = saved;
			return false;
		}
	}
	close(fd);
	return true;
}

bool strbuf_read_file(struct strbuf *buf, const char *path, size_t max)
{
	return read_file(buf, path, 0, max);
}

bool strbuf_read_file_here(struct strbuf *buf, const char *path, size_t max)
{
	return read_file(buf, path, O_NOFOLLOW, max);
}
