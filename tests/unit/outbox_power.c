/* The outbox when the power goes: a VFS in memory that forgets, at a chosen moment, what was written and not synced, or keeps
 * some of it, whole or torn at a sector, in any order. What outbox_append said was kept must be there afterwards. */
#include "common/store/outbox.h"

#include "common/store/db.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

enum { SECTOR = 512, FILES = 4, PENDING_MAX = 4096, SHM_REGIONS = 8, CUTS = 400, APPENDS = 6 };

struct change { /* since the last sync */
	sqlite3_int64 at;
	int len;              /* -1: cut to AT bytes */
	unsigned char *data;
};

struct disk_file {
	char name[128];
	bool exists;
	unsigned char *data, *durable;
	sqlite3_int64 size, durable_size;
	struct change pending[PENDING_MAX];
	int pending_count;
	void *shm[SHM_REGIONS];
};

static struct disk_file disk[FILES];
static int until_cut; /* operations until the power goes; -1: it stays */
static bool dark;
static uint64_t seed;

static uint32_t dice(uint32_t sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % sides;
}

static bool power_is_gone(void)
{
	if (!dark && until_cut >= 0 && until_cut-- == 0)
		dark = true;
	return dark;
}

/* ---- bytes */

static void set_size(unsigned char **data, sqlite3_int64 *size, sqlite3_int64 wanted)
{
	unsigned char *more = realloc(*data, (size_t)wanted + 1);

	assert_non_null(more);
	if (wanted > *size)
		memset(more + *size, 0, (size_t)(wanted - *size));
	*data = more;
	*size = wanted;
}

static void put(unsigned char **data, sqlite3_int64 *size, sqlite3_int64 at, const void *from, int len)
{
	if (at + len > *size)
		set_size(data, size, at + len);
	memcpy(*data + at, from, (size_t)len);
}

static void forget_pending(struct disk_file *file)
{
	for (int i = 0; i < file->pending_count; i++)
		free(file->pending[i].data);
	file->pending_count = 0;
}

static void make_durable(struct disk_file *file)
{
	set_size(&file->durable, &file->durable_size, file->size);
	if (file->size)
		memcpy(file->durable, file->data, (size_t)file->size);
	forget_pending(file);
}

static void remember(struct disk_file *file, sqlite3_int64 at, const void *data, int len)
{
	struct change *change = &file->pending[file->pending_count++];

	assert_true(file->pending_count < PENDING_MAX);
	*change = (struct change){ .at = at, .len = len };
	if (len > 0) {
		change->data = malloc((size_t)len);
		memcpy(change->data, data, (size_t)len);
	}
}

/* What a disk may hold after the power came back: what was synced, and any of the rest. */
static void reboot(void)
{
	for (size_t f = 0; f < FILES; f++) {
		struct disk_file *file = &disk[f];
		uint32_t mood = dice(3); /* nothing of it, all of it, some */

		for (int i = 0; i < file->pending_count; i++) {
			const struct change *change = &file->pending[i];

			if (mood == 0 || (mood == 2 && dice(2)))
				continue;
			if (change->len < 0)
				set_size(&file->durable, &file->durable_size, change->at);
			for (int part = 0; part < change->len; part += SECTOR)
				if (mood == 1 || dice(3))
					put(&file->durable, &file->durable_size, change->at + part, change->data + part, MIN(SECTOR, change->len - part));
		}
		forget_pending(file);
		set_size(&file->data, &file->size, file->durable_size);
		if (file->size)
			memcpy(file->data, file->durable, (size_t)file->size);
		for (int i = 0; i < SHM_REGIONS; i++) {
			free(file->shm[i]);
			file->shm[i] = NULL;
		}
	}
	dark = false;
	until_cut = -1;
}

static void wipe_disk(void)
{
	dark = false;
	reboot();
	for (size_t f = 0; f < FILES; f++) {
		free(disk[f].data);
		free(disk[f].durable);
		disk[f] = (struct disk_file){ .exists = false };
	}
}

/* ---- the VFS */

struct handle {
	sqlite3_file base;
	struct disk_file *file;
};

static struct disk_file *file_of(sqlite3_file *f)
{
	return ((struct handle *)f)->file;
}

static int vfs_close(sqlite3_file *f)
{
	(void)f;
	return SQLITE_OK;
}

static int vfs_read(sqlite3_file *f, void *out, int len, sqlite3_int64 at)
{
	const struct disk_file *file = file_of(f);
	sqlite3_int64 there = CLAMP(file->size - at, (sqlite3_int64)0, (sqlite3_int64)len);

	if (dark)
		return SQLITE_IOERR_READ;
	memset(out, 0, (size_t)len);
	if (there)
		memcpy(out, file->data + at, (size_t)there);
	return there == len ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *f, const void *data, int len, sqlite3_int64 at)
{
	struct disk_file *file = file_of(f);
	bool gone = power_is_gone();

	/* The write under way may still reach the disk, in part. */
	if (!gone || until_cut == -1) {
		put(&file->data, &file->size, at, data, len);
		remember(file, at, data, len);
	}
	return gone ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int vfs_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	struct disk_file *file = file_of(f);

	if (power_is_gone())
		return SQLITE_IOERR_TRUNCATE;
	set_size(&file->data, &file->size, size);
	remember(file, size, NULL, -1);
	return SQLITE_OK;
}

static int vfs_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	if (power_is_gone())
		return SQLITE_IOERR_FSYNC;
	make_durable(file_of(f));
	return SQLITE_OK;
}

static int vfs_size(sqlite3_file *f, sqlite3_int64 *size)
{
	*size = file_of(f)->size;
	return SQLITE_OK;
}

static int vfs_lock(sqlite3_file *f, int level)
{
	(void)f;
	(void)level;
	return SQLITE_OK;
}

static int vfs_reserved(sqlite3_file *f, int *out)
{
	(void)f;
	*out = 0;
	return SQLITE_OK;
}

static int vfs_control(sqlite3_file *f, int op, void *arg)
{
	(void)f;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int vfs_sector(sqlite3_file *f)
{
	(void)f;
	return SECTOR;
}

static int vfs_traits(sqlite3_file *f)
{
	(void)f;
	return 0; /* nothing is promised: no atomic writes, no safe append */
}

static int vfs_shm_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
	struct disk_file *file = file_of(f);

	assert_true(region < SHM_REGIONS);
	if (!file->shm[region] && extend)
		file->shm[region] = calloc(1, (size_t)size);
	*out = file->shm[region];
	return SQLITE_OK;
}

static int vfs_shm_lock(sqlite3_file *f, int at, int count, int flags)
{
	(void)f;
	(void)at;
	(void)count;
	(void)flags;
	return SQLITE_OK;
}

static void vfs_shm_barrier(sqlite3_file *f)
{
	(void)f;
}

static int vfs_shm_unmap(sqlite3_file *f, int remove)
{
	(void)f;
	(void)remove;
	return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = vfs_close, .xRead = vfs_read, .xWrite = vfs_write, .xTruncate = vfs_truncate, .xSync = vfs_sync,
	.xFileSize = vfs_size, .xLock = vfs_lock, .xUnlock = vfs_lock, .xCheckReservedLock = vfs_reserved,
	.xFileControl = vfs_control, .xSectorSize = vfs_sector, .xDeviceCharacteristics = vfs_traits, .xShmMap = vfs_shm_map,
	.xShmLock = vfs_shm_lock, .xShmBarrier = vfs_shm_barrier, .xShmUnmap = vfs_shm_unmap,
};

static struct disk_file *find_file(const char *name, bool create)
{
	for (size_t f = 0; f < FILES; f++)
		if (disk[f].exists && streq(disk[f].name, name))
			return &disk[f];
	for (size_t f = 0; create && f < FILES; f++)
		if (!disk[f].exists) {
			disk[f].exists = true;
			snprintf(disk[f].name, sizeof(disk[f].name), "%s", name);
			return &disk[f];
		}
	return NULL;
}

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
	struct handle *handle = (struct handle *)f;

	(void)vfs;
	handle->file = name ? find_file(name, (flags & SQLITE_OPEN_CREATE) != 0) : NULL;
	handle->base.pMethods = handle->file ? &methods : NULL;
	if (out_flags)
		*out_flags = flags;
	return handle->file && !dark ? SQLITE_OK : SQLITE_CANTOPEN;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	struct disk_file *file = find_file(name, false);

	(void)vfs;
	(void)sync_folder;
	if (power_is_gone())
		return SQLITE_IOERR_DELETE;
	if (file) {
		set_size(&file->data, &file->size, 0);
		make_durable(file);
		file->exists = false;
	}
	return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	(void)flags;
	*out = find_file(name, false) != NULL;
	return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
	(void)vfs;
	sqlite3_snprintf(size, out, "%s", name);
	return SQLITE_OK;
}

/* ---- the test */

static bool append(struct outbox *box, int number)
{
	struct op op = {
		.kind = OP_REQUEST, .lookup = "00112233445566778899aabbccddeeff", .key = "k1", .made = { .wall = 1, .boot = "b" },
		.local_record = { .data = (const unsigned char *)"cipher", .len = 6 },
	};
	unsigned char body[3000];

	memset(body, number, sizeof(body));
	op.id.data[15] = (unsigned char)(number + 1);
	op.body = (struct bytes){ .data = body, .len = 100 + 400 * (size_t)number };
	return outbox_append(box, &op, NULL);
}

/* How many were acknowledged before the power went. */
static int live_until_cut(const char *path)
{
	struct outbox *box = NULL;
	int kept = 0;

	if (!outbox_open(path, &box, NULL))
		return 0;
	while (kept < APPENDS && append(box, kept)) {
		kept++;
		if (kept == APPENDS / 2) { /* sync works on it too */
			struct arena *arena = arena_new();
			struct outbox_row *rows;
			size_t count;

			if (outbox_next(box, 2, arena, &rows, &count, NULL, NULL))
				(void)!outbox_mark_sending(box, rows, &count, NULL);
			(void)!db_checkpoint(outbox_db(box), NULL);
			arena_free(arena);
		}
	}
	outbox_close(box);
	return kept;
}

static void expect_kept(const char *path, int kept, int cut)
{
	struct arena *arena = arena_new();
	struct outbox *box = NULL;
	struct outbox_row *rows;
	struct err err = { .code = ERR_NONE };
	size_t count;

	if (!outbox_open(path, &box, &err))
		fail_msg("cut %d: %s", cut, err.text);
	assert_true(outbox_list(box, (1U << OP_STATES) - 1, 100, arena, &rows, &count, NULL));
	if ((int)count < kept)
		fail_msg("cut %d: %d acknowledged, %zu kept", cut, kept, count);
	assert_in_range(count, kept, kept + 1); /* the one under way may have made it */
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(rows[i].body.len, 100 + 400 * i);
		for (size_t b = 0; b < rows[i].body.len; b++)
			assert_int_equal(rows[i].body.data[b], i);
	}
	assert_int_equal(count ? db_pragma_int(outbox_db(box), "foreign_key_check") : -1, -1);
	assert_true(append(box, (int)count)); /* and life goes on */
	outbox_close(box);
	arena_free(arena);
}

static void what_was_acknowledged_survives_a_power_cut_at_any_moment(void **state)
{
	char folder[64], path[96];
	int partly = 0;

	(void)state;
	snprintf(folder, sizeof(folder), "%s/powerXXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/outbox.db", folder);
	for (int cut = 0; cut < CUTS; cut++) {
		int kept;

		seed = 0x9E3779B97F4A7C15U * (uint64_t)(cut + 1);
		wipe_disk();
		until_cut = cut / 4; /* each moment four times, with another fate for what was not synced */
		kept = live_until_cut(path);
		partly += kept > 0 && kept < APPENDS;
		reboot();
		expect_kept(path, kept, cut);
	}
	wipe_disk();
	assert_true(partly > CUTS / 8);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	static sqlite3_vfs vfs;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_acknowledged_survives_a_power_cut_at_any_moment),
	};

	vfs = *sqlite3_vfs_find(NULL);
	vfs.pNext = NULL;
	vfs.zName = "power";
	vfs.szOsFile = sizeof(struct handle);
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	vfs.xAccess = vfs_access;
	vfs.xFullPathname = vfs_full_path;
	sqlite3_vfs_register(&vfs, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
