/* Backups, restoring, and who may serve a town. */
#include "hub/store/internal.h"

#include "common/base/file.h"
#include "common/secret/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Q_RECOVERY, Q_RECOVERY_SET, Q_BACKUP_ADD, Q_BACKUPS };

static const struct db_query queries[] = {
	[Q_RECOVERY] = { "SELECT public FROM recovery" },
	[Q_RECOVERY_SET] = { "INSERT INTO recovery(one, public, made) VALUES(1, ?1, ?2)"
	                     " ON CONFLICT(one) DO UPDATE SET public = excluded.public, made = excluded.made" },
	[Q_BACKUP_ADD] = { "INSERT INTO backup(path, rev, at) VALUES(?1, ?2, ?3)"
	                   " ON CONFLICT(path) DO UPDATE SET rev = excluded.rev, at = excluded.at" },
	[Q_BACKUPS] = { "SELECT path, rev, at FROM backup ORDER BY at DESC" },
};

const struct db_queries hub_store_keep_queries = { .name = "hub/store/keep.c", .rows = queries, .count = ARRAY_LEN(queries) };

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

/* ---- backups */

bool store_recovery(struct store *store, unsigned char ret_public[SEAL_KEY], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_RECOVERY]);
	enum db_step step = db_step(stmt, err);
	bool ok;

	if (step == DB_FAILED)
		return false;
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND,
		               "the town %s has no recovery key yet, so nobody could ever open its backups. Make one with "
		               "`parvis-hub recovery-key make`, and keep what it prints on paper, away from this machine",
		               store->town);
	ok = db_bytes(stmt, 0).len == SEAL_KEY;
	if (ok)
		memcpy(ret_public, db_bytes(stmt, 0).data, SEAL_KEY);
	db_finish(stmt);
	return ok || err_set(err, ERR_CORRUPT, "the recovery key is damaged; recovery-key make --replace makes another one");
}

bool store_recovery_set(struct store *store, const unsigned char public_key[SEAL_KEY], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_RECOVERY_SET]);

	db_bind_bytes(stmt, 1, (struct bytes){ public_key, SEAL_KEY });
	db_bind_int(stmt, 2, store_now(store));
	return db_run(stmt, err);
}

static bool remember_backup(struct store *store, const char *to, int64_t rev, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BACKUP_ADD]);
	char *whole = realpath(to, NULL);

	db_bind_text(stmt, 1, whole ? whole : to);
	db_bind_int(stmt, 2, rev);
	db_bind_int(stmt, 3, store_now(store));
	free(whole);
	return db_run(stmt, err);
}

/* The copy that is sealed lies in the store's own folder meanwhile: never readable where the backup goes. */
bool store_backup(struct store *store, const char *to, struct err *err)
{
	unsigned char public_key[SEAL_KEY];
	struct cursor before;
	char plain[4300];
	mode_t mask;
	bool ok;

	if (!store_recovery(store, public_key, err) || !store_cursor(store, &before, err))
		return false;
	snprintf(plain, sizeof(plain), "%s.sealing", db_path(store->db));
	mask = umask(0077);
	ok = db_backup(store->db, plain, err);
	umask(mask);
	ok = ok && recovery_seal_file(public_key, plain, to, err);
	unlink(plain);
	return ok && remember_backup(store, to, before.rev, err);
}

bool store_backups(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BACKUPS]);
	json_t *list = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		if (access(db_text0(stmt, 0), F_OK) == 0)
			json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "path", db_text0(stmt, 0), "rev", (json_int_t)db_int(stmt, 1),
			                                      "at", (json_int_t)db_int(stmt, 2)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

/* ---- restoring */

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

static const char *const file_ends[] = { "", "-wal", "-shm" };

/* What was erased after the backup was made came back with it: erased again, by the list that the store before it kept. */
static bool erase_again(struct store *store, const json_t *erased, struct err *err)
{
	const json_t *item;
	size_t i;

	json_array_foreach(erased, i, item)
		if (!store_erase_again(store, item, err))
			return false;
	return true;
}

static void read_erased(const char *dir, const char *town, const struct clock *clock, const struct rng *rng, json_t **ret_erased)
{
	struct store *store;
	struct err err;

	*ret_erased = NULL;
	if (!store_open(dir, town, false, clock, rng, &store, &err))
		return; /* there is none, or it is why a backup is put in its place */
	if (!store_erasures(store, 0, ret_erased, &err))
		*ret_erased = NULL;
	store_close(store);
}

/* The store that stands there goes aside, with whatever its WAL holds. */
static bool set_aside(const char *path, int64_t now, struct err *err)
{
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
	for (size_t i = 0; ok && i < ARRAY_LEN(file_ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, file_ends[i]);
		if (unlink(name) != 0 && errno != ENOENT)
			ok = err_errno(err, "%s", name);
	}
	return ok;
}

static bool put_in_place(struct db *backup, const char *dir, const char *town, const struct clock *clock, const struct rng *rng,
                         struct err *err)
{
	json_t *erased;
	struct store *store;
	char path[4200];
	bool ok, done;

	snprintf(path, sizeof(path), "%s/%s.db", dir, town);
	read_erased(dir, town, clock, rng, &erased);
	if (!set_aside(path, clock_wall(clock), err) || !copy_whole(backup, path, err) ||
	    !store_open(dir, town, false, clock, rng, &store, err)) {
		json_decref(erased);
		return false;
	}
	ok = store_begin(store, err) && store_new_epoch(store, err) && erase_again(store, erased, err) && store_commit(store, err) &&
	     store_wipe(store, &done, err);
	json_decref(erased);
	store_close(store);
	return ok;
}

static bool restore_plain(const char *dir, const char *from, const struct clock *clock, const struct rng *rng, char ret_town[32],
                          struct err *err)
{
	struct db *backup;
	int lock = -1;
	bool ok;

	if (!db_open(from, DB_READ_ONLY, &backup, err))
		return false;
	ok = db_check(backup, err) && read_town(backup, ret_town, err) && store_lock(dir, ret_town, &lock, err) &&
	     put_in_place(backup, dir, ret_town, clock, rng, err);
	db_close(backup);
	if (lock >= 0)
		close(lock);
	return ok;
}

bool store_restore(const char *dir, const char *from, const struct seal_pair *pair, const struct clock *clock, const struct rng *rng,
                   char ret_town[32], struct err *err)
{
	char plain[4300];
	bool ok;

	if (mkdir(dir, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", dir);
	if (!pair)
		return restore_plain(dir, from, clock, rng, ret_town, err);
	snprintf(plain, sizeof(plain), "%s/restoring-%d", dir, (int)getpid());
	ok = recovery_open_file(pair, from, plain, err) && restore_plain(dir, plain, clock, rng, ret_town, err);
	for (size_t i = 0; i < ARRAY_LEN(file_ends); i++) {
		char name[4310];

		snprintf(name, sizeof(name), "%s%s", plain, file_ends[i]);
		unlink(name);
	}
	return ok;
}
