#include "common/domain/picture.h"

static uint32_t be(const unsigned char *at, int bytes)
{
	uint32_t n = 0;

	for (int i = 0; i < bytes; i++)
		n = n << 8 | at[i];
	return n;
}

/* ---- PNG: a signature, then chunks of length, type, data and CRC, the last of them IEND */

static const unsigned char png_head[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

/* ISO/IEC 15948, annex D */
static uint32_t crc(const unsigned char *data, size_t len)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		sum ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

static bool png_size(const unsigned char *data, size_t len, struct picture_size *size)
{
	if (len < 33 || memcmp(data, png_head, sizeof(png_head)) != 0 || memcmp(data + 12, "IHDR", 4) != 0)
		return false;
	*size = (struct picture_size){ .w = be(data + 16, 4), .h = be(data + 20, 4), .png = true };
	return true;
}

static bool png_whole(const unsigned char *data, size_t len, struct err *err)
{
	for (size_t at = sizeof(png_head); len - at >= 12;) {
		size_t chunk = be(data + at, 4);

		if (chunk > len - at - 12)
			break;
		if (crc(data + at + 4, chunk + 4) != be(data + at + 8 + chunk, 4))
			return err_set(err, ERR_BAD_INPUT, "damaged: a checksum in it does not fit");
		if (memcmp(data + at + 4, "IEND", 4) == 0)
			return true;
		at += 12 + chunk;
	}
	return err_set(err, ERR_BAD_INPUT, "cut off: its end is missing");
}

/* ---- JPEG: segments of a marker and a length, of which one tells the frame's size; then data up to EOI */

static bool jpeg_size(const unsigned char *data, size_t len, struct picture_size *size)
{
	size_t at = 2;

	if (len < 4 || data[0] != 0xff || data[1] != 0xd8)
		return false;
	while (at + 9 <= len && data[at] == 0xff) {
		unsigned char marker = data[at + 1];

		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
			*size = (struct picture_size){ .w = be(data + at + 7, 2), .h = be(data + at + 5, 2) };
			return true;
		}
		at += marker == 0xff ? 1 : 2 + be(data + at + 2, 2);
	}
	return false;
}

/* One that was cut off decodes, the rest of it grey: its last marker tells. Some programs write something behind it. */
static bool jpeg_whole(const unsigned char *data, size_t len, struct err *err)
{
	for (size_t i = len; i-- > 1 && len - i < 65536;)
		if (data[i - 1] == 0xff && data[i] == 0xd9)
			return true;
	return err_set(err, ERR_BAD_INPUT, "cut off: its end is missing");
}

bool picture_look(const unsigned char *data, size_t len, struct picture_size *ret_size, struct err *err)
{
	struct picture_size size;

	if (len > PICTURE_BYTES_MAX)
		return err_set(err, ERR_LIMIT, "larger than %d MB", PICTURE_BYTES_MAX >> 20);
	if (!png_size(data, len, &size) && !jpeg_size(data, len, &size))
		return err_set(err, ERR_BAD_INPUT, "neither a JPEG nor a PNG");
	if (!size.w || !size.h || size.w > PICTURE_SIDE_MAX || size.h > PICTURE_SIDE_MAX || (uint64_t)size.w * size.h > PICTURE_PIXELS_MAX)
		return err_set(err, ERR_LIMIT, "%u by %u pixels; at most %d million of them, %d a side", (unsigned)size.w, (unsigned)size.h,
		               PICTURE_PIXELS_MAX / 1000000, PICTURE_SIDE_MAX);
	if (!(size.png ? png_whole : jpeg_whole)(data, len, err))
		return false;
	*ret_size = size;
	return true;
}
