/* A body of text as the town publishes it: JSON blocks (common/store/sql/content.sql) to tree nodes. */
#ifndef PARVIS_SCREENS_BLOCKS_H
#define PARVIS_SCREENS_BLOCKS_H

#include "common/base/arena.h"
#include "kiosk/ui/node.h"

struct block {
	enum { BLOCK_HEADING, BLOCK_TEXT, BLOCK_ITEM, BLOCK_NOTE } kind;
	const char *text;
};

/* JSON, or plain text with line ends, to blocks in ARENA; what cannot be read is left out. At most BLOCKS_MAX. */
enum { BLOCKS_MAX = 2000 };
size_t blocks_read(struct arena *arena, const char *body, const struct block **ret_blocks);

void blocks_build(struct ui *ui, const struct block *blocks, size_t count);

#endif
