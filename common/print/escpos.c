#include "common/print/escpos.h"

enum { DLE = 0x10, EOT = 0x04, ENQ = 0x05, DC4 = 0x14 };

static bool is_realtime(unsigned char first, unsigned char second)
{
	return first == DLE && (second == EOT || second == ENQ || second == DC4);
}

static void add_band(const struct raster *raster, int y, int rows, struct strbuf *out)
{
	const unsigned char header[] = {
		0x1d, 'v', '0', 0,
		(unsigned char)(raster->stride & 0xff), (unsigned char)(raster->stride >> 8),
		(unsigned char)(rows & 0xff), (unsigned char)(rows >> 8),
	};
	size_t start, len = (size_t)rows * raster->stride;

	strbuf_addn(out, header, sizeof(header));
	start = out->len;
	strbuf_addn(out, raster->bits + (size_t)y * raster->stride, len);
	for (size_t i = start; i + 1 < start + len; i++) {
		if (is_realtime((unsigned char)out->data[i], (unsigned char)out->data[i + 1]))
			out->data[i] |= 0x08;
	}
	/* A band's last byte may not begin one with what follows: GS and ESC never complete it. */
}

void escpos_encode(const struct raster *raster, bool cut, struct strbuf *out)
{
	static const char start[] = { 0x1b, '@', 0x1d, 'a', 0 };
	static const char feed_and_cut[] = { 0x1d, 'V', 'B', 0 }; /* feeds to the blade first */
	static const char feed[] = { 0x1b, 'd', 5 };              /* past the tear-off edge */

	strbuf_addn(out, start, sizeof(start));
	for (int y = 0; y < raster->height; y += ESCPOS_BAND)
		add_band(raster, y, MIN(ESCPOS_BAND, raster->height - y), out);
	if (cut)
		strbuf_addn(out, feed_and_cut, sizeof(feed_and_cut));
	else
		strbuf_addn(out, feed, sizeof(feed));
}
