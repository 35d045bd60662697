#include "hub/encode.h"

#include <strings.h>
#include <zlib.h>
#include <zstd.h>

enum { ZSTD_LEVEL = 3, GZIP_LEVEL = 6, GZIP_WINDOW = 15 + 16 /* with gzip's header */, GZIP_MEMORY = 8 };

static const char *const names[ENCODINGS] = { [ENCODING_GZIP] = "gzip", [ENCODING_ZSTD] = "zstd" };

const char *encoding_name(enum encoding encoding)
{
	return names[encoding];
}

/* "zstd", "zstd;q=0.5"; not "zstd;q=0" and not "xzstd". */
static bool accepts(const char *accept, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = accept; *at; at += strcspn(at, ","), at += *at == ',') {
		const char *rest;

		at += strspn(at, " \t");
		if (strncasecmp(at, name, len) != 0)
			continue;
		rest = at + len + strspn(at + len, " \t");
		if (*rest == ';') {
			rest += 1 + strspn(rest + 1, " \t");
			return strncasecmp(rest, "q=", 2) != 0 || strtod(rest + 2, NULL) > 0;
		}
		if (!*rest || *rest == ',')
			return true;
	}
	return false;
}

enum encoding encoding_choose(const char *accept)
{
	for (enum encoding e = ENCODING_ZSTD; accept && e > ENCODING_NONE; e--)
		if (accepts(accept, names[e]))
			return e;
	return ENCODING_NONE;
}

static void encode_zstd(const void *data, size_t len, struct strbuf *out)
{
	size_t room = ZSTD_compressBound(len), got;
	char *packed = malloc(room);

	if (!packed)
		abort();
	got = ZSTD_compress(packed, room, data, len, ZSTD_LEVEL);
	if (ZSTD_isError(got)) /* for want of memory: there is room for whatever it can be */
		abort();
	strbuf_addn(out, packed, got);
	free(packed);
}

static void encode_gzip(const void *data, size_t len, struct strbuf *out)
{
	z_stream zip = { .next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)len };
	char *packed;
	size_t room;

	if (deflateInit2(&zip, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&zip, len);
	packed = malloc(room);
	if (!packed)
		abort();
	zip.next_out = (Bytef *)packed;
	zip.avail_out = (uInt)room;
	if (deflate(&zip, Z_FINISH) != Z_STREAM_END)
		abort();
	strbuf_addn(out, packed, zip.total_out);
	deflateEnd(&zip);
	free(packed);
}

void encode(enum encoding encoding, const void *data, size_t len, struct strbuf *out)
{
	switch (encoding) {
	case ENCODING_ZSTD:
		encode_zstd(data, len, out);
		return;
	case ENCODING_GZIP:
		encode_gzip(data, len, out);
		return;
	case ENCODING_NONE:
	case ENCODINGS:
		strbuf_addn(out, data, len);
		return;
	}
}
