/* Erasing for good, and what is known of it. */
#include "hub/store/internal.h"

enum { Q_FIND, Q_LOOKUP, Q_MAIL, Q_EARLY, Q_REVOKED, Q_KEPT, Q_REASONS, Q_ADD, Q_OVERDUE, Q_LIST, Q_LAST, Q_CONFIRM, Q_WIPED, Q_SET_WIPED };

static const struct db_query queries[] = {
	[Q_FIND] = { "SELECT id FROM request WHERE id = ?1 OR number = ?1 UNION SELECT request FROM revoked_number WHERE number = ?1 LIMIT 1" },
	[Q_LOOKUP] = { "SELECT lookup FROM request_secret WHERE request = ?1" },
	[Q_MAIL] = { "DELETE FROM mail WHERE request = ?1" },
	[Q_EARLY] = { "DELETE FROM early WHERE request = ?1" },
	[Q_REVOKED] = { "DELETE FROM revoked_number WHERE request = ?1" },
	[Q_KEPT] = { "DELETE FROM kept WHERE subject = ?1" },
	[Q_REASONS] = { "UPDATE applied SET reason = NULL WHERE request = ?1" },
	[Q_ADD] = { "INSERT INTO erasure(request, lookup, rev, at, why) VALUES(?1, ?2, ?5, ?3, ?4)"
	            " ON CONFLICT(request) DO UPDATE SET rev = excluded.rev, at = excluded.at, why = excluded.why" },
	[Q_OVERDUE] = { "SELECT id FROM request WHERE state = ?1 AND coalesce(closed, max(received,"
	                " coalesce((SELECT max(at) FROM message WHERE message.request = request.id), 0))) < ?2 LIMIT ?3" },
	[Q_LIST] = { "SELECT request, lookup, rev, at, why FROM erasure WHERE at >= ?1 ORDER BY rev DESC" },
	[Q_LAST] = { "SELECT coalesce(max(rev), 0) FROM erasure WHERE rev <= ?1" },
	[Q_CONFIRM] = { "UPDATE terminal SET erased_rev = ?2 WHERE id = ?1" },
	[Q_WIPED] = { "SELECT wiped FROM settings" },
	[Q_SET_WIPED] = { "UPDATE settings SET wiped = 1" },
};

const struct db_queries hub_store_erase_queries = { .name = "hub/store/erase.c", .rows = queries, .count = ARRAY_LEN(queries) };

bool store_request_find(struct store *store, const char *number_or_id, char ret_id[64], struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_FIND]);
	enum db_step step;

	db_bind_text(stmt, 1, number_or_id);
	step = db_step(stmt, err);
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "there is no such request here");
	if (step == DB_FAILED)
		return false;
	snprintf(ret_id, 64, "%s", db_text0(stmt, 0));
	db_finish(stmt);
	return true;
}

static bool run_with(struct store *store, int query, const char *request, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[query]);

	db_bind_text(stmt, 1, request);
	return db_run(stmt, err);
}

bool store_erase(struct store *store, const char *request, const char *why, struct err *err)
{
	static const int beside[] = { Q_MAIL, Q_EARLY, Q_REVOKED, Q_KEPT, Q_REASONS };
	struct db_stmt *stmt = db_query(store->db, &queries[Q_LOOKUP]);
	char lookup[RECORD_LOOKUP_TEXT] = "";
	int64_t rev;

	db_bind_text(stmt, 1, request);
	if (db_step(stmt, NULL) == DB_ROW)
		snprintf(lookup, sizeof(lookup), "%s", db_text0(stmt, 0));
	db_finish(stmt);
	if (!store_drop(store, SYNCED_REQUEST, request, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(beside); i++)
		if (!run_with(store, beside[i], request, err))
			return false;
	if (!store_last_rev(store, &rev, err))
		return false;
	stmt = db_query(store->db, &queries[Q_ADD]);
	db_bind_text(stmt, 1, request);
	db_bind_text(stmt, 2, *lookup ? lookup : NULL);
	db_bind_int(stmt, 3, store_now(store));
	db_bind_text(stmt, 4, why);
	db_bind_int(stmt, 5, rev);
	return db_run(stmt, err);
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
		json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:I, s:s}", "request", db_text0(stmt, 0), "lookup", db_text0(stmt, 1), "rev",
		                                      (json_int_t)db_int(stmt, 2), "at", (json_int_t)db_int(stmt, 3), "why", db_text0(stmt, 4)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
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
