/* The keys residents' submissions are sealed to. The newest is given out; older ones open what was sealed before. */
#include "hub/store/internal.h"

#include "common/secret/secret.h"

enum { Q_FIND, Q_NEWEST, Q_GIVEN, Q_NEXT_NUMBER, Q_ADD, Q_LIST, Q_DROP };

/* An id is 'k', a number that grows, and from the second on '-' and random digits: another store of the town, which a restore may put in
 * the place of this one, must never name another key the same, since terminals and operations know keys by their ids alone. */
#define AGE "CAST(substr(id, 2) AS INTEGER)"
#define NEWEST "ORDER BY " AGE " DESC, created DESC, id DESC LIMIT 1"

static const struct db_query queries[] = {
	[Q_FIND] = { "SELECT public, secret FROM key WHERE id = ?1" },
	[Q_NEWEST] = { "SELECT id, public, given FROM key " NEWEST },
	[Q_GIVEN] = { "UPDATE key SET given = ?2 WHERE id = ?1" },
	[Q_NEXT_NUMBER] = { "SELECT coalesce(max(" AGE "), 0) + 1 FROM key" },
	[Q_ADD] = { "INSERT INTO key(id, public, secret, created, given) VALUES(?1, ?2, ?3, ?4, ?4)" },
	[Q_LIST] = { "SELECT id, created, given FROM key ORDER BY " AGE ", created, id" },
	[Q_DROP] = { "DELETE FROM key WHERE id = ?1" },
};

const struct db_queries hub_store_key_queries = { .name = "hub/store/keys.c", .rows = queries, .count = ARRAY_LEN(queries) };

bool store_key_find(struct store *store, const char *id, struct store_key *ret_key, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_FIND]);
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

bool store_key_newest(struct store *store, char ret_id[STORE_KEY_ID], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_NEWEST]);
	enum db_step step = db_step(stmt, err);

	if (step != DB_ROW)
		return step == DB_END && err_set(err, ERR_CORRUPT, "the town has no key");
	snprintf(ret_id, STORE_KEY_ID, "%s", db_text0(stmt, 0));
	db_finish(stmt);
	return true;
}

bool store_key_give(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_NEWEST]);
	struct strbuf text = STRBUF_INIT;
	char id[STORE_KEY_ID];
	struct bytes key;
	bool noted;

	if (db_step(stmt, err) != DB_ROW)
		return false;
	snprintf(id, sizeof(id), "%s", db_text0(stmt, 0));
	key = db_bytes(stmt, 1);
	base64_add(&text, key.data, key.len);
	noted = store_now(store) - db_int(stmt, 2) < DAY_US; /* to the day is enough */
	db_finish(stmt);
	if (!noted) {
		stmt = db_query(store->db, &queries[Q_GIVEN]);
		db_bind_text(stmt, 1, id);
		db_bind_int(stmt, 2, store_now(store));
		if (!db_run(stmt, err)) {
			strbuf_done(&text);
			return false;
		}
	}
	*ret_list = json_pack("[{s:s, s:s}]", "id", id, "public", strbuf_str(&text));
	strbuf_done(&text);
	return true;
}

static void name_key(const struct rng *rng, int64_t number, char ret_id[STORE_KEY_ID])
{
	unsigned char raw[4];
	char hex[2 * sizeof(raw) + 1];

	rng_fill(rng, raw, sizeof(raw));
	hex_encode(raw, sizeof(raw), hex);
	if (number > 1)
		snprintf(ret_id, STORE_KEY_ID, "k%d-%s", (int)number, hex);
	else
		snprintf(ret_id, STORE_KEY_ID, "k%d", (int)number);
}

bool store_key_add(struct store *store, char ret_id[STORE_KEY_ID], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_NEXT_NUMBER]);
	struct seal_pair pair;
	bool ok;

	if (db_step(stmt, err) != DB_ROW)
		return false;
	name_key(store->rng, db_int(stmt, 0), ret_id);
	db_finish(stmt);
	seal_make(store->rng, &pair);
	stmt = db_query(store->db, &queries[Q_ADD]);
	db_bind_text(stmt, 1, ret_id);
	db_bind_bytes(stmt, 2, (struct bytes){ pair.public_key, SEAL_KEY });
	db_bind_bytes(stmt, 3, (struct bytes){ pair.secret_key, SEAL_KEY });
	db_bind_int(stmt, 4, store_now(store));
	ok = db_run(stmt, err);
	secret_wipe(&pair, sizeof(pair));
	return ok;
}

bool store_keys(struct store *store, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LIST]);
	json_t *list = json_array();
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s, s:I, s:I}", "id", db_text0(stmt, 0), "created", (json_int_t)db_int(stmt, 1),
		                                      "given", (json_int_t)db_int(stmt, 2)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

bool store_key_drop(struct store *store, const char *id, struct err *err)
{
	struct db_stmt *stmt;
	char newest[STORE_KEY_ID];
	int64_t given = -1;
	json_t *list, *key;
	size_t i;

	if (!store_key_newest(store, newest, err) || !store_keys(store, &list, err))
		return false;
	json_array_foreach(list, i, key)
		if (streq(json_string_value(json_object_get(key, "id")), id))
			given = json_integer_value(json_object_get(key, "given"));
	json_decref(list);
	if (given < 0)
		return err_set(err, ERR_NOT_FOUND, "there is no key %s", id);
	if (streq(newest, id))
		return err_set(err, ERR_REFUSED, "%s is the key in use; add another one first: parvis-hub key add", id);
	if (store_now(store) - given < STORE_KEY_KEPT_DAYS * DAY_US)
		return err_set(err, ERR_REFUSED,
		               "%s was given out less than a year ago (%lld days), and a totem that was away may still bring what was sealed to it",
		               id, (long long)((store_now(store) - given) / DAY_US));
	stmt = db_query(store->db, &queries[Q_DROP]);
	db_bind_text(stmt, 1, id);
	return db_run(stmt, err);
}
