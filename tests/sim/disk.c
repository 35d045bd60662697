#include "tests/sim/disk.h"

#include "common/base/rand.h"

#include <stdlib.h>

static struct undo *add(struct disk *disk)
{
	if (disk->count == disk->cap) {
		disk->cap = disk->cap ? 2 * disk->cap : 16;
		disk->undo = realloc(disk->undo, disk->cap * sizeof(*disk->undo));
		if (!disk->undo)
			abort();
	}
	return &disk->undo[disk->count++];
}

void disk_write(struct disk *disk, void **base, size_t offset, const void *value, size_t len)
{
	struct undo *undo = add(disk);

	if (len > DISK_CELL)
		abort();
	undo->base = base;
	undo->offset = (uint32_t)offset;
	undo->len = (uint16_t)len;
	undo->commit = false;
	memcpy(undo->was, (char *)*base + offset, len);
	memcpy((char *)*base + offset, value, len);
}

void disk_sync(struct disk *disk)
{
	disk->count = disk->open = 0;
}

void disk_commit(struct disk *disk, bool sync)
{
	if (sync) {
		disk_sync(disk);
		return;
	}
	add(disk)->commit = true;
	disk->open = disk->count;
}

static void take_back(struct disk *disk, size_t to)
{
	while (disk->count > to) {
		const struct undo *undo = &disk->undo[--disk->count];

		if (!undo->commit)
			memcpy((char *)*undo->base + undo->offset, undo->was, undo->len);
	}
	disk->open = MIN(disk->open, to);
}

void disk_rollback(struct disk *disk)
{
	take_back(disk, disk->open);
}

void disk_power_loss(struct disk *disk, const struct rng *rng)
{
	enum { WHOLE, DROPPED, TORN, FATES };
	size_t keep = 0;

	disk_rollback(disk);
	disk->torn = false;
	for (size_t i = 0; i < disk->count; i++)
		if (disk->undo[i].commit) {
			if (rng_below(rng, FATES) != WHOLE)
				break;
			keep = i + 1;
		}
	disk->torn = keep < disk->count;
	take_back(disk, keep);
	disk_sync(disk);
}

void disk_done(struct disk *disk)
{
	free(disk->undo);
	*disk = (struct disk){ .count = 0 };
}
