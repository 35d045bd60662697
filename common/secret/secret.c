#include "common/secret/secret.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

bool secret_init(struct err *err)
{
	return sodium_init() >= 0 || err_set(err, ERR_SYSTEM, "libsodium does not start on this machine");
}

void secret_no_core(void)
{
	/* One byte: less than any file of the kind has, and the limit at which Linux does not start a collector either (core(5)). */
	struct rlimit limit = { .rlim_cur = 1, .rlim_max = 1 };

	if (setrlimit(RLIMIT_CORE, &limit) != 0) {
		limit = (struct rlimit){ 0 }; /* the limit was at none already */
		(void)setrlimit(RLIMIT_CORE, &limit);
	}
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); /* until execv, after which main comes here again */
}

void secret_wipe(void *data, size_t len)
{
	sodium_memzero(data, len);
}

bool secret_same(const void *a, const void *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}

void hex_encode(const void *data, size_t len, char *out)
{
	sodium_bin2hex(out, len * 2 + 1, data, len);
}

bool hex_decode(const char *text, void *out, size_t len)
{
	size_t got;

	/* The library reads capital letters too; one value has one text here. */
	if (strlen(text) != 2 * len || strspn(text, "0123456789abcdef") != 2 * len)
		return false;
	return sodium_hex2bin(out, len, text, 2 * len, NULL, &got, NULL) == 0 && got == len;
}

void base64_add(struct strbuf *out, const void *data, size_t len)
{
	size_t size = sodium_base64_encoded_len(len, sodium_base64_VARIANT_ORIGINAL); /* with its NUL */
	size_t at = out->len;
	static const char zeroes[256];

	for (size_t left = size; left > 0;) {
		size_t step = MIN(left, sizeof(zeroes));

		strbuf_addn(out, zeroes, step);
		left -= step;
	}
	sodium_bin2base64(out->data + at, size, data, len, sodium_base64_VARIANT_ORIGINAL);
	strbuf_truncate(out, at + size - 1);
}

bool base64_decode(const char *text, size_t len, size_t max, struct strbuf *out)
{
	size_t room = len / 4 * 3, got;
	unsigned char *bytes;
	bool ok;

	if (len % 4 != 0 || room > max + 2)
		return false;
	for (size_t i = 0; i < len; i++) /* libsodium takes bytes beyond ASCII for digits */
		if ((unsigned char)text[i] > 0x7f)
			return false;
	bytes = malloc(room + 1);
	if (!bytes)
		abort();
	ok = sodium_base642bin(bytes, room, text, len, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 && got <= max;
	if (ok)
		strbuf_addn(out, bytes, got);
	sodium_memzero(bytes, room + 1);
	free(bytes);
	return ok;
}

/* RFC 4648, table 1; each digit's value and one. */
static const unsigned char digits[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
	['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
	['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40,
	['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56,
	['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};

/* Four digits, of which the last PAD are none. False: not four, or bits that would be lost. */
static bool decode_four(const unsigned char *text, size_t pad, unsigned char out[3])
{
	unsigned a = digits[text[0]], b = digits[text[1]], c = pad > 1 ? 1 : digits[text[2]], d = pad > 0 ? 1 : digits[text[3]];
	unsigned bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);

	if (!a || !b || !c || !d || (pad && bits & ((1U << 8 * pad) - 1)))
		return false;
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return true;
}

bool base64_decode_open(const char *text, size_t len, size_t max, struct strbuf *out)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t before = out->len, pad;
	unsigned char some[3 * 256];

	if (len % 4 != 0)
		return false;
	pad = len && text[len - 1] == '=' ? 1 + (text[len - 2] == '=') : 0;
	if (len / 4 * 3 > max + pad)
		return false;
	for (size_t left = len / 4; left > 0;) {
		size_t count = MIN(left, sizeof(some) / 3);

		left -= count;
		for (size_t i = 0; i < count; i++, at += 4)
			if (!decode_four(at, left == 0 && i + 1 == count ? pad : 0, some + 3 * i)) {
				strbuf_truncate(out, before);
				return false;
			}
		strbuf_addn(out, some, 3 * count - (left == 0 ? pad : 0));
	}
	return true;
}
