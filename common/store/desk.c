#include "common/store/desk.h"

#include "common/store/rows.h"
#include "common/store/terms.h"

#include <jansson.h>

#define OPEN_STATES "('received', 'in_progress', 'waiting')"
#define DUE "coalesce(promised_by, '9999-12-31')"
#define ROW "request.id, number, request.service, coalesce(service.name, request.service), request.department," \
	" coalesce(department.name, request.department), assignee, request.summary, request.name, request.phone, where_text, state," \
	" channel, terminal, promised_by, to_settle, registered, received, closed, state IN " OPEN_STATES " AND promised_by < ?1"
#define FROM " LEFT JOIN service ON service.id = request.service LEFT JOIN department ON department.id = request.department"
#define WHOLE ROW ", request.lang, answers, request.email, replaces, trusted, request.lat, request.lon"

/* What every list may ask for beside what its index walks along. ?2 assignee, ?3 unassigned, ?4 departments (JSON), ?5 states
 * (JSON), ?6 late, ?7 to settle. */
#define FILTER "(?2 IS NULL OR assignee = ?2) AND (NOT ?3 OR assignee IS NULL)" \
	" AND (?4 IS NULL OR request.department IN (SELECT value FROM json_each(?4)))" \
	" AND state IN (SELECT value FROM json_each(?5)) AND (NOT ?6 OR promised_by < ?1) AND (NOT ?7 OR to_settle IS NOT NULL)"
/* The same, of columns that request_counts has. */
#define COUNTED "(?2 IS NULL OR assignee = ?2) AND (NOT ?3 OR assignee IS NULL)" \
	" AND (?4 IS NULL OR request.department IN (SELECT value FROM json_each(?4)))" \
	" AND state IN (SELECT value FROM json_each(?5)) AND (NOT ?6 OR promised_by < ?1) AND NOT ?7"
#define PAGE " LIMIT ?8 OFFSET ?9"

enum { LIST_DEFAULT = 200, NUMBER_BYTES = 17, PHONE_BYTES = 24, CANDIDATES = 600 };

enum {
	Q_OPEN, Q_OPEN_MINE, Q_OPEN_DEPARTMENT, Q_ANY, Q_SETTLE,
	Q_COUNT_OPEN, Q_COUNT_OPEN_MINE, Q_COUNT_OPEN_DEPARTMENT, Q_COUNT_ANY, Q_COUNT_SETTLE,
	Q_SEARCH, Q_REQUEST, Q_BY_NUMBER, Q_THREAD, Q_AGENT_LOGIN, Q_AGENT, Q_AGENTS,
};

static const struct db_query rows[] = {
	[Q_OPEN] = { "SELECT " ROW " FROM request INDEXED BY request_open" FROM " WHERE state IN " OPEN_STATES " AND " FILTER
	             " ORDER BY " DUE ", received" PAGE },
	[Q_OPEN_MINE] = { "SELECT " ROW " FROM request INDEXED BY request_open_mine" FROM " WHERE state IN " OPEN_STATES
	                  " AND assignee = ?2 AND " FILTER " ORDER BY " DUE ", received" PAGE },
	/* one department: ?10 */
	[Q_OPEN_DEPARTMENT] = { "SELECT " ROW " FROM request INDEXED BY request_open_department" FROM " WHERE state IN " OPEN_STATES
	                        " AND request.department = ?10 AND " FILTER " ORDER BY " DUE ", received" PAGE },
	[Q_ANY] = { "SELECT " ROW " FROM request INDEXED BY request_newest" FROM " WHERE " FILTER " ORDER BY received DESC" PAGE },
	[Q_SETTLE] = { "SELECT " ROW " FROM request INDEXED BY request_to_settle" FROM " WHERE to_settle IS NOT NULL AND " FILTER
	               " ORDER BY received" PAGE },
	[Q_COUNT_OPEN] = { "SELECT count(*) FROM request INDEXED BY request_counts WHERE state IN " OPEN_STATES " AND " COUNTED },
	[Q_COUNT_OPEN_MINE] = { "SELECT count(*) FROM request INDEXED BY request_counts WHERE state IN " OPEN_STATES
	                        " AND assignee = ?2 AND " COUNTED },
	[Q_COUNT_OPEN_DEPARTMENT] = { "SELECT count(*) FROM request INDEXED BY request_open_department WHERE state IN " OPEN_STATES
	                              " AND request.department = ?10 AND " COUNTED },
	[Q_COUNT_ANY] = { "SELECT count(*) FROM request WHERE " FILTER },
	[Q_COUNT_SETTLE] = { "SELECT count(*) FROM request INDEXED BY request_to_settle WHERE to_settle IS NOT NULL AND " FILTER },
	/* The newest that match, then open ones first. */
	[Q_SEARCH] = { "SELECT " ROW " FROM (SELECT request_doc.id AS found FROM request_find JOIN request_doc"
	               " ON request_doc.doc = request_find.rowid WHERE request_find MATCH ?2 ORDER BY request_find.rowid DESC LIMIT ?4)"
	               " JOIN request ON request.id = found" FROM
	               " ORDER BY state IN " OPEN_STATES " DESC, received DESC LIMIT ?3" },
	[Q_REQUEST] = { "SELECT " WHOLE " FROM request" FROM " WHERE request.id = ?2" },
	[Q_BY_NUMBER] = { "SELECT " WHOLE " FROM request" FROM " WHERE request.id IN (SELECT id FROM request WHERE number = ?2 UNION ALL"
	                  " SELECT request_doc.id FROM request_find JOIN request_doc ON request_doc.doc = request_find.rowid"
	                  " WHERE request_find MATCH ?3) ORDER BY number = ?2 DESC, received DESC LIMIT 1" },
	[Q_THREAD] = { "SELECT message.id, author, author_name, origin, kind, body, text, at,"
	               " CASE kind WHEN 'assignment' THEN (SELECT name FROM agent WHERE agent.id = body) WHEN 'state' THEN body END"
	               " FROM message WHERE request = ?1 ORDER BY at, message.rev" },
	[Q_AGENT_LOGIN] = { "SELECT id, login, name, role, departments, pin_hash FROM agent WHERE login = lower(?1) OR login = ?1" },
	[Q_AGENT] = { "SELECT id, login, name, role, departments, pin_hash FROM agent WHERE id = ?1" },
	[Q_AGENTS] = { "SELECT id, login, name, role, departments, pin_hash FROM agent ORDER BY name" },
};

const struct db_queries desk_queries = { .name = "desk", .rows = rows, .count = ARRAY_LEN(rows) };

/* ---- lists */

static void read_row(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct request_row *row = item;

	*row = (struct request_row){
		.id = db_text_in(stmt, 0, arena),
		.number = db_text_in(stmt, 1, arena),
		.service = db_text_in(stmt, 2, arena),
		.service_name = db_text_in(stmt, 3, arena),
		.department = db_text_in(stmt, 4, arena),
		.department_name = db_text_in(stmt, 5, arena),
		.assignee = db_text_in(stmt, 6, arena),
		.summary = db_text_in(stmt, 7, arena),
		.name = db_text_in(stmt, 8, arena),
		.phone = db_text_in(stmt, 9, arena),
		.where_text = db_text_in(stmt, 10, arena),
		.state = db_text_in(stmt, 11, arena),
		.channel = db_text_in(stmt, 12, arena),
		.terminal = db_text_in(stmt, 13, arena),
		.promised_by = db_text_in(stmt, 14, arena),
		.to_settle = db_text_in(stmt, 15, arena),
		.registered = db_int(stmt, 16),
		.received = db_int(stmt, 17),
		.closed = db_int(stmt, 18),
		.late = db_int(stmt, 19) != 0,
	};
}

static void bind_states(struct db_stmt *stmt, int at, unsigned states)
{
	static const char *const names[] = { "received", "in_progress", "waiting", "done", "refused" };
	char json[96];
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (states & 1u << i)
			used += (size_t)snprintf(json + used, sizeof(json) - used, "%s\"%s\"", used ? "," : "[", names[i]);
	snprintf(json + used, sizeof(json) - used, "]");
	db_bind_text(stmt, at, json);
}

static void bind_departments(struct db_stmt *stmt, int at, const struct request_filter *filter)
{
	json_t *list;
	char *text;

	if (!filter->departments || filter->department_count == 0)
		return;
	list = json_array();
	for (size_t i = 0; i < filter->department_count; i++)
		json_array_append_new(list, json_string(filter->departments[i]));
	text = json_dumps(list, JSON_COMPACT);
	db_bind_text(stmt, at, text);
	free(text);
	json_decref(list);
}

static unsigned states_of(const struct request_filter *filter)
{
	return filter->states ? filter->states : DESK_OPEN;
}

/* Which of the five ways to walk the table is shortest. */
static int way(const struct request_filter *filter)
{
	if (filter->to_settle)
		return Q_SETTLE;
	if (states_of(filter) & DESK_CLOSED)
		return Q_ANY;
	if (filter->assignee)
		return Q_OPEN_MINE;
	return filter->departments && filter->department_count == 1 ? Q_OPEN_DEPARTMENT : Q_OPEN;
}

static struct db_stmt *filtered(struct db *db, int which, const struct request_filter *filter)
{
	struct db_stmt *stmt = db_query(db, &rows[which]);

	db_bind_text(stmt, 1, filter->today);
	db_bind_text(stmt, 2, filter->assignee);
	db_bind_int(stmt, 3, filter->unassigned);
	bind_departments(stmt, 4, filter);
	bind_states(stmt, 5, states_of(filter));
	db_bind_int(stmt, 6, filter->late);
	db_bind_int(stmt, 7, filter->to_settle);
	if (which == Q_OPEN_DEPARTMENT || which == Q_COUNT_OPEN_DEPARTMENT)
		db_bind_text(stmt, 10, filter->departments[0]);
	return stmt;
}

bool desk_list(struct db *db, const struct request_filter *filter, struct arena *arena, const struct request_row **ret_rows,
               size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = filtered(db, way(filter), filter);
	void *items;

	db_bind_int(stmt, 8, filter->limit ? (int64_t)filter->limit : LIST_DEFAULT);
	db_bind_int(stmt, 9, (int64_t)filter->offset);
	if (!rows_collect(stmt, sizeof(**ret_rows), read_row, arena, &items, ret_count, err))
		return false;
	*ret_rows = items;
	return true;
}

bool desk_count(struct db *db, const struct request_filter *filter, int64_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = filtered(db, way(filter) - Q_OPEN + Q_COUNT_OPEN, filter);

	if (db_step(stmt, err) != DB_ROW)
		return false;
	*ret_count = db_int(stmt, 0);
	db_finish(stmt);
	return true;
}

/* ---- search */

/* Letters of a number, spaces between them: three or more, at most 16. */
static bool as_number(const char *text, char out[NUMBER_BYTES])
{
	size_t len = 0;

	for (; *text; text++) {
		char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;

		if (c == ' ' || c == '-')
			continue;
		if (!strchr("BCDFGHJKLNPRSTVXY", c) || len + 1 >= NUMBER_BYTES)
			return false;
		out[len++] = c;
	}
	out[len] = '\0';
	return len >= 3;
}

/* Digits alone, as phones are indexed: "03 21 00", "+33 3 21". Three or more. */
static bool as_phone(const char *text, char out[PHONE_BYTES])
{
	size_t len = 0;

	if (starts_with(text, "+33")) {
		out[len++] = '0';
		text += 3;
	}
	for (; *text; text++) {
		if (strchr(" .-+/", *text))
			continue;
		if (*text < '0' || *text > '9' || len + 1 >= PHONE_BYTES)
			return false;
		out[len++] = *text;
	}
	out[len] = '\0';
	return len >= 3;
}

/* Words of anything; or, when it could be one, the beginning of a number or a phone. */
static void search_expression(const char *text, struct strbuf *out)
{
	char number[NUMBER_BYTES], phone[PHONE_BYTES];
	struct words words;

	words_read(text, &words);
	for (size_t i = 0; i < words.count; i++) /* names: a « de » may be all that is known of one */
		words.items[i].small = false;
	words.telling = words.count;
	if (words.count == 0)
		return;
	if (as_number(text, number))
		strbuf_addf(out, "{number} : \"%s\" * OR ", number);
	if (as_phone(text, phone))
		strbuf_addf(out, "{phone} : \"%s\" * OR ", phone);
	strbuf_addc(out, '(');
	words_expression(&words, " AND ", out);
	strbuf_addc(out, ')');
	explicit_bzero(number, sizeof(number));
	explicit_bzero(phone, sizeof(phone));
	explicit_bzero(&words, sizeof(words));
}

bool desk_search(struct db *db, const char *text, const char *today, size_t limit, struct arena *arena,
                 const struct request_row **ret_rows, size_t *ret_count, struct err *err)
{
	struct strbuf match = STRBUF_INIT;
	struct db_stmt *stmt;
	void *items = NULL;
	size_t count = 0;
	bool ok = true;

	limit = limit ? limit : LIST_DEFAULT;
	search_expression(text, &match);
	if (match.len > 0) {
		stmt = db_query(db, &rows[Q_SEARCH]);
		db_bind_text(stmt, 1, today);
		db_bind_text(stmt, 2, strbuf_str(&match));
		db_bind_int(stmt, 3, (int64_t)limit);
		db_bind_int(stmt, 4, MAX((int64_t)limit, CANDIDATES));
		ok = rows_collect(stmt, sizeof(**ret_rows), read_row, arena, &items, &count, err);
	}
	strbuf_done(&match);
	if (!ok)
		return false;
	*ret_rows = items;
	*ret_count = count;
	return true;
}

/* ---- a name that was misheard */

struct desk_words {
	struct terms *terms;
	uint64_t generation;
	bool loaded;
};

/* The index's words, through a table of this connection alone: a replica is only read. */
static const struct db_query all_terms = { "SELECT term, doc FROM temp.request_terms" };

struct desk_words *desk_words_new(void)
{
	struct desk_words *words = calloc(1, sizeof(*words));

	if (!words)
		abort();
	words->terms = terms_new();
	return words;
}

void desk_words_free(struct desk_words *words)
{
	if (!words)
		return;
	terms_free(words->terms);
	free(words);
}

static bool load_words(struct desk_words *words, struct db *db, uint64_t generation, struct err *err)
{
	struct db_stmt *stmt;
	enum db_step step;

	if (words->loaded && words->generation == generation)
		return true;
	terms_clear(words->terms);
	words->loaded = false;
	if (!db_exec(db, "CREATE VIRTUAL TABLE IF NOT EXISTS temp.request_terms USING fts5vocab('main', 'request_find', 'row')", err))
		return false;
	stmt = db_query(db, &all_terms);
	while ((step = db_step(stmt, err)) == DB_ROW)
		terms_add(words->terms, db_text0(stmt, 0), db_int(stmt, 1));
	words->generation = generation;
	words->loaded = step != DB_FAILED;
	return words->loaded;
}

bool desk_search_instead(struct desk_words *words, struct db *db, uint64_t generation, const char *text, struct arena *arena,
                         const char **ret_instead, struct err *err)
{
	struct words said;
	struct strbuf instead = STRBUF_INIT;
	bool changed = false;

	if (!load_words(words, db, generation, err))
		return false;
	words_read(text, &said);
	for (size_t i = 0; i < said.count; i++) {
		const char *word = said.items[i].text;
		char better[WORD_BYTES];

		if (!strpbrk(word, "0123456789") && !terms_has(words->terms, &said.items[i], better) && *better) {
			word = better;
			changed = true;
		}
		strbuf_addf(&instead, "%s%s", i > 0 ? " " : "", word);
	}
	*ret_instead = changed ? arena_strdup(arena, strbuf_str(&instead)) : NULL;
	strbuf_done(&instead);
	explicit_bzero(&said, sizeof(said));
	return true;
}

/* ---- one request */

static void read_request(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct request *request = item;

	*request = (struct request){
		.lang = db_text_in(stmt, 20, arena),
		.answers = db_text_in(stmt, 21, arena),
		.email = db_text_in(stmt, 22, arena),
		.replaces = db_text_in(stmt, 23, arena),
		.trusted = db_int(stmt, 24) != 0,
		.lat = db_real(stmt, 25),
		.lon = db_real(stmt, 26),
	};
	read_row(stmt, arena, &request->row);
}

bool desk_request(struct db *db, const char *id, const char *today, struct arena *arena, struct request *ret_request, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_REQUEST]);

	db_bind_text(stmt, 1, today);
	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_request, arena, ret_request, "this request", err);
}

bool desk_request_by_number(struct db *db, const char *number, const char *today, struct arena *arena, struct request *ret_request,
                            struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_BY_NUMBER]);
	char letters[NUMBER_BYTES];
	char match[48];

	if (!as_number(number, letters) || strlen(letters) != NUMBER_BYTES - 1)
		return err_set(err, ERR_NOT_FOUND, "this request is not known");
	snprintf(match, sizeof(match), "{number} : \"%s\"", letters);
	db_bind_text(stmt, 1, today);
	db_bind_text(stmt, 2, letters);
	db_bind_text(stmt, 3, match);
	return rows_one(stmt, read_request, arena, ret_request, "this request", err);
}

static void read_message(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct message *message = item;

	*message = (struct message){
		.id = db_text_in(stmt, 0, arena),
		.author = db_text_in(stmt, 1, arena),
		.author_name = db_text_in(stmt, 2, arena),
		.origin = db_text_in(stmt, 3, arena),
		.kind = db_text_in(stmt, 4, arena),
		.body = db_text_in(stmt, 5, arena),
		.text = db_text_in(stmt, 6, arena),
		.at = db_int(stmt, 7),
		.about = db_text_in(stmt, 8, arena),
	};
}

bool desk_thread(struct db *db, const char *request, struct arena *arena, const struct message **ret_list, size_t *ret_count,
                 struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_THREAD]);
	void *items;

	db_bind_text(stmt, 1, request);
	if (!rows_collect(stmt, sizeof(**ret_list), read_message, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

/* ---- agents */

static void read_agent(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct agent *agent = item;
	json_t *departments = json_loads(db_text0(stmt, 4), 0, NULL);

	*agent = (struct agent){
		.id = db_text_in(stmt, 0, arena),
		.login = db_text_in(stmt, 1, arena),
		.name = db_text_in(stmt, 2, arena),
		.role = db_text_in(stmt, 3, arena),
		.pin_hash = db_text_in(stmt, 5, arena),
		.departments = ARENA_ARRAY(arena, const char *, json_array_size(departments) + 1),
	};
	for (size_t i = 0; i < json_array_size(departments); i++) {
		const char *id = json_string_value(json_array_get(departments, i));

		if (id)
			agent->departments[agent->department_count++] = arena_strdup(arena, id);
	}
	json_decref(departments);
}

bool agent_by_login(struct db *db, const char *login, struct arena *arena, struct agent *ret_agent, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_AGENT_LOGIN]);

	db_bind_text(stmt, 1, login);
	return rows_one(stmt, read_agent, arena, ret_agent, "this name", err);
}

bool agent_read(struct db *db, const char *id, struct arena *arena, struct agent *ret_agent, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_AGENT]);

	db_bind_text(stmt, 1, id);
	return rows_one(stmt, read_agent, arena, ret_agent, "this agent", err);
}

bool agent_list(struct db *db, struct arena *arena, const struct agent **ret_list, size_t *ret_count, struct err *err)
{
	void *items;

	if (!rows_collect(db_query(db, &rows[Q_AGENTS]), sizeof(**ret_list), read_agent, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}
