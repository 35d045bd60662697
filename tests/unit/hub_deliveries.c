/* What several terminals push is one transaction, and yet each POST is as if it came alone. */
#include "tests/unit/hub_fixture.h"

#include "hub/limits.h"

#include <sqlite3.h>

enum { POSTS_MAX = 8 };

struct post {
	struct terminal_row from;
	struct scope scope;
	struct delivery delivery;
};

static struct post posts[POSTS_MAX];
static size_t post_count;

/* LINES are borrowed. */
static void add_post(struct terminal_row from, const char *lines, bool ahead)
{
	struct post *post = &posts[post_count++];
	struct err err;

	post->from = from;
	ok(scope_parse(from.scope, &post->scope, &err), &err);
	post->delivery = (struct delivery){ .terminal = &post->from, .scope = &post->scope, .lines = lines, .len = strlen(lines) };
	if (ahead)
		delivery_read(store, &post->delivery);
}

static void apply_posts(void)
{
	struct delivery *list[POSTS_MAX];

	for (size_t i = 0; i < post_count; i++)
		list[i] = &posts[i].delivery;
	deliveries_apply(store, list, post_count);
}

static int forget_posts(void **state)
{
	for (size_t i = 0; i < post_count; i++) {
		delivery_done(&posts[i].delivery);
		scope_done(&posts[i].scope);
	}
	post_count = 0;
	return fixture_close(state);
}

static const char *said(size_t post, size_t line)
{
	ok(posts[post].delivery.results != NULL, &posts[post].delivery.err);
	return outcome(posts[post].delivery.results, line);
}

static json_t *answers(const char *what)
{
	return json_pack("{s:s}", "what", what);
}

/* Somebody else's connection to the same file. */
static void elsewhere(const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(store_path(store), &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int64_t rows_of(enum synced_id table)
{
	json_t *rows;
	struct err err;
	int64_t count;

	ok(store_list(store, table, &rows, &err), &err);
	count = (int64_t)json_array_size(rows);
	json_decref(rows);
	return count;
}

static void those_behind_see_what_those_before_did(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), one = terminal("Accueil", "agent:*"), other = terminal("Voirie", "agent:voirie");
	struct submission s = submission("lampe", answers("Rue de la Gare"));
	char *first = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "in_progress", "agent", "marie"));
	char *second = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "done", "agent", "paul"));

	(void)state;
	add_post(totem, s.line, true);
	add_post(one, first, false);
	add_post(other, second, true);
	apply_posts();
	assert_string_equal(said(0, 0), "applied");
	assert_string_equal(said(1, 0), "applied");
	assert_string_equal(said(2, 0), "conflict");
	assert_string_equal(column(json_object_get(json_array_get(posts[2].delivery.results, 0), "current"), "state"), "in_progress");
	assert_true(posts[0].delivery.records > 0 && posts[1].delivery.records > 0);
	assert_int_equal(posts[2].delivery.records, 0);
	free(first);
	free(second);
	free(s.line);
}

static void what_contradicts_is_undone_alone(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), other = terminal("Totem 2", "public"), third = terminal("Totem 3", "public");
	struct submission list[5];
	struct strbuf middle = STRBUF_INIT;
	json_t *row;

	(void)state;
	elsewhere("CREATE TRIGGER contradiction BEFORE INSERT ON request WHEN new.answers LIKE '%impossible%' AND new.service <> ''"
	          " BEGIN SELECT RAISE(ABORT, 'nobody foresaw this'); END");
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		list[i] = submission("lampe", answers(i == 2 ? "impossible" : "Rue de la Gare"));
		if (i > 0 && i < 4)
			strbuf_addf(&middle, "%s\n", list[i].line);
	}
	add_post(totem, list[0].line, true);
	add_post(other, strbuf_str(&middle), true);
	add_post(third, list[4].line, false);
	apply_posts();
	assert_string_equal(said(0, 0), "applied");
	assert_string_equal(said(1, 0), "applied");
	assert_string_equal(said(1, 1), "settle");
	assert_string_equal(said(1, 2), "applied");
	assert_string_equal(said(2, 0), "applied");
	assert_int_equal(json_array_size(posts[0].delivery.results), 1);
	assert_int_equal(json_array_size(posts[1].delivery.results), 3);
	assert_int_equal(rows_of(SYNCED_REQUEST), 5);
	assert_int_equal(rows_of(SYNCED_RECORD), 4);
	row = row_of(SYNCED_REQUEST, list[2].id);
	assert_non_null(column(row, "to_settle"));
	assert_non_null(strstr(or_empty(column(row, "answers")), "impossible"));
	json_decref(row);
	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		free(list[i].line);
	strbuf_done(&middle);
}

static void a_store_that_cannot_be_read_takes_none_and_says_so(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), other = terminal("Totem 2", "public");
	struct submission one = submission("lampe", answers("Rue de la Gare")), two = submission("lampe", answers("Rue du Port"));

	(void)state;
	add_post(totem, one.line, true);
	add_post(other, two.line, true);
	elsewhere("ALTER TABLE applied RENAME TO elsewhere");
	apply_posts();
	for (size_t i = 0; i < 2; i++) {
		assert_null(posts[i].delivery.results);
		assert_int_not_equal(posts[i].delivery.err.code, ERR_NONE);
		assert_int_equal(posts[i].delivery.records, 0);
	}
	assert_int_equal(rows_of(SYNCED_REQUEST), 0);
	elsewhere("ALTER TABLE elsewhere RENAME TO applied");
	apply_posts();
	assert_string_equal(said(0, 0), "applied");
	assert_string_equal(said(1, 0), "applied");
	free(one.line);
	free(two.line);
}

/* A letter that is opened ahead comes to what it comes to when its turn comes. */
static void reading_ahead_changes_nothing(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), other = terminal("Totem 2", "public");
	static const char *const lines[] = {
		"garbage", "{}", "[1, 2]", "{\"kind\": \"request\", \"key\": \"k1\", \"sealed\": \"AAAA\"}",
		"{\"kind\": \"request\", \"key\": \"k9\", \"sealed\": \"AAAA\"}", "{\"kind\": \"request\", \"key\": 1, \"sealed\": \"AAAA\"}",
		"{\"kind\": \"state\", \"key\": \"k1\", \"sealed\": \"AAAA\"}", "{\"kind\": \"novelty\", \"key\": \"k1\", \"sealed\": \"AAAA\"}",
		"{\"kind\": \"request\", \"body\": {\"service\": \"lampe\"}}", "{\"kind\": \"printed\", \"body\": {\"what\": \"ticket\", \"lang\": \"fr\"}}",
	};
	struct strbuf text = STRBUF_INIT, later = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) { /* a space makes it another operation */
		strbuf_addf(&text, "%s\n\n", lines[i]);
		strbuf_addf(&later, "%s \n", lines[i]);
	}
	add_post(totem, strbuf_str(&text), true);
	add_post(other, strbuf_str(&later), false);
	apply_posts();
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		const json_t *ahead = json_array_get(posts[0].delivery.results, i), *then = json_array_get(posts[1].delivery.results, i);

		assert_string_equal(said(0, i), said(1, i));
		assert_string_equal(or_empty(column(ahead, "reason")), or_empty(column(then, "reason")));
	}
	strbuf_done(&text);
	strbuf_done(&later);
}

/* A summary that no record holds, and a number for it: alone each is fine, together they are not. */
static void park_what_contradicts(const struct terminal_row *desk, const char *request)
{
	char *text = calloc(1, RECORD_TEXT_MAX + 1000), *first, *second;
	struct tracking number = tracking_make(&fixture_rng);
	struct strbuf lines = STRBUF_INIT;

	memset(text, 'x', RECORD_TEXT_MAX + 999);
	first = desk_line("settle", json_pack("{s:s, s:s, s:s}", "request", request, "agent", "marie", "text", text));
	second = desk_line("replace", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "request", request, "agent", "marie", "old", "", "number",
	                                        number.text, "lookup", "00112233445566778899aabbccddeeff", "record_key",
	                                        "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="));
	strbuf_addf(&lines, "%s\n%s", first, second);
	json_decref(apply(desk, strbuf_str(&lines)));
	strbuf_done(&lines);
	free(first);
	free(second);
	free(text);
}

static void check_what_came_of_it(const char *request)
{
	json_t *row = row_of(SYNCED_REQUEST, request), *thread = thread_of(request);

	assert_non_null(row);
	assert_string_equal(column(row, "number"), "");
	assert_non_null(column(row, "to_settle"));
	assert_int_equal(json_array_size(thread), 2);
	json_decref(row);
	json_decref(thread);
}

static const char never_read[] = "{\"id\": \"0198f2aa-0000-7000-8000-0000000000aa\", \"kind\": \"request\", \"sealed\": \"AAAA\", \"key\": \"k1\"}";
static const char never_read_id[] = "0198f2aa-0000-7000-8000-0000000000aa";

/* It would be refused for ever, and all that its totem has to say behind it. */
static void what_desks_did_before_a_request_came_does_not_keep_it_away(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	char lines[400];

	(void)state;
	park_what_contradicts(&desk, never_read_id);
	snprintf(lines, sizeof(lines), "%s\n{\"kind\": \"printed\", \"body\": {\"what\": \"ticket\"}}", never_read);
	add_post(totem, lines, false);
	apply_posts();
	assert_string_equal(said(0, 0), "settle");
	assert_string_equal(said(0, 1), "applied");
	check_what_came_of_it(never_read_id);
}

/* Or nothing would be swept any more: what is to be erased neither. */
static void what_desks_did_to_a_request_that_never_came_does_not_stop_the_sweep(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");
	struct err err;

	(void)state;
	park_what_contradicts(&desk, never_read_id);
	ok(store_begin(store, &err), &err);
	ok(operations_sweep(store, fixture_now, &err), &err);
	ok(store_commit(store, &err), &err);
	check_what_came_of_it(never_read_id);
}

/* A desk's 500 words against one request: its row with each of them would be more than a desk reads, and fill the hub's memory. */
static void conflicts_say_what_stands_as_far_as_an_answer_goes(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers("Rue de la Gare"));
	struct strbuf lines = STRBUF_INIT;
	json_t *row, *results;
	char *text, *line, *all;

	(void)state;
	json_decref(apply(&totem, s.line));
	row = row_of(SYNCED_REQUEST, s.id);
	text = calloc(1, 100001);
	memset(text, 'x', 100000);
	json_object_set_new(row, "summary", json_string(text));
	put(SYNCED_REQUEST, row);
	for (int i = 0; i < 200; i++) {
		line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "waiting", "to", "done", "agent", "marie"));
		strbuf_addf(&lines, "%s\n", line);
		free(line);
	}
	for (int again = 0; again < 2; again++) { /* what is told again, too */
		results = apply(&desk, strbuf_str(&lines));
		all = json_dumps(results, 0);
		assert_string_equal(outcome(results, 0), "conflict");
		assert_string_equal(outcome(results, 199), "conflict");
		assert_non_null(json_object_get(json_array_get(results, 30), "current"));
		assert_null(json_object_get(json_array_get(results, 199), "current"));
		assert_true(strlen(all) < LIMIT_RESULT_ROWS + 200 * 400);
		free(all);
		json_decref(results);
	}
	strbuf_done(&lines);
	json_decref(row);
	free(text);
	free(s.line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(those_behind_see_what_those_before_did, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(what_contradicts_is_undone_alone, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(a_store_that_cannot_be_read_takes_none_and_says_so, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(what_desks_did_before_a_request_came_does_not_keep_it_away, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(what_desks_did_to_a_request_that_never_came_does_not_stop_the_sweep, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(conflicts_say_what_stands_as_far_as_an_answer_goes, fixture_open, forget_posts),
		cmocka_unit_test_setup_teardown(reading_ahead_changes_nothing, fixture_open, forget_posts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
