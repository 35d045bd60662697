/* Photographs: what is shown of a good one, and what becomes of files that are not what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <SDL_image.h>
#include <cmocka.h>

#include "kiosk/photo.h"

enum { W = 300, H = 120 };

struct file {
	unsigned char data[400000];
	size_t len;
};

/* A picture whose left half is red and whose right half is blue. */
static void make(struct file *file, int w, int h, bool png)
{
	SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 24, SDL_PIXELFORMAT_RGB24);
	SDL_RWops *rw = SDL_RWFromMem(file->data, sizeof(file->data));
	SDL_Rect right = { .x = w / 2, .w = w - w / 2, .h = h };

	assert_non_null(surface);
	SDL_FillRect(surface, NULL, SDL_MapRGB(surface->format, 200, 0, 0));
	SDL_FillRect(surface, &right, SDL_MapRGB(surface->format, 0, 0, 200));
	assert_int_equal(png ? IMG_SavePNG_RW(surface, rw, 0) : IMG_SaveJPG_RW(surface, rw, 0, 90), 0);
	file->len = (size_t)SDL_RWtell(rw);
	SDL_RWclose(rw);
	SDL_FreeSurface(surface);
}

static bool near(uint32_t argb, int r, int g, int b)
{
	return abs((int)(argb >> 16 & 0xff) - r) < 12 && abs((int)(argb >> 8 & 0xff) - g) < 12 && abs((int)(argb & 0xff) - b) < 12;
}

static void a_photograph_fills_its_place_from_its_middle(void **state)
{
	static const int sizes[][2] = { { 1200, 400 }, { 300, 900 }, { 40, 40 }, { 3, 2 } };
	static struct file file;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int png = 0; png < 2; png++) {
			uint32_t *argb;

			make(&file, sizes[i][0], sizes[i][1], png);
			argb = photo_decode(file.data, file.len, W, H, &err);
			assert_non_null(argb);
			if (sizes[i][0] >= 40) { /* a JPEG of three pixels has colours of its own */
				assert_true(near(argb[H / 2 * W + 10], 200, 0, 0));
				assert_true(near(argb[H / 2 * W + W - 10], 0, 0, 200));
			}
			assert_int_equal(argb[H / 2 * W + W / 2] >> 24, 0xff);
			assert_true(argb[0] >> 24 < 0x40); /* round corners */
			free(argb);
		}
}

static void what_is_cut_off_or_changed_is_refused_or_shown_never_worse(void **state)
{
	static struct file good, bad;
	struct err err;

	(void)state;
	for (int png = 0; png < 2; png++) {
		make(&good, 200, 100, png);
		for (size_t len = 0; len < good.len; len += 1 + good.len / 150)
			free(photo_decode(good.data, len, W, H, &err));
		for (size_t at = 0; at < good.len; at += 1 + good.len / 300) {
			bad = good;
			bad.data[at] ^= 0x5a;
			free(photo_decode(bad.data, bad.len, W, H, &err));
		}
	}
}

static void a_bomb_is_refused_before_it_is_decoded(void **state)
{
	static struct file file;
	static const char gif[] = "GIF89a.............................";
	struct err err;

	(void)state;
	make(&file, 64, 64, true);
	memcpy(file.data + 16, "\x00\x00\x1b\x58\x00\x00\x1b\x58", 8); /* it says 7,000 by 7,000 */
	assert_null(photo_decode(file.data, file.len, W, H, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	assert_non_null(strstr(err.text, "7000 by 7000 pixels"));
	make(&file, 64, 64, false);
	assert_null(photo_decode(file.data, file.len - 400, W, H, &err));
	assert_string_equal(err.text, "cut off: its end is missing");
	assert_null(photo_decode((const unsigned char *)gif, sizeof(gif), W, H, &err));
	assert_string_equal(err.text, "neither a JPEG nor a PNG");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_photograph_fills_its_place_from_its_middle),
		cmocka_unit_test(what_is_cut_off_or_changed_is_refused_or_shown_never_worse),
		cmocka_unit_test(a_bomb_is_refused_before_it_is_decoded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
