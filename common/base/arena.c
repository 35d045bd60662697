#include "common/base/arena.h"

#include <stdalign.h>

enum { BLOCK_SIZE = 32 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct block *first; /* the one in use is first */
};

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = malloc(sizeof(*block) + size);

	if (!block)
		abort();
	block->next = next;
	block->size = size;
	block->used = 0;
	return block;
}

struct arena *arena_new(void)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		abort();
	return arena;
}

static void blocks_free(struct block *block)
{
	while (block) {
		struct block *next = block->next;

		explicit_bzero(block->data, block->used);
		free(block);
		block = next;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	blocks_free(arena->first);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	if (!arena->first)
		return;
	blocks_free(arena->first->next);
	arena->first->next = NULL;
	explicit_bzero(arena->first->data, arena->first->used);
	arena->first->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block = arena->first;
	void *memory;

	if (size > SIZE_MAX / 2)
		abort();
	size = (size + align - 1) / align * align;
	if (!block || block->size - block->used < size)
		block = arena->first = block_new(MAX(size, (size_t)BLOCK_SIZE), block);
	memory = block->data + block->used;
	block->used += size;
	return memset(memory, 0, size);
}

char *arena_strndup(struct arena *arena, const char *s, size_t len)
{
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
	return s ? arena_strndup(arena, s, strlen(s)) : NULL;
}

char *arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len < 0)
		abort();
	text = arena_alloc(arena, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vprintf(arena, fmt, args);
	va_end(args);
	return text;
}
