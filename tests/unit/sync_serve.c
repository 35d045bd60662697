/* The hub's decisions, one by one (common/sync/serve.h), and what the terminal's core makes of versions and of a hub that went
 * back in time. */
#include "common/sync/serve.h"
#include "tests/unit/sync_fixture.h"

#define EPOCH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define EPOCH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const struct serve_stand stand = { .now = { .epoch = EPOCH_A, .rev = 100 }, .scope_rev = 20, .floor = 40 };

static void a_cursor_gets_a_page_or_the_reason_why_not(void **state)
{
	(void)state;
	assert_int_equal(serve_changes(EPOCH_A, 100, &stand), SERVE_PAGE);
	assert_int_equal(serve_changes(EPOCH_A, 40, &stand), SERVE_PAGE);
	assert_int_equal(serve_changes(EPOCH_B, 50, &stand), SERVE_EPOCH);
	assert_int_equal(serve_changes(EPOCH_A, 101, &stand), SERVE_AHEAD);
	assert_int_equal(serve_changes(EPOCH_A, 39, &stand), SERVE_TOO_OLD);
	assert_int_equal(serve_changes(EPOCH_A, 19, &stand), SERVE_SCOPE);
	assert_string_equal(serve_gone(SERVE_AHEAD), "epoch");
	assert_string_equal(serve_gone(SERVE_TOO_OLD), "too-old");
	assert_string_equal(serve_gone(SERVE_SCOPE), "scope");
}

static void a_kept_snapshot_that_changes_would_refuse_is_not_given_out(void **state)
{
	struct cursor old = { .epoch = EPOCH_A, .rev = 39 }, good = { .epoch = EPOCH_A, .rev = 40 }, other = { .epoch = EPOCH_B, .rev = 90 };
	struct serve_stand far = stand;

	(void)state;
	assert_false(serve_snapshot_fits(&old, &stand));
	assert_true(serve_snapshot_fits(&good, &stand));
	assert_false(serve_snapshot_fits(&other, &stand));
	far.now.rev = 41 + SERVE_SNAPSHOT_BEHIND_MAX;
	assert_false(serve_snapshot_fits(&good, &far));
}

static void one_terminal_cannot_draw_epochs_at_will(void **state)
{
	(void)state;
	assert_true(serve_draws_epoch(SERVE_AHEAD, 5, 0));
	assert_false(serve_draws_epoch(SERVE_EPOCH, 5, 0));
	assert_false(serve_draws_epoch(SERVE_AHEAD, 6, 5));
	assert_true(serve_draws_epoch(SERVE_AHEAD, 5 + SERVE_EPOCH_EVERY_S * SECOND_US, 5));
}

static void the_newest_version_that_both_speak_is_spoken(void **state)
{
	(void)state;
	assert_int_equal(serve_version(1, (struct serve_versions){ 1, 2 }), 1);
	assert_int_equal(serve_version(3, (struct serve_versions){ 1, 2 }), 2);
	assert_int_equal(serve_version(1, (struct serve_versions){ 2, 3 }), 0);
	assert_int_equal(serve_version(0, (struct serve_versions){ 1, 1 }), 0);
}

static void a_revoked_terminal_may_push_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(serve_access(false, false, true), 401);
	assert_int_equal(serve_access(true, true, true), 200);
	assert_int_equal(serve_access(true, true, false), 403);
	assert_int_equal(serve_access(true, false, false), 200);
}

static void every_kind_is_one_of_the_tables_and_says_who_may_send_it(void **state)
{
	enum op_kind kind;

	(void)state;
	for (size_t i = 0; i < op_rules_len; i++) {
		assert_ptr_equal(op_rule_find(op_rules[i].name), &op_rules[i]);
		assert_true(op_rules[i].resident || op_rules[i].agent);
		assert_int_equal(op_kind_parse(op_rules[i].name, &kind), i < OP_KINDS);
		if (i < OP_KINDS)
			assert_string_equal(op_kind_name((enum op_kind)i), op_rules[i].name);
	}
	assert_null(op_rule_find("weather"));
}

static void what_a_resident_sends_is_never_rejected(void **state)
{
	(void)state;
	for (size_t rule = 0; rule <= op_rules_len; rule++)
		for (enum serve_letter letter = LETTER_PLAIN; letter <= LETTER_GARBAGE; letter++)
			for (int matches = 0; matches < 2; matches++) {
				struct serve_envelope envelope = { .rule = rule < op_rules_len ? &op_rules[rule] : NULL, .resident = true,
				                                   .letter = letter, .matches = matches };
				enum serve_outcome outcome = serve_open(&envelope).outcome;

				assert_true(outcome == SERVE_APPLIED || outcome == SERVE_SETTLE);
			}
	for (int facts = 0; facts < 16; facts++) {
		struct serve_submission s = { .resident = true, .has_number = facts & 1, .number_free = facts & 2, .has_service = facts & 4,
		                              .answers_fit = facts & 8 };
		struct serve_stands stands = { .has_subject = facts & 1, .subject_taken = facts & 2, .key_taken = facts & 4, .from_stands = facts & 8 };
		enum serve_outcome outcome = serve_submission(&s).outcome;

		assert_true(outcome == (facts == 15 ? SERVE_APPLIED : SERVE_SETTLE));
		for (size_t rule = 0; rule < op_rules_len; rule++)
			if (op_rules[rule].kept && op_rules[rule].resident) {
				outcome = serve_keep(&op_rules[rule], true, &stands).decision.outcome;
				assert_true(outcome == SERVE_APPLIED || outcome == SERVE_SETTLE);
			}
	}
	for (int facts = 0; facts < 8; facts++) {
		struct serve_word word = { .has_text = facts & 1, .requests = 1, .has_key = facts & 2, .has_room = facts & 4 };

		assert_int_equal(serve_message(&word).outcome, facts == 7 ? SERVE_APPLIED : SERVE_SETTLE);
		word.requests = 0;
		assert_int_equal(serve_message(&word).outcome, SERVE_SETTLE);
		word.requests = 2;
		assert_int_equal(serve_message(&word).outcome, SERVE_SETTLE);
	}
}

static void what_a_revoked_desk_delivers_is_looked_at_unless_it_is_a_request(void **state)
{
	(void)state;
	for (size_t i = 0; i < op_rules_len; i++)
		for (int from = 0; from < 4; from++) {
			struct serve_envelope letter = { .rule = &op_rules[i], .resident = from & 1, .letter = from & 1 ? LETTER_OPENED : LETTER_PLAIN,
			                                 .matches = true, .revoked = from & 2 };
			bool sends = from & 1 ? op_rules[i].resident : op_rules[i].agent;
			bool stands = op_rules[i].about == ABOUT_ITSELF || op_rules[i].about == ABOUT_NOTHING;

			if (sends)
				assert_int_equal(serve_open(&letter).outcome, from == 2 && !stands ? SERVE_SETTLE : SERVE_APPLIED);
		}
}

static void a_letter_in_the_wrong_envelope_is_not_taken_for_what_it_says(void **state)
{
	struct serve_envelope envelope = { .rule = op_rule_find("request"), .resident = true, .letter = LETTER_OPENED };

	(void)state;
	assert_int_equal(serve_open(&envelope).reason, REASON_ENVELOPE);
	envelope.matches = true;
	assert_int_equal(serve_open(&envelope).outcome, SERVE_APPLIED);
	envelope.letter = LETTER_PLAIN;
	assert_int_equal(serve_open(&envelope).reason, REASON_UNREADABLE);
}

static void a_kind_of_a_newer_desk_waits_for_a_newer_hub(void **state)
{
	(void)state;
	assert_true(serve_kind(NULL, false).keep);
	assert_int_equal(serve_kind(NULL, false).outcome, SERVE_SETTLE);
	assert_false(serve_kind(NULL, true).keep);
	assert_int_equal(serve_kind(op_rule_find("state"), true).outcome, SERVE_SETTLE);
	assert_int_equal(serve_kind(op_rule_find("vote"), false).outcome, SERVE_REJECTED);
}

static void a_desks_operation_waits_for_a_request_that_never_was_there(void **state)
{
	struct serve_about about = { .request = REQUEST_NEVER_SEEN, .id_sound = true };

	(void)state;
	assert_true(serve_about(&about).park);
	about.request = REQUEST_WAS_HERE;
	assert_int_equal(serve_about(&about).reason, REASON_GONE);
	about = (struct serve_about){ .request = REQUEST_HERE };
	assert_int_equal(serve_about(&about).reason, REASON_SCOPE);
	about.in_scope = true;
	assert_int_equal(serve_about(&about).reason, REASON_AGENT);
	about.has_agent = true;
	assert_int_equal(serve_about(&about).outcome, SERVE_APPLIED);
	assert_int_equal(serve_change(true, REASON_NONE, false, REASON_STATE_MOVED).outcome, SERVE_CONFLICT);
	assert_int_equal(serve_change(false, REASON_STATE, true, REASON_STATE_MOVED).outcome, SERVE_REJECTED);
}

static void what_is_kept_stands_as_its_rule_says(void **state)
{
	struct serve_stands free_slot = { .has_subject = true, .from_stands = true }, taken = { .has_subject = true, .subject_taken = true },
	                    same_key = { .has_subject = true, .subject_taken = true, .key_taken = true };

	(void)state;
	assert_true(serve_keep(op_rule_find("appointment"), false, &free_slot).stands);
	assert_int_equal(serve_keep(op_rule_find("appointment"), false, &taken).decision.outcome, SERVE_CONFLICT);
	assert_int_equal(serve_keep(op_rule_find("appointment"), true, &taken).decision.outcome, SERVE_SETTLE);
	assert_true(serve_keep(op_rule_find("vote"), true, &taken).stands);
	assert_false(serve_keep(op_rule_find("vote"), true, &same_key).stands);
	assert_true(serve_keep(op_rule_find("subscription"), true, &same_key).instead);
	assert_true(serve_keep(op_rule_find("publication"), false, &free_slot).instead);
	assert_int_equal(serve_keep(op_rule_find("handover"), false, &taken).decision.outcome, SERVE_CONFLICT);
}

static void a_record_is_shown_withheld_or_withdrawn(void **state)
{
	(void)state;
	assert_int_equal(serve_record(1, false, true, true, false), RECORD_SHOWN);
	assert_int_equal(serve_record(2, false, true, true, false), RECORD_WITHHELD);
	assert_int_equal(serve_record(1, true, true, true, false), RECORD_WITHHELD);
	assert_int_equal(serve_record(1, false, true, true, true), RECORD_WITHDRAWN);
	assert_int_equal(serve_record(1, false, true, false, false), RECORD_WITHDRAWN);
}

/* ---- the terminal's side of the same */

static struct sync_core core_at(int64_t rev)
{
	struct cursor cursor = { .epoch = EPOCH_A, .rev = rev };
	struct sync_core core;

	sync_init(&core, &cursor);
	return core;
}

static struct sync_answer answer_of(int status, const char *body)
{
	return (struct sync_answer){ .arrived = true, .status = status, .from_hub = true, .hub_time = 1000,
	                             .body = { .data = (const unsigned char *)body, .len = strlen(body) } };
}

static void a_hub_that_is_behind_in_our_epoch_is_told_again(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = answer_of(410, "{\"reason\": \"epoch\"}");
	struct sync_pulled pulled;

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).task, SYNC_TASK_SNAPSHOT);
	answer = answer_of(200, "");
	memcpy(answer.epoch, EPOCH_A, sizeof(answer.epoch));
	answer.rev = 4;
	sync_pulled(&core, 4, &rng, &answer, &pulled, NULL);
	assert_int_equal(pulled.deed, SYNC_DO_INSTALL);
	assert_true(pulled.requeue);
}

static void an_answer_from_before_the_hub_went_back_delivers_nothing(void **state)
{
	struct outbox_row row = { .id = "00000000-0000-7000-8000-000000000001" };
	struct sync_core core = core_at(10);
	struct sync_answer answer = answer_of(200, ""), late = answer_of(200, "{\"results\":[{\"id\":\"00000000-0000-7000-8000-000000000001\","
	                                                                      "\"outcome\":\"applied\"}]}");
	struct sync_pulled pulled;
	struct wire_result result;
	struct arena *arena = arena_new();

	(void)state;
	sync_queued(&core, true);
	assert_int_equal(sync_next(&core, SYNC_PUSH, 1, &rng).task, SYNC_TASK_OPERATIONS);
	core.want_snapshot = true;
	sync_next(&core, SYNC_PULL, 1, &rng);
	memcpy(answer.epoch, EPOCH_B, sizeof(answer.epoch));
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_true(pulled.requeue);
	sync_stored(&core, 3, &rng, &pulled, ERR_NONE);
	assert_false(sync_pushed(&core, 4, &rng, &late, &row, 1, arena, &result, NULL));
	assert_int_equal(sync_next(&core, SYNC_PUSH, 5, &rng).task, SYNC_TASK_OPERATIONS);
	assert_true(sync_pushed(&core, 6, &rng, &late, &row, 1, arena, &result, NULL));
	arena_free(arena);
}

static void a_revoked_terminal_learns_that_the_hub_went_back(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = answer_of(403, "");
	struct sync_pulled pulled;

	(void)state;
	memcpy(answer.epoch, EPOCH_A, sizeof(answer.epoch));
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_int_equal(pulled.deed, SYNC_DO_NOTHING);
	memcpy(answer.epoch, EPOCH_B, sizeof(answer.epoch));
	for (int round = 0; round < 3; round++) { /* until it is done, and then no more */
		core.lane[SYNC_PULL].not_before = 0;
		sync_next(&core, SYNC_PULL, 3, &rng);
		sync_pulled(&core, 4, &rng, &answer, &pulled, NULL);
		assert_int_equal(pulled.deed, round < 2 ? SYNC_DO_REQUEUE : SYNC_DO_NOTHING);
		if (round < 2)
			sync_stored(&core, 5, &rng, &pulled, round == 0 ? ERR_DISK_FULL : ERR_NONE);
	}
}

static void what_was_delivered_is_forgotten_only_while_the_hub_goes_on(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = answer_of(410, "{\"reason\": \"epoch\"}");
	struct sync_pulled pulled;

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_int_equal(core.confirmed, 0);
	core = core_at(10);
	answer = answer_of(200, "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":10},\"more\":false}\n");
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_int_equal(core.confirmed, 1000);
}

static void a_hub_of_another_version_is_no_trouble_until_none_is_shared(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = answer_of(200, "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":10},\"more\":false}\n");
	struct sync_pulled pulled;

	(void)state;
	answer.version = 1;
	answer.newest = 7;
	assert_int_equal(sync_next(&core, SYNC_PULL, 1, &rng).protocol, WIRE_PROTOCOL);
	sync_pulled(&core, 2, &rng, &answer, &pulled, NULL);
	assert_int_equal(core.lane[SYNC_PULL].trouble, SYNC_FINE);
	assert_int_equal(core.protocol, WIRE_PROTOCOL);
	answer.version = 7;
	sync_next(&core, SYNC_PULL, 10 * SECOND_US, &rng);
	sync_pulled(&core, 11 * SECOND_US, &rng, &answer, &pulled, NULL);
	assert_int_equal(core.lane[SYNC_PULL].trouble, SYNC_OLD_FORMAT);
	core.protocol = WIRE_PROTOCOL + 1; /* as a newer program, and a hub from before versions were told */
	answer = answer_of(400, "{\"reason\": \"protocol\"}");
	answer.version = WIRE_PROTOCOL;
	core.lane[SYNC_PULL].not_before = 0;
	sync_next(&core, SYNC_PULL, 12 * SECOND_US, &rng);
	sync_pulled(&core, 13 * SECOND_US, &rng, &answer, &pulled, NULL);
	assert_int_equal(sync_next(&core, SYNC_PULL, 13 * SECOND_US, &rng).protocol, WIRE_PROTOCOL);
}

static void an_operation_of_a_kind_from_tomorrow_is_carried_as_it_stands(void **state)
{
	static const char body[] = "{\"x\":1}";
	struct outbox_row row = {
		.seq = 1, .id = "00000000-0000-7000-8000-000000000001", .kind = OP_KINDS, .kind_name = "weather\"",
		.body = { .data = (const unsigned char *)body, .len = strlen(body) },
	};
	struct strbuf line = STRBUF_INIT;

	(void)state;
	assert_true(wire_add_operation(&line, &row, NULL));
	assert_non_null(strstr(line.data, "\"kind\":\"weather\\\"\",\"lookup\":null,\"body\":{\"x\":1}"));
	strbuf_done(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cursor_gets_a_page_or_the_reason_why_not),
		cmocka_unit_test(a_kept_snapshot_that_changes_would_refuse_is_not_given_out),
		cmocka_unit_test(one_terminal_cannot_draw_epochs_at_will),
		cmocka_unit_test(the_newest_version_that_both_speak_is_spoken),
		cmocka_unit_test(a_revoked_terminal_may_push_and_nothing_else),
		cmocka_unit_test(every_kind_is_one_of_the_tables_and_says_who_may_send_it),
		cmocka_unit_test(what_a_resident_sends_is_never_rejected),
		cmocka_unit_test(what_a_revoked_desk_delivers_is_looked_at_unless_it_is_a_request),
		cmocka_unit_test(a_letter_in_the_wrong_envelope_is_not_taken_for_what_it_says),
		cmocka_unit_test(a_kind_of_a_newer_desk_waits_for_a_newer_hub),
		cmocka_unit_test(a_desks_operation_waits_for_a_request_that_never_was_there),
		cmocka_unit_test(what_is_kept_stands_as_its_rule_says),
		cmocka_unit_test(a_record_is_shown_withheld_or_withdrawn),
		cmocka_unit_test(a_hub_that_is_behind_in_our_epoch_is_told_again),
		cmocka_unit_test(an_answer_from_before_the_hub_went_back_delivers_nothing),
		cmocka_unit_test(a_revoked_terminal_learns_that_the_hub_went_back),
		cmocka_unit_test(what_was_delivered_is_forgotten_only_while_the_hub_goes_on),
		cmocka_unit_test(a_hub_of_another_version_is_no_trouble_until_none_is_shared),
		cmocka_unit_test(an_operation_of_a_kind_from_tomorrow_is_carried_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
