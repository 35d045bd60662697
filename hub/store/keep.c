/* Backups, restoring, and who may serve a town. */
#include "hub/store/internal.h"

#include "common/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct db_query town_query = { "SELECT town, format FROM settings" };

bool store_lock(const char *dir, const char *town, int *ret_fd, struct err *err)
{
	char path[4200];
	int fd;

	snprintf(path, sizeof(path), "%s/%s.lock", dir, town);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(err, "%s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		return err_set(err, ERR_BUSY, "another parvis-hub serves the town %s; stop it first", town);
	}
	*ret_fd = fd;
	return true;
}

/* A whole copy of FROM at TO, for the hub's user alone, there entirely or not at all. */
static bool copy_whole(struct db *from, const char *to, struct err *err)
{
	char half[4300];
	mode_t before = umask(0077);
	bool ok;

	snprintf(half, sizeof(half), "%s.part", to);
	ok = db_backup(from, half, err);
	umask(before);
	ok = ok && ((chmod(half, 0600) == 0 && rename(half, to) == 0) || err_errno(err, "%s", to)) && file_sync_folder(to, err);
	if (!ok)
		unlink(half);
	return ok;
}

bool store_backup(struct store *store, const char *to, struct err *err)
{
	return copy_whole(store->db, to, err);
}

static bool read_town(struct db *db, char ret_town[32], struct err *err)
{
	struct db_stmt *stmt = db_query(db, &town_query);

	if (db_step(stmt, err) != DB_ROW)
		return err_set(err, ERR_BAD_INPUT, "%s is no backup of a hub", db_path(db));
	if (db_int(stmt, 1) > STORE_FORMAT) {
		err_set(err, ERR_FORMAT, "%s was made by a newer parvis-hub", db_path(db));
		db_finish(stmt);
		return false;
	}
	snprintf(ret_town, 32, "%s", db_text0(stmt, 0));
	db_finish(stmt);
	return true;
}

/* The store that stands there goes aside, with whatever its WAL holds. */
static bool set_aside(const char *path, int64_t now, struct err *err)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char aside[4300], name[4300];
	struct db *db;
	bool ok;

	if (access(path, F_OK) != 0)
		return true;
	snprintf(aside, sizeof(aside), "%s.before-%lld", path, (long long)(now / SECOND_US));
	if (!db_open(path, 0, &db, err))
		return false;
	ok = copy_whole(db, aside, err);
	db_close(db);
	for (size_t i = 0; ok && i < ARRAY_LEN(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		if (unlink(name) != 0 && errno != ENOENT)
			ok = err_errno(err, "%s", name);
	}
	return ok;
}

static bool put_in_place(struct db *backup, const char *dir, const char *town, const struct clock *clock, const struct rng *rng,
                         struct err *err)
{
	struct store *store;
	char path[4200];
	bool ok;

	snprintf(path, sizeof(path), "%s/%s.db", dir, town);
	if (!set_aside(path, clock_wall(clock), err) || !copy_whole(backup, path, err) ||
	    !store_open(dir, town, false, clock, rng, &store, err))
		return false;
	ok = store_begin(store, err) && store_new_epoch(store, err) && store_commit(store, err);
	store_close(store);
	return ok;
}

bool store_restore(const char *dir, const char *from, const struct clock *clock, const struct rng *rng, char ret_town[32],
                   struct err *err)
{
	struct db *backup;
	int lock = -1;
	bool ok;

	if (mkdir(dir, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", dir);
	if (!db_open(from, DB_READ_ONLY, &backup, err))
		return false;
	ok = db_check(backup, err) && read_town(backup, ret_town, err) && store_lock(dir, ret_town, &lock, err) &&
	     put_in_place(backup, dir, ret_town, clock, rng, err);
	db_close(backup);
	if (lock >= 0)
		close(lock);
	return ok;
}
