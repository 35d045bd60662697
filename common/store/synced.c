#include "common/store/synced.h"

#include "common/secret/secret.h"

#include <math.h>
#include <sqlite3.h>

const struct synced_table synced_tables[SYNCED_TABLES] = {
	[SYNCED_TOWN] = { "town", SYNCED_ALL, 1 },
	[SYNCED_DEPARTMENT] = { "department", SYNCED_ALL, 1 },
	[SYNCED_PLACE] = { "place", SYNCED_ALL, 1 },
	[SYNCED_CLOSURE] = { "closure", SYNCED_ALL, 1 },
	[SYNCED_ADDRESS] = { "address", SYNCED_ALL, 1 },
	[SYNCED_GUIDE] = { "guide", SYNCED_ALL, 1 },
	[SYNCED_EVENT] = { "event", SYNCED_ALL, 1 },
	[SYNCED_NEWS] = { "news", SYNCED_ALL, 1 },
	[SYNCED_NOTICE] = { "notice", SYNCED_ALL, 1 },
	[SYNCED_ALERT] = { "alert", SYNCED_ALL, 1 },
	[SYNCED_WASTE] = { "waste", SYNCED_ALL, 1 },
	[SYNCED_SERVICE] = { "service", SYNCED_ALL, 1 },
	[SYNCED_AGENTS] = { "agent", SYNCED_AGENT, 1 },
	[SYNCED_REQUEST] = { "request", SYNCED_AGENT, 1 },
	[SYNCED_MESSAGE] = { "message", SYNCED_AGENT, 1 },
	[SYNCED_RECORD] = { "record", SYNCED_PUBLIC, 1 },
	[SYNCED_PICTURE] = { "picture", SYNCED_PUBLIC, 2 },
};

const struct synced_table *synced_find(const char *name)
{
	for (size_t i = 0; i < SYNCED_TABLES; i++)
		if (streq(name, synced_tables[i].name))
			return &synced_tables[i];
	return NULL;
}

static void add_value(struct strbuf *out, sqlite3_stmt *stmt, int column)
{
	double real;

	switch (sqlite3_column_type(stmt, column)) {
	case SQLITE_INTEGER:
		strbuf_addf(out, "%lld", (long long)sqlite3_column_int64(stmt, column));
		return;
	case SQLITE_FLOAT:
		real = sqlite3_column_double(stmt, column);
		if (isfinite(real))
			strbuf_addf(out, "%.17g", real);
		else
			strbuf_add(out, "null");
		return;
	case SQLITE_BLOB:
		strbuf_addc(out, '"');
		base64_add(out, sqlite3_column_blob(stmt, column), (size_t)sqlite3_column_bytes(stmt, column));
		strbuf_addc(out, '"');
		return;
	default:
		strbuf_add_json(out, (const char *)sqlite3_column_text(stmt, column));
	}
}

bool synced_add_row(struct strbuf *out, const struct synced_table *table, sqlite3_stmt *stmt, struct err *err)
{
	size_t start = out->len;
	const char *id = "";
	int64_t rev = 0;
	bool first = true;

	for (int i = 0; i < sqlite3_column_count(stmt); i++) {
		if (streq(sqlite3_column_name(stmt, i), "id"))
			id = (const char *)sqlite3_column_text(stmt, i);
		else if (streq(sqlite3_column_name(stmt, i), "rev"))
			rev = sqlite3_column_int64(stmt, i);
	}
	strbuf_addf(out, "{\"t\":\"%s\",\"rev\":%lld,\"id\":", table->name, (long long)rev);
	strbuf_add_json(out, or_empty(id));
	strbuf_add(out, ",\"row\":{");
	for (int i = 0; i < sqlite3_column_count(stmt); i++) {
		const char *name = sqlite3_column_name(stmt, i);

		if (streq(name, "id") || streq(name, "rev") || sqlite3_column_type(stmt, i) == SQLITE_NULL)
			continue;
		strbuf_addf(out, "%s\"%s\":", first ? "" : ",", name);
		add_value(out, stmt, i);
		first = false;
	}
	strbuf_add(out, "}}\n");
	if (out->len - start > SYNCED_LINE_MAX) {
		strbuf_truncate(out, start);
		return err_set(err, ERR_LIMIT, "%s %s is too large for one line", table->name, or_empty(id));
	}
	return true;
}

void synced_add_gone(struct strbuf *out, const struct synced_table *table, const char *id, int64_t rev, bool erased)
{
	strbuf_addf(out, "{\"t\":\"%s\",\"rev\":%lld,\"id\":", table->name, (long long)rev);
	strbuf_add_json(out, id);
	strbuf_add(out, erased ? ",\"gone\":true,\"erased\":true}\n" : ",\"gone\":true}\n");
}

void synced_add_cursor(struct strbuf *out, int64_t since, const struct cursor *cursor, bool more, int64_t heard, const char *erased)
{
	strbuf_addf(out, "{\"since\":%lld,\"cursor\":{\"epoch\":\"%s\",\"rev\":%lld},\"more\":%s", (long long)since, cursor->epoch,
	            (long long)cursor->rev, more ? "true" : "false");
	if (erased) {
		strbuf_addf(out, ",\"heard\":%lld,\"erased\":", (long long)heard);
		strbuf_add(out, erased);
	}
	strbuf_add(out, "}\n");
}
