/* Operations kept by their rule: see hub/sql/hub-5.sql. */
#include "hub/store/internal.h"

enum { Q_ADD, Q_TAKEN, Q_KEY_TAKEN, Q_VALUE, Q_MAKE_WAY, Q_WAITING, Q_TAKE };

static const struct db_query queries[] = {
	[Q_ADD] = { "INSERT INTO kept(op, kind, subject, key, value, stands, waits, terminal, line, at)"
	            " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING" },
	[Q_TAKEN] = { "SELECT 1 FROM kept WHERE kind = ?1 AND subject = ?2 AND stands LIMIT 1" },
	[Q_KEY_TAKEN] = { "SELECT 1 FROM kept WHERE kind = ?1 AND subject = ?2 AND key = ?3 AND stands LIMIT 1" },
	[Q_VALUE] = { "SELECT value FROM kept WHERE kind = ?1 AND subject = ?2 AND stands LIMIT 1" },
	[Q_MAKE_WAY] = { "UPDATE kept SET stands = 0 WHERE kind = ?1 AND subject = ?2 AND (?3 IS NULL OR key = ?3) AND stands" },
	[Q_WAITING] = { "SELECT op, kind, terminal, line FROM kept WHERE waits ORDER BY at, rowid" },
	[Q_TAKE] = { "DELETE FROM kept WHERE op = ?1" },
};

const struct db_queries hub_store_kept_queries = { .name = "hub/store/kept.c", .rows = queries, .count = ARRAY_LEN(queries) };

static bool exists(struct store *store, int query, const struct kept_op *kept, const char *key, bool *ret_is, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[query]);
	enum db_step step;

	db_bind_text(stmt, 1, kept->kind);
	db_bind_text(stmt, 2, kept->subject);
	if (key)
		db_bind_text(stmt, 3, key);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	*ret_is = step == DB_ROW;
	db_finish(stmt);
	return true;
}

bool store_kept_stands(struct store *store, const struct kept_op *kept, bool *ret_subject, bool *ret_key, char **ret_value, struct err *err)
{
	struct db_stmt *stmt;
	enum db_step step;

	if (!exists(store, Q_TAKEN, kept, NULL, ret_subject, err) || !exists(store, Q_KEY_TAKEN, kept, kept->key, ret_key, err))
		return false;
	stmt = db_query(store->db, &queries[Q_VALUE]);
	db_bind_text(stmt, 1, kept->kind);
	db_bind_text(stmt, 2, kept->subject);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	*ret_value = NULL;
	if (step == DB_ROW && !db_is_null(stmt, 0) && !(*ret_value = strdup(db_text0(stmt, 0))))
		abort();
	db_finish(stmt);
	return true;
}

bool store_kept_add(struct store *store, const struct kept_op *kept, struct err *err)
{
	struct db_stmt *stmt;

	if (kept->instead) {
		stmt = db_query(store->db, &queries[Q_MAKE_WAY]);
		db_bind_text(stmt, 1, kept->kind);
		db_bind_text(stmt, 2, kept->subject);
		db_bind_text(stmt, 3, *kept->key ? kept->key : NULL);
		if (!db_run(stmt, err))
			return false;
	}
	stmt = db_query(store->db, &queries[Q_ADD]);
	db_bind_text(stmt, 1, kept->op);
	db_bind_text(stmt, 2, kept->kind);
	db_bind_text(stmt, 3, kept->subject);
	db_bind_text(stmt, 4, kept->key);
	db_bind_text(stmt, 5, kept->value);
	db_bind_int(stmt, 6, kept->stands);
	db_bind_int(stmt, 7, kept->waits);
	db_bind_text(stmt, 8, kept->terminal);
	db_bind_text(stmt, 9, kept->line);
	db_bind_int(stmt, 10, store_now(store));
	return db_run(stmt, err);
}

bool store_kept_waiting(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_WAITING]);
	json_t *list = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "op", db_text0(stmt, 0), "kind", db_text0(stmt, 1), "terminal",
		                                      db_text0(stmt, 2), "line", db_text0(stmt, 3)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

bool store_kept_take(struct store *store, const char *op, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_TAKE]);

	db_bind_text(stmt, 1, op);
	return db_run(stmt, err);
}
