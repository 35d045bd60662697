/* What a token alone does not give: whoever has a terminal's, stolen or bribed, acts within its scope and no further. */
#include "tests/unit/hub_fixture.h"

#include "common/text/tr.h"
#include "hub/limits.h"

static json_t *answers(void)
{
	return json_pack("{s:s}", "what", "Le lampadaire clignote");
}

/* One line from that terminal comes to OUTCOME; gives the line back. */
static void comes_to(const struct terminal_row *from, char *line, const char *expected)
{
	json_t *results = apply(from, line);

	assert_string_equal(outcome(results, 0), expected);
	json_decref(results);
	free(line);
}

static char *change(const struct submission *s, const char *from, const char *to, const char *agent)
{
	return desk_line("state", json_pack("{s:s, s:s, s:s, s:s, s:s}", "request", s->id, "from", from, "to", to, "text", "Vu.", "agent", agent));
}

static char *replacement(const struct submission *s, const char *lookup)
{
	struct tracking number = tracking_make(&fixture_rng);
	struct strbuf key = STRBUF_INIT;
	char *line;

	base64_add(&key, s->key.key, RECORD_KEY);
	line = desk_line("replace", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "request", s->id, "old", s->number.text, "number",
	                                      number.text, "lookup", lookup, "record_key", strbuf_str(&key), "identity", "vue", "agent", "marie"));
	strbuf_done(&key);
	return line;
}

static struct submission made(const char *service)
{
	struct submission s = submission(service, answers());
	struct terminal_row totem = terminal(s.id, "public");

	comes_to(&totem, s.line, "applied");
	s.line = NULL;
	return s;
}

/* What it had stored is not lost all the same: somebody reads it. */
static void a_revoked_desk_changes_nothing_and_is_told_nothing(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");
	struct submission s = made("lampe");
	json_t *row;
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_terminal_revoke(store, desk.id, &err) && store_commit(store, &err), &err);
	desk.revoked = true;
	comes_to(&desk, change(&s, "received", "done", "marie"), "settle");
	comes_to(&desk, replacement(&s, "00112233445566778899aabbccddeeff"), "settle");
	comes_to(&desk, change(&s, "waiting", "done", "marie"), "settle"); /* no conflict, which would say how it stands */
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "state"), "received");
	assert_string_equal(column(row, "number"), s.number.text);
	json_decref(row);
}

/* Its request is another department's by now: the same conflict once more says that, and nothing of the request. */
static void a_conflict_that_is_repeated_shows_no_row_of_another_department(void **state)
{
	struct terminal_row desk = terminal("Voirie", "agent:voirie"), all = terminal("Accueil", "agent:*");
	struct submission s = made("lampe");
	char *line = change(&s, "waiting", "done", "paul");
	json_t *results = apply(&desk, line);

	(void)state;
	assert_string_equal(outcome(results, 0), "conflict");
	assert_non_null(json_object_get(json_array_get(results, 0), "current"));
	json_decref(results);
	results = apply(&desk, line);
	assert_non_null(json_object_get(json_array_get(results, 0), "current"));
	json_decref(results);
	comes_to(&all, desk_line("settle", json_pack("{s:s, s:s, s:s}", "request", s.id, "department", "accueil", "agent", "marie")), "applied");
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "conflict");
	assert_null(json_object_get(json_array_get(results, 0), "current"));
	json_decref(results);
	free(line);
}

static void a_new_number_cannot_take_anothers_lookup_id(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");
	struct submission own = made("lampe"), other = made("lampe");
	json_t *record;

	(void)state;
	comes_to(&desk, replacement(&own, other.key.lookup), "rejected");
	comes_to(&desk, replacement(&own, "../../../../etc/passwd/no/lookup"), "rejected");
	record = opened_record(&other);
	assert_non_null(record);
	json_decref(record);
}

static void a_desk_signs_with_the_names_of_its_own_agents_only(void **state)
{
	struct terminal_row desk = terminal("Social", "agent:accueil");
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("aide", json_pack("{s:s}", "what", "Loyer"));
	char *lines[2];

	(void)state;
	comes_to(&totem, s.line, "applied");
	comes_to(&desk, change(&s, "received", "in_progress", "paul"), "rejected"); /* who is at the roads */
	lines[0] = desk_line("assignment", json_pack("{s:s, s:n, s:s, s:s}", "request", s.id, "from", "to", "paul", "agent", "marie"));
	lines[1] = desk_line("assignment", json_pack("{s:s, s:n, s:s, s:s}", "request", s.id, "from", "to", "marie", "agent", "marie"));
	comes_to(&desk, lines[0], "rejected");
	comes_to(&desk, lines[1], "applied");
}

/* A thread without end would cost everybody: each message seals the record again, and each totem fetches it. */
static void a_thread_takes_as_many_messages_as_a_person_writes(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = made("lampe"), reply = s;
	struct strbuf key = STRBUF_INIT;
	json_t *record;

	(void)state;
	base64_add(&key, s.key.key, RECORD_KEY);
	for (int i = 0; i <= LIMIT_MESSAGES; i++) {
		uuid_text(uuid_v7(&fixture_rng, fixture_now), reply.id);
		seal_line(&reply, "message", json_pack("{s:s, s:s}", "text", "Encore", "record_key", strbuf_str(&key)), s.key.lookup);
		comes_to(&totem, reply.line, i < LIMIT_MESSAGES ? "applied" : "settle");
	}
	record = opened_record(&s);
	assert_int_equal(json_array_size(json_object_get(record, "thread")), LIMIT_MESSAGES);
	json_decref(record);
	strbuf_done(&key);
}

static void a_time_that_has_not_come_is_not_believed(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *envelope = json_loads(s.line, 0, NULL), *row;

	(void)state;
	json_object_set_new(json_object_get(envelope, "made"), "wall", json_integer(INT64_MAX));
	comes_to(&totem, json_dumps(envelope, 0), "applied");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_true(json_integer_value(json_object_get(row, "registered")) <= fixture_now);
	assert_false(json_integer_value(json_object_get(row, "trusted")));
	json_decref(row);
	json_decref(envelope);
	free(s.line);
}

/* Lookup ids can be read on every totem: with one of them nobody takes another's record away. */
static void another_numbers_lookup_id_takes_no_record_away(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers()), other = submission("lampe", answers());
	struct strbuf key = STRBUF_INIT;
	json_t *results = apply(&totem, s.line), *row, *record;

	(void)state;
	json_decref(results);
	free(other.line);
	base64_add(&key, other.key.key, RECORD_KEY);
	seal_line(&other, "request",
	          json_pack("{s:s, s:s, s:s, s:s, s:o}", "number", other.number.text, "record_key", strbuf_str(&key), "service", "lampe", "lang",
	                    "fr", "answers", answers()),
	          s.key.lookup);
	results = apply(&totem, other.line);
	assert_string_equal(outcome(results, 0), "settle");
	record = opened_record(&s);
	assert_non_null(record);
	row = row_of(SYNCED_REQUEST, s.id);
	assert_null(column(row, "to_settle"));
	json_decref(row);
	row = row_of(SYNCED_REQUEST, other.id);
	assert_non_null(column(row, "to_settle")); /* kept for somebody to look at, without a number */
	assert_string_equal(column(row, "number"), "");
	json_decref(row);
	json_decref(record);
	json_decref(results);
	strbuf_done(&key);
	free(s.line);
	free(other.line);
}

/* A message that the number's own key proves joins the thread; with another key or none it waits for somebody to look at it. */
static void a_residents_message_bears_the_key_that_only_the_number_gives(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers()), reply = s;
	struct strbuf own = STRBUF_INIT, other = STRBUF_INIT;
	const struct { const char *key, *outcome; int thread; } tries[] = { { NULL, "settle", 0 }, { "other", "settle", 0 }, { "own", "applied", 1 } };
	json_t *results = apply(&totem, s.line), *row, *thread;

	(void)state;
	json_decref(results);
	base64_add(&own, s.key.key, RECORD_KEY);
	s.key.key[0] ^= 1;
	base64_add(&other, s.key.key, RECORD_KEY);
	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		json_t *body = json_pack("{s:s, s:s}", "text", "Le mât porte le numéro 3.", "lang", "fr");

		if (tries[i].key)
			json_object_set_new(body, "record_key", json_string(strbuf_str(streq(tries[i].key, "own") ? &own : &other)));
		uuid_text(uuid_v7(&fixture_rng, fixture_now), reply.id);
		seal_line(&reply, "message", body, s.key.lookup);
		results = apply(&totem, reply.line);
		assert_string_equal(outcome(results, 0), tries[i].outcome);
		thread = thread_of(s.id);
		assert_int_equal(json_array_size(thread), tries[i].thread);
		row = row_of(SYNCED_REQUEST, reply.id);
		assert_true((row != NULL) == streq(tries[i].outcome, "settle"));
		if (row)
			assert_string_equal(column(row, "to_settle"), tr("fr", "hub.settle.unproven"));
		json_decref(row);
		json_decref(thread);
		json_decref(results);
		free(reply.line);
	}
	strbuf_done(&own);
	strbuf_done(&other);
	free(s.line);
}

/* …also when the desk is none any more by then: what was written there is kept, and does nothing. */
static void what_a_terminal_did_as_a_desk_is_kept_when_it_is_none_any_more(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	char *line = desk_line("message", json_pack("{s:s, s:s, s:s}", "request", s.id, "text", "Demain.", "agent", "paul"));
	json_t *results = apply(&desk, line), *thread, *row;
	struct err err;

	(void)state;
	json_decref(results);
	ok(store_begin(store, &err) && store_terminal_scope(store, desk.id, "public", &err) && store_commit(store, &err), &err);
	results = apply(&totem, s.line);
	assert_string_equal(outcome(results, 0), "applied");
	thread = thread_of(s.id);
	assert_int_equal(json_array_size(thread), 1);
	assert_string_equal(column(json_array_get(thread, 0), "kind"), "note");
	assert_non_null(strstr(column(json_array_get(thread, 0), "body"), "Demain."));
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "to_settle"), tr("fr", "hub.reject.scope"));
	json_decref(row);
	json_decref(thread);
	json_decref(results);
	free(line);
	free(s.line);
}

/* What no terminal makes: a desk's is refused, a resident's waits unopened; and no row grows beyond what is served. */
static void an_operation_that_is_too_large_is_not_taken(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	static char words[LIMIT_OPERATION_LINE], some[200 * 1024];
	char *lines[2];
	json_t *results = apply(&totem, s.line), *row, *thread;

	(void)state;
	json_decref(results);
	memset(words, 'x', sizeof(words) - 1);
	memset(some, 'x', sizeof(some) - 1);
	for (size_t i = 0; i < 2; i++)
		lines[i] = desk_line("state", json_pack("{s:s, s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "in_progress", "text",
		                                        i ? some : words, "agent", "paul"));
	results = apply(&desk, lines[0]);
	assert_string_equal(outcome(results, 0), "rejected");
	json_decref(results);
	results = apply(&desk, lines[1]);
	assert_string_equal(outcome(results, 0), "applied");
	json_decref(results);
	thread = thread_of(s.id);
	assert_int_equal(json_array_size(thread), 1);
	assert_int_equal(strlen(column(json_array_get(thread, 0), "text")), 20000); /* as much as a message */
	json_decref(thread);
	for (size_t i = 0; i < 2; i++)
		free(lines[i]);
	free(s.line);
	s = submission("lampe", answers());
	lines[0] = malloc(strlen(s.line) + sizeof(words));
	snprintf(lines[0], strlen(s.line) + sizeof(words), "%s%*s", s.line, (int)sizeof(words) - 1, "");
	results = apply(&totem, lines[0]);
	free(lines[0]);
	assert_string_equal(outcome(results, 0), "settle");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "to_settle"), tr("fr", "hub.reject.large"));
	json_decref(row);
	json_decref(results);
	free(s.line);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_revoked_desk_changes_nothing_and_is_told_nothing),
		CASE(a_conflict_that_is_repeated_shows_no_row_of_another_department),
		CASE(a_new_number_cannot_take_anothers_lookup_id),
		CASE(a_desk_signs_with_the_names_of_its_own_agents_only),
		CASE(a_thread_takes_as_many_messages_as_a_person_writes),
		CASE(a_time_that_has_not_come_is_not_believed),
		CASE(another_numbers_lookup_id_takes_no_record_away),
		CASE(a_residents_message_bears_the_key_that_only_the_number_gives),
		CASE(what_a_terminal_did_as_a_desk_is_kept_when_it_is_none_any_more),
		CASE(an_operation_that_is_too_large_is_not_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
