/* One page of `changes`: the tables a scope sees, each in the order of rev, merged into one stream. */
#include "hub/store/internal.h"

#include "common/sync/serve.h"

#include <sqlite3.h>

/* What a reader meets on its way: rows of a table, or ids that are gone. ?1 is the rev it has, ?2 its departments. */
struct stream {
	enum synced_id table; /* SYNCED_TABLES: the first column names it */
	bool gone;
	const char *sql;
};

#define MINE(department) department " IN (SELECT value FROM json_each(?2))"
#define AGENT_SEEN                                                                                                     \
	"EXISTS (SELECT 1 FROM json_each(agent.departments) d WHERE d.value = '*' OR d.value IN (SELECT value FROM json_each(?2)))"

/* Not a lookup id that a living request shares with one that was erased. */
#define ERASED                                                                                                         \
	"EXISTS (SELECT 1 FROM erasure WHERE request = tombstone.id) OR (EXISTS (SELECT 1 FROM erased_lookup WHERE lookup = tombstone.id)" \
	" AND NOT EXISTS (SELECT 1 FROM request_secret WHERE lookup = tombstone.id))"

#define CONTENT(id, name) { id, false, "SELECT * FROM " name " WHERE rev > ?1 ORDER BY rev" }

static const struct stream content_streams[] = {
	CONTENT(SYNCED_TOWN, "town"),     CONTENT(SYNCED_DEPARTMENT, "department"), CONTENT(SYNCED_PLACE, "place"),
	CONTENT(SYNCED_CLOSURE, "closure"), CONTENT(SYNCED_ADDRESS, "address"),     CONTENT(SYNCED_GUIDE, "guide"),
	CONTENT(SYNCED_EVENT, "event"),   CONTENT(SYNCED_NEWS, "news"),             CONTENT(SYNCED_NOTICE, "notice"),
	CONTENT(SYNCED_ALERT, "alert"),   CONTENT(SYNCED_WASTE, "waste"),           CONTENT(SYNCED_SERVICE, "service"),
};

static const struct stream public_streams[] = {
	CONTENT(SYNCED_RECORD, "record"),
	CONTENT(SYNCED_PICTURE, "picture"),
	{ SYNCED_TABLES, true,
	  "SELECT t, id, rev, " ERASED " FROM tombstone WHERE rev > ?1 AND left = '' AND t NOT IN ('agent', 'request', 'message') ORDER BY rev" },
};

static const struct stream all_streams[] = {
	CONTENT(SYNCED_AGENTS, "agent"),
	CONTENT(SYNCED_REQUEST, "request"),
	CONTENT(SYNCED_MESSAGE, "message"),
	{ SYNCED_TABLES, true, "SELECT t, id, rev, " ERASED " FROM tombstone WHERE rev > ?1 AND left = '' AND t NOT IN ('record', 'picture') ORDER BY rev" },
};

static const struct stream department_streams[] = {
	{ SYNCED_AGENTS, false, "SELECT * FROM agent WHERE rev > ?1 AND " AGENT_SEEN " ORDER BY rev" },
	{ SYNCED_AGENTS, true, "SELECT 'agent', id, rev FROM agent WHERE rev > ?1 AND NOT " AGENT_SEEN " ORDER BY rev" },
	{ SYNCED_REQUEST, false, "SELECT * FROM request INDEXED BY request_rev WHERE rev > ?1 AND " MINE("department") " ORDER BY rev" },
	{ SYNCED_MESSAGE, false,
	  "SELECT m.* FROM message m INDEXED BY message_rev CROSS JOIN request r ON r.id = m.request"
	  " WHERE m.rev > ?1 AND " MINE("r.department") " ORDER BY m.rev" },
	/* gone for everybody, or gone to another department than mine */
	{ SYNCED_TABLES, true,
	  "SELECT t, id, rev, " ERASED " FROM tombstone WHERE rev > ?1 AND t NOT IN ('record', 'picture') AND (left = '' OR (" MINE("left")
	  " AND NOT EXISTS (SELECT 1 FROM request r WHERE r.id = CASE t WHEN 'request' THEN tombstone.id"
	  " ELSE (SELECT m.request FROM message m WHERE m.id = tombstone.id) END AND " MINE("r.department") "))) ORDER BY rev" },
};

enum { STREAMS_MAX = ARRAY_LEN(content_streams) + ARRAY_LEN(department_streams) };

struct changes {
	sqlite3_stmt *content[ARRAY_LEN(content_streams)];
	sqlite3_stmt *public_[ARRAY_LEN(public_streams)];
	sqlite3_stmt *all[ARRAY_LEN(all_streams)];
	sqlite3_stmt *department[ARRAY_LEN(department_streams)];
};

static void finalize(sqlite3_stmt **stmts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		sqlite3_finalize(stmts[i]);
}

void store_changes_free(struct changes *changes)
{
	if (!changes)
		return;
	finalize(changes->content, ARRAY_LEN(changes->content));
	finalize(changes->public_, ARRAY_LEN(changes->public_));
	finalize(changes->all, ARRAY_LEN(changes->all));
	finalize(changes->department, ARRAY_LEN(changes->department));
	free(changes);
}

/* A stream at its next line. */
struct source {
	const struct stream *stream;
	sqlite3_stmt *stmt;
	int rev_column;
	int64_t rev; /* INT64_MAX at the end */
};

struct merge {
	struct source sources[STREAMS_MAX];
	size_t count;
};

static bool advance(struct store *store, struct source *source, struct err *err)
{
	int rc = sqlite3_step(source->stmt);

	if (rc == SQLITE_ROW) {
		source->rev = sqlite3_column_int64(source->stmt, source->rev_column);
		return true;
	}
	source->rev = INT64_MAX;
	return rc == SQLITE_DONE || db_error(store->db, err, "changes");
}

static int find_rev_column(sqlite3_stmt *stmt)
{
	for (int i = 0; i < sqlite3_column_count(stmt); i++)
		if (streq(sqlite3_column_name(stmt, i), "rev"))
			return i;
	return 0;
}

static bool add_streams(struct store *store, struct merge *merge, const struct stream *streams, sqlite3_stmt **stmts, size_t count,
                        const struct scope *scope, int64_t since, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		struct source *source = &merge->sources[merge->count];

		if (!stmts[i] && sqlite3_prepare_v3(db_handle(store->db), streams[i].sql, -1, SQLITE_PREPARE_PERSISTENT, &stmts[i],
		                                    NULL) != SQLITE_OK)
			return db_error(store->db, err, "changes");
		merge->count++;
		*source = (struct source){ .stream = &streams[i], .stmt = stmts[i], .rev_column = find_rev_column(stmts[i]) };
		sqlite3_bind_int64(source->stmt, 1, since);
		if (scope->json && sqlite3_bind_parameter_count(source->stmt) > 1)
			sqlite3_bind_text(source->stmt, 2, scope->json, -1, SQLITE_STATIC);
		if (!advance(store, source, err))
			return false;
	}
	return true;
}

static bool open_merge(struct store *store, struct merge *merge, const struct scope *scope, int64_t since, struct err *err)
{
	struct changes *c = store->changes;

	if (!c && !(c = store->changes = calloc(1, sizeof(*c))))
		abort();
	if (!add_streams(store, merge, content_streams, c->content, ARRAY_LEN(content_streams), scope, since, err))
		return false;
	if (scope->public_)
		return add_streams(store, merge, public_streams, c->public_, ARRAY_LEN(public_streams), scope, since, err);
	if (scope->all)
		return add_streams(store, merge, all_streams, c->all, ARRAY_LEN(all_streams), scope, since, err);
	return add_streams(store, merge, department_streams, c->department, ARRAY_LEN(department_streams), scope, since, err);
}

static struct source *next_source(struct merge *merge)
{
	struct source *next = NULL;

	for (size_t i = 0; i < merge->count; i++)
		if (!next || merge->sources[i].rev < next->rev)
			next = &merge->sources[i];
	return next && next->rev < INT64_MAX ? next : NULL;
}

static bool add_line(struct strbuf *out, struct source *source, struct err *err)
{
	if (source->stream->gone) {
		const struct synced_table *table = synced_find((const char *)sqlite3_column_text(source->stmt, 0));

		if (table)
			synced_add_gone(out, table, (const char *)sqlite3_column_text(source->stmt, 1), source->rev,
			                sqlite3_column_count(source->stmt) > 3 && sqlite3_column_int(source->stmt, 3));
		return true;
	}
	return synced_add_row(out, &synced_tables[source->stream->table], source->stmt, err);
}

bool store_changes(struct store *store, const struct scope *scope, int64_t since, struct strbuf *out, int64_t *ret_rev,
                   bool *ret_more, struct err *err)
{
	struct merge merge = { .count = 0 };
	struct cursor cursor;
	size_t start = out->len;
	int64_t at = since;
	size_t lines = 0;
	bool more = false;
	bool ok = db_begin_read(store->db, err);

	if (!ok)
		return false;
	ok = store_cursor(store, &cursor, err) && open_merge(store, &merge, scope, since, err);
	while (ok) {
		struct source *next = next_source(&merge);

		if (!next)
			break;
		more = serve_page_full(lines, out->len - start);
		if (more)
			break;
		ok = add_line(out, next, err);
		at = next->rev;
		lines++;
		ok = ok && advance(store, next, err);
	}
	for (size_t i = 0; i < merge.count; i++) {
		sqlite3_reset(merge.sources[i].stmt);
		sqlite3_clear_bindings(merge.sources[i].stmt);
	}
	db_rollback(store->db);
	if (!ok) {
		strbuf_truncate(out, start);
		return false;
	}
	*ret_more = more;
	*ret_rev = more ? at : cursor.rev;
	return true;
}
