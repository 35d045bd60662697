#include "common/base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

/* The length a first byte announces, 0 when it cannot be a first byte. */
static size_t announced(unsigned char c)
{
	if (c < 0x80)
		return 1;
	if (c >= 0xC2 && c < 0xE0)
		return 2;
	if (c >= 0xE0 && c < 0xF0)
		return 3;
	if (c >= 0xF0 && c < 0xF5)
		return 4;
	return 0;
}

/* Decodes at S (LEFT bytes are there); *RET_LEN is 1 for a damaged byte. */
static uint32_t decode(const unsigned char *s, size_t left, size_t *ret_len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = announced(s[0]);
	uint32_t c;

	*ret_len = 1;
	if (len == 1)
		return s[0];
	if (len == 0 || len > left)
		return REPLACEMENT;
	c = s[0] & (0xFFu >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (s[i] & 0x3F);
	}
	if (c < least[len] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return REPLACEMENT;
	*ret_len = len;
	return c;
}

uint32_t utf8_next(const char **s)
{
	size_t len, left;
	uint32_t c;

	if (!**s)
		return 0;
	left = strnlen(*s, 4);
	c = decode((const unsigned char *)*s, left, &len);
	*s += len;
	return c;
}

size_t utf8_encode(uint32_t c, char *out)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | (c >> 18 & 7));
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool utf8_acts(uint32_t c)
{
	return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool utf8_disarm(char *s)
{
	const char *from = s;
	char *to = s;
	bool any = false;

	for (;;) {
		const char *start = from;
		uint32_t c = utf8_next(&from);

		if (c == 0)
			break;
		if (c == REPLACEMENT && from - start == 1) {
			*to++ = '?';
			any = true;
		} else if (utf8_acts(c)) {
			any = true;
		} else {
			memmove(to, start, (size_t)(from - start));
			to += from - start;
		}
	}
	*to = '\0';
	return any;
}

bool utf8_valid(const char *s, size_t len)
{
	for (size_t at = 0; at < len;) {
		size_t step;
		uint32_t c = decode((const unsigned char *)s + at, len - at, &step);

		if (c == REPLACEMENT && step == 1)
			return false;
		at += step;
	}
	return true;
}

size_t utf8_count(const char *s)
{
	size_t n = 0;

	while (utf8_next(&s))
		n++;
	return n;
}

size_t utf8_offset(const char *s, size_t chars)
{
	const char *at = s;

	while (chars-- && utf8_next(&at))
		continue;
	return (size_t)(at - s);
}

size_t utf8_prev(const char *s, size_t at)
{
	size_t start = at;

	if (at == 0)
		return 0;
	do
		start--;
	while (start > 0 && at - start < 4 && ((unsigned char)s[start] & 0xC0) == 0x80);
	return start;
}

size_t utf8_fit(const char *s, size_t max)
{
	size_t len = strnlen(s, max);

	if (!s[len])
		return len;
	while (len > 0 && ((unsigned char)s[len] & 0xC0) == 0x80)
		len--;
	return len;
}

void utf8_copy(char *out, size_t size, const char *s)
{
	size_t len = utf8_fit(s, size - 1);

	memcpy(out, s, len);
	out[len] = '\0';
}
