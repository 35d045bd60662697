/* Restoring: a backup is made ready beside the town's store, with all that has to be in it, and takes its place in one step, the last. */
#include "hub/store/internal.h"

#include "common/base/file.h"
#include "common/secret/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct restoring {
	const char *from;                /* the backup, as it was named */
	char path[4200], part[4300];     /* the town's store, and what is to become it */
	json_t *erased;                  /* request → {"request", "lookups", "at"}, of every store that stood here */
	struct store *store;             /* PART */
	struct store_restored *said;
};

static const char *const file_ends[] = { "-wal", "-shm", "-journal" };

static const struct db_query town_query = { "SELECT town, format FROM settings" };

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

/* ---- what the stores that stood here know and the backup does not */

/* In the order of taking over. READ says whether it can be read to its end, TAKE takes it over from the attached `old`: ?1 is 1 for the
 * store that is replaced, 0 for one put aside earlier. Without TAKE it is gathered in struct restoring. */
enum carried { ERASURES, LOOKUP, LOOKUPS, TAKEN, KEYS, BACKUPS, CARRIED };

#define SAME_TOWN "(SELECT salt FROM main.settings) = (SELECT salt FROM old.settings)"

static const struct {
	const char *table, *column, *what; /* without that column it has nothing to give */
	struct db_query read, take;
} carried[CARRIED] = {
	[ERASURES] = { "erasure", "request", "the list of what was erased", .read = { "SELECT request, at FROM erasure ORDER BY rev" } },
	[LOOKUP] = { "erasure", "lookup", "its lookup ids", /* before they had a table */
	             .read = { "SELECT request, lookup FROM erasure WHERE lookup IS NOT NULL" } },
	[LOOKUPS] = { "erased_lookup", "request", "its lookup ids", .read = { "SELECT request, lookup FROM erased_lookup" } },
	/* Every operation about what was erased, messages of its thread too: who delivers it again is told "again". */
	[TAKEN] = { "erasure", "request", "what was delivered about it", .read = { "SELECT count(id), count(request), (SELECT count(id) FROM tombstone)"
	            " FROM applied" },
	            .take = { "INSERT OR IGNORE INTO main.applied(id, terminal, kind, outcome, request, at)"
	                      " SELECT a.id, a.terminal, a.kind, a.outcome, a.request, a.at FROM old.applied a"
	                      " WHERE a.outcome IN ('applied', 'settle') AND ?1 IS NOT NULL AND (a.request IN (SELECT request FROM old.erasure)"
	                      " OR EXISTS (SELECT 1 FROM old.tombstone t WHERE t.t = 'message' AND t.id = a.id AND t.left = ''))" } },
	/* Of two under one id, what terminals seal to since is the replaced store's; a store of another salt is not of this town's line. */
	[KEYS] = { "key", "id", "its keys", .read = { "SELECT id, public, secret, created, given FROM key" },
	           .take = { "INSERT INTO main.key(id, public, secret, created, given) SELECT id, public, secret, created, given FROM old.key"
	                     " WHERE true ON CONFLICT(id) DO UPDATE SET public = excluded.public, secret = excluded.secret,"
	                     " created = excluded.created, given = max(given, excluded.given) WHERE ?1 AND " SAME_TOWN } },
	/* The file is what it was written as last. */
	[BACKUPS] = { "backup", "path", "the list of its backups", .read = { "SELECT path, rev, at FROM backup" },
	              .take = { "INSERT INTO main.backup(path, rev, at) SELECT path, rev, at FROM old.backup WHERE ?1 IS NOT NULL"
	                        " ON CONFLICT(path) DO UPDATE SET rev = excluded.rev, at = max(at, excluded.at)" } },
};

static const struct db_query has_column = { "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2" };
static const struct db_query attach_query = { "ATTACH ?1 AS old" };

static void note_lost(struct restoring *r, const char *source, const char *what, const struct err *why)
{
	char *lost = r->said->lost;
	size_t len = strlen(lost);

	snprintf(lost + len, sizeof(r->said->lost) - len, "%s%s of %s (%s)", len ? "; " : "", what, source, why->text);
}

/* The first time that is known counts: what was erased is in no copy that was begun later. */
static void note_erased(struct restoring *r, struct db_stmt *row)
{
	const char *request = db_text0(row, 0);
	json_t *there = json_object_get(r->erased, request);
	json_int_t at = db_int(row, 1);

	if (!there)
		json_object_set_new(r->erased, request, json_pack("{s:s, s:[], s:I}", "request", request, "lookups", "at", at));
	else if (at < json_integer_value(json_object_get(there, "at")))
		json_object_set_new(there, "at", json_integer(at));
}

static void note_lookup(struct restoring *r, struct db_stmt *row)
{
	json_array_append_new(json_object_get(json_object_get(r->erased, db_text0(row, 0)), "lookups"), json_string(db_text0(row, 1)));
}

/* Can WHAT be read to its end in DB, if it is there? */
static bool reads(struct restoring *r, struct db *db, enum carried what, bool *ret_there, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &has_column);
	enum db_step step;

	db_bind_text(stmt, 1, carried[what].table);
	db_bind_text(stmt, 2, carried[what].column);
	step = db_step(stmt, err);
	*ret_there = step == DB_ROW;
	db_finish(stmt);
	if (step != DB_ROW)
		return step == DB_END;
	stmt = db_query(db, &carried[what].read);
	while ((step = db_step(stmt, err)) == DB_ROW) {
		for (int column = 0; column < 3; column++)
			db_bytes(stmt, column);
		if (what == ERASURES)
			note_erased(r, stmt);
		if (what == LOOKUP || what == LOOKUPS)
			note_lookup(r, stmt);
	}
	return step == DB_END;
}

/* What can be read of SOURCE, and its erasures; says what cannot. False: trouble that passes, so that nothing is to be given up for it. */
static bool look_into(struct restoring *r, const char *source, unsigned flags, bool ret_takes[CARRIED], struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct db *db = NULL;

	if (!db_open(source, flags, &db, &why)) {
		if (why.code == ERR_BUSY || why.code == ERR_DISK_FULL)
			return err_set(err, why.code, "%s", why.text);
		note_lost(r, source, "what was erased, the keys and the list of backups", &why);
		return true;
	}
	if (db_step(db_query(db, &town_query), &why) != DB_ROW)
		note_lost(r, source, "the town", why.code ? &why : &(struct err){ .text = "it is empty" });
	db_finish(db_query(db, &town_query));
	for (enum carried what = ERASURES; what < CARRIED; what++) {
		bool there = false;

		if (reads(r, db, what, &there, &why)) {
			ret_takes[what] = there && carried[what].take.sql;
		} else if (why.code == ERR_BUSY || why.code == ERR_DISK_FULL) {
			db_close(db);
			return err_set(err, why.code, "%s", why.text);
		} else {
			note_lost(r, source, carried[what].what, &why);
		}
	}
	db_close(db);
	return true;
}

static bool take_from(struct restoring *r, const char *source, bool replaced, const bool takes[CARRIED], struct err *err)
{
	struct db *db = r->store->db;
	struct db_stmt *stmt = db_query(db, &attach_query);
	bool ok;

	if (!takes[TAKEN] && !takes[KEYS] && !takes[BACKUPS])
		return true;
	db_bind_text(stmt, 1, source);
	if (!db_run(stmt, err))
		return false;
	ok = true;
	for (enum carried what = ERASURES; ok && what < CARRIED; what++)
		if (takes[what]) {
			stmt = db_query(db, &carried[what].take);
			db_bind_int(stmt, 1, replaced);
			ok = db_run(stmt, err);
		}
	return ok && db_exec(db, "DETACH old", err);
}

static bool carry_over(struct restoring *r, const char *source, bool replaced, struct err *err)
{
	bool takes[CARRIED] = { false };

	return look_into(r, source, replaced ? 0 : DB_READ_ONLY, takes, err) && take_from(r, source, replaced, takes, err);
}

/* From the store that is replaced, and from those that were put aside before: what a restore could not read once, or was stopped before
 * it could keep, is taken over by the next. */
static bool carry_over_all(struct restoring *r, struct err *err)
{
	json_t *aside;
	const json_t *path;
	bool ok = access(r->path, F_OK) != 0 || carry_over(r, r->path, true, err);
	size_t i;

	if (!ok)
		return false;
	aside = store_put_aside(r->path);
	json_array_foreach(aside, i, path)
		ok = ok && carry_over(r, json_string_value(path), false, err);
	json_decref(aside);
	return ok;
}

/* ---- making ready */

/* As late as what it knows of itself: what was erased before it was made is in its own list, and never later than that. */
static const struct db_query own_time = { "SELECT max(created, coalesce((SELECT max(at) FROM erasure), 0),"
                                          " coalesce((SELECT max(at) FROM applied), 0), coalesce((SELECT max(at) FROM tombstone), 0)) FROM settings" };
static const struct db_query add_from = { "INSERT INTO backup(path, rev, at) SELECT ?1, rev, ?2 FROM settings WHERE true"
                                          " ON CONFLICT(path) DO UPDATE SET rev = excluded.rev, at = excluded.at" };
static const struct db_query known = { "SELECT 1 FROM erasure WHERE request = ?1 AND NOT EXISTS (SELECT 1 FROM request WHERE id = ?1)" };
static const struct db_query keep_time = { "UPDATE erasure SET at = ?2 WHERE request = ?1" };
static bool read_own_time(struct store *store, int64_t *ret_at, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &own_time);

	if (db_step(stmt, err) != DB_ROW)
		return false;
	*ret_at = db_int(stmt, 0);
	db_finish(stmt);
	return true;
}

/* The file that is restored from holds what was erased after it was made, and is listed with the others. */
static bool list_from(struct restoring *r, int64_t at, struct err *err)
{
	struct db_stmt *stmt = db_query(r->store->db, &add_from);
	char *whole = realpath(r->from, NULL);
	bool ok = true;

	if (whole && !strstr(whole, ".db.before-")) {
		db_bind_text(stmt, 1, whole);
		db_bind_int(stmt, 2, at);
		ok = db_run(stmt, err);
	}
	free(whole);
	return ok;
}

/* REQUEST came back with the backup, or may come with a terminal that delivers again. */
static bool erase_again(struct store *store, const char *request, const json_t *erasure, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &known);
	enum db_step step;

	db_bind_text(stmt, 1, request);
	step = db_step(stmt, err);
	db_finish(stmt);
	if (step != DB_END)
		return step == DB_ROW;
	if (!store_erase_again(store, erasure, err))
		return false;
	stmt = db_query(store->db, &keep_time);
	db_bind_text(stmt, 1, request);
	db_bind_int(stmt, 2, json_integer_value(json_object_get(erasure, "at")));
	return db_run(stmt, err);
}

static bool erase_all_again(struct restoring *r, struct err *err)
{
	const json_t *erasure;
	const char *request;
	bool ok = true;

	json_object_foreach(r->erased, request, erasure)
		ok = ok && erase_again(r->store, request, erasure, err);
	return ok;
}

static bool renew(struct restoring *r, struct err *err)
{
	if (!store_begin(r->store, err))
		return false;
	if (store_new_epoch(r->store, err) && erase_all_again(r, err))
		return store_commit(r->store, err);
	store_rollback(r->store);
	return false;
}

static bool sync_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = (fd >= 0 && fsync(fd) == 0) || err_errno(err, "%s", path);

	if (fd >= 0)
		close(fd);
	return ok;
}

/* Nothing of the store at PATH stands beside it: no connection has it open, and its WAL is in it. */
static bool alone(const char *path, struct err *err)
{
	char wal[4400];
	struct stat st;

	snprintf(wal, sizeof(wal), "%s-wal", path);
	if (stat(wal, &st) == 0 && st.st_size > 0)
		return err_set(err, ERR_BUSY, "%s: somebody else has it open", path);
	return true;
}

static void remove_beside(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(file_ends); i++) {
		char name[4400];

		snprintf(name, sizeof(name), "%s%s", path, file_ends[i]);
		unlink(name);
	}
}

/* PART becomes the store as it will be, on disk. */
static bool make_ready(struct restoring *r, struct db *backup, const char *dir, const struct clock *clock, const struct rng *rng,
                       struct err *err)
{
	mode_t before = umask(0077);
	bool done = false, ok;
	int64_t at;

	remove_beside(r->part);
	ok = db_backup(backup, r->part, err) && (chmod(r->part, 0600) == 0 || err_errno(err, "%s", r->part)) &&
	     store_open_file(r->part, dir, r->said->town, false, clock, rng, &r->store, err);
	if (ok) {
		ok = read_own_time(r->store, &at, err) && carry_over_all(r, err) && list_from(r, at, err) && renew(r, err) &&
		     store_wipe(r->store, &done, err) && (done || err_set(err, ERR_BUSY, "%s: somebody reads it", r->part));
		store_close(r->store);
	}
	umask(before);
	if (!ok || !alone(r->part, err))
		return false;
	remove_beside(r->part);
	return sync_file(r->part, err);
}

/* ---- putting in place */

/* The WAL of the store that stands there is carried into it. False: it cannot be, for damage. */
static bool settle_old(const char *path, bool *ret_settled, struct err *err)
{
	struct err why = { .code = ERR_NONE };
	struct db *db = NULL;
	bool done = false;

	*ret_settled = db_open(path, DB_FULL, &db, &why) && db_empty_wal(db, &done, &why);
	db_close(db);
	if (*ret_settled && !done)
		return err_set(err, ERR_BUSY, "%s: somebody else has it open", path);
	return why.code != ERR_BUSY && why.code != ERR_DISK_FULL ? true : err_set(err, why.code, "%s", why.text);
}

static bool link_to(const char *path, const char *aside, const char *end, struct err *err)
{
	char from[4400], to[4400];

	snprintf(from, sizeof(from), "%s%s", path, end);
	snprintf(to, sizeof(to), "%s%s", aside, end);
	return link(from, to) == 0 || (*end && errno == ENOENT) || err_errno(err, "%s", to);
}

/* A second name for the store that stands there; it loses its first one when the new store takes that. */
static bool name_aside(struct restoring *r, int64_t now, bool settled, struct err *err)
{
	char *aside = r->said->aside;
	int64_t second = now / SECOND_US;

	do
		snprintf(aside, sizeof(r->said->aside), "%s.before-%lld", r->path, (long long)second++);
	while (access(aside, F_OK) == 0);
	return (settled || link_to(r->path, aside, "-wal", err)) && link_to(r->path, aside, "", err) && file_sync_folder(aside, err);
}

/* A WAL that cannot be carried into its store must not stay where the new store's would be: the old one goes before the new one comes.
 * Whoever is stopped in between finds it under its other name. */
static bool clear_place(const char *path, struct err *err)
{
	if (unlink(path) != 0)
		return err_errno(err, "%s", path);
	remove_beside(path);
	return file_sync_folder(path, err);
}

static bool take_place(struct restoring *r, int64_t now, struct err *err)
{
	bool settled = true, there = access(r->path, F_OK) == 0;

	if (there && (!settle_old(r->path, &settled, err) || !name_aside(r, now, settled, err)))
		return false;
	if (there && (settled ? !alone(r->path, err) : !clear_place(r->path, err)))
		return false;
	remove_beside(r->path);
	return (rename(r->part, r->path) == 0 || err_errno(err, "%s", r->path)) &&
	       (file_sync_folder(r->path, err) || err_prefix(err, "the backup is in place, but may not outlast a power cut"));
}

static bool restore_plain(struct restoring *r, const char *dir, const char *plain, const struct clock *clock, const struct rng *rng,
                          struct err *err)
{
	struct db *backup;
	int lock = -1;
	bool ok;

	if (!db_open(plain, DB_READ_ONLY, &backup, err))
		return false;
	ok = db_check(backup, err) && read_town(backup, r->said->town, err) && store_lock(dir, r->said->town, &lock, err);
	if (ok) {
		snprintf(r->path, sizeof(r->path), "%s/%s.db", dir, r->said->town);
		snprintf(r->part, sizeof(r->part), "%s.part", r->path);
		ok = make_ready(r, backup, dir, clock, rng, err) && take_place(r, clock_wall(clock), err);
	}
	db_close(backup);
	if (lock >= 0)
		close(lock);
	return ok;
}

bool store_restore(const char *dir, const char *from, const struct seal_pair *pair, const struct clock *clock, const struct rng *rng,
                   struct store_restored *ret, struct err *err)
{
	struct restoring r = { .from = from, .said = ret };
	char plain[4300];
	int work;
	bool ok;

	*ret = (struct store_restored){ .town = "" };
	if (mkdir(dir, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", dir);
	if (!store_work_begin(dir, &work, err))
		return false;
	r.erased = json_object();
	snprintf(plain, sizeof(plain), "%s/restoring-%d", dir, (int)getpid());
	ok = (!pair || recovery_open_file(pair, from, plain, err)) && restore_plain(&r, dir, pair ? plain : from, clock, rng, err);
	json_decref(r.erased);
	store_work_end(dir, work);
	return ok;
}
