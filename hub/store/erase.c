/* Erasing for good, and what is known of it. */
#include "hub/store/internal.h"

enum {
	Q_FIND, Q_LOOKUPS, Q_LOOKUP_ADD, Q_MAIL, Q_EARLY, Q_REVOKED, Q_KEPT, Q_REASONS, Q_APPLIED, Q_ADD, Q_OVERDUE, Q_LIST, Q_LAST, Q_AFTER,
	Q_CONFIRM, Q_WIPED, Q_SET_WIPED,
};

#define LOOKUPS_OF_ERASURE "(SELECT json_group_array(lookup) FROM erased_lookup WHERE erased_lookup.request = erasure.request)"

static const struct db_query queries[] = {
	/* Requests to settle have no number: '' names none of them. */
	[Q_FIND] = { "SELECT id, service, state, registered FROM request WHERE id = ?1 UNION ALL SELECT id, service, state, registered FROM request"
	             " WHERE ?1 <> '' AND (number = ?1 OR id IN (SELECT request FROM revoked_number WHERE number = ?1))"
	             " AND NOT EXISTS (SELECT 1 FROM request WHERE id = ?1)" },
	[Q_LOOKUPS] = { "INSERT INTO erased_lookup(request, lookup) SELECT request, lookup FROM request_secret WHERE request = ?1"
	                " UNION SELECT request, lookup FROM revoked_number WHERE request = ?1 AND lookup IS NOT NULL ON CONFLICT DO NOTHING" },
	[Q_LOOKUP_ADD] = { "INSERT INTO erased_lookup(request, lookup) SELECT ?1, value FROM json_each(?2) WHERE true ON CONFLICT DO NOTHING" },
	[Q_MAIL] = { "DELETE FROM mail WHERE request = ?1" },
	[Q_EARLY] = { "DELETE FROM early WHERE request = ?1" },
	[Q_REVOKED] = { "DELETE FROM revoked_number WHERE request = ?1" },
	[Q_KEPT] = { "DELETE FROM kept WHERE subject = ?1" },
	[Q_REASONS] = { "UPDATE applied SET reason = NULL WHERE request = ?1" },
	/* A terminal that still has it tells it again to a hub that was restored: known, and not done once more. */
	[Q_APPLIED] = { "INSERT INTO applied(id, terminal, kind, outcome, request, at) VALUES(?1, '', 'request', 'applied', ?1, ?2) ON CONFLICT DO NOTHING" },
	[Q_ADD] = { "INSERT INTO erasure(request, rev, at, why) VALUES(?1, ?2, ?3, ?4)"
	            " ON CONFLICT(request) DO UPDATE SET rev = excluded.rev, at = excluded.at, why = excluded.why" },
	[Q_OVERDUE] = { "SELECT id FROM request WHERE state = ?1 AND coalesce(closed, max(received,"
	                " coalesce((SELECT max(at) FROM message WHERE message.request = request.id), 0))) < ?2 LIMIT ?3" },
	[Q_LIST] = { "SELECT request, " LOOKUPS_OF_ERASURE ", rev, at, why FROM erasure WHERE at >= ?1 ORDER BY rev DESC" },
	[Q_LAST] = { "SELECT coalesce(max(rev), 0) FROM erasure WHERE rev <= ?1" },
	/* Whole to the end: before each erasure had a rev of its own, two could have the same. */
	[Q_AFTER] = { "SELECT request, " LOOKUPS_OF_ERASURE ", rev FROM erasure WHERE rev > ?1"
	              " AND rev <= (SELECT max(rev) FROM (SELECT rev FROM erasure WHERE rev > ?1 ORDER BY rev LIMIT ?2)) ORDER BY rev" },
	[Q_CONFIRM] = { "UPDATE terminal SET erased_rev = ?2 WHERE id = ?1" },
	[Q_WIPED] = { "SELECT wiped FROM settings" },
	[Q_SET_WIPED] = { "UPDATE settings SET wiped = 1" },
};

const struct db_queries hub_store_erase_queries = { .name = "hub/store/erase.c", .rows = queries, .count = ARRAY_LEN(queries) };

bool store_requests_named(struct store *store, const char *number_or_id, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_FIND]);
	json_t *list = json_array();
	enum db_step step;

	db_bind_text(stmt, 1, number_or_id);
	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:I}", "id", db_text0(stmt, 0), "service", db_text0(stmt, 1), "state",
		                                      db_text0(stmt, 2), "registered", (json_int_t)db_int(stmt, 3)));
	if (step == DB_END && json_array_size(list) == 0)
		err_set(err, ERR_NOT_FOUND, "there is no such request here");
	if (step == DB_FAILED || json_array_size(list) == 0) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

static bool run_with(struct store *store, int query, const char *request, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[query]);

	db_bind_text(stmt, 1, request);
	return db_run(stmt, err);
}

/* Also for what is not there: after a restore, what desks and totems say of it comes too late all the same. */
static bool add_tombstone(struct store *store, const char *request, struct err *err)
{
	bool gone;

	return store_gone(store, SYNCED_REQUEST, request, &gone, err) &&
	       (gone || store_add_tombstone(store, SYNCED_REQUEST, request, "", err));
}

static bool add_applied(struct store *store, const char *request, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_APPLIED]);

	db_bind_text(stmt, 1, request);
	db_bind_int(stmt, 2, store_now(store));
	return db_run(stmt, err);
}

/* With a rev of its own: it wakes those that wait, whether or not they had a row of it. */
static bool add_erasure(struct store *store, const char *request, const char *why, struct err *err)
{
	struct db_stmt *stmt;
	int64_t rev;

	if (!store_next_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_ADD]);
	db_bind_text(stmt, 1, request);
	db_bind_int(stmt, 2, rev);
	db_bind_int(stmt, 3, store_now(store));
	db_bind_text(stmt, 4, why);
	return db_run(stmt, err);
}

bool store_erase(struct store *store, const char *request, const char *why, struct err *err)
{
	static const int beside[] = { Q_MAIL, Q_EARLY, Q_REVOKED, Q_KEPT, Q_REASONS };

	if (!run_with(store, Q_LOOKUPS, request, err) || !store_drop(store, SYNCED_REQUEST, request, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(beside); i++)
		if (!run_with(store, beside[i], request, err))
			return false;
	return add_tombstone(store, request, err) && add_applied(store, request, err) && add_erasure(store, request, why, err);
}

bool store_erase_again(struct store *store, const json_t *erasure, struct err *err)
{
	const char *request = json_string_value(json_object_get(erasure, "request"));
	char *lookups = json_dumps(json_object_get(erasure, "lookups"), JSON_COMPACT);
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LOOKUP_ADD]);
	bool ok;

	db_bind_text(stmt, 1, request);
	db_bind_text(stmt, 2, lookups);
	ok = db_run(stmt, err) && store_erase(store, request, "restored", err);
	free(lookups);
	return ok;
}

bool store_wipe(struct store *store, bool *ret_done, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_WIPED]);
	bool wiped = db_step(stmt, err) == DB_ROW && db_int(stmt, 0);

	db_finish(stmt);
	if (!wiped) {
		stmt = db_query(store->db, &queries[Q_SET_WIPED]);
		if (!db_exec(store->db, "VACUUM", err) || !db_run(stmt, err))
			return false;
	}
	return db_empty_wal(store->db, ret_done, err);
}

bool store_overdue(struct store *store, const char *state, int64_t before, int most, json_t **ret_ids, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_OVERDUE]);

	db_bind_text(stmt, 1, state);
	db_bind_int(stmt, 2, before);
	db_bind_int(stmt, 3, most);
	return store_list_ids(stmt, ret_ids, err);
}

bool store_erasures(struct store *store, int64_t since, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LIST]);
	json_t *list = json_array();
	enum db_step step;

	db_bind_int(stmt, 1, since);
	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("{s:s, s:o, s:I, s:I, s:s}", "request", db_text0(stmt, 0), "lookups",
		                                      json_loads(db_text0(stmt, 1), 0, NULL), "rev", (json_int_t)db_int(stmt, 2), "at",
		                                      (json_int_t)db_int(stmt, 3), "why", db_text0(stmt, 4)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}

bool store_erased_after(struct store *store, int64_t rev, int most, struct strbuf *out, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_AFTER]);
	size_t start = out->len;
	enum db_step step;

	db_bind_int(stmt, 1, rev);
	db_bind_int(stmt, 2, most);
	strbuf_addc(out, '[');
	while ((step = db_step(stmt, err)) == DB_ROW) {
		strbuf_add(out, out->len - start > 1 ? ",{\"id\":" : "{\"id\":");
		strbuf_add_json(out, db_text0(stmt, 0));
		strbuf_addf(out, ",\"lookups\":%s,\"rev\":%lld}", db_text0(stmt, 1), (long long)db_int(stmt, 2));
	}
	if (step == DB_FAILED) {
		strbuf_truncate(out, start);
		return false;
	}
	strbuf_addc(out, ']');
	return true;
}

int64_t store_last_erasure(struct store *store, int64_t rev)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LAST]);
	int64_t last = 0;

	db_bind_int(stmt, 1, rev);
	if (db_step(stmt, NULL) == DB_ROW)
		last = db_int(stmt, 0);
	db_finish(stmt);
	return last;
}

bool store_terminal_erased(struct store *store, const char *id, int64_t rev, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_CONFIRM]);

	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, rev);
	return db_run(stmt, err);
}
