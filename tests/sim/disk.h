/* One file of a terminal's disk, as a database keeps it: what is written belongs to a transaction, a transaction counts once
 * it is committed, and is safe from the power going once it is synced. The file's contents lie in the terminal's memory;
 * here stands what they were before, until that is certain.
 *
 * A program that dies takes back what it had not committed. When the power goes, of what was committed and not synced each
 * transaction may be there, not there, or torn; a reader takes them in order up to the first that is not whole (a log with
 * checksums), so that what was written later is gone with it, even if it had reached the disk first.
 */
#ifndef PARVIS_TESTS_SIM_DISK_H
#define PARVIS_TESTS_SIM_DISK_H

#include "common/base/util.h"

struct rng;

enum { DISK_CELL = 40 };

struct undo {
	void **base;         /* where the array lies now */
	uint32_t offset;
	uint16_t len;
	bool commit;         /* a mark: all before it is one transaction */
	unsigned char was[DISK_CELL];
};

struct disk {
	struct undo *undo;
	size_t count, cap;
	size_t open;         /* where the transaction under way begins */
	bool torn;           /* the last loss of power took something that was committed */
};

/* Sets LEN bytes at OFFSET of the array at *BASE. */
void disk_write(struct disk *disk, void **base, size_t offset, const void *value, size_t len);
void disk_commit(struct disk *disk, bool sync);
void disk_sync(struct disk *disk);
void disk_rollback(struct disk *disk);
void disk_power_loss(struct disk *disk, const struct rng *rng);
void disk_done(struct disk *disk);

#endif
