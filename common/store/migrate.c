#include "common/store/migrate.h"

static bool exec_files(struct db *db, const char *files, struct err *err)
{
	for (const char *at = files; *at;) {
		size_t len = strcspn(at, " ");
		char name[128];

		snprintf(name, sizeof(name), "%.*s", (int)len, at);
		if (!db_exec_embedded(db, name, err))
			return false;
		at += len;
		at += strspn(at, " ");
	}
	return true;
}

static bool apply(struct db *db, const char *files, int64_t number, struct err *err)
{
	char pragma[48];

	snprintf(pragma, sizeof(pragma), "PRAGMA user_version = %d", (int)number);
	if (!db_begin(db, err))
		return false;
	/* Asked again behind the lock: another process may have done it meanwhile. */
	if (db_pragma_int(db, "user_version") >= number) {
		db_rollback(db);
		return true;
	}
	if (!exec_files(db, files, err) || !db_exec(db, pragma, err)) {
		db_rollback(db);
		return false;
	}
	return db_commit(db, err);
}

bool migrate(struct db *db, const char *const *steps, size_t count, struct err *err)
{
	int64_t version = db_pragma_int(db, "user_version");

	if (version < 0)
		return db_error(db, err, "user_version");
	if (version > (int64_t)count)
		return err_set(err, ERR_FORMAT, "%s: made by a newer version of this program (%d, this one knows %zu)", db_path(db),
		               (int)version, count);
	for (; version < (int64_t)count; version++)
		if (!apply(db, steps[version], version + 1, err))
			return false;
	return true;
}

static const struct {
	const char *file;
	int since; /* format */
} replica_files[] = {
	{ "common/store/sql/content.sql", 1 },
	{ "common/store/sql/desk.sql", 1 },
	{ "common/store/sql/search.sql", 1 },
	{ "common/store/sql/replica.sql", 1 },
	{ "common/store/sql/picture.sql", 2 },
};

bool schema_replica(struct db *db, int format, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(replica_files); i++)
		if (replica_files[i].since <= format && !db_exec_embedded(db, replica_files[i].file, err))
			return false;
	return true;
}

/* ---- is a schema ours? */

/* The tables that FTS5 makes for itself differ between its versions, and hold no code: an expression would need another bracket. */
#define NO_KEYS "replace(replace(sql, 'PRIMARY KEY(', ''), 'PRIMARY KEY (', '')"
static const struct db_query schema_query = {
	"SELECT type || ' ' || name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
	" AND NOT (type = 'table' AND sql LIKE 'CREATE TABLE ''%' AND length(" NO_KEYS ") - length(replace(" NO_KEYS ", '(', '')) = 1) ORDER BY 1"
};

bool schema_check(struct db *db, int format, struct err *err)
{
	struct db *ours = NULL;
	struct db_stmt *a, *b;
	enum db_step step_a, step_b;
	bool same = false;

	if (!db_open("schema", DB_MEMORY | DB_TRUSTED, &ours, err) || !schema_replica(ours, format, err))
		goto out;
	a = db_query(db, &schema_query);
	b = db_query(ours, &schema_query);
	do {
		step_a = db_step(a, err);
		step_b = db_step(b, err);
		if (step_a == DB_FAILED || step_b == DB_FAILED)
			goto out;
		same = step_a == step_b && (step_a == DB_END || (streq(db_text(a, 0), db_text(b, 0)) && streq(db_text(a, 1), db_text(b, 1))));
		if (!same)
			err_set(err, ERR_FORMAT, "%s: its schema is not format %d (%s)", db_path(db), format,
			        step_a == DB_ROW ? db_text0(a, 0) : step_b == DB_ROW ? db_text0(b, 0) : "");
	} while (same && step_a == DB_ROW);
	db_finish(a);
out:
	db_close(ours);
	return same;
}
