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
