/* Pictures of the town: its arms as SVG ('s'), photographs ('p'); a body of text as blocks ('b'), a burst of a scanner's keys ('k'). */
#include "tests/fuzz/fuzz.h"

#include "common/base/arena.h"
#include "common/domain/tracking.h"
#include "kiosk/frame.h"
#include "kiosk/photo.h"
#include "kiosk/scanner.h"
#include "kiosk/screens/blocks.h"

static void draw_arms(struct bytes svg)
{
	struct arms *arms = arms_new();
	char *text = strndup((const char *)svg.data, svg.len);
	int w, h;

	if (arms_picture(arms, text, 48, &w, &h))
		must(w > 0 && h > 0, NULL);
	free(text);
	arms_free(arms);
}

static void draw_photo(struct bytes file)
{
	struct err err = { .text = "" };
	uint32_t *argb = photo_decode(file.data, file.len, 64, 40, &err);

	must(argb || *err.text, NULL);
	free(argb);
}

static void read_blocks(struct bytes text)
{
	struct arena *arena = arena_new();
	const struct block *blocks;

	must(blocks_read(arena, arena_strndup(arena, (const char *)text.data, text.len), &blocks) <= BLOCKS_MAX, NULL);
	arena_free(arena);
}

static void scan(struct bytes keys)
{
	struct scanner scanner = { .keys = 0 };
	uint32_t ms = 1000;

	for (size_t i = 0; i + 1 < keys.len; i += 2) {
		char text[2] = { (char)keys.data[i], '\0' };

		ms += keys.data[i + 1];
		(void)scanner_key(&scanner, (char)keys.data[i], ms);
		scanner_text(&scanner, text);
		if (scanner_is_scan(&scanner)) {
			(void)tracking_read(scanner.by_key);
			(void)tracking_read(scanner.by_text);
		}
	}
	must(strlen(scanner.by_key) <= SCAN_MAX && strlen(scanner.by_text) <= SCAN_MAX, NULL);
	scanner_clear(&scanner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest;

	switch (fuzz_which(data, size, &rest)) {
	case 's':
		draw_arms(rest);
		break;
	case 'p':
		draw_photo(rest);
		break;
	case 'b':
		read_blocks(rest);
		break;
	case 'k':
		scan(rest);
		break;
	default:
		break;
	}
	return 0;
}
