/* Sync's side of synced.h: lines into rows. */
#include "common/store/synced.h"

#include "common/secret/secret.h"
#include "common/store/db.h"
#include "common/store/line.h"
#include "common/store/settler.h"

#include <jansson.h>
#include <sqlite3.h>

enum { COLUMNS_MAX = 48 };

/* One table: its columns, and the statements that take rows in, made when the first row of that table comes. */
struct intake {
	char *columns[COLUMNS_MAX];
	bool blob[COLUMNS_MAX];
	int count;
	sqlite3_stmt *put, *remove, *upsert, *clear;
	bool used;
};

struct synced {
	struct db *db;
	sqlite3 *handle;
	bool public, lost;
	size_t unsettled; /* bytes of lines that were applied since the last checkpoint began */
	int beside; /* checkpoints since the WAL could begin anew */
	struct settler *settler;
	bool left; /* requests have left this desk and may still stand in its WAL */
	int format;
	struct intake intakes[SYNCED_TABLES];
};

static bool prepare(struct synced *synced, struct strbuf *sql, sqlite3_stmt **ret_stmt, struct err *err)
{
	bool ok = sqlite3_prepare_v3(synced->handle, sql->data, -1, SQLITE_PREPARE_PERSISTENT, ret_stmt, NULL) == SQLITE_OK ||
	          db_error(synced->db, err, "preparing to take in rows");

	strbuf_clear(sql);
	return ok;
}

static bool read_columns(struct synced *synced, const char *table, struct intake *in, struct err *err)
{
	sqlite3_stmt *stmt;
	int step;

	if (sqlite3_prepare_v2(synced->handle, "SELECT name, type FROM pragma_table_info(?1)", -1, &stmt, NULL) != SQLITE_OK)
		return db_error(synced->db, err, "reading the columns");
	sqlite3_bind_text(stmt, 1, table, -1, SQLITE_STATIC);
	while ((step = sqlite3_step(stmt)) == SQLITE_ROW && in->count < COLUMNS_MAX) {
		in->columns[in->count] = strdup((const char *)sqlite3_column_text(stmt, 0));
		if (!in->columns[in->count])
			abort();
		in->blob[in->count++] = streq((const char *)sqlite3_column_text(stmt, 1), "BLOB");
	}
	sqlite3_finalize(stmt);
	return (step == SQLITE_DONE && in->count > 0) || err_set(err, ERR_FORMAT, "the replica has no table %s", table);
}

/* TEMP.in_X has the columns of X and whether the row is gone; the last line about an id wins. */
static bool make_intake(struct synced *synced, const char *table, struct intake *in, struct err *err)
{
	struct strbuf sql = STRBUF_INIT, names = STRBUF_INIT, marks = STRBUF_INIT, sets = STRBUF_INIT;
	bool ok;

	if (!read_columns(synced, table, in, err))
		return false;
	for (int i = 0; i < in->count; i++) {
		strbuf_addf(&names, "%s\"%s\"", i ? ", " : "", in->columns[i]);
		strbuf_addf(&marks, "%s?%d", i ? ", " : "", i + 1);
		if (!streq(in->columns[i], "id"))
			strbuf_addf(&sets, "%s\"%s\" = excluded.\"%s\"", sets.len ? ", " : "", in->columns[i], in->columns[i]);
	}
	/* No types: STRICT tables refuse what does not belong, this one only carries. */
	strbuf_addf(&sql, "CREATE TEMP TABLE IF NOT EXISTS in_%s (%s, gone_, PRIMARY KEY (id))", table, names.data);
	ok = db_exec(synced->db, sql.data, err);
	strbuf_clear(&sql);
	strbuf_addf(&sql, "INSERT OR REPLACE INTO temp.in_%s (%s, gone_) VALUES (%s, ?%d)", table, names.data, marks.data,
	            in->count + 1);
	ok = ok && prepare(synced, &sql, &in->put, err);
	strbuf_addf(&sql, "DELETE FROM main.%s WHERE id IN (SELECT id FROM temp.in_%s WHERE gone_)", table, table);
	ok = ok && prepare(synced, &sql, &in->remove, err);
	strbuf_addf(&sql, "INSERT INTO main.%s (%s) SELECT %s FROM temp.in_%s WHERE NOT gone_ ON CONFLICT (id) DO UPDATE SET %s",
	            table, names.data, names.data, table, sets.data);
	ok = ok && prepare(synced, &sql, &in->upsert, err);
	strbuf_addf(&sql, "DELETE FROM temp.in_%s", table);
	ok = ok && prepare(synced, &sql, &in->clear, err);
	strbuf_done(&sql);
	strbuf_done(&names);
	strbuf_done(&marks);
	strbuf_done(&sets);
	return ok;
}

static void intake_done(struct intake *in)
{
	sqlite3_finalize(in->put);
	sqlite3_finalize(in->remove);
	sqlite3_finalize(in->upsert);
	sqlite3_finalize(in->clear);
	for (int i = 0; i < in->count; i++)
		free(in->columns[i]);
	*in = (struct intake){ .count = 0 };
}

/* The row of a replica. */
static bool read_replica(struct db *db, struct cursor *ret_cursor, bool *ret_public, int *ret_format, struct err *err)
{
	sqlite3_stmt *stmt;
	bool ok;

	if (sqlite3_prepare_v2(db_handle(db), "SELECT epoch, rev, scope, format FROM replica", -1, &stmt, NULL) != SQLITE_OK)
		return db_error(db, err, "reading the cursor");
	ok = sqlite3_step(stmt) == SQLITE_ROW || db_error(db, err, "reading the cursor");
	if (ok) {
		snprintf(ret_cursor->epoch, sizeof(ret_cursor->epoch), "%s", (const char *)sqlite3_column_text(stmt, 0));
		ret_cursor->rev = sqlite3_column_int64(stmt, 1);
		*ret_public = streq((const char *)sqlite3_column_text(stmt, 2), "public");
		*ret_format = sqlite3_column_int(stmt, 3);
	}
	sqlite3_finalize(stmt);
	return ok;
}

bool synced_cursor(struct db *db, struct cursor *ret_cursor, struct err *err)
{
	struct cursor cursor;
	bool public;
	int format;

	if (!read_replica(db, &cursor, &public, &format, err))
		return false;
	*ret_cursor = cursor;
	return true;
}

/* A page of 5,000 rows touches up to 15,000 pages of a large replica: with less room each is written to the WAL several times. What is
 * not counted (an index made one piece) settles by SQLite's own limit, in pages. */
static const char manners[] = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 65536";
enum {
	SETTLE_BYTES = 4 * 1024 * 1024, /* of lines: about a page */
	BESIDE_MAX = 3,                 /* checkpoints beside the next page, before one that it waits for: the WAL is as large as these pages */
};

/* A batch this small needs none of that room, and gives it back. */
enum { SMALL_BATCH = 65536 };

bool synced_open(struct db *db, struct synced **ret_synced, struct err *err)
{
	struct synced *synced = calloc(1, sizeof(*synced));
	struct cursor cursor;

	if (!synced)
		abort();
	synced->db = db;
	synced->handle = db_handle(db);
	synced->left = true; /* before a crash, perhaps */
	synced->settler = settler_new(db_path(db));
	if (!read_replica(db, &cursor, &synced->public, &synced->format, err) || !db_exec(db, manners, err)) {
		synced_close(synced);
		return false;
	}
	*ret_synced = synced;
	return true;
}

void synced_close(struct synced *synced)
{
	if (!synced)
		return;
	for (size_t i = 0; i < SYNCED_TABLES; i++)
		intake_done(&synced->intakes[i]);
	settler_free(synced->settler);
	free(synced);
}

static bool bind_blob(sqlite3_stmt *stmt, int at, const char *text, size_t len)
{
	struct strbuf bytes = STRBUF_INIT;
	bool ok = base64_decode_open(text, len, SYNCED_LINE_MAX, &bytes);

	if (ok)
		sqlite3_bind_blob(stmt, at, strbuf_str(&bytes), (int)bytes.len, SQLITE_TRANSIENT);
	strbuf_done(&bytes);
	return ok;
}

/* The row is written before VALUE goes: text need not be copied. */
static bool bind_value(sqlite3_stmt *stmt, int at, const json_t *value, bool blob)
{
	if (!value || json_is_null(value))
		return sqlite3_bind_null(stmt, at) == SQLITE_OK;
	if (json_is_string(value) && blob)
		return bind_blob(stmt, at, json_string_value(value), json_string_length(value));
	if (json_is_string(value))
		return sqlite3_bind_text(stmt, at, json_string_value(value), (int)json_string_length(value), SQLITE_STATIC) == SQLITE_OK;
	if (json_is_integer(value))
		return sqlite3_bind_int64(stmt, at, json_integer_value(value)) == SQLITE_OK;
	if (json_is_real(value))
		return sqlite3_bind_double(stmt, at, json_real_value(value)) == SQLITE_OK;
	if (json_is_boolean(value))
		return sqlite3_bind_int(stmt, at, json_is_true(value)) == SQLITE_OK;
	return false;
}

static bool no_fit(const char *column, struct err *err)
{
	return err_set(err, ERR_BAD_INPUT, "column %s has no value that fits", column);
}

static bool step_put(struct synced *synced, struct intake *in, bool gone, struct err *err)
{
	sqlite3_bind_int(in->put, in->count + 1, gone);
	if (sqlite3_step(in->put) != SQLITE_DONE)
		return db_error(synced->db, err, "taking in a row");
	sqlite3_reset(in->put);
	in->used = true;
	return true;
}

static bool put_row(struct synced *synced, struct intake *in, const json_t *line, struct err *err)
{
	const json_t *row = json_object_get(line, "row");
	bool gone = json_is_true(json_object_get(line, "gone"));

	if (gone == json_is_object(row))
		return err_set(err, ERR_BAD_INPUT, "neither a row nor gone");
	for (int i = 0; i < in->count; i++) {
		const char *column = in->columns[i];
		bool outside = streq(column, "id") || streq(column, "rev");
		const json_t *value = outside ? json_object_get(line, column) : json_object_get(row, column);

		if (!bind_value(in->put, i + 1, value, in->blob[i]))
			return no_fit(column, err);
	}
	return step_put(synced, in, gone, err);
}

static bool bind_plain(sqlite3_stmt *stmt, int at, const struct line_value *value, bool blob)
{
	if (!value)
		return sqlite3_bind_null(stmt, at) == SQLITE_OK;
	switch (value->kind) {
	case LINE_NULL:
		return sqlite3_bind_null(stmt, at) == SQLITE_OK;
	case LINE_TEXT:
		return blob ? bind_blob(stmt, at, value->text, value->len)
		            : sqlite3_bind_text(stmt, at, value->text, (int)value->len, SQLITE_STATIC) == SQLITE_OK;
	case LINE_INTEGER:
	case LINE_BOOLEAN:
		return sqlite3_bind_int64(stmt, at, value->integer) == SQLITE_OK;
	case LINE_REAL:
		return sqlite3_bind_double(stmt, at, value->real) == SQLITE_OK;
	}
	return false;
}

static bool put_plain_row(struct synced *synced, struct intake *in, const struct line *line, struct err *err)
{
	size_t hint = 0;

	for (int i = 0; i < in->count; i++) {
		const char *column = in->columns[i];
		const struct line_value *value = streq(column, "id")    ? &line->id
		                                 : streq(column, "rev") ? &line->rev
		                                                        : line_value(line, column, &hint);

		if (!bind_plain(in->put, i + 1, value, in->blob[i]))
			return no_fit(column, err);
	}
	return step_put(synced, in, false, err);
}

static bool for_this_terminal(const struct synced *synced, const struct synced_table *table)
{
	return table->scope == SYNCED_ALL || (table->scope == SYNCED_PUBLIC) == synced->public;
}

/* *RET_IN: where the line's row goes; NULL when it is of a table that this replica does not have. */
static bool find_intake(struct synced *synced, const char *name, int64_t rev, int64_t rev_max, struct intake **ret_in, struct err *err)
{
	const struct synced_table *table = synced_find(name);
	struct intake *in = table ? &synced->intakes[table - synced_tables] : NULL;

	if (rev < 1 || rev > rev_max)
		return err_set(err, ERR_BAD_INPUT, "rev %lld lies outside the page", (long long)rev);
	if (table && !for_this_terminal(synced, table))
		return err_set(err, ERR_BAD_INPUT, "a row of %s does not belong on this terminal", name);
	*ret_in = table && table->format <= synced->format ? in : NULL; /* else a table of a newer format */
	return !*ret_in || in->count > 0 || make_intake(synced, name, in, err);
}

static bool put_json(struct synced *synced, const char *text, size_t len, int64_t rev_max, struct err *err)
{
	json_t *line = len <= SYNCED_LINE_MAX ? json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *name = json_string_value(json_object_get(line, "t"));
	const json_t *rev = json_object_get(line, "rev");
	struct intake *in = NULL;
	bool ok;

	if (!name || !json_is_integer(rev) || !json_is_string(json_object_get(line, "id")))
		ok = err_set(err, ERR_BAD_INPUT, "not a change");
	else
		ok = find_intake(synced, name, json_integer_value(rev), rev_max, &in, err) && (!in || put_row(synced, in, line, err));
	json_decref(line);
	return ok;
}

static bool put_line(struct synced *synced, const char *text, size_t len, int64_t rev_max, struct err *err)
{
	struct line line = { .room = NULL };
	struct intake *in;
	char name[32];
	bool ok;

	if (len <= SYNCED_LINE_MAX && line_read(text, len, &line) && line.table.len < sizeof(name)) {
		memcpy(name, line.table.text, line.table.len);
		name[line.table.len] = '\0';
		ok = find_intake(synced, name, line.rev.integer, rev_max, &in, err) && (!in || put_plain_row(synced, in, &line, err));
	} else {
		ok = put_json(synced, text, len, rev_max, err);
	}
	line_done(&line);
	return ok;
}

static bool put_lines(struct synced *synced, const char *lines, size_t len, int64_t rev_max, struct err *err)
{
	const char *end = lines + len;
	int number = 0;

	for (const char *at = lines; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (!newline)
			return err_set(err, ERR_BAD_INPUT, "line %d is cut short", number + 1);
		if (++number > SYNCED_LINES_MAX)
			return err_set(err, ERR_BAD_INPUT, "more than %d lines", SYNCED_LINES_MAX);
		if (!put_line(synced, at, (size_t)(newline - at), rev_max, err))
			return err_prefix(err, "line %d", number);
		at = newline + 1;
	}
	return true;
}

static bool run(struct synced *synced, sqlite3_stmt *stmt, struct err *err, const char *what)
{
	bool ok = sqlite3_step(stmt) == SQLITE_DONE || db_error(synced->db, err, what);

	sqlite3_reset(stmt);
	return ok;
}

/* The search index keeps the words of a deleted row until it is made one piece. */
static bool forget_words(struct synced *synced, struct err *err)
{
	synced->left = true;
	return db_exec(synced->db, "INSERT INTO request_find(request_find) VALUES ('optimize')", err);
}

static bool remove_rows(struct synced *synced, enum synced_id table, struct err *err)
{
	if (!run(synced, synced->intakes[table].remove, err, synced_tables[table].name))
		return false;
	if ((table == SYNCED_REQUEST || table == SYNCED_MESSAGE || table == SYNCED_RECORD) && db_changed(synced->db) > 0)
		synced->lost = true;
	return true;
}

static bool merge(struct synced *synced, struct err *err)
{
	bool ok = true;

	/* What is gone first: it may hold a unique name that a new row takes. */
	for (size_t i = 0; ok && i < SYNCED_TABLES; i++) {
		if (synced->intakes[i].used)
			ok = remove_rows(synced, (enum synced_id)i, err);
		if (ok && i == SYNCED_REQUEST && synced->intakes[i].used && sqlite3_changes(synced->handle) > 0)
			ok = forget_words(synced, err);
	}
	for (size_t i = 0; ok && i < SYNCED_TABLES; i++)
		if (synced->intakes[i].used)
			ok = run(synced, synced->intakes[i].upsert, err, synced_tables[i].name);
	return ok;
}

static bool move_cursor(struct synced *synced, const struct cursor *to, int64_t hub_time, struct err *err)
{
	static const struct db_query move = { "UPDATE replica SET rev = ?2, hub_time = CASE WHEN ?3 > 0 THEN ?3 ELSE hub_time END"
	                                      " WHERE epoch = ?1 AND rev <= ?2" };
	struct db_stmt *stmt = db_query(synced->db, &move);

	db_bind_text(stmt, 1, to->epoch);
	db_bind_int(stmt, 2, to->rev);
	db_bind_int(stmt, 3, hub_time);
	if (!db_run(stmt, err))
		return false;
	return db_changed(synced->db) == 1 || err_set(err, ERR_BAD_INPUT, "a page of another epoch, or an older one");
}

bool synced_apply(struct synced *synced, const char *lines, size_t len, const struct cursor *to, int64_t hub_time,
                  struct err *err)
{
	bool ok;

	synced->lost = false;
	if (!db_begin(synced->db, err))
		return false;
	ok = put_lines(synced, lines, len, to->rev, err) && merge(synced, err) && move_cursor(synced, to, hub_time, err);
	for (size_t i = 0; i < SYNCED_TABLES; i++)
		if (synced->intakes[i].used) {
			ok = ok && run(synced, synced->intakes[i].clear, err, "emptying");
			synced->intakes[i].used = false;
		}
	if (ok && db_commit(synced->db, err)) {
		synced->unsettled += len;
		if (len < SMALL_BATCH)
			sqlite3_db_release_memory(synced->handle);
		return true;
	}
	/* The TEMP tables made in this transaction go with it, and a statement that failed half way would keep it open. */
	for (size_t i = 0; i < SYNCED_TABLES; i++)
		intake_done(&synced->intakes[i]);
	db_rollback(synced->db);
	return false;
}

bool synced_settle(struct synced *synced, struct err *err)
{
	if (synced->unsettled < SETTLE_BYTES)
		return true;
	synced->unsettled = 0;
	if (synced->beside++ < BESIDE_MAX)
		return settler_begin(synced->settler, err);
	synced->beside = 0;
	return settler_wait(synced->settler, err) && db_checkpoint(synced->db, err);
}

bool synced_empty_wal(struct synced *synced, bool *ret_done, struct err *err)
{
	return settler_wait(synced->settler, err) && db_empty_wal(synced->db, ret_done, err);
}

bool synced_wipe(struct synced *synced, struct err *err)
{
	bool done;

	if (synced->public || !synced->left)
		return true;
	if (!synced_empty_wal(synced, &done, err))
		return false;
	synced->left = !done;
	return true;
}

bool synced_lost(const struct synced *synced)
{
	return synced->lost;
}

void synced_each_erased(const char *lines, size_t len, void (*each)(void *ctx, const char *id), void *ctx)
{
	const char *end = lines + len, *newline;

	for (const char *at = lines; at < end && (newline = memchr(at, '\n', (size_t)(end - at))); at = newline + 1) {
		json_t *line;

		if (!memmem(at, (size_t)(newline - at), "\"erased\"", 8)) /* most lines: not worth reading them twice */
			continue;
		line = json_loadb(at, (size_t)(newline - at), JSON_REJECT_DUPLICATES, NULL);
		if (json_is_true(json_object_get(line, "erased")) && json_is_true(json_object_get(line, "gone")) &&
		    json_is_string(json_object_get(line, "id")))
			each(ctx, json_string_value(json_object_get(line, "id")));
		json_decref(line);
	}
}
