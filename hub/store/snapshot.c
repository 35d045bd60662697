/* A replica for one scope: the schema of a terminal, filled from one moment of the town's store. */
#include "hub/store/internal.h"

#include "common/store/migrate.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static bool attach(struct db *db, const char *path, struct err *err)
{
	static const struct db_query query = { "ATTACH ?1 AS hub" };
	struct db_stmt *stmt = db_query(db, &query);

	db_bind_text(stmt, 1, path);
	return db_run(stmt, err);
}

static bool run_with_departments(struct db *db, const struct db_query *query, const char *departments, struct err *err)
{
	struct db_stmt *stmt = db_query(db, query);

	db_bind_text(stmt, 1, departments);
	return db_run(stmt, err);
}

#define MINE(department) department " IN (SELECT value FROM json_each(?1))"
static const struct db_query department_fill[] = {
	{ "INSERT INTO main.agent SELECT a.* FROM hub.agent a WHERE EXISTS (SELECT 1 FROM json_each(a.departments) d"
	  " WHERE d.value = '*' OR " MINE("d.value") ")" },
	{ "INSERT INTO main.request SELECT * FROM hub.request WHERE " MINE("department") },
	{ "INSERT INTO main.message SELECT m.* FROM hub.message m JOIN hub.request r ON r.id = m.request WHERE " MINE("r.department") },
};

static const struct db_query meta_query = {
	"INSERT INTO main.replica(one, format, town, scope, epoch, rev, hub_time)"
	" SELECT 1, ?1, town, ?2, epoch, rev, ?3 FROM hub.settings"
};
static const struct db_query cursor_query = { "SELECT epoch, rev FROM main.replica" };

static bool fill(struct store *store, struct db *db, const struct scope *scope, const char *scope_text, int format, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &meta_query);

	db_bind_int(stmt, 1, format);
	db_bind_text(stmt, 2, scope_text);
	db_bind_int(stmt, 3, store_now(store));
	if (!db_run(stmt, err))
		return false;
	for (size_t t = 0; t < SYNCED_TABLES; t++) {
		char sql[160];
		bool whole = synced_tables[t].scope == SYNCED_ALL || (synced_tables[t].scope == SYNCED_PUBLIC && scope->public_) ||
		             (synced_tables[t].scope == SYNCED_AGENT && scope->all);

		snprintf(sql, sizeof(sql), "INSERT INTO main.\"%s\" SELECT * FROM hub.\"%s\"", synced_tables[t].name,
		         synced_tables[t].name);
		if (whole && synced_tables[t].format <= format && !db_exec(db, sql, err))
			return false;
	}
	for (size_t i = 0; scope->json && i < ARRAY_LEN(department_fill); i++)
		if (!run_with_departments(db, &department_fill[i], scope->json, err))
			return false;
	return true;
}

static bool read_cursor(struct db *db, struct cursor *ret_cursor, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &cursor_query);

	if (db_step(stmt, err) != DB_ROW)
		return false;
	snprintf(ret_cursor->epoch, sizeof(ret_cursor->epoch), "%s", db_text0(stmt, 0));
	ret_cursor->rev = db_int(stmt, 1);
	db_finish(stmt);
	return true;
}

static bool fill_at_once(struct store *store, struct db *db, const struct scope *scope, const char *scope_text, int format,
                         struct err *err)
{
	struct strbuf later = STRBUF_INIT;
	bool ok = store_bulk_begin(db, &later, err) && fill(store, db, scope, scope_text, format, err) &&
	          store_bulk_end(db, &later, err);

	strbuf_done(&later);
	return ok;
}

/* What building takes: 48 MB of pages, and what is sorted beyond that goes through a file. No WAL: the file must stand alone
 * when it is sent. */
static const char manners[] =
	"PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -49152";

static bool build(struct store *store, struct db *db, const struct scope *scope, const char *scope_text, int format,
                  struct cursor *ret_cursor, struct err *err)
{
	bool ok = db_exec(db, manners, err) && schema_replica(db, format, err) &&
	          attach(db, store_path(store), err) && db_begin(db, err);

	if (!ok)
		return false;
	if (!fill_at_once(store, db, scope, scope_text, format, err)) {
		db_rollback(db);
		return false;
	}
	return db_commit(db, err) && read_cursor(db, ret_cursor, err) && db_exec(db, "DETACH hub", err);
}

bool store_snapshot(struct store *store, const struct scope *scope, const char *scope_text, int format, const char *path,
                    struct cursor *ret_cursor, struct err *err)
{
	struct db *db = NULL;
	mode_t before;
	bool ok;

	if (unlink(path) != 0 && errno != ENOENT)
		return err_errno(err, "%s", path);
	before = umask(0077);
	ok = db_open(path, DB_CREATE | DB_TRUSTED, &db, err) && build(store, db, scope, scope_text, format, ret_cursor, err);
	db_close(db);
	umask(before);
	if (!ok)
		unlink(path);
	return ok;
}
