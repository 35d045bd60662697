/* What the hub makes of operations: once each, nothing of a resident's lost, agents told what contradicts. */
#include "tests/unit/hub_fixture.h"

#include "common/text/tr.h"

static json_t *answers(void)
{
	return json_pack("{s:s}", "what", "Le lampadaire clignote");
}

static void a_submission_becomes_a_request_and_a_record(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line), *row = row_of(SYNCED_REQUEST, s.id), *record = opened_record(&s);

	(void)state;
	assert_string_equal(outcome(results, 0), "applied");
	assert_string_equal(column(row, "department"), "voirie");
	assert_string_equal(column(row, "number"), s.number.text);
	assert_string_equal(column(row, "terminal"), "Totem");
	assert_string_equal(column(row, "promised_by"), "2026-11-26");
	assert_null(column(row, "to_settle"));
	assert_non_null(record);
	assert_string_equal(column(record, "state"), "received");
	assert_string_equal(column(record, "service"), "lampe");
	json_decref(results);
	json_decref(row);
	json_decref(record);
	free(s.line);
}

static void the_same_operation_again_changes_nothing(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	struct cursor before, after;
	json_t *results = apply(&totem, s.line);
	struct err err;

	(void)state;
	json_decref(results);
	ok(store_cursor(store, &before, &err), &err);
	results = apply(&totem, s.line);
	ok(store_cursor(store, &after, &err), &err);
	assert_string_equal(outcome(results, 0), "again");
	assert_int_equal(before.rev, after.rev);
	json_decref(results);
	free(s.line);
}

static void garbage_becomes_a_request_to_settle(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	json_t *results = apply(&totem, "garbage\n{\"kind\":\"request\",\"key\":\"k1\",\"sealed\":\"AAAA\"}\n[]\n"
	                                "{\"id\":\"0198f2aa-0000-7000-8000-000000000001\",\"kind\":\"request\",\"body\":{\"service\":\"lampe\"}}");

	(void)state;
	assert_int_equal(json_array_size(results), 4);
	for (size_t i = 0; i < 4; i++) {
		json_t *row = row_of(SYNCED_REQUEST, column(json_array_get(results, i), "id"));

		assert_string_equal(outcome(results, i), "settle");
		assert_non_null(row);
		assert_non_null(column(row, "to_settle"));
		assert_string_equal(column(row, "department"), "accueil");
		json_decref(row);
	}
	json_decref(results);
	results = apply(&totem, "garbage");
	assert_string_equal(outcome(results, 0), "again");
	json_decref(results);
}

static void a_zero_byte_in_a_line_is_garbage_like_any_other(void **state)
{
	static const char line[] = "\0garbage that goes on for a while behind its zero byte\n";
	struct terminal_row totem = terminal("Totem", "public");
	json_t *results;

	(void)state;
	results = apply_bytes(&totem, line, sizeof(line) - 1);
	assert_string_equal(outcome(results, 0), "settle");
	json_decref(results);
}

static void a_letter_in_anothers_envelope_is_settled(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *envelope = json_loads(s.line, 0, NULL), *results;
	char other[UUID_TEXT], *line;

	(void)state;
	uuid_text(uuid_v7(&fixture_rng, fixture_now), other);
	json_object_set_new(envelope, "id", json_string(other));
	line = json_dumps(envelope, 0);
	results = apply(&totem, line);
	assert_string_equal(outcome(results, 0), "settle");
	assert_null(opened_record(&s));
	json_decref(envelope);
	json_decref(results);
	free(line);
	free(s.line);
}

/* Kept to be settled, and nothing of it opens with the number. */
static void envelope_with(const char *key, json_t *value)
{
	struct submission s = submission("lampe", answers());
	struct terminal_row totem = terminal(s.id, "public");
	json_t *envelope = json_loads(s.line, 0, NULL), *results, *row;
	char *line;

	json_object_set_new(envelope, key, value);
	line = json_dumps(envelope, 0);
	results = apply(&totem, line);
	assert_string_equal(outcome(results, 0), "settle");
	assert_null(opened_record(&s));
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "service"), "");
	assert_string_equal(column(row, "to_settle"), tr("fr", "hub.settle.envelope"));
	json_decref(row);
	json_decref(envelope);
	json_decref(results);
	free(line);
	free(s.line);
}

static void a_letter_under_anothers_lookup_id_is_settled(void **state)
{
	(void)state;
	envelope_with("lookup", json_string("00112233445566778899aabbccddeeff"));
	envelope_with("lookup", json_null());
}

static void a_letter_of_another_kind_than_its_envelope_says_is_settled(void **state)
{
	(void)state;
	envelope_with("kind", json_string("message"));
}

static void a_letter_for_another_town_is_settled(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *results, *row;

	(void)state;
	free(s.line);
	seal_line(&s, "request", json_pack("{s:s, s:s}", "town", "62001", "service", "lampe"), s.key.lookup);
	results = apply(&totem, s.line);
	assert_string_equal(outcome(results, 0), "settle");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "service"), "");
	json_decref(row);
	json_decref(results);
	free(s.line);
}

static void answers_that_do_not_fit_the_form_are_kept_and_settled(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", json_pack("{s:s}", "autre", "Bonjour"));
	json_t *results = apply(&totem, s.line), *row = row_of(SYNCED_REQUEST, s.id), *record = opened_record(&s);

	(void)state;
	assert_string_equal(outcome(results, 0), "settle");
	assert_non_null(column(row, "to_settle"));
	assert_non_null(strstr(column(row, "answers"), "Bonjour"));
	assert_non_null(record); /* the person can follow it all the same */
	json_decref(results);
	json_decref(row);
	json_decref(record);
	free(s.line);
}

static void an_unknown_service_is_settled_at_the_reception(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("disparu", answers());
	json_t *results = apply(&totem, s.line), *row = row_of(SYNCED_REQUEST, s.id);

	(void)state;
	assert_string_equal(outcome(results, 0), "settle");
	assert_string_equal(column(row, "department"), "accueil");
	json_decref(results);
	json_decref(row);
	free(s.line);
}

static void two_requests_with_one_number_show_neither(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers()), again = s;
	struct strbuf key = STRBUF_INIT;
	json_t *results = apply(&totem, s.line), *row;

	(void)state;
	json_decref(results);
	uuid_text(uuid_v7(&fixture_rng, fixture_now), again.id);
	base64_add(&key, s.key.key, RECORD_KEY);
	seal_line(&again, "request",
	          json_pack("{s:s, s:s, s:s, s:s, s:o}", "number", s.number.text, "record_key", strbuf_str(&key), "service", "lampe", "lang", "fr",
	                    "answers", answers()),
	          s.key.lookup);
	results = apply(&totem, again.line);
	assert_string_equal(outcome(results, 0), "settle");
	assert_null(opened_record(&s));
	row = row_of(SYNCED_REQUEST, s.id);
	assert_non_null(column(row, "to_settle"));
	json_decref(row);
	json_decref(results);
	strbuf_done(&key);
	free(s.line);
	free(again.line);
}

static void an_answer_reaches_the_record(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line), *record;
	const json_t *thread;
	char *line;

	(void)state;
	json_decref(results);
	line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "done", "text", "Réparé.",
	                                    "agent", "paul"));
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "applied");
	json_decref(results);
	free(line);
	line = desk_line("message", json_pack("{s:s, s:s, s:s, s:b}", "request", s.id, "text", "Note interne", "agent", "paul", "internal", 1));
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "applied");
	record = opened_record(&s);
	thread = json_object_get(record, "thread");
	assert_int_equal(json_array_size(thread), 1);
	assert_string_equal(column(json_array_get(thread, 0), "text"), "Réparé.");
	assert_string_equal(column(json_array_get(thread, 0), "name"), "Voirie");
	assert_true(json_integer_value(json_object_get(record, "closed")) > 0);
	json_decref(record);
	json_decref(results);
	free(line);
	free(s.line);
}

static void a_state_that_moved_meanwhile_is_a_conflict_with_the_row(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line);
	char *line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "waiting", "to", "done", "agent", "paul"));

	(void)state;
	json_decref(results);
	for (int i = 0; i < 2; i++) { /* said again, it is the same answer */
		results = apply(&desk, line);
		assert_string_equal(outcome(results, 0), "conflict");
		assert_string_equal(column(json_object_get(json_array_get(results, 0), "current"), "state"), "received");
		json_decref(results);
	}
	free(line);
	free(s.line);
}

static void a_desk_touches_its_own_departments_only(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:accueil");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line);
	char *line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "done", "agent", "marie"));

	(void)state;
	json_decref(results);
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "rejected");
	json_decref(results);
	free(line);
	free(s.line);
}

static void a_totem_cannot_do_what_desks_do(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line), *row;
	char *line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "done", "agent", "marie"));

	(void)state;
	json_decref(results);
	results = apply(&totem, line);
	assert_string_equal(outcome(results, 0), "settle");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "state"), "received");
	json_decref(row);
	json_decref(results);
	free(line);
	free(s.line);
}

static void a_lost_ticket_is_replaced_and_its_number_refused(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers()), new_ticket = s;
	struct strbuf key = STRBUF_INIT;
	json_t *results = apply(&totem, s.line), *row, *record;
	bool revoked;
	struct err err;
	char *line;

	(void)state;
	json_decref(results);
	new_ticket.number = tracking_make(&fixture_rng);
	ok(record_derive(new_ticket.number.text, store_salt(store), &new_ticket.key, &err), &err);
	base64_add(&key, new_ticket.key.key, RECORD_KEY);
	line = desk_line("replace", json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "request", s.id, "old", s.number.text, "number",
	                                      new_ticket.number.text, "lookup", new_ticket.key.lookup, "record_key", strbuf_str(&key),
	                                      "identity", "carte d’identité vue", "agent", "marie"));
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "applied");
	assert_null(opened_record(&s));
	record = opened_record(&new_ticket);
	assert_non_null(record);
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "replaces"), s.number.text);
	ok(store_number_revoked(store, s.number.text, &revoked, &err), &err);
	assert_true(revoked);
	json_decref(row);
	json_decref(record);
	json_decref(results);
	strbuf_done(&key);
	free(line);
	free(s.line);
}

static void a_residents_message_for_nobody_is_kept(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = { .line = NULL };
	json_t *results, *row, *thread;

	(void)state;
	uuid_text(uuid_v7(&fixture_rng, fixture_now), s.id);
	seal_line(&s, "message", json_pack("{s:s, s:s}", "text", "Où en êtes-vous ?", "lang", "fr"), "00112233445566778899aabbccddeeff");
	results = apply(&totem, s.line);
	assert_string_equal(outcome(results, 0), "settle");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_non_null(row);
	thread = thread_of(s.id);
	assert_string_equal(column(json_array_get(thread, 0), "body"), "Où en êtes-vous ?");
	json_decref(thread);
	json_decref(row);
	json_decref(results);
	free(s.line);
}

static void a_sensitive_record_holds_state_and_dates_only(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("aide", json_pack("{s:s}", "what", "Loyer impayé"));
	json_t *results = apply(&totem, s.line), *record = opened_record(&s);
	char *text = json_dumps(record, 0);

	(void)state;
	assert_non_null(record);
	assert_null(strstr(text, "Aide"));
	assert_null(strstr(text, "Loyer"));
	assert_null(strstr(text, "Totem"));
	assert_true(json_is_true(json_object_get(record, "sensitive")));
	free(text);
	json_decref(record);
	json_decref(results);
	free(s.line);
}

static void a_settled_request_moves_to_its_department(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("disparu", answers());
	json_t *results = apply(&totem, s.line), *row;
	char *line = desk_line("settle", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "service", "lampe", "text", "Lampadaire", "agent",
	                                           "marie"));

	(void)state;
	json_decref(results);
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "applied");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "department"), "voirie");
	assert_string_equal(column(row, "service"), "lampe");
	assert_non_null(column(row, "promised_by"));
	assert_null(column(row, "to_settle"));
	json_decref(row);
	json_decref(results);
	free(line);
	free(s.line);
}

static void each_request_queues_an_e_mail_without_the_person(void **state)
{
	struct terminal_row totem = terminal("Totem", "public");
	struct submission s = submission("lampe", json_pack("{s:s}", "what", "Je suis Jeanne Dupont"));
	struct mail mail;
	json_t *results;
	int64_t next;
	struct err err;

	(void)state;
	ok(store_begin(store, &err) && store_notify_set(store, "voirie", "voirie@ville.example", &err) && store_commit(store, &err), &err);
	results = apply(&totem, s.line);
	ok(store_mail_next(store, &mail, &next, &err), &err);
	assert_string_equal(mail.rcpt, "voirie@ville.example");
	assert_non_null(strstr(mail.body, "Lampadaire en panne"));
	assert_null(strstr(mail.body, "Dupont"));
	mail_done(&mail);
	json_decref(results);
	free(s.line);
}

/* After a restore a desk may be back before the totem. */
static void what_a_desk_did_waits_for_its_request(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	char *lines[] = {
		desk_line("state", json_pack("{s:s, s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "in_progress", "text", "Vu.",
		                             "agent", "paul")),
		desk_line("message", json_pack("{s:s, s:s, s:s}", "request", s.id, "text", "Demain.", "agent", "paul")),
		desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "waiting", "to", "done", "agent", "paul")),
	};
	json_t *results, *row, *thread;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		results = apply(&desk, lines[i]);
		assert_string_equal(outcome(results, 0), "settle");
		json_decref(results);
	}
	results = apply(&totem, s.line);
	assert_string_equal(outcome(results, 0), "applied");
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "state"), "in_progress");
	assert_non_null(column(row, "to_settle")); /* the third did not fit, and is not lost */
	thread = thread_of(s.id);
	assert_int_equal(json_array_size(thread), 3);
	json_decref(thread);
	json_decref(row);
	json_decref(results);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		free(lines[i]);
	free(s.line);
}

static void a_request_that_never_comes_is_settled_with_what_desks_did(void **state)
{
	static const char id[] = "0198f2aa-0000-7000-8000-00000000abcd";
	struct terminal_row desk = terminal("Accueil", "agent:*");
	char *line = desk_line("message", json_pack("{s:s, s:s, s:s}", "request", id, "text", "Nous passons demain.", "agent", "paul"));
	json_t *results = apply(&desk, line), *row, *thread;
	struct err err;

	(void)state;
	json_decref(results);
	ok(store_begin(store, &err) && operations_sweep(store, fixture_now, &err) && store_commit(store, &err), &err);
	row = row_of(SYNCED_REQUEST, id);
	assert_non_null(row);
	assert_non_null(column(row, "to_settle"));
	thread = thread_of(id);
	assert_string_equal(column(json_array_get(thread, 0), "body"), "Nous passons demain.");
	json_decref(thread);
	json_decref(row);
	free(line);
}

static void a_request_that_is_gone_is_refused(void **state)
{
	struct terminal_row totem = terminal("Totem", "public"), desk = terminal("Accueil", "agent:*");
	struct submission s = submission("lampe", answers());
	char *line = desk_line("message", json_pack("{s:s, s:s, s:s}", "request", s.id, "text", "x", "agent", "paul"));
	json_t *results = apply(&totem, s.line);
	struct err err;

	(void)state;
	json_decref(results);
	ok(store_begin(store, &err) && store_drop(store, SYNCED_REQUEST, s.id, &err) && store_commit(store, &err), &err);
	results = apply(&desk, line);
	assert_string_equal(outcome(results, 0), "rejected");
	json_decref(results);
	free(line);
	free(s.line);
}

/* ---- kinds without code of their own */
static json_t *kept_waiting(void)
{
	json_t *list;
	struct err err;

	ok(store_kept_waiting(store, &list, &err), &err);
	return list;
}

static void desk_says(const struct terminal_row *desk, const char *kind, json_t *body, const char *expected, json_t **ret_results)
{
	char *line = desk_line(kind, body);
	json_t *results = apply(desk, line);

	assert_string_equal(outcome(results, 0), expected);
	if (ret_results)
		*ret_results = json_incref(results);
	json_decref(results);
	free(line);
}

static void a_slot_is_given_once_and_the_second_desk_is_told(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");
	json_t *results;

	(void)state;
	desk_says(&desk, "appointment", json_pack("{s:s, s:s}", "subject", "slot-9", "to", "anne"), "applied", NULL);
	desk_says(&desk, "appointment", json_pack("{s:s, s:s}", "subject", "slot-9", "to", "bob"), "conflict", &results);
	assert_string_equal(column(json_object_get(json_array_get(results, 0), "current"), "value"), "anne");
	json_decref(results);
	desk_says(&desk, "appointment", json_pack("{s:s}", "to", "bob"), "rejected", NULL);
}

static void a_page_is_changed_by_who_has_seen_it(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");

	(void)state;
	desk_says(&desk, "publication", json_pack("{s:s, s:s}", "subject", "p", "to", "v1"), "applied", NULL);
	desk_says(&desk, "publication", json_pack("{s:s, s:s, s:s}", "subject", "p", "from", "v1", "to", "v2"), "applied", NULL);
	desk_says(&desk, "publication", json_pack("{s:s, s:s, s:s}", "subject", "p", "from", "v1", "to", "v3"), "conflict", NULL);
}

static void a_kind_nobody_knows_yet_is_kept_whole(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*");
	json_t *waiting;
	struct err err;

	(void)state;
	desk_says(&desk, "weather", json_pack("{s:s}", "sky", "blue"), "settle", NULL);
	ok(store_begin(store, &err), &err);
	ok(operations_sweep(store, fixture_now, &err), &err);
	ok(store_commit(store, &err), &err);
	waiting = kept_waiting();
	assert_int_equal(json_array_size(waiting), 1);
	assert_non_null(strstr(column(json_array_get(waiting, 0), "line"), "blue"));
	json_decref(waiting);
}

static void what_waited_for_a_newer_hub_is_done_by_it(void **state)
{
	struct terminal_row desk = terminal("Accueil", "agent:*"), totem = terminal("Totem", "public");
	struct submission s = submission("lampe", answers());
	json_t *results = apply(&totem, s.line), *row, *waiting;
	char *line = desk_line("state", json_pack("{s:s, s:s, s:s, s:s}", "request", s.id, "from", "received", "to", "done", "agent", "paul"));
	struct kept_op kept = { .op = "0198f2aa-0000-7000-8000-000000000009", .kind = "state", .subject = "", .key = "", .waits = true,
	                     .terminal = desk.id, .line = line };
	struct err err;

	(void)state;
	json_decref(results);
	ok(store_begin(store, &err), &err);
	ok(store_kept_add(store, &kept, &err), &err); /* as an older hub kept it */
	ok(operations_sweep(store, fixture_now, &err), &err);
	ok(store_commit(store, &err), &err);
	row = row_of(SYNCED_REQUEST, s.id);
	assert_string_equal(column(row, "state"), "done");
	json_decref(row);
	waiting = kept_waiting();
	assert_int_equal(json_array_size(waiting), 0);
	json_decref(waiting);
	free(line);
	free(s.line);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_open, fixture_close)
	const struct CMUnitTest tests[] = {
		CASE(a_submission_becomes_a_request_and_a_record),
		CASE(the_same_operation_again_changes_nothing),
		CASE(garbage_becomes_a_request_to_settle),
		CASE(a_zero_byte_in_a_line_is_garbage_like_any_other),
		CASE(a_letter_in_anothers_envelope_is_settled),
		CASE(a_letter_under_anothers_lookup_id_is_settled),
		CASE(a_letter_of_another_kind_than_its_envelope_says_is_settled),
		CASE(a_letter_for_another_town_is_settled),
		CASE(answers_that_do_not_fit_the_form_are_kept_and_settled),
		CASE(an_unknown_service_is_settled_at_the_reception),
		CASE(two_requests_with_one_number_show_neither),
		CASE(an_answer_reaches_the_record),
		CASE(a_state_that_moved_meanwhile_is_a_conflict_with_the_row),
		CASE(a_desk_touches_its_own_departments_only),
		CASE(a_totem_cannot_do_what_desks_do),
		CASE(a_lost_ticket_is_replaced_and_its_number_refused),
		CASE(a_residents_message_for_nobody_is_kept),
		CASE(a_sensitive_record_holds_state_and_dates_only),
		CASE(a_settled_request_moves_to_its_department),
		CASE(what_a_desk_did_waits_for_its_request),
		CASE(a_request_that_never_comes_is_settled_with_what_desks_did),
		CASE(a_request_that_is_gone_is_refused),
		CASE(each_request_queues_an_e_mail_without_the_person),
		CASE(a_slot_is_given_once_and_the_second_desk_is_told),
		CASE(a_page_is_changed_by_who_has_seen_it),
		CASE(a_kind_nobody_knows_yet_is_kept_whole),
		CASE(what_waited_for_a_newer_hub_is_done_by_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
