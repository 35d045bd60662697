/* Terminals, their tokens, and the keys residents' submissions are sealed to. */
#include "hub/store/internal.h"

#include "common/secret/secret.h"

#include <math.h>

enum {
	Q_MAKE_WAY, Q_ADD, Q_BY_TOKEN, Q_BY_NAME, Q_REVOKE, Q_SCOPE, Q_TOKEN, Q_SEEN, Q_LIST, Q_KEY, Q_KEYS, Q_KEY_COUNT, Q_KEY_ADD,
};

#define TERMINAL_COLUMNS "id, name, scope, scope_rev, created, revoked, last_seen, last_rev, lat, lon"

static const struct db_query queries[] = {
	[Q_MAKE_WAY] = { "UPDATE terminal SET name = name || ' ' || id WHERE name = ?1 AND revoked IS NOT NULL" },
	[Q_ADD] = { "INSERT INTO terminal(id, name, scope, scope_rev, token_hash, lat, lon, created, name_i18n)"
	            " VALUES(?1, ?2, ?3, ?9, ?4, ?5, ?6, ?7, ?8)" },
	[Q_BY_TOKEN] = { "SELECT " TERMINAL_COLUMNS " FROM terminal WHERE token_hash = ?1" },
	[Q_BY_NAME] = { "SELECT " TERMINAL_COLUMNS " FROM terminal WHERE name = ?1 OR id = ?1" },
	[Q_REVOKE] = { "UPDATE terminal SET revoked = ?2 WHERE id = ?1 AND revoked IS NULL" },
	[Q_SCOPE] = { "UPDATE terminal SET scope = ?2, scope_rev = ?3 WHERE id = ?1" },
	[Q_TOKEN] = { "UPDATE terminal SET token_hash = ?2, revoked = NULL WHERE id = ?1" },
	[Q_SEEN] = { "UPDATE terminal SET last_seen = ?2, last_rev = coalesce(?3, last_rev) WHERE id = ?1" },
	[Q_LIST] = { "SELECT " TERMINAL_COLUMNS ", name_i18n FROM terminal ORDER BY name" },
	[Q_KEY] = { "SELECT public, secret FROM key WHERE id = ?1" },
	[Q_KEYS] = { "SELECT id, public FROM key ORDER BY created, id" },
	[Q_KEY_COUNT] = { "SELECT count(*) FROM key" },
	[Q_KEY_ADD] = { "INSERT INTO key(id, public, secret, created) VALUES(?1, ?2, ?3, ?4)" },
};

const struct db_queries hub_store_terminal_queries = { .name = "hub/store/terminals.c", .rows = queries, .count = ARRAY_LEN(queries) };

static void read_row(struct db_stmt *stmt, struct terminal_row *out)
{
	*out = (struct terminal_row){
		.scope_rev = db_int(stmt, 3), .created = db_int(stmt, 4), .revoked = db_int(stmt, 5), .last_seen = db_int(stmt, 6),
		.last_rev = db_int(stmt, 7), .lat = db_real(stmt, 8), .lon = db_real(stmt, 9),
	};
	snprintf(out->id, sizeof(out->id), "%s", db_text0(stmt, 0));
	snprintf(out->name, sizeof(out->name), "%s", db_text0(stmt, 1));
	snprintf(out->scope, sizeof(out->scope), "%s", db_text0(stmt, 2));
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

bool store_terminal_add(struct store *store, const struct terminal_row *given, const char *i18n, char ret_token[TOKEN_TEXT],
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
	token_make(store->rng, ret_token);
	token_hash(ret_token, hash);
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, given->name);
	db_bind_text(stmt, 3, given->scope);
	db_bind_text(stmt, 4, hash);
	db_bind_real(stmt, 5, given->lat);
	db_bind_real(stmt, 6, given->lon);
	db_bind_int(stmt, 7, store_now(store));
	db_bind_text(stmt, 8, i18n);
	db_bind_int(stmt, 9, rev);
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
		item = json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:I}", "id", row.id, "name", row.name, "scope", row.scope, "created",
		                 (json_int_t)row.created, "revoked", (json_int_t)row.revoked, "last_seen", (json_int_t)row.last_seen,
		                 "last_rev", (json_int_t)row.last_rev);
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

/* ---- keys */
bool store_key_find(struct store *store, const char *id, struct store_key *ret_key, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_KEY]);
	struct bytes public_key, secret_key;
	enum db_step step;
	bool ok;

	db_bind_text(stmt, 1, id);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "no key of that name");
	public_key = db_bytes(stmt, 0);
	secret_key = db_bytes(stmt, 1);
	ok = public_key.len == SEAL_KEY && secret_key.len == SEAL_KEY;
	if (ok) {
		snprintf(ret_key->id, sizeof(ret_key->id), "%s", id);
		memcpy(ret_key->pair.public_key, public_key.data, SEAL_KEY);
		memcpy(ret_key->pair.secret_key, secret_key.data, SEAL_KEY);
	}
	db_finish(stmt);
	return ok || err_set(err, ERR_FORMAT, "key %s is not one", id);
}

bool store_keys_public(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_KEYS]);
	json_t *list = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW) {
		struct strbuf text = STRBUF_INIT;
		struct bytes key = db_bytes(stmt, 1);

		base64_add(&text, key.data, key.len);
		json_array_append_new(list, json_pack("{s:s, s:s}", "id", db_text0(stmt, 0), "public", strbuf_str(&text)));
		strbuf_done(&text);
	}
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

bool store_key_add(struct store *store, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_KEY_COUNT]);
	struct seal_pair pair;
	char id[STORE_KEY_ID];
	int64_t count;
	bool ok;

	if (db_step(stmt, err) != DB_ROW)
		return false;
	count = db_int(stmt, 0);
	db_finish(stmt);
	seal_make(store->rng, &pair);
	snprintf(id, sizeof(id), "k%d", (int)count + 1);
	stmt = db_query(store->db, &queries[Q_KEY_ADD]);
	db_bind_text(stmt, 1, id);
	db_bind_bytes(stmt, 2, (struct bytes){ pair.public_key, SEAL_KEY });
	db_bind_bytes(stmt, 3, (struct bytes){ pair.secret_key, SEAL_KEY });
	db_bind_int(stmt, 4, store_now(store));
	ok = db_run(stmt, err);
	secret_wipe(&pair, sizeof(pair));
	return ok;
}
