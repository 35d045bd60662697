/* What the mayor's page counts. */
#include "hub/store/internal.h"

enum { Q_REQUESTS, Q_PRINTED };

static const struct db_query queries[] = {
	[Q_REQUESTS] = { "SELECT r.service, coalesce(s.name, ''), r.terminal, r.channel, r.lang, r.promised_by, r.received, r.closed"
	                 " FROM request r LEFT JOIN service s ON s.id = r.service WHERE r.received >= ?1 AND r.received < ?2" },
	[Q_PRINTED] = { "SELECT what, sum(count) FROM printed WHERE day >= ?1 AND day <= ?2 GROUP BY what ORDER BY 2 DESC" },
};

const struct db_queries hub_store_report_queries = { .name = "hub/store/report.c", .rows = queries, .count = ARRAY_LEN(queries) };

bool store_report_requests(struct store *store, int64_t from, int64_t to, void (*each)(void *ctx, const struct report_row *row),
                           void *ctx, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_REQUESTS]);
	enum db_step step;

	db_bind_int(stmt, 1, from);
	db_bind_int(stmt, 2, to);
	while ((step = db_step(stmt, err)) == DB_ROW) {
		struct report_row row = {
			.service = db_text0(stmt, 0), .service_name = db_text0(stmt, 1), .terminal = db_text0(stmt, 2), .channel = db_text0(stmt, 3),
			.lang = db_text0(stmt, 4), .promised_by = db_text(stmt, 5), .received = db_int(stmt, 6), .closed = db_int(stmt, 7),
		};

		each(ctx, &row);
	}
	return step == DB_END;
}

bool store_report_printed(struct store *store, const char *from, const char *to, json_t **ret_list, struct err *err)
{
	struct db_stmt *stmt = db_query(store->db, &queries[Q_PRINTED]);
	json_t *list = json_array();
	enum db_step step;

	db_bind_text(stmt, 1, from);
	db_bind_text(stmt, 2, to);
	while ((step = db_step(stmt, err)) == DB_ROW)
		json_array_append_new(list, json_pack("[s, I]", db_text0(stmt, 0), (json_int_t)db_int(stmt, 1)));
	if (step == DB_FAILED) {
		json_decref(list);
		return false;
	}
	*ret_list = list;
	return true;
}
