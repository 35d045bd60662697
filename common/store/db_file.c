/* What is done with the whole file of a database (common/store/db.h). */
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

#include "common/store/db.h"

static bool check(struct db *db, const struct db_query *query, struct err *err)
{
	struct db_stmt *stmt = db_query(db, query);
	bool ok = db_step(stmt, err) == DB_ROW;

	if (ok && !streq(db_text(stmt, 0), "ok"))
		ok = err_set(err, ERR_CORRUPT, "%s: %s", db_path(db), db_text0(stmt, 0));
	db_finish(stmt);
	return ok;
}

bool db_check(struct db *db, struct err *err)
{
	static const struct db_query query = { "PRAGMA quick_check(1)" };

	return check(db, &query, err);
}

bool db_check_all(struct db *db, struct err *err)
{
	static const struct db_query query = { "PRAGMA integrity_check(1)" };

	return check(db, &query, err);
}

bool db_backup(struct db *db, const char *to, struct err *err)
{
	static const struct db_query query = { "VACUUM INTO ?1" };
	struct db_stmt *stmt;

	if (unlink(to) != 0 && errno != ENOENT)
		return err_errno(err, "%s", to);
	stmt = db_query(db, &query);
	db_bind_text(stmt, 1, to);
	return db_run(stmt, err) || err_prefix(err, "copy to %s", to);
}

bool db_checkpoint(struct db *db, struct err *err)
{
	int rc = sqlite3_wal_checkpoint_v2(db_handle(db), NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	return rc == SQLITE_OK || (rc & 0xff) == SQLITE_BUSY || db_error(db, err, "checkpoint");
}

bool db_empty_wal(struct db *db, bool *ret_done, struct err *err)
{
	int rc = sqlite3_wal_checkpoint_v2(db_handle(db), NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY)
		return db_error(db, err, "checkpoint");
	*ret_done = rc == SQLITE_OK;
	return true;
}
