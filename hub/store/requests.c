/* Requests beside their rows: numbers, secrets, records, and which operations were applied. */
#include "hub/store/internal.h"

#include "common/domain/followed.h"
#include "common/secret/secret.h"

enum {
	Q_APPLIED, Q_APPLIED_ADD, Q_UNOPENED_ADD, Q_UNOPENED_DROP, Q_PRINTED, Q_BY_NUMBER, Q_BY_LOOKUP, Q_THREAD,
	Q_RESIDENTS, Q_STALE, Q_SECRET_SET, Q_SECRET, Q_RECORD_PUT, Q_REVOKE, Q_REVOKED, Q_UNTOMBSTONE, Q_EARLY_ADD,
	Q_EARLY_LIST, Q_EARLY_DROP, Q_EARLY_REQUESTS, Q_GONE,
};

static const struct db_query queries[] = {
	[Q_APPLIED] = { "SELECT outcome, reason, request FROM applied WHERE id = ?1" },
	[Q_APPLIED_ADD] = { "INSERT INTO applied(id, terminal, kind, outcome, reason, request, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)" },
	[Q_UNOPENED_ADD] = { "INSERT INTO unopened(id, envelope, at) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING" },
	[Q_UNOPENED_DROP] = { "DELETE FROM unopened WHERE id = ?1" },
	[Q_PRINTED] = { "INSERT INTO printed(day, what, lang, terminal, count) VALUES(?1, ?2, ?3, ?4, 1)"
	                " ON CONFLICT DO UPDATE SET count = count + 1" },
	[Q_BY_NUMBER] = { "SELECT id FROM request WHERE number = ?1 LIMIT 1" },
	[Q_BY_LOOKUP] = { "SELECT request FROM request_secret WHERE lookup = ?1" },
	[Q_THREAD] = { "SELECT id FROM message WHERE request = ?1 AND kind IN ('message', 'state') ORDER BY at DESC, rowid DESC LIMIT ?2" },
	[Q_RESIDENTS] = { "SELECT count(*) FROM (SELECT 1 FROM message WHERE request = ?1 AND kind = 'message' AND author IS NULL"
	                  " AND coalesce(author_name, '') = '' LIMIT ?2)" },
	[Q_STALE] = { "SELECT r.id FROM record c JOIN request_secret s ON s.lookup = c.id JOIN request r ON r.id = s.request"
	              " WHERE r.closed IS NOT NULL AND r.closed < ?1" },
	[Q_SECRET_SET] = { "INSERT INTO request_secret(request, lookup, record_key) VALUES(?1, ?2, ?3)"
	                   " ON CONFLICT(request) DO UPDATE SET lookup = excluded.lookup, record_key = excluded.record_key" },
	[Q_SECRET] = { "SELECT lookup, record_key FROM request_secret WHERE request = ?1" },
	[Q_RECORD_PUT] = { "INSERT INTO record(id, rev, cipher) VALUES(?1, ?2, ?3)"
	                   " ON CONFLICT(id) DO UPDATE SET rev = excluded.rev, cipher = excluded.cipher" },
	[Q_REVOKE] = { "INSERT INTO revoked_number(number, request, lookup, identity, agent, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
	               " ON CONFLICT DO NOTHING" },
	[Q_REVOKED] = { "SELECT 1 FROM revoked_number WHERE number = ?1 OR lookup = ?1" },
	[Q_EARLY_ADD] = { "INSERT INTO early(op, request, terminal, line, at) VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING" },
	[Q_EARLY_LIST] = { "SELECT op, terminal, line FROM early WHERE request = ?1 ORDER BY at, rowid" },
	[Q_EARLY_DROP] = { "DELETE FROM early WHERE request = ?1" },
	[Q_EARLY_REQUESTS] = { "SELECT request FROM early GROUP BY request HAVING min(at) < ?1" },
	[Q_GONE] = { "SELECT 1 FROM tombstone WHERE t = ?1 AND id = ?2 AND left = ''"
	             " UNION ALL SELECT 1 FROM erasure WHERE ?1 = 'request' AND request = ?2 LIMIT 1" },
	[Q_UNTOMBSTONE] = { "DELETE FROM tombstone WHERE t = 'record' AND id = ?1" },
};

const struct db_queries hub_store_request_queries = { .name = "hub/store/requests.c", .rows = queries, .count = ARRAY_LEN(queries) };

/* The first row is there? False with ERR's code ERR_NONE when not. */
static bool one_row(struct db_stmt *stmt, struct err *err)
{
	enum db_step step = db_step(stmt, err);

	if (step == DB_END && err)
		err->code = ERR_NONE;
	return step == DB_ROW;
}

static bool exists(struct db_stmt *stmt, bool *ret_is, struct err *err)
{
	enum db_step step = db_step(stmt, err);

	if (step == DB_FAILED)
		return false;
	*ret_is = step == DB_ROW;
	db_finish(stmt);
	return true;
}

bool store_applied(struct store *store, const char *op, struct applied *ret_applied, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_APPLIED]);

	db_bind_text(stmt, 1, op);
	if (!one_row(stmt, err))
		return false;
	snprintf(ret_applied->outcome, sizeof(ret_applied->outcome), "%s", db_text0(stmt, 0));
	snprintf(ret_applied->reason, sizeof(ret_applied->reason), "%s", db_text0(stmt, 1));
	snprintf(ret_applied->request, sizeof(ret_applied->request), "%s", db_text0(stmt, 2));
	db_finish(stmt);
	return true;
}

bool store_applied_add(struct store *store, const char *op, const char *terminal, const char *kind,
                       const struct applied *applied, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_APPLIED_ADD]);

	db_bind_text(stmt, 1, op);
	db_bind_text(stmt, 2, terminal);
	db_bind_text(stmt, 3, kind);
	db_bind_text(stmt, 4, applied->outcome);
	db_bind_text(stmt, 5, *applied->reason ? applied->reason : NULL);
	db_bind_text(stmt, 6, *applied->request ? applied->request : NULL);
	db_bind_int(stmt, 7, store_now(store));
	return db_run(stmt, err);
}

bool store_unopened_add(struct store *store, const char *op, const char *envelope, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_UNOPENED_ADD]);

	db_bind_text(stmt, 1, op);
	db_bind_text(stmt, 2, envelope);
	db_bind_int(stmt, 3, store_now(store));
	return db_run(stmt, err);
}

bool store_unopened_drop(struct store *store, const char *op, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_UNOPENED_DROP]);

	db_bind_text(stmt, 1, op);
	return db_run(stmt, err);
}

bool store_early_add(struct store *store, const char *op, const char *request, const char *terminal, const char *line,
                     struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_EARLY_ADD]);

	db_bind_text(stmt, 1, op);
	db_bind_text(stmt, 2, request);
	db_bind_text(stmt, 3, terminal);
	db_bind_text(stmt, 4, line);
	db_bind_int(stmt, 5, store_now(store));
	return db_run(stmt, err);
}

bool store_early_take(struct store *store, const char *request, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_EARLY_LIST]);
	json_t *list = json_array();
	enum db_step step;

	db_bind_text(stmt, 1, request);
	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "op", db_text0(stmt, 0), "terminal", db_text0(stmt, 1), "line",
		                                      db_text0(stmt, 2)));
	stmt = db_query(store->db, &queries[Q_EARLY_DROP]);
	db_bind_text(stmt, 1, request);
	if (step == DB_FAILED || !db_run(stmt, err)) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

bool store_early_requests(struct store *store, int64_t before, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_EARLY_REQUESTS]);

	db_bind_int(stmt, 1, before);
	return store_list_ids(stmt, ret_ids, err);
}

bool store_gone(struct store *store, enum synced_id table, const char *id, bool *ret_gone, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_GONE]);

	db_bind_text(stmt, 1, synced_tables[table].name);
	db_bind_text(stmt, 2, id);
	return exists(stmt, ret_gone, err);
}

bool store_printed_add(struct store *store, const char *day, const char *what, const char *lang, const char *terminal,
                       struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_PRINTED]);

	db_bind_text(stmt, 1, day);
	db_bind_text(stmt, 2, what);
	db_bind_text(stmt, 3, lang);
	db_bind_text(stmt, 4, terminal);
	return db_run(stmt, err);
}

bool store_request_by_number(struct store *store, const char *number, json_t **ret_row, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BY_NUMBER]);
	enum db_step step;
	char id[64];

	db_bind_text(stmt, 1, number);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	snprintf(id, sizeof(id), "%s", step == DB_ROW ? db_text0(stmt, 0) : "");
	db_finish(stmt);
	*ret_row = NULL;
	return step == DB_END || store_get(store, SYNCED_REQUEST, id, ret_row, err);
}

bool store_requests_by_lookup(struct store *store, const char *lookup, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_BY_LOOKUP]);

	db_bind_text(stmt, 1, lookup);
	return store_list_ids(stmt, ret_ids, err);
}

static size_t text_len(const json_t *row, const char *column)
{
	return json_string_length(json_object_get(row, column));
}

bool store_thread(struct store *store, const char *request, json_t **ret_messages, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_THREAD]);
	json_t *ids, *id, *messages = json_array();
	size_t i, len = 0;
	bool ok;

	db_bind_text(stmt, 1, request);
	db_bind_int(stmt, 2, FOLLOWED_LINES_MAX);
	ok = store_list_ids(stmt, &ids, err);
	if (ok) {
		json_array_foreach(ids, i, id) { /* the newest first */
			json_t *row = NULL;

			ok = ok && store_get(store, SYNCED_MESSAGE, json_string_value(id), &row, err);
			len += text_len(row, "body") + text_len(row, "text");
			if (row)
				json_array_insert_new(messages, 0, row);
			if (!ok || len > RECORD_TEXT_MAX)
				break;
		}
		json_decref(ids);
	}
	if (ok)
		*ret_messages = messages;
	else
		json_decref(messages);
	return ok;
}

bool store_residents_messages(struct store *store, const char *request, int64_t max, int64_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_RESIDENTS]);

	db_bind_text(stmt, 1, request);
	db_bind_int(stmt, 2, max);
	if (!one_row(stmt, err))
		return false;
	*ret_count = db_int(stmt, 0);
	db_finish(stmt);
	return true;
}

bool store_records_stale(struct store *store, int64_t closed_before, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_STALE]);

	db_bind_int(stmt, 1, closed_before);
	return store_list_ids(stmt, ret_ids, err);
}

bool store_secret_set(struct store *store, const char *request, const struct record_key *key, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SECRET_SET]);

	db_bind_text(stmt, 1, request);
	db_bind_text(stmt, 2, key->lookup);
	db_bind_bytes(stmt, 3, (struct bytes){ key->key, RECORD_KEY });
	return db_run(stmt, err);
}

bool store_secret(struct store *store, const char *request, struct record_key *ret_key, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_SECRET]);
	struct bytes key;
	bool ok;

	db_bind_text(stmt, 1, request);
	if (!one_row(stmt, err))
		return false;
	key = db_bytes(stmt, 1);
	ok = key.len == RECORD_KEY && strlen(db_text0(stmt, 0)) == RECORD_LOOKUP_TEXT - 1;
	if (ok) {
		snprintf(ret_key->lookup, sizeof(ret_key->lookup), "%s", db_text0(stmt, 0));
		memcpy(ret_key->key, key.data, RECORD_KEY);
	}
	db_finish(stmt);
	return ok || err_set(err, ERR_CORRUPT, "the key of a request's record is damaged");
}

int64_t store_records_put(struct store *store)
{
	int64_t bytes = store->records_put;

	store->records_put = 0;
	return bytes;
}

bool store_record_put(struct store *store, const char *lookup, struct bytes cipher, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_UNTOMBSTONE]);
	int64_t rev;

	store->records_put += (int64_t)cipher.len;
	db_bind_text(stmt, 1, lookup);
	if (!db_run(stmt, err) || !store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_RECORD_PUT]);
	db_bind_text(stmt, 1, lookup);
	db_bind_int(stmt, 2, rev);
	db_bind_bytes(stmt, 3, cipher);
	return db_run(stmt, err);
}

bool store_number_revoke(struct store *store, const char *number, const char *request, const char *lookup,
                         const char *identity, const char *agent, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_REVOKE]);

	db_bind_text(stmt, 1, number);
	db_bind_text(stmt, 2, request);
	db_bind_text(stmt, 3, lookup);
	db_bind_text(stmt, 4, identity);
	db_bind_text(stmt, 5, agent);
	db_bind_int(stmt, 6, store_now(store));
	return db_run(stmt, err);
}

bool store_number_revoked(struct store *store, const char *number, bool *ret_revoked, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_REVOKED]);

	db_bind_text(stmt, 1, number);
	return exists(stmt, ret_revoked, err);
}
