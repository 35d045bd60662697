#include "kiosk/screens/blocks.h"

#include <jansson.h>

struct reading {
	struct arena *arena;
	struct block *items;
	size_t count;
};

static void add(struct reading *reading, int kind, const json_t *text)
{
	const char *s = json_string_value(text);

	if (s && *s && reading->count < BLOCKS_MAX)
		reading->items[reading->count++] = (struct block){ .kind = kind, .text = arena_strdup(reading->arena, s) };
}

static void add_block(struct reading *reading, const json_t *block)
{
	const json_t *items = json_object_get(block, "li");

	add(reading, BLOCK_HEADING, json_object_get(block, "h"));
	add(reading, BLOCK_TEXT, json_object_get(block, "p"));
	add(reading, BLOCK_NOTE, json_object_get(block, "note"));
	for (size_t i = 0; i < json_array_size(items); i++)
		add(reading, BLOCK_ITEM, json_array_get(items, i));
}

static size_t how_many(const json_t *root)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(root); i++)
		count += 3 + json_array_size(json_object_get(json_array_get(root, i), "li"));
	return count < BLOCKS_MAX ? count : BLOCKS_MAX;
}

size_t blocks_read(struct arena *arena, const char *body, const struct block **ret_blocks)
{
	struct reading reading = { .arena = arena };
	json_t *root = body ? json_loads(body, 0, NULL) : NULL;

	if (json_is_array(root)) {
		reading.items = ARENA_ARRAY(arena, struct block, how_many(root) + 1);
		for (size_t i = 0; i < json_array_size(root); i++)
			add_block(&reading, json_array_get(root, i));
	} else if (!root && body && *body) {
		reading.items = ARENA_NEW(arena, struct block);
		reading.items[reading.count++] = (struct block){ .kind = BLOCK_TEXT, .text = arena_strdup(arena, body) };
	}
	json_decref(root);
	*ret_blocks = reading.items;
	return reading.count;
}

void blocks_build(struct ui *ui, const struct block *blocks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		switch (blocks[i].kind) {
		case BLOCK_HEADING:
			ui_heading(ui, blocks[i].text);
			break;
		case BLOCK_TEXT:
			ui_text(ui, blocks[i].text);
			break;
		case BLOCK_ITEM:
			ui_text(ui, ui_fmt(ui, "\u2022\u00a0%s", blocks[i].text));
			break;
		case BLOCK_NOTE:
			ui_notice(ui, TONE_WARNING, ICON_INFO);
			ui_text(ui, blocks[i].text);
			ui_end(ui);
			break;
		}
	}
}
