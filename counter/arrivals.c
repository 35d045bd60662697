/* What arrived from outside (counter/items.h). Rows keep their rowid when they are updated, so what is new is behind the
 * highest rowid of the last look, however many rows there are. */
#include <stdio.h>
#include <stdlib.h>

#include "counter/items.h"

enum { LOOK_MAX = 50 };

struct arrivals {
	char path[256];  /* path of the replica: another one, another count */
	int64_t request, message;
};

enum { ASK_LAST_REQUEST, ASK_LAST_MESSAGE, ASK_REQUESTS, ASK_MESSAGES };

static const struct db_query asks[] = {
	[ASK_LAST_REQUEST] = { "SELECT max(rowid) FROM request" },
	[ASK_LAST_MESSAGE] = { "SELECT max(rowid) FROM message" },
	[ASK_REQUESTS] = { "SELECT r.rowid, r.terminal, coalesce(s.name, r.service), r.channel, r.department FROM request r"
	                   " LEFT JOIN service s ON s.id = r.service WHERE r.rowid > ?1 ORDER BY r.rowid LIMIT ?2" },
	[ASK_MESSAGES] = { "SELECT m.rowid, m.origin, coalesce(s.name, r.service), '', r.department FROM message m"
	                   " JOIN request r ON r.id = m.request LEFT JOIN service s ON s.id = r.service"
	                   " WHERE m.rowid > ?1 AND m.author IS NULL AND m.kind = 'message' ORDER BY m.rowid LIMIT ?2" },
};
const struct db_queries arrivals_queries = { "arrivals", asks, ARRAY_LEN(asks) };

struct arrivals *arrivals_new(void)
{
	struct arrivals *arrivals = calloc(1, sizeof(*arrivals));

	if (!arrivals)
		abort();
	return arrivals;
}

void arrivals_free(struct arrivals *arrivals)
{
	free(arrivals);
}

static int64_t last(struct db *db, const struct db_query *query)
{
	struct db_stmt *stmt = db_query(db, query);
	int64_t rowid = db_step(stmt, NULL) == DB_ROW ? db_int(stmt, 0) : 0;

	db_finish(stmt);
	return rowid;
}

static bool concerns(const struct session *session, const char *department)
{
	for (size_t i = 0; i < session->agent.department_count; i++)
		if (streq(session->agent.departments[i], department))
			return true;
	return session_departments_all(session);
}

/* The last one's words, and how many there were. */
static const char *look(struct view_ctx *ctx, const struct db_query *query, int64_t after, const char *key, int *count)
{
	struct db_stmt *stmt = db_query(board_db(ctx->board), query);
	const char *text = "";

	db_bind_int(stmt, 1, after);
	db_bind_int(stmt, 2, LOOK_MAX);
	while (db_step(stmt, NULL) == DB_ROW) {
		bool own = streq(db_text0(stmt, 3), "desk") || streq(db_text0(stmt, 3), "phone");

		if (own || !concerns(ctx->session, db_text0(stmt, 4)))
			continue;
		text = trf(ctx->frame, ctx->lang, key, "what", db_text0(stmt, 2), "where", db_text0(stmt, 1), NULL);
		++*count;
	}
	db_finish(stmt);
	return text;
}

const char *arrivals_news(struct arrivals *arrivals, struct view_ctx *ctx)
{
	struct db *db = board_db(ctx->board);
	int64_t request, message;
	const char *text = "", *answer;
	int count = 0;

	if (!db)
		return "";
	request = last(db, &asks[ASK_LAST_REQUEST]);
	message = last(db, &asks[ASK_LAST_MESSAGE]);
	if (streq(arrivals->path, db_path(db))) {
		if (request > arrivals->request)
			text = look(ctx, &asks[ASK_REQUESTS], arrivals->request, "desk.news.request", &count);
		if (message > arrivals->message) {
			answer = look(ctx, &asks[ASK_MESSAGES], arrivals->message, "desk.news.message", &count);
			text = *answer ? answer : text;
		}
		if (count > 1)
			text = trnf(ctx->frame, ctx->lang, "desk.news.several", count, "last", text, NULL);
	}
	snprintf(arrivals->path, sizeof(arrivals->path), "%s", db_path(db));
	arrivals->request = request;
	arrivals->message = message;
	return text;
}
