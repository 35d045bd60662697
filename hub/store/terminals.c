/* Terminals, their tokens, and the codes they enrol with. */
#include "hub/store/internal.h"

#include "common/secret/secret.h"

#include <math.h>

enum {
	Q_MAKE_WAY, Q_ADD, Q_BY_TOKEN, Q_BY_NAME, Q_REVOKE, Q_SCOPE, Q_TOKEN, Q_SEEN, Q_LIST, Q_CODES_VOID, Q_CODE_ADD, Q_CODE, Q_CODE_USED,
};

#define TERMINAL_COLUMNS "id, name, scope, scope_rev, created, revoked, last_seen, last_rev, lat, lon, name_i18n, web, erased_rev"

static const struct db_query queries[] = {
	[Q_MAKE_WAY] = { "UPDATE terminal SET name = name || ' ' || id WHERE name = ?1 AND revoked IS NOT NULL" },
	[Q_ADD] = { "INSERT INTO terminal(id, name, scope, scope_rev, token_hash, lat, lon, created, name_i18n, web)"
	            " VALUES(?1, ?2, ?3, ?10, ?4, ?5, ?6, ?7, ?8, ?9)" },
	[Q_BY_TOKEN] = { "SELECT " TERMINAL_COLUMNS " FROM terminal WHERE token_hash = ?1" },
	[Q_BY_NAME] = { "SELECT " TERMINAL_COLUMNS " FROM terminal WHERE name = ?1 OR id = ?1" },
	[Q_REVOKE] = { "UPDATE terminal SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL" },
	[Q_SCOPE] = { "UPDATE terminal SET scope = ?2, scope_rev = ?3 WHERE id = ?1" },
	[Q_TOKEN] = { "UPDATE terminal SET token_hash = ?2 WHERE id = ?1" },
	[Q_SEEN] = { "UPDATE terminal SET last_seen = ?2, last_rev = coalesce(?3, last_rev) WHERE id = ?1" },
	[Q_LIST] = { "SELECT " TERMINAL_COLUMNS " FROM terminal ORDER BY name" },
	[Q_CODES_VOID] = { "DELETE FROM code WHERE terminal = ?1 OR expires < ?2" },
	[Q_CODE_ADD] = { "INSERT INTO code(hash, terminal, expires) VALUES(?1, ?2, ?3)" },
	[Q_CODE] = { "SELECT terminal, expires, used_by FROM code WHERE hash = ?1" },
	[Q_CODE_USED] = { "UPDATE code SET used_by = ?2 WHERE hash = ?1" },
};

const struct db_queries hub_store_terminal_queries = { .name = "hub/store/terminals.c", .rows = queries, .count = ARRAY_LEN(queries) };

static void read_row(struct db_stmt *stmt, struct terminal_row *out)
{
	*out = (struct terminal_row){
		.scope_rev = db_int(stmt, 3), .created = db_int(stmt, 4), .revoked = db_int(stmt, 5), .last_seen = db_int(stmt, 6),
		.last_rev = db_int(stmt, 7), .lat = db_real(stmt, 8), .lon = db_real(stmt, 9),
	};
	out->erased_rev = db_int(stmt, 12);
	snprintf(out->id, sizeof(out->id), "%s", db_text0(stmt, 0));
	snprintf(out->name, sizeof(out->name), "%s", db_text0(stmt, 1));
	snprintf(out->scope, sizeof(out->scope), "%s", db_text0(stmt, 2));
	snprintf(out->i18n, sizeof(out->i18n), "%s", db_text0(stmt, 10));
	snprintf(out->web, sizeof(out->web), "%s", db_text0(stmt, 11));
}

static bool find(struct store *store, const struct db_query *query, const char *value, const char *what,
                 struct terminal_row *ret_row, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, query);
	enum db_step step;

	db_bind_text(stmt, 1, value);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "no terminal has %s", what);
	read_row(stmt, ret_row);
	db_finish(stmt);
	return true;
}

bool store_terminal_by_token(struct store *store, const char *token, struct terminal_row *ret_row, struct err *err)
{
	char hash[TOKEN_HASH_TEXT];

	token_hash(token, hash);
	return find(store, &queries[Q_BY_TOKEN], hash, "this token", ret_row, err);
}

bool store_terminal_by_name(struct store *store, const char *name, struct terminal_row *ret_row, struct err *err)
{
	return find(store, &queries[Q_BY_NAME], name, "this name", ret_row, err);
}

bool store_terminal_add(struct store *store, const struct terminal_row *given, char ret_token[TOKEN_TEXT],
                        struct terminal_row *ret_row, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_MAKE_WAY]);
	char hash[TOKEN_HASH_TEXT], id[STORE_TERMINAL_ID], hex[13];
	unsigned char raw[6];
	int64_t rev;

	db_bind_text(stmt, 1, given->name);
	/* A rev of its own: whoever is enrolled on a terminal that was another one takes a snapshot, up to date or not. */
	if (!db_run(stmt, err) || !store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_ADD]);
	rng_fill(store->rng, raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), hex);
	snprintf(id, sizeof(id), "t-%s", hex);
	snprintf(hash, sizeof(hash), "none yet %s", id); /* no token has it: a hash is hexadecimal */
	if (ret_token) {
		token_make(store->rng, ret_token);
		token_hash(ret_token, hash);
	}
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, given->name);
	db_bind_text(stmt, 3, given->scope);
	db_bind_text(stmt, 4, hash);
	db_bind_real(stmt, 5, given->lat);
	db_bind_real(stmt, 6, given->lon);
	db_bind_int(stmt, 7, store_now(store));
	db_bind_text(stmt, 8, *given->i18n ? given->i18n : NULL);
	db_bind_text(stmt, 9, *given->web ? given->web : NULL);
	db_bind_int(stmt, 10, rev);
	return db_run(stmt, err) && store_terminal_by_name(store, id, ret_row, err);
}

bool store_terminal_revoke(struct store *store, const char *id, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_REVOKE]);

	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, store_now(store));
	return db_run(stmt, err);
}

bool store_terminal_scope(struct store *store, const char *id, const char *scope, struct err *err)
{
	struct db_stmt *stmt;
	int64_t rev;

	if (!store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_SCOPE]);
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, scope);
	db_bind_int(stmt, 3, rev);
	return db_run(stmt, err);
}

bool store_terminal_seen(struct store *store, const char *id, int64_t rev, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SEEN]);

	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, store_now(store));
	if (rev >= 0)
		db_bind_int(stmt, 3, rev);
	return db_run(stmt, err);
}

bool store_terminals(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LIST]);
	json_t *list = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW) {
		struct terminal_row row;
		json_t *item;

		read_row(stmt, &row);
		item = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I}", "id", row.id, "name", row.name, "scope", row.scope, "created",
		                 (json_int_t)row.created, "revoked", (json_int_t)row.revoked, "last_seen", (json_int_t)row.last_seen,
		                 "last_rev", (json_int_t)row.last_rev, "erased_rev", (json_int_t)row.erased_rev);
		if (!isnan(row.lat) && !isnan(row.lon)) {
			json_object_set_new(item, "lat", json_real(row.lat));
			json_object_set_new(item, "lon", json_real(row.lon));
		}
		if (!db_is_null(stmt, 10))
			json_object_set_new(item, "name_i18n", json_loads(db_text0(stmt, 10), 0, NULL));
		json_array_append_new(list, item);
	}
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

/* ---- codes */
bool store_code_add(struct store *store, const char *id, const char *code, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_CODES_VOID]);
	char hash[TOKEN_HASH_TEXT];

	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, store_now(store) - 30 * DAY_US);
	if (!db_run(stmt, err))
		return false;
	token_hash(code, hash);
	stmt = db_query(store->db, &queries[Q_CODE_ADD]);
	db_bind_text(stmt, 1, hash);
	db_bind_text(stmt, 2, id);
	db_bind_int(stmt, 3, store_now(store) + STORE_CODE_HOURS * HOUR_US);
	return db_run(stmt, err);
}

static bool take_code(struct store *store, const char *hash, const char *token, char ret_id[STORE_TERMINAL_ID], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_CODE]);
	enum db_step step;
	bool ok = false;

	db_bind_text(stmt, 1, hash);
	step = db_step(stmt, err);
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "This hub does not know that code. Ask for a new one: parvis-hub terminal code NAME.");
	if (step == DB_FAILED)
		return false;
	if (!db_is_null(stmt, 2) && !streq(db_text0(stmt, 2), token))
		err_set(err, ERR_REFUSED, "That code was used already; each is good once. Ask for a new one: parvis-hub terminal code NAME.");
	else if (db_int(stmt, 1) < store_now(store))
		err_set(err, ERR_REFUSED, "That code is over; each is good for %d hours. Ask for a new one: parvis-hub terminal code NAME.",
		        STORE_CODE_HOURS);
	else {
		snprintf(ret_id, STORE_TERMINAL_ID, "%s", db_text0(stmt, 0));
		ok = true;
	}
	db_finish(stmt);
	return ok;
}

bool store_code_use(struct store *store, const char *code, const char *token, struct terminal_row *ret_row, struct err *err)
{
	char hash[TOKEN_HASH_TEXT], id[STORE_TERMINAL_ID];
	struct db_stmt *stmt;

	token_hash(code, hash);
	if (!take_code(store, hash, token, id, err) || !store_terminal_by_name(store, id, ret_row, err))
		return false;
	if (ret_row->revoked)
		return err_set(err, ERR_REFUSED, "This terminal was revoked. Add it again: parvis-hub terminal add NAME.");
	stmt = db_query(store->db, &queries[Q_CODE_USED]);
	db_bind_text(stmt, 1, hash);
	db_bind_text(stmt, 2, token);
	if (!db_run(stmt, err))
		return false;
	stmt = db_query(store->db, &queries[Q_TOKEN]);
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, token);
	return db_run(stmt, err);
}
