/* Backups, copies of the store, and who may serve a town. Restoring: hub/store/restore.c. */
#include "hub/store/internal.h"

#include "common/secret/recovery.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Q_RECOVERY, Q_RECOVERY_SET, Q_BACKUP_ADD, Q_BACKUPS, Q_ERASED };

static const struct db_query queries[] = {
	[Q_RECOVERY] = { "SELECT public FROM recovery" },
	[Q_RECOVERY_SET] = { "INSERT INTO recovery(one, public, made) VALUES(1, ?1, ?2)"
	                     " ON CONFLICT(one) DO UPDATE SET public = excluded.public, made = excluded.made" },
	[Q_BACKUP_ADD] = { "INSERT INTO backup(path, rev, at) VALUES(?1, ?2, ?3)"
	                   " ON CONFLICT(path) DO UPDATE SET rev = excluded.rev, at = excluded.at" },
	[Q_BACKUPS] = { "SELECT path FROM backup WHERE at < ?1 ORDER BY at DESC" },
	[Q_ERASED] = { "SELECT 1 FROM erasure WHERE request = ?1" },
};

const struct db_queries hub_store_keep_queries = { .name = "hub/store/keep.c", .rows = queries, .count = ARRAY_LEN(queries) };

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

/* ---- plain copies while they are made */

/* Names in DIR that only a backup or a restore on its way gives. */
static bool is_work(const char *name)
{
	const char *end = strstr(name, ".db.");

	return starts_with(name, "restoring-") || (end && (starts_with(end, ".db.sealing") || starts_with(end, ".db.part")));
}

/* A restore that was stopped before its last step has given the store that stands, and its WAL, a second name. */
static bool is_second_name(const char *dir, const char *name)
{
	const char *end = strstr(name, ".db.before-");
	size_t len = strlen(name), wal = len > 4 && streq(name + len - 4, "-wal") ? 4 : 0;
	char path[4400], aside[4400];
	struct stat store, st;

	if (!end)
		return false;
	snprintf(path, sizeof(path), "%s/%.*s.db", dir, (int)(end - name), name);
	snprintf(aside, sizeof(aside), "%s/%.*s", dir, (int)(len - wal), name);
	if (stat(path, &store) != 0)
		return false;
	if (stat(aside, &st) != 0)
		return wal && errno == ENOENT;
	return store.st_ino == st.st_ino && store.st_dev == st.st_dev;
}

static void remove_work(const char *dir)
{
	DIR *list = opendir(dir);
	struct dirent *entry;

	if (!list)
		return;
	while ((entry = readdir(list)))
		if (is_work(entry->d_name) || is_second_name(dir, entry->d_name))
			unlinkat(dirfd(list), entry->d_name, 0);
	closedir(list);
}

bool store_work_begin(const char *dir, int *ret_fd, struct err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), end;

	if (fd < 0)
		return err_errno(err, "%s", dir);
	while ((end = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
		continue;
	if (end != 0) {
		err_errno(err, "%s", dir);
		close(fd);
		return false;
	}
	remove_work(dir);
	*ret_fd = fd;
	return true;
}

void store_work_end(const char *dir, int fd)
{
	remove_work(dir);
	close(fd);
}

void store_tidy(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		remove_work(dir);
	close(fd);
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

static bool remember_backup(struct store *store, const char *to, int64_t rev, int64_t at, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BACKUP_ADD]);
	char *whole = realpath(to, NULL);

	db_bind_text(stmt, 1, whole ? whole : to);
	db_bind_int(stmt, 2, rev);
	db_bind_int(stmt, 3, at);
	free(whole);
	return db_run(stmt, err);
}

/* A moment such that what was erased at it or before is in no copy begun now: an erasure takes its time while it alone writes. */
static bool begins_at(struct store *store, int64_t *ret_at, int64_t *ret_rev, struct err *err)
{
	struct cursor cursor;
	bool ok;

	if (!store_begin(store, err))
		return false;
	*ret_at = store_now(store);
	ok = store_cursor(store, &cursor, err);
	store_rollback(store);
	*ret_rev = cursor.rev;
	return ok;
}

/* The copy that is sealed lies in the store's own folder meanwhile: never readable where the backup goes. */
bool store_backup(struct store *store, const char *to, struct err *err)
{
	unsigned char public_key[SEAL_KEY];
	int64_t at, rev;
	char plain[4300];
	mode_t mask;
	int work;
	bool ok;

	if (!store_recovery(store, public_key, err) || !store_work_begin(store->dir, &work, err))
		return false;
	snprintf(plain, sizeof(plain), "%s.sealing", db_path(store->db));
	mask = umask(0077);
	ok = begins_at(store, &at, &rev, err) && db_backup(store->db, plain, err);
	umask(mask);
	ok = ok && recovery_seal_file(public_key, plain, to, err);
	store_work_end(store->dir, work);
	return ok && remember_backup(store, to, rev, at, err);
}

/* ---- which copies hold what was erased */

json_t *store_put_aside(const char *path)
{
	json_t *list = json_array();
	char pattern[4400];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s.before-*", path);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = found.gl_pathc; i > 0; i--) {
			const char *second = found.gl_pathv[i - 1] + strlen(path) + strlen(".before-");

			if (*second && strspn(second, "0123456789") == strlen(second))
				json_array_append_new(list, json_string(found.gl_pathv[i - 1]));
		}
	globfree(&found);
	return list;
}

/* Does the store put aside at PATH hold REQUEST? Not when it was erased there too; what cannot be read is taken to. */
static bool holds(const char *path, const char *request)
{
	struct db *db = NULL;
	struct db_stmt *stmt;
	char wal[4400];
	bool erased;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	if (!db_open(path, access(wal, F_OK) == 0 ? DB_READ_ONLY : DB_READ_ONLY | DB_UNSHARED, &db, NULL))
		return true;
	stmt = db_query(db, &queries[Q_ERASED]);
	db_bind_text(stmt, 1, request);
	erased = db_step(stmt, NULL) == DB_ROW;
	db_close(db);
	return !erased;
}

bool store_copies(struct store *store, const char *request, int64_t at, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BACKUPS]);
	json_t *list = json_array(), *aside;
	const json_t *path;
	enum db_step step;
	size_t i;

	db_bind_int(stmt, 1, at);
	while ((step = db_step(stmt, err)) == DB_ROW)
		if (access(db_text0(stmt, 0), F_OK) == 0)
			json_array_append_new(list, json_pack("{s:s, s:b}", "path", db_text0(stmt, 0), "aside", 0));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	aside = store_put_aside(db_path(store->db));
	json_array_foreach(aside, i, path)
		if (holds(json_string_value(path), request))
			json_array_append_new(list, json_pack("{s:s, s:b}", "path", json_string_value(path), "aside", 1));
	json_decref(aside);
	*ret_list = list;
	return true;
}
