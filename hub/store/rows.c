/* Synced rows: read, written when they differ, dropped with a tombstone. SQL is made once from the tables' own columns. */
#include "hub/store/internal.h"

#include "hub/store/cells.h"

enum {
	Q_TOMBSTONE, Q_UNTOMBSTONE, Q_SOURCE_SET, Q_SOURCE_IDS, Q_SOURCE_DROP, Q_THREAD_IDS, Q_SECRET_LOOKUP, Q_SECRET_DROP,
	Q_UNOPENED_DROP, Q_TOWN,
};

static const struct db_query queries[] = {
	[Q_TOMBSTONE] = { "INSERT INTO tombstone(t, id, left, rev, at) VALUES(?1, ?2, ?3, ?4, ?5)"
	                  " ON CONFLICT(t, id, left) DO UPDATE SET rev = excluded.rev, at = excluded.at" },
	[Q_UNTOMBSTONE] = { "DELETE FROM tombstone WHERE t = ?1 AND id = ?2 AND left = ''" },
	[Q_SOURCE_SET] = { "INSERT INTO source(t, id, source) VALUES(?1, ?2, ?3)"
	                   " ON CONFLICT(t, id) DO UPDATE SET source = excluded.source WHERE source <> excluded.source" },
	[Q_SOURCE_IDS] = { "SELECT id FROM source WHERE t = ?1 AND source = ?2" },
	[Q_SOURCE_DROP] = { "DELETE FROM source WHERE t = ?1 AND id = ?2" },
	[Q_THREAD_IDS] = { "SELECT id FROM message WHERE request = ?1" },
	[Q_SECRET_LOOKUP] = { "SELECT lookup FROM request_secret WHERE request = ?1" },
	[Q_SECRET_DROP] = { "DELETE FROM request_secret WHERE request = ?1" },
	[Q_UNOPENED_DROP] = { "DELETE FROM unopened WHERE id = ?1" },
	[Q_TOWN] = { "SELECT id FROM town LIMIT 1" },
};

const struct db_queries hub_store_row_queries = { .name = "hub/store/rows.c", .rows = queries, .count = ARRAY_LEN(queries) };

/* ---- columns, and the SQL made from them */
static void make_sql(struct store *store, struct table *table, const char *name)
{
	struct strbuf names = STRBUF_INIT, marks = STRBUF_INIT, sets = STRBUF_INIT;
	struct arena *arena = store->arena;

	for (size_t i = 0; i < table->count; i++) {
		const char *column = table->columns[i].name;

		strbuf_addf(&names, ", \"%s\"", column);
		strbuf_addf(&marks, ", ?%zu", i + 3);
		strbuf_addf(&sets, ", \"%s\" = excluded.\"%s\"", column, column);
	}
	table->select.sql = arena_printf(arena, "SELECT rev%s FROM \"%s\" WHERE id = ?1", strbuf_str(&names), name);
	table->ids.sql = arena_printf(arena, "SELECT id FROM \"%s\" ORDER BY id", name);
	table->upsert.sql = arena_printf(arena,
	                                 "INSERT INTO \"%s\"(id, rev%s) VALUES(?1, ?2%s) ON CONFLICT(id) DO UPDATE SET rev = excluded.rev%s",
	                                 name, strbuf_str(&names), strbuf_str(&marks), strbuf_str(&sets));
	table->delete_row.sql = arena_printf(arena, "DELETE FROM \"%s\" WHERE id = ?1", name);
	table->touch.sql = arena_printf(arena, "UPDATE \"%s\" SET rev = ?2 WHERE id = ?1", name);
	strbuf_done(&names);
	strbuf_done(&marks);
	strbuf_done(&sets);
}

bool store_read_columns(struct store *store, struct err *err)
{
	for (size_t t = 0; t < SYNCED_TABLES; t++) {
		struct table *table = &store->tables[t];
		struct db_query query = { .sql = "SELECT name, type, \"notnull\", dflt_value FROM pragma_table_info(?1)" };
		struct db_query *kept = arena_alloc(store->arena, sizeof(*kept));
		struct db_stmt *stmt;
		enum db_step step;

		*kept = query;
		stmt = db_query(store->db, kept);
		db_bind_text(stmt, 1, synced_tables[t].name);
		while ((step = db_step(stmt, err)) == DB_ROW) {
			const char *name = db_text0(stmt, 0);

			if (streq(name, "id") || streq(name, "rev"))
				continue;
			if (table->count == STORE_COLUMNS_MAX)
				abort();
			table->columns[table->count++] = (struct store_column){
				.name = arena_strdup(store->arena, name),
				.type = db_text0(stmt, 1)[0],
				.required = db_int(stmt, 2) && db_is_null(stmt, 3),
				.otherwise = strtoll(db_text0(stmt, 3), NULL, 10),
				.has_otherwise = !db_is_null(stmt, 3),
			};
		}
		if (step == DB_FAILED)
			return false;
		make_sql(store, table, synced_tables[t].name);
	}
	return true;
}

const struct store_column *store_columns(struct store *store, enum synced_id table, size_t *ret_count)
{
	*ret_count = store->tables[table].count;
	return store->tables[table].columns;
}

/* ---- reading */
static bool is_kept(const struct store *store, enum synced_id table)
{
	return store->memo.open && (table == SYNCED_SERVICE || table == SYNCED_DEPARTMENT || table == SYNCED_AGENTS);
}

void store_memo_forget(struct store *store, enum synced_id table)
{
	for (size_t i = 0; i < SYNCED_TABLES; i++)
		if (i == table || table == SYNCED_TABLES) {
			json_decref(store->memo.rows[i]);
			store->memo.rows[i] = NULL;
		}
}

static void keep(struct store *store, enum synced_id table, const char *id, json_t *row)
{
	if (!store->memo.rows[table])
		store->memo.rows[table] = json_object();
	json_object_set(store->memo.rows[table], id, row);
}

static bool read_row(struct store *store, enum synced_id id_of_table, const char *id, json_t **ret_row, struct err *err)
{
	struct table *table = &store->tables[id_of_table];
	struct db_stmt *stmt = db_query(store->db, &table->select);
	enum db_step step;
	json_t *row;

	db_bind_text(stmt, 1, id);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_END) {
		*ret_row = NULL;
		return true;
	}
	row = json_object();
	json_object_set_new(row, "id", json_string(id));
	json_object_set_new(row, "rev", json_integer(db_int(stmt, 0)));
	for (size_t i = 0; i < table->count; i++) {
		json_t *value = cell_json(stmt, (int)i + 1, table->columns[i].type);

		if (value)
			json_object_set_new(row, table->columns[i].name, value);
	}
	db_finish(stmt);
	*ret_row = row;
	return true;
}

bool store_get(struct store *store, enum synced_id table, const char *id, json_t **ret_row, struct err *err)
{
	bool kept = is_kept(store, table);
	json_t *row = kept ? json_object_get(store->memo.rows[table], id) : NULL;

	if (row) {
		*ret_row = json_incref(row);
		return true;
	}
	if (!read_row(store, table, id, ret_row, err))
		return false;
	if (kept && *ret_row)
		keep(store, table, id, *ret_row);
	return true;
}

bool store_list(struct store *store, enum synced_id table, json_t **ret_rows, struct err *err)
{
	json_t *ids, *id, *rows;
	bool ok = true;
	size_t i;

	if (!store_list_ids(db_query(store->db, &store->tables[table].ids), &ids, err))
		return false;
	rows = json_array();
	json_array_foreach(ids, i, id) {
		json_t *row = NULL;

		ok = ok && store_get(store, table, json_string_value(id), &row, err);
		if (row)
			json_array_append_new(rows, row);
	}
	json_decref(ids);
	if (ok)
		*ret_rows = rows;
	else
		json_decref(rows);
	return ok;
}

bool store_town_row(struct store *store, json_t **ret_row, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_TOWN]);
	enum db_step step = db_step(stmt, err);
	char id[64];

	if (step == DB_FAILED)
		return false;
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "this store has no town yet; `parvis-hub import town DIR` fills it");
	snprintf(id, sizeof(id), "%s", db_text0(stmt, 0));
	db_finish(stmt);
	return store_get(store, SYNCED_TOWN, id, ret_row, err);
}

/* ---- writing */

/* What stands there against what is given. The department a request had is copied into WAS. */
static bool compare(struct store *store, struct table *table, const char *id, const struct cell *cells,
                    enum store_put *ret_what, char *was, size_t was_size, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &table->select);
	enum db_step step;

	db_bind_text(stmt, 1, id);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	*ret_what = step == DB_END ? STORE_NEW : STORE_SAME;
	for (size_t i = 0; step == DB_ROW && i < table->count; i++) {
		if (!cell_same(&cells[i], stmt, (int)i + 1))
			*ret_what = STORE_CHANGED;
		if (streq(table->columns[i].name, "department") && !cell_same(&cells[i], stmt, (int)i + 1))
			snprintf(was, was_size, "%s", db_text0(stmt, (int)i + 1));
	}
	if (step == DB_ROW)
		db_finish(stmt);
	return true;
}

static bool write_row(struct store *store, struct table *table, const char *id, const struct cell *cells, struct err *err)
{
	struct db_stmt *stmt;
	int64_t rev;

	if (!store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &table->upsert);
	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, rev);
	for (size_t i = 0; i < table->count; i++)
		cell_bind(&cells[i], stmt, (int)i + 3);
	return db_run(stmt, err);
}

static bool touch_row(struct store *store, enum synced_id table, const char *id, struct err *err)
{
	struct db_stmt *stmt;
	int64_t rev;

	if (!store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &store->tables[table].touch);
	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, rev);
	return db_run(stmt, err);
}

bool store_add_tombstone(struct store *store, enum synced_id table, const char *id, const char *left, struct err *err)
{
	struct db_stmt *stmt;
	int64_t rev;

	if (!store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_TOMBSTONE]);
	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, id);
	db_bind_text(stmt, 3, left);
	db_bind_int(stmt, 4, rev);
	db_bind_int(stmt, 5, store_now(store));
	return db_run(stmt, err);
}

static bool thread_ids(struct store *store, const char *request, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_THREAD_IDS]);

	db_bind_text(stmt, 1, request);
	return store_list_ids(stmt, ret_ids, err);
}

/* The request has left department LEFT: its desks get tombstones, those of its new one get the thread again. */
static bool move_thread(struct store *store, const char *request, const char *left, struct err *err)
{
	json_t *ids, *id;
	bool ok = true;
	size_t i;

	if (!store_add_tombstone(store, SYNCED_REQUEST, request, left, err) || !thread_ids(store, request, &ids, err))
		return false;
	json_array_foreach(ids, i, id)
		ok = ok && store_add_tombstone(store, SYNCED_MESSAGE, json_string_value(id), left, err) &&
		     touch_row(store, SYNCED_MESSAGE, json_string_value(id), err);
	json_decref(ids);
	return ok;
}

static bool untombstone(struct store *store, enum synced_id table, const char *id, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_UNTOMBSTONE]);

	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, id);
	return db_run(stmt, err);
}

bool store_put(struct store *store, enum synced_id id_of_table, const json_t *row, enum store_put *ret_what, struct err *err)
{
	struct table *table = &store->tables[id_of_table];
	const char *id = json_string_value(json_object_get(row, "id"));
	struct cell cells[STORE_COLUMNS_MAX] = { { .type = 0 } };
	enum store_put what = STORE_SAME;
	char was[128] = "";
	bool ok = true;
	size_t len = 0;

	if (!id || !*id)
		return err_set(err, ERR_BAD_INPUT, "id is missing");
	store_memo_forget(store, id_of_table);
	for (size_t i = 0; ok && i < table->count; i++)
		ok = cell_make(&table->columns[i], json_object_get(row, table->columns[i].name), &cells[i], err);
	for (size_t i = 0; i < table->count; i++)
		len += strlen(table->columns[i].name) + cell_line_len(&cells[i]);
	if (ok && len > SYNCED_LINE_MAX - 4096) /* a page that cannot be made stops every terminal behind it */
		ok = err_set(err, ERR_BAD_INPUT, "this is more than terminals are sent in one row");
	ok = ok && compare(store, table, id, cells, &what, was, sizeof(was), err);
	if (ok && what == STORE_NEW)
		ok = untombstone(store, id_of_table, id, err);
	if (ok && id_of_table == SYNCED_REQUEST && *was)
		ok = move_thread(store, id, was, err);
	if (ok && what != STORE_SAME)
		ok = write_row(store, table, id, cells, err);
	for (size_t i = 0; i < table->count; i++)
		cell_done(&cells[i]);
	if (ok && ret_what)
		*ret_what = what;
	return ok;
}

static bool run_with_id(struct store *store, const struct db_query *query, const char *id, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, query);

	db_bind_text(stmt, 1, id);
	return db_run(stmt, err);
}

static bool drop_with_request(struct store *store, const char *request, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SECRET_LOOKUP]);
	char lookup[RECORD_LOOKUP_TEXT] = "";
	enum db_step step;
	json_t *ids, *id;
	bool ok = true;
	size_t i;

	db_bind_text(stmt, 1, request);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_ROW)
		snprintf(lookup, sizeof(lookup), "%s", db_text0(stmt, 0));
	db_finish(stmt);
	if (*lookup && !store_drop(store, SYNCED_RECORD, lookup, err))
		return false;
	if (!thread_ids(store, request, &ids, err))
		return false;
	json_array_foreach(ids, i, id)
		ok = ok && store_drop(store, SYNCED_MESSAGE, json_string_value(id), err);
	json_decref(ids);
	return ok && run_with_id(store, &queries[Q_SECRET_DROP], request, err) &&
	       run_with_id(store, &queries[Q_UNOPENED_DROP], request, err);
}

bool store_drop(struct store *store, enum synced_id table, const char *id, struct err *err)
{
	struct db_stmt *stmt;

	store_memo_forget(store, table);
	if (table == SYNCED_REQUEST && !drop_with_request(store, id, err))
		return false;
	if (!run_with_id(store, &store->tables[table].delete_row, id, err))
		return false;
	if (db_changed(store->db) == 0)
		return true;
	stmt = db_query(store->db, &queries[Q_SOURCE_DROP]);
	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, id);
	return db_run(stmt, err) && store_add_tombstone(store, table, id, "", err);
}

/* ---- where rows came from */
bool store_source_set(struct store *store, enum synced_id table, const char *id, const char *source, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SOURCE_SET]);

	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, id);
	db_bind_text(stmt, 3, source);
	return db_run(stmt, err);
}

bool store_source_ids(struct store *store, enum synced_id table, const char *source, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SOURCE_IDS]);

	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, source);
	return store_list_ids(stmt, ret_ids, err);
}
