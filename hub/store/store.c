/* Opening, making, transactions. */
#include "hub/store/internal.h"

#include "common/base/log.h"
#include "common/secret/secret.h"
#include "common/store/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Q_SETTINGS, Q_SETTINGS_ADD, Q_SET_REV, Q_CURSOR, Q_FLOOR, Q_NEW_EPOCH, Q_RAISE_FLOOR, Q_FORGET_GONE };

static const struct db_query rows[] = {
	[Q_SETTINGS] = { "SELECT format, town, salt FROM settings" },
	[Q_SETTINGS_ADD] = { "INSERT INTO settings(one, format, town, epoch, rev, floor, salt, created) VALUES(1, ?1, ?2, ?3, 0, 0, ?4, ?5)" },
	[Q_SET_REV] = { "UPDATE settings SET rev = ?1" },
	[Q_CURSOR] = { "SELECT epoch, rev FROM settings" },
	[Q_FLOOR] = { "SELECT floor FROM settings" },
	[Q_RAISE_FLOOR] = { "UPDATE settings SET floor = max(floor, coalesce((SELECT max(rev) FROM tombstone WHERE at < ?1), 0))" },
	[Q_FORGET_GONE] = { "DELETE FROM tombstone WHERE at < ?1" },
	[Q_NEW_EPOCH] = { "UPDATE settings SET epoch = ?1" },
};

const struct db_queries hub_store_queries = { .name = "hub/store/store.c", .rows = rows, .count = ARRAY_LEN(rows) };

static const char *const steps[] = {
	"common/store/sql/content.sql common/store/sql/desk.sql hub/sql/hub.sql",
	"hub/sql/hub-2.sql",
	"common/store/sql/picture.sql hub/sql/hub-3.sql",
	"hub/sql/hub-4.sql",
	"hub/sql/hub-5.sql",
	"hub/sql/hub-6.sql",
	"hub/sql/hub-7.sql",
	"hub/sql/hub-8.sql",
};

/* What is deleted is overwritten. A commit syncs the WAL; carrying it into the file takes two syncs more, which are for 32 MB, not
 * for 4. A batch of operations finds the pages it changes in memory. */
static const char manners[] = "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -8192";

enum { PATIENCE_S = 5 }; /* with others who write: the server may do so all the time, and leaves short gaps (hub/intake.c) */

static void make_epoch(const struct rng *rng, char out[33])
{
	unsigned char raw[16];

	rng_fill(rng, raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), out);
}

static bool create_settings(struct store *store, const char *town, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_SETTINGS_ADD]);
	unsigned char salt[RECORD_SALT];
	char epoch[33], key[STORE_KEY_ID];

	rng_fill(store->rng, salt, sizeof(salt));
	make_epoch(store->rng, epoch);
	db_bind_int(stmt, 1, STORE_FORMAT);
	db_bind_text(stmt, 2, town);
	db_bind_text(stmt, 3, epoch);
	db_bind_bytes(stmt, 4, (struct bytes){ salt, sizeof(salt) });
	db_bind_int(stmt, 5, store_now(store));
	return db_run(stmt, err) && store_key_add(store, key, err);
}

static bool read_settings(struct store *store, const char *town, bool create, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_SETTINGS]);
	enum db_step step = db_step(stmt, err);
	struct bytes salt;

	if (step == DB_FAILED)
		return false;
	if (step == DB_END) {
		if (!create)
			return err_set(err, ERR_CORRUPT, "%s: not the store of a town", db_path(store->db));
		if (!db_begin(store->db, err))
			return false;
		if (!create_settings(store, town, err)) {
			db_rollback(store->db);
			return false;
		}
		return db_commit(store->db, err) && read_settings(store, town, false, err);
	}
	salt = db_bytes(stmt, 2);
	if (db_int(stmt, 0) > STORE_FORMAT)
		err_set(err, ERR_FORMAT, "%s: written by a newer parvis-hub (format %d, this one reads %d)", db_path(store->db),
		        (int)db_int(stmt, 0), STORE_FORMAT);
	else if (!streq(db_text(stmt, 1), town))
		err_set(err, ERR_CORRUPT, "%s: holds the town %s, not %s", db_path(store->db), db_text0(stmt, 1), town);
	else if (salt.len != RECORD_SALT)
		err_set(err, ERR_CORRUPT, "%s: its salt is damaged", db_path(store->db));
	else {
		memcpy(store->salt, salt.data, RECORD_SALT);
		snprintf(store->town, sizeof(store->town), "%s", town);
		db_finish(stmt);
		return true;
	}
	db_finish(stmt);
	return false;
}

static bool town_is_sound(const char *town)
{
	size_t len = strlen(town);

	return len > 0 && len < 32 && strspn(town, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == len;
}

/* The only town in DIR. */
static bool find_town(const char *dir, char out[32], struct err *err)
{
	DIR *list = opendir(dir);
	struct dirent *entry;
	int found = 0;

	if (!list && errno == ENOENT)
		return err_set(err, ERR_NOT_FOUND, "there is no %s yet; begin with `parvis-hub import town DIR`", dir);
	if (!list)
		return err_errno(err, "%s", dir);
	while ((entry = readdir(list))) {
		size_t len = strlen(entry->d_name);

		if (len > 3 && len < 32 + 3 && streq(entry->d_name + len - 3, ".db")) {
			snprintf(out, 32, "%.*s", (int)(len - 3), entry->d_name);
			found += town_is_sound(out);
		}
	}
	closedir(list);
	if (found == 1)
		return true;
	if (found)
		return err_set(err, ERR_NOT_FOUND, "%s holds %d towns; say which with --town CODE", dir, found);
	return err_set(err, ERR_NOT_FOUND, "no town in %s yet; begin with `parvis-hub import town DIR`", dir);
}

/* Keys and names of residents: for the hub's user alone. */
static bool make_file(const char *path, struct err *err)
{
	mode_t before = umask(0077);
	struct db *db = NULL;
	bool ok = db_open(path, DB_CREATE | DB_FULL, &db, err) && migrate(db, steps, ARRAY_LEN(steps), err);

	umask(before);
	db_close(db);
	return ok;
}

bool store_open_file(const char *path, const char *dir, const char *town, bool create, const struct clock *clock, const struct rng *rng,
                     struct store **ret_store, struct err *err)
{
	struct store *store;

	if (create && !make_file(path, err))
		return false;
	store = calloc(1, sizeof(*store));
	if (!store || !(store->dir = strdup(dir)))
		abort();
	store->arena = arena_new();
	store->clock = clock;
	store->rng = rng;
	if (!db_open(path, DB_FULL, &store->db, err)) {
		store_close(store);
		return false;
	}
	db_patient(store->db, PATIENCE_S);
	if (!db_exec(store->db, manners, err) || !migrate(store->db, steps, ARRAY_LEN(steps), err) ||
	    !read_settings(store, town, create, err) || !store_read_columns(store, err)) {
		store_close(store);
		return false;
	}
	*ret_store = store;
	return true;
}

bool store_open(const char *dir, const char *town, bool create, const struct clock *clock, const struct rng *rng,
                struct store **ret_store, struct err *err)
{
	char path[4096], found[32];

	if (!town) {
		if (!find_town(dir, found, err))
			return false;
		town = found;
	}
	if (!town_is_sound(town))
		return err_set(err, ERR_BAD_INPUT, "\"%.40s\" is no code of a town: letters and digits, at most 31", town);
	if (create && mkdir(dir, 0750) != 0 && errno != EEXIST)
		return err_errno(err, "%s", dir);
	if ((size_t)snprintf(path, sizeof(path), "%s/%s.db", dir, town) >= sizeof(path))
		return err_set(err, ERR_BAD_INPUT, "the path of the data is too long");
	if (store_open_file(path, dir, town, create, clock, rng, ret_store, err))
		return true;
	if (err && err->code == ERR_NOT_FOUND)
		err_set(err, ERR_NOT_FOUND, "no town %s in %s; begin with `parvis-hub import town DIR`", town, dir);
	return false;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	store_changes_free(store->changes);
	store_memo_forget(store, SYNCED_TABLES);
	db_close(store->db);
	arena_free(store->arena);
	free(store->dir);
	secret_wipe(store->salt, sizeof(store->salt));
	free(store);
}

void store_patient(struct store *store)
{
	db_patient(store->db, 60);
}

const char *store_path(const struct store *store)
{
	return db_path(store->db);
}

const char *store_town(const struct store *store)
{
	return store->town;
}

const unsigned char *store_salt(const struct store *store)
{
	return store->salt;
}

int64_t store_now(const struct store *store)
{
	return clock_wall(store->clock);
}

const struct rng *store_rng(const struct store *store)
{
	return store->rng;
}

int64_t store_version(struct store *store)
{
	return db_data_version(store->db);
}

bool store_cursor(struct store *store, struct cursor *ret_cursor, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_CURSOR]);

	if (db_step(stmt, err) != DB_ROW)
		return false;
	snprintf(ret_cursor->epoch, sizeof(ret_cursor->epoch), "%s", db_text0(stmt, 0));
	ret_cursor->rev = store->rev ? store->rev : db_int(stmt, 1);
	db_finish(stmt);
	return true;
}

bool store_floor(struct store *store, int64_t *ret_rev, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_FLOOR]);

	if (db_step(stmt, err) != DB_ROW)
		return false;
	*ret_rev = db_int(stmt, 0);
	db_finish(stmt);
	return true;
}

bool store_forget_gone(struct store *store, int64_t before, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_RAISE_FLOOR]);

	db_bind_int(stmt, 1, before);
	if (!db_run(stmt, err))
		return false;
	stmt = db_query(store->db, &rows[Q_FORGET_GONE]);
	db_bind_int(stmt, 1, before);
	return db_run(stmt, err);
}

bool store_new_epoch(struct store *store, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &rows[Q_NEW_EPOCH]);
	char epoch[33];

	make_epoch(store->rng, epoch);
	db_bind_text(stmt, 1, epoch);
	return db_run(stmt, err);
}

bool store_last_rev(struct store *store, int64_t *ret_rev, struct err *err)
{
	struct cursor cursor;

	if (!store_cursor(store, &cursor, err))
		return false;
	*ret_rev = cursor.rev;
	return true;
}

static bool write_rev(struct store *store, struct err *err)
{
	struct db_stmt *stmt;

	if (!store->rev)
		return true;
	stmt = db_query(store->db, &rows[Q_SET_REV]);
	db_bind_int(stmt, 1, store->rev);
	return db_run(stmt, err);
}

bool store_next_rev(struct store *store, int64_t *ret_rev, struct err *err)
{
	int64_t last = store->rev;

	if (!last && !store_last_rev(store, &last, err))
		return false;
	store->rev = *ret_rev = last + 1;
	return true;
}

bool store_begin(struct store *store, struct err *err)
{
	store->rev = 0;
	store->memo.open = db_begin(store->db, err);
	return store->memo.open;
}

static void close_transaction(struct store *store)
{
	store_memo_forget(store, SYNCED_TABLES);
	store->memo.open = false;
	store->rev = 0;
}

bool store_commit(struct store *store, struct err *err)
{
	bool ok = write_rev(store, err);

	close_transaction(store);
	if (!ok)
		db_rollback(store->db);
	return ok && db_commit(store->db, err);
}

void store_rollback(struct store *store)
{
	close_transaction(store);
	db_rollback(store->db);
}

bool store_mark(struct store *store, struct err *err)
{
	store->marked_rev = store->rev;
	return db_exec(store->db, "SAVEPOINT mark", err);
}

/* A failed statement may have ended the whole transaction already; then there is no mark left, and the commit says so. */
void store_back_to_mark(struct store *store)
{
	struct err ignored;

	store_memo_forget(store, SYNCED_TABLES);
	store->rev = store->marked_rev;
	if (db_exec(store->db, "ROLLBACK TO mark", &ignored))
		store_keep_mark(store);
}

void store_keep_mark(struct store *store)
{
	struct err ignored;

	if (!db_exec(store->db, "RELEASE mark", &ignored))
		return;
}

bool store_list_ids(struct db_stmt *stmt, json_t **ret_ids, struct err *err)
{
	json_t *ids = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(ids, json_string(db_text0(stmt, 0)));
	if (step == DB_FAILED) {
		json_decref(ids);
		return false;
	}
	*ret_ids = ids;
	return true;
}
