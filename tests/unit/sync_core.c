/* The protocol core against answers of every kind. */
#include "tests/unit/sync_fixture.h"

#define EPOCH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define EPOCH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define LINE(rev) "{\"t\":\"news\",\"rev\":" #rev ",\"id\":\"a\",\"gone\":true}\n"
#define CURSOR(epoch, rev) "{\"cursor\":{\"epoch\":\"" epoch "\",\"rev\":" #rev "},\"more\":false}\n"

static struct sync_core core_at(int64_t rev)
{
	struct cursor cursor = { .epoch = EPOCH_A, .rev = rev };
	struct sync_core core;

	sync_init(&core, &cursor);
	return core;
}

static struct sync_answer good(const char *body)
{
	return (struct sync_answer){
		.arrived = true, .status = 200, .from_hub = true, .hub_time = 1000,
		.body = { .data = (const unsigned char *)body, .len = strlen(body) },
	};
}

static struct sync_answer status(int code)
{
	struct sync_answer answer = good("");

	answer.status = code;
	return answer;
}

static struct sync_pulled pull(struct sync_core *core, int64_t now, struct sync_answer answer)
{
	struct sync_pulled pulled;

	sync_pulled(core, now, &rng, &answer, &pulled, NULL);
	return pulled;
}

/* ---- single answers */

static void a_new_terminal_asks_for_a_snapshot_and_then_for_changes(void **state)
{
	struct sync_core core;
	struct sync_answer answer = good("");
	struct sync_pulled pulled;
	struct sync_order order;

	(void)state;
	sync_init(&core, NULL);
	assert_int_equal(sync_next(&core, SYNC_PULL, 1, &rng).task, SYNC_TASK_SNAPSHOT);
	assert_int_equal(sync_next(&core, SYNC_PULL, 1, &rng).task, SYNC_TASK_WAIT);
	memcpy(answer.epoch, EPOCH_A, sizeof(EPOCH_A));
	answer.rev = 42;
	pulled = pull(&core, 2, answer);
	assert_int_equal(pulled.deed, SYNC_DO_INSTALL);
	assert_true(pulled.requeue);
	sync_stored(&core, 3, &rng, &pulled, ERR_NONE);
	order = sync_next(&core, SYNC_PULL, 4, &rng);
	assert_int_equal(order.task, SYNC_TASK_CHANGES);
	assert_int_equal(order.since.rev, 42);
	assert_string_equal(order.since.epoch, EPOCH_A);
	assert_in_range(order.wait_s, SYNC_WAIT_MIN_S, SYNC_WAIT_MAX_S);
}

static void a_page_moves_the_cursor_once_it_is_stored(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_pulled pulled;

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	pulled = pull(&core, 2, good(LINE(11) CURSOR(EPOCH_A, 12)));
	assert_int_equal(pulled.deed, SYNC_DO_APPLY);
	assert_int_equal(pulled.lines.len, strlen(LINE(11)));
	assert_int_equal(core.cursor.rev, 10);
	sync_stored(&core, 3, &rng, &pulled, ERR_NONE);
	assert_int_equal(core.cursor.rev, 12);
}

#define TELLS(list) "{\"since\":10,\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false,\"heard\":3,\"erased\":" list "}\n"

static void what_was_erased_is_told_with_a_page_or_without_rows(void **state)
{
	static const char *const bad[] = { "[1]", "[{\"id\":\"a\"}]", "[{\"id\":\"a\",\"lookups\":[1],\"rev\":4}]",
		                           "[{\"id\":\"a\",\"lookups\":[],\"rev\":\"4\"}]", "[{\"id\":\"a\",\"lookups\":[],\"rev\":4},{}]" };
	static const char good_list[] = "[{\"id\":\"a\",\"lookups\":[\"x\",\"y\"],\"rev\":4,\"mood\":1},{\"id\":\"b\",\"lookups\":[],\"rev\":7}]";
	struct wire_erased erased;
	struct err err;

	(void)state;
	for (int rev = 10; rev <= 12; rev += 2) {
		struct sync_core core = core_at(rev);
		struct sync_pulled pulled;
		char body[1000];

		snprintf(body, sizeof(body), "{\"since\":%d,\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false,\"heard\":3,\"erased\":%s}\n", rev, good_list);
		sync_next(&core, SYNC_PULL, 1, &rng);
		pulled = pull(&core, 2, good(body));
		assert_int_equal(pulled.deed, rev == 10 ? SYNC_DO_APPLY : SYNC_DO_NOTHING);
		assert_true(wire_read_erased(pulled.erased, &erased, &err));
		assert_string_equal(erased.ids, "[\"a\",\"b\"]");
		assert_string_equal(erased.lookups, "[\"x\",\"y\"]");
		assert_int_equal(erased.after, 3);
		assert_int_equal(erased.rev, 7);
		wire_erased_done(&erased);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct sync_core core = core_at(10);
		char body[1000];

		snprintf(body, sizeof(body), TELLS("%s"), bad[i]);
		sync_next(&core, SYNC_PULL, 1, &rng);
		assert_false(wire_read_erased(pull(&core, 2, good(body)).erased, &erased, &err));
	}
}

static void what_is_not_a_whole_answer_of_the_hub_is_never_applied(void **state)
{
	struct sync_answer cases[] = {
		good(""), good("\n"), good("<html><body>Bienvenue sur le Wi-Fi</body></html>\n"), good(LINE(11)),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false}"),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"" EPOCH_A "\"},\"more\":false}\n"),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"short\",\"rev\":12},\"more\":false}\n"),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":\"12\"},\"more\":false}\n"),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":-1},\"more\":false}\n"),
		good(LINE(11) "{\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12}}\n"),
		good(LINE(11) CURSOR(EPOCH_A, 10)), good(CURSOR(EPOCH_B, 12)), good(CURSOR(EPOCH_A, 9)),
		status(204), status(302), status(404), status(500), status(502), status(410), status(401), status(403), status(406),
		good(LINE(11) CURSOR(EPOCH_A, 12)), good(LINE(11) CURSOR(EPOCH_A, 12)),
	};

	(void)state;
	cases[ARRAY_LEN(cases) - 1].from_hub = false;
	cases[ARRAY_LEN(cases) - 2].arrived = false;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sync_core core = core_at(10);

		sync_next(&core, SYNC_PULL, 1, &rng);
		assert_int_equal(pull(&core, 2, cases[i]).deed, SYNC_DO_NOTHING);
		assert_int_equal(core.cursor.rev, 10);
	}
}

static void a_snapshot_without_its_cursor_or_from_elsewhere_is_not_installed(void **state)
{
	struct sync_answer cases[] = { good(""), good(""), good(""), status(410), status(503) };

	(void)state;
	memcpy(cases[1].epoch, "<html>", 7);
	memcpy(cases[2].epoch, EPOCH_A, sizeof(EPOCH_A));
	cases[2].from_hub = false;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct sync_core core;

		sync_init(&core, NULL);
		sync_next(&core, SYNC_PULL, 1, &rng);
		assert_int_equal(pull(&core, 2, cases[i]).deed, SYNC_DO_NOTHING);
		assert_true(core.want_snapshot);
		assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).task, SYNC_TASK_WAIT);
	}
}

static void another_epoch_means_a_snapshot_and_telling_again(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = good("");
	struct sync_pulled pulled;

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, status(410));
	assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).task, SYNC_TASK_SNAPSHOT);
	memcpy(answer.epoch, EPOCH_B, sizeof(EPOCH_B));
	answer.rev = 3;
	pulled = pull(&core, 4, answer);
	assert_true(pulled.requeue);
	assert_int_equal(pulled.deed, SYNC_DO_INSTALL);
}

static struct sync_answer snapshot_at(int64_t rev)
{
	struct sync_answer answer = good("");

	memcpy(answer.epoch, EPOCH_A, sizeof(EPOCH_A));
	answer.rev = rev;
	return answer;
}

static void an_older_replica_serves_until_a_newer_one_is_whole(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_pulled pulled;
	struct sync_order order;
	int64_t now = 1;

	(void)state;
	sync_format(&core, 1);
	order = sync_next(&core, SYNC_PULL, now, &rng);
	assert_int_equal(order.task, SYNC_TASK_SNAPSHOT);
	assert_int_equal(order.format, 2);
	pull(&core, now, status(503));
	now += 2 * SECOND_US;
	order = sync_next(&core, SYNC_PULL, now, &rng);
	assert_int_equal(order.task, SYNC_TASK_CHANGES);
	assert_int_equal(order.since.rev, 10);
	pulled = pull(&core, now, good(LINE(11) CURSOR(EPOCH_A, 11)));
	assert_int_equal(pulled.deed, SYNC_DO_APPLY);
	sync_stored(&core, now, &rng, &pulled, ERR_NONE);

	/* whole on the line, but there is no room for it */
	now += SYNC_UPGRADE_S * SECOND_US;
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).task, SYNC_TASK_SNAPSHOT);
	pulled = pull(&core, now, snapshot_at(12));
	assert_int_equal(pulled.deed, SYNC_DO_INSTALL);
	assert_false(pulled.requeue);
	for (size_t i = 0; i < 2; i++) {
		struct sync_core other = core;

		sync_stored(&other, now, &rng, &pulled, i ? ERR_FORMAT : ERR_DISK_FULL);
		order = sync_next(&other, SYNC_PULL, now + SECOND_US, &rng);
		assert_int_equal(order.task, SYNC_TASK_CHANGES);
		assert_int_equal(order.since.rev, 11);
	}
	sync_stored(&core, now, &rng, &pulled, ERR_NONE);
	now += SYNC_FORMAT_S * SECOND_US;
	order = sync_next(&core, SYNC_PULL, now, &rng);
	assert_int_equal(order.task, SYNC_TASK_CHANGES);
	assert_int_equal(order.since.rev, 12);
}

static void a_hub_without_the_newest_format_is_asked_for_the_one_before(void **state)
{
	struct sync_core core;
	struct sync_pulled pulled;
	struct sync_order order;
	int64_t now = 1;

	(void)state;
	sync_init(&core, NULL);
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).format, 2);
	pull(&core, now, status(406));
	order = sync_next(&core, SYNC_PULL, now, &rng);
	assert_int_equal(order.task, SYNC_TASK_SNAPSHOT);
	assert_int_equal(order.format, 1);
	pulled = pull(&core, now, snapshot_at(10));
	sync_stored(&core, now, &rng, &pulled, ERR_NONE);
	for (int i = 0; i < 20; i++, now += 80 * SECOND_US) {
		assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).task, SYNC_TASK_CHANGES);
		pull(&core, now + 25 * SECOND_US, good(CURSOR(EPOCH_A, 10)));
	}

	/* Some day the hub has it. Until then that is no trouble. */
	now += SYNC_FORMAT_S * SECOND_US;
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).format, 2);
	pull(&core, now, status(406));
	assert_int_equal(sync_trouble_now(&core), SYNC_FINE);
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).task, SYNC_TASK_CHANGES);
}

static void a_hub_that_serves_no_format_of_ours_is_asked_again_from_the_newest(void **state)
{
	struct sync_core core;

	(void)state;
	sync_init(&core, NULL);
	for (int format = 2; format >= 1; format--) {
		assert_int_equal(sync_next(&core, SYNC_PULL, 1, &rng).format, format);
		pull(&core, 1, status(406));
	}
	assert_int_equal(sync_trouble_now(&core), SYNC_OLD_FORMAT);
	assert_int_equal(sync_next(&core, SYNC_PULL, SYNC_FORMAT_S / 2 * SECOND_US, &rng).task, SYNC_TASK_WAIT);
	assert_int_equal(sync_next(&core, SYNC_PULL, SYNC_FORMAT_S * SECOND_US + 1, &rng).format, 2);
}

static void a_snapshot_of_the_same_epoch_tells_nothing_again(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = good("");

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, status(410));
	sync_next(&core, SYNC_PULL, 3, &rng);
	memcpy(answer.epoch, EPOCH_A, sizeof(EPOCH_A));
	answer.rev = 50;
	assert_false(pull(&core, 4, answer).requeue);
}

static void a_hub_that_went_back_in_time_without_a_new_epoch_is_told_again(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = good("");

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, good(CURSOR(EPOCH_A, 7)));
	assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).task, SYNC_TASK_SNAPSHOT);
	memcpy(answer.epoch, EPOCH_A, sizeof(EPOCH_A));
	answer.rev = 7;
	assert_true(pull(&core, 4, answer).requeue);
}

static void an_answer_to_changes_is_dropped_when_the_replica_was_lost_meanwhile(void **state)
{
	struct sync_core core = core_at(10);

	(void)state;
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_lost_replica(&core);
	assert_int_equal(pull(&core, 2, good(LINE(11) CURSOR(EPOCH_A, 12))).deed, SYNC_DO_NOTHING);
	assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).task, SYNC_TASK_SNAPSHOT);
}

static void the_answer_to_another_question_is_not_applied(void **state)
{
	static const char *const mixed_up[] = {
		LINE(11) "{\"since\":9,\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false}\n",
		LINE(14) "{\"since\":13,\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":14},\"more\":false}\n",
		LINE(11) "{\"since\":\"10\",\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false}\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(mixed_up); i++) {
		struct sync_core core = core_at(10);

		sync_next(&core, SYNC_PULL, 1, &rng);
		assert_int_equal(pull(&core, 2, good(mixed_up[i])).deed, SYNC_DO_NOTHING);
		assert_int_equal(core.lane[SYNC_PULL].trouble, SYNC_GARBAGE);
		assert_int_equal(core.cursor.rev, 10);
		sync_next(&core, SYNC_PULL, core.lane[SYNC_PULL].not_before, &rng);
		assert_int_equal(pull(&core, core.lane[SYNC_PULL].not_before,
		                      good(LINE(11) "{\"since\":10,\"cursor\":{\"epoch\":\"" EPOCH_A "\",\"rev\":12},\"more\":false}\n"))
		                         .deed, SYNC_DO_APPLY);
	}
}

static void a_page_that_never_fits_ends_in_a_snapshot(void **state)
{
	struct sync_core core = core_at(10);
	int64_t now = 1;
	int pages = 0;

	(void)state;
	for (;;) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);
		struct sync_pulled pulled;

		if (order.task == SYNC_TASK_WAIT) {
			now = order.until;
			continue;
		}
		if (order.task == SYNC_TASK_SNAPSHOT)
			break;
		assert_true(++pages <= SYNC_BAD_PAGES_MAX);
		pulled = pull(&core, now, good(LINE(11) CURSOR(EPOCH_A, 12)));
		sync_stored(&core, now, &rng, &pulled, ERR_BAD_INPUT);
	}
	assert_int_equal(pages, SYNC_BAD_PAGES_MAX);
}

static void a_hub_that_only_ever_offers_snapshots_is_asked_less_and_less(void **state)
{
	struct sync_core core = core_at(10);
	int64_t now = 1;
	int snapshots = 0;

	(void)state;
	while (now < 10 * MINUTE_US) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);
		struct sync_answer answer = good("");
		struct sync_pulled pulled;

		switch (order.task) {
		case SYNC_TASK_WAIT:
			now = order.until;
			break;
		case SYNC_TASK_CHANGES:
			pull(&core, now, status(410));
			break;
		case SYNC_TASK_SNAPSHOT:
			snapshots++;
			memcpy(answer.epoch, EPOCH_A, sizeof(EPOCH_A));
			pulled = pull(&core, now, answer);
			sync_stored(&core, now, &rng, &pulled, ERR_NONE);
			break;
		case SYNC_TASK_OPERATIONS:
			fail();
		}
	}
	assert_in_range(snapshots, 5, 30);
}

static void a_full_disk_is_tried_again_and_less_and_less(void **state)
{
	struct sync_core core = core_at(10);
	int64_t now = 1;
	int pages = 0;

	(void)state;
	while (now < 10 * MINUTE_US) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);
		struct sync_pulled pulled;

		if (order.task == SYNC_TASK_WAIT) {
			now = order.until;
			continue;
		}
		pages++;
		pulled = pull(&core, now, good(LINE(11) CURSOR(EPOCH_A, 12)));
		sync_stored(&core, now, &rng, &pulled, ERR_DISK_FULL);
		assert_int_equal(sync_trouble_now(&core), SYNC_LOCAL);
	}
	assert_in_range(pages, 10, 35);
	assert_int_equal(core.cursor.rev, 10);
}

static void a_hub_without_long_poll_is_not_asked_in_a_loop(void **state)
{
	struct sync_core core = core_at(10);
	int64_t now = 1;
	int asked = 0;

	(void)state;
	while (now < MINUTE_US) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);

		if (order.task == SYNC_TASK_WAIT) {
			now = order.until;
			continue;
		}
		asked++;
		now += 1000;
		pull(&core, now, good(CURSOR(EPOCH_A, 10)));
	}
	assert_in_range(asked, 50, 65);
}

/* ---- pauses */

static void while_an_operation_waits_the_hub_is_tried_every_second(void **state)
{
	struct sync_core core = core_at(10);
	int64_t now = 1, longest = 0;

	(void)state;
	sync_queued(&core, true);
	for (int i = 0; i < 500; i++) {
		struct sync_order order = sync_next(&core, SYNC_PUSH, now, &rng);
		struct sync_answer nobody = { .arrived = false };
		struct wire_result results[1];

		if (order.task == SYNC_TASK_WAIT) {
			longest = MAX(longest, order.until - now);
			now = order.until;
			continue;
		}
		assert_false(sync_pushed(&core, now, &rng, &nobody, NULL, 0, NULL, results, NULL));
	}
	assert_in_range(longest, 500000, SYNC_UNREACHABLE_MAX_MS * 1000);
}

static void when_one_lane_finds_the_hub_again_the_other_need_not_wait(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer nobody = { .arrived = false };
	struct wire_result results[1];
	int64_t now = 1;

	(void)state;
	sync_queued(&core, true);
	for (int i = 0; i < 11; i++) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);

		if (order.task == SYNC_TASK_WAIT)
			now = order.until;
		else
			pull(&core, now, nobody);
	}
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).task, SYNC_TASK_WAIT);
	assert_int_equal(sync_next(&core, SYNC_PUSH, now, &rng).task, SYNC_TASK_OPERATIONS);
	assert_true(sync_pushed(&core, now, &rng, &(struct sync_answer){
		.arrived = true, .status = 200, .from_hub = true,
		.body = { .data = (const unsigned char *)"{\"results\":[]}", .len = 14 },
	}, NULL, 0, NULL, results, NULL));
	assert_int_equal(sync_next(&core, SYNC_PULL, now, &rng).task, SYNC_TASK_CHANGES);
}

/* WAS answers both lanes, or the pull lane alone; then the push lane has a good one. What the pull lane may do then. */
static enum sync_task after_wrong_answers(struct sync_answer was, bool both)
{
	struct sync_core core = core_at(10);
	struct sync_answer yes = good("{\"results\":[]}");
	struct wire_result results[1];
	int64_t now = 1;

	sync_queued(&core, true);
	for (int i = 0; i < 11; i++) {
		struct sync_order order = sync_next(&core, SYNC_PULL, now, &rng);

		if (order.task == SYNC_TASK_WAIT)
			now = order.until;
		else
			pull(&core, now, was);
	}
	assert_int_equal(sync_next(&core, SYNC_PUSH, now, &rng).task, SYNC_TASK_OPERATIONS);
	assert_int_equal(sync_pushed(&core, now, &rng, both ? &was : &yes, NULL, 0, NULL, results, NULL), !both);
	now = MAX(now, core.lane[SYNC_PUSH].not_before);
	assert_int_equal(sync_next(&core, SYNC_PUSH, now, &rng).task, SYNC_TASK_OPERATIONS);
	assert_true(sync_pushed(&core, now, &rng, &yes, NULL, 0, NULL, results, NULL));
	return sync_next(&core, SYNC_PULL, now, &rng).task;
}

static void a_portal_that_is_gone_for_one_lane_is_gone_for_the_other(void **state)
{
	struct sync_answer portal = { .arrived = true, .status = 200 };
	struct sync_answer sick = { .arrived = true, .status = 500, .from_hub = true };

	(void)state;
	assert_int_equal(after_wrong_answers(portal, true), SYNC_TASK_CHANGES);
	assert_int_equal(after_wrong_answers(sick, true), SYNC_TASK_CHANGES);
	/* Only the pull lane fails, and it always did: no reason to ask sooner. */
	assert_int_equal(after_wrong_answers(sick, false), SYNC_TASK_WAIT);
}

static void a_long_poll_from_before_the_network_went_is_given_up(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer nobody = { .arrived = false }, yes = good("{\"results\":[]}");
	struct wire_result results[1];

	(void)state;
	sync_queued(&core, true);
	sync_next(&core, SYNC_PULL, 1, &rng);
	sync_next(&core, SYNC_PUSH, 2, &rng);
	assert_false(sync_pushed(&core, 3, &rng, &nobody, NULL, 0, NULL, results, NULL));
	assert_false(sync_stale(&core, SYNC_PULL));
	sync_next(&core, SYNC_PUSH, 5 * SECOND_US, &rng);
	assert_true(sync_pushed(&core, 5 * SECOND_US + 1, &rng, &yes, NULL, 0, NULL, results, NULL));
	assert_true(sync_stale(&core, SYNC_PULL));
	sync_abandoned(&core, SYNC_PULL);
	assert_int_equal(sync_next(&core, SYNC_PULL, 6 * SECOND_US, &rng).task, SYNC_TASK_CHANGES);
	assert_false(sync_stale(&core, SYNC_PULL));
}

static void a_revoked_terminal_still_delivers_what_it_stored(void **state)
{
	struct sync_core core = core_at(10);

	(void)state;
	sync_queued(&core, true);
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, status(403));
	assert_int_equal(sync_trouble_now(&core), SYNC_REVOKED);
	assert_int_equal(sync_next(&core, SYNC_PULL, 10 * SECOND_US, &rng).task, SYNC_TASK_WAIT);
	assert_int_equal(sync_next(&core, SYNC_PUSH, 10 * SECOND_US, &rng).task, SYNC_TASK_OPERATIONS);
}

static void an_unknown_token_stops_both_lanes_until_it_changes(void **state)
{
	struct sync_core core = core_at(10);

	(void)state;
	sync_queued(&core, true);
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, status(401));
	assert_int_equal(sync_next(&core, SYNC_PULL, MINUTE_US, &rng).task, SYNC_TASK_WAIT);
	assert_int_equal(sync_next(&core, SYNC_PUSH, MINUTE_US, &rng).task, SYNC_TASK_WAIT);
	sync_renewed(&core);
	assert_int_equal(sync_next(&core, SYNC_PULL, MINUTE_US, &rng).task, SYNC_TASK_CHANGES);
	assert_int_equal(sync_next(&core, SYNC_PUSH, MINUTE_US, &rng).task, SYNC_TASK_OPERATIONS);
}

static void a_busy_hub_is_left_alone_as_long_as_it_asks(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer answer = status(503);

	(void)state;
	answer.retry_after_s = 120;
	sync_next(&core, SYNC_PULL, 1, &rng);
	pull(&core, 2, answer);
	assert_int_equal(sync_next(&core, SYNC_PULL, 3, &rng).until, 2 + 120 * SECOND_US);
}

static void an_operation_the_hub_chokes_on_does_not_keep_the_others(void **state)
{
	struct sync_core core = core_at(10);
	struct sync_answer too_much = status(413);
	struct wire_result results[1];
	int64_t now = 1;

	(void)state;
	sync_queued(&core, true);
	for (int i = 0; i < 40; i++) {
		struct sync_order order = sync_next(&core, SYNC_PUSH, now, &rng);

		if (order.task == SYNC_TASK_WAIT)
			now = order.until;
		else
			assert_false(sync_pushed(&core, now, &rng, &too_much, NULL, 0, NULL, results, NULL));
	}
	assert_int_equal(core.batch_max, 1);
}

/* ---- results of a push */

static bool push_of_says(bool public, const char *body, struct wire_result results[2])
{
	struct outbox_row rows[2] = { { .id = "00000000-0000-7000-8000-000000000001" }, { .id = "00000000-0000-7000-8000-000000000002" } };
	struct arena *arena = arena_new();
	struct sync_core core = core_at(10);
	struct sync_answer answer = good(body);
	bool ok;

	core.public = public;
	sync_queued(&core, true);
	sync_next(&core, SYNC_PUSH, 1, &rng);
	ok = sync_pushed(&core, 2, &rng, &answer, rows, 2, arena, results, NULL);
	for (int i = 0; ok && i < 2; i++)
		assert_string_equal(results[i].answer.id, rows[i].id);
	arena_free(arena);
	return ok;
}

static bool push_says(const char *body, struct wire_result results[2])
{
	return push_of_says(false, body, results);
}

#define RESULT(n, outcome) "{\"id\":\"00000000-0000-7000-8000-00000000000" #n "\",\"outcome\":\"" outcome "\"}"

static void every_operation_gets_its_own_result_in_any_order(void **state)
{
	struct wire_result results[2];

	(void)state;
	assert_true(push_says("{\"results\":[" RESULT(2, "conflict") "," RESULT(1, "again") "]}", results));
	assert_int_equal(results[0].answer.state, OP_DONE);
	assert_true(results[0].again);
	assert_int_equal(results[1].answer.state, OP_CONFLICT);
	assert_true(push_says("{\"results\":[" RESULT(1, "settle") "," RESULT(2, "rejected") "]}", results));
	assert_true(results[0].settle);
	assert_int_equal(results[0].answer.state, OP_DONE);
	assert_int_equal(results[1].answer.state, OP_REJECTED);
}

/* Nobody would look at it on a totem: what was promised would be lost. */
static void a_hub_that_refuses_what_a_resident_wrote_is_not_believed(void **state)
{
	struct wire_result results[2];

	(void)state;
	assert_true(push_of_says(true, "{\"results\":[" RESULT(2, "settle") "," RESULT(1, "again") "]}", results));
	assert_false(push_of_says(true, "{\"results\":[" RESULT(1, "applied") "," RESULT(2, "rejected") "]}", results));
	assert_false(push_of_says(true, "{\"results\":[" RESULT(1, "conflict") "," RESULT(2, "applied") "]}", results));
}

static void an_answer_that_leaves_a_doubt_settles_nothing(void **state)
{
	static const char *const bad[] = {
		"", "null", "[]", "{}", "<html>", "{\"results\":[]}", "{\"results\":[" RESULT(1, "applied") "]}",
		"{\"results\":[" RESULT(1, "applied") "," RESULT(1, "applied") "]}",
		"{\"results\":[" RESULT(1, "applied") "," RESULT(3, "applied") "]}",
		"{\"results\":[" RESULT(1, "applied") "," RESULT(2, "perhaps") "]}",
		"{\"results\":[" RESULT(1, "applied") "," RESULT(2, "applied") "]",
		"{\"results\":[" RESULT(1, "applied") "," RESULT(2, "applied") "," RESULT(2, "applied") "]}",
		"{\"results\":[" RESULT(1, "applied") ",{\"outcome\":\"applied\"}]}",
	};
	struct wire_result results[2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(push_says(bad[i], results));
}

static void an_operation_on_the_wire_is_one_line(void **state)
{
	struct outbox_row sealed = {
		.id = "00000000-0000-7000-8000-000000000001", .seq = 7, .kind = OP_REQUEST, .lookup = "00ff", .key = "k1",
		.body = { .data = (const unsigned char *)"\0\1", .len = 2 }, .made = { .wall = 5, .mono = 6, .boot = "b\"", .trusted = true },
	}, plain = {
		.id = "00000000-0000-7000-8000-000000000002", .seq = 8, .kind = OP_MESSAGE,
		.body = { .data = (const unsigned char *)"{ \"text\":\n\"a\\nb\" }", .len = 18 },
	}, bad = plain;
	struct strbuf out = STRBUF_INIT;
	struct err err;

	(void)state;
	bad.body = (struct bytes){ .data = (const unsigned char *)"\"text\"", .len = 6 };
	assert_true(wire_add_operation(&out, &sealed, NULL));
	assert_true(wire_add_operation(&out, &plain, NULL));
	assert_false(wire_add_operation(&out, &bad, &err));
	assert_string_equal(out.data,
		"{\"id\":\"00000000-0000-7000-8000-000000000001\",\"seq\":7,\"kind\":\"request\",\"lookup\":\"00ff\",\"key\":\"k1\","
		"\"sealed\":\"AAE=\",\"made\":{\"wall\":5,\"mono\":6,\"boot\":\"b\\\"\",\"trusted\":true}}\n"
		"{\"id\":\"00000000-0000-7000-8000-000000000002\",\"seq\":8,\"kind\":\"message\",\"lookup\":null,"
		"\"body\":{\"text\":\"a\\nb\"},\"made\":{\"wall\":0,\"mono\":0,\"boot\":\"\",\"trusted\":false}}\n");
	strbuf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_terminal_asks_for_a_snapshot_and_then_for_changes),
		cmocka_unit_test(a_page_moves_the_cursor_once_it_is_stored),
		cmocka_unit_test(what_was_erased_is_told_with_a_page_or_without_rows),
		cmocka_unit_test(what_is_not_a_whole_answer_of_the_hub_is_never_applied),
		cmocka_unit_test(a_snapshot_without_its_cursor_or_from_elsewhere_is_not_installed),
		cmocka_unit_test(another_epoch_means_a_snapshot_and_telling_again),
		cmocka_unit_test(a_snapshot_of_the_same_epoch_tells_nothing_again),
		cmocka_unit_test(an_older_replica_serves_until_a_newer_one_is_whole),
		cmocka_unit_test(a_hub_without_the_newest_format_is_asked_for_the_one_before),
		cmocka_unit_test(a_hub_that_serves_no_format_of_ours_is_asked_again_from_the_newest),
		cmocka_unit_test(a_hub_that_went_back_in_time_without_a_new_epoch_is_told_again),
		cmocka_unit_test(an_answer_to_changes_is_dropped_when_the_replica_was_lost_meanwhile),
		cmocka_unit_test(the_answer_to_another_question_is_not_applied),
		cmocka_unit_test(a_page_that_never_fits_ends_in_a_snapshot),
		cmocka_unit_test(a_hub_that_only_ever_offers_snapshots_is_asked_less_and_less),
		cmocka_unit_test(a_full_disk_is_tried_again_and_less_and_less),
		cmocka_unit_test(a_hub_without_long_poll_is_not_asked_in_a_loop),
		cmocka_unit_test(while_an_operation_waits_the_hub_is_tried_every_second),
		cmocka_unit_test(when_one_lane_finds_the_hub_again_the_other_need_not_wait),
		cmocka_unit_test(a_portal_that_is_gone_for_one_lane_is_gone_for_the_other),
		cmocka_unit_test(a_long_poll_from_before_the_network_went_is_given_up),
		cmocka_unit_test(a_revoked_terminal_still_delivers_what_it_stored),
		cmocka_unit_test(an_unknown_token_stops_both_lanes_until_it_changes),
		cmocka_unit_test(a_busy_hub_is_left_alone_as_long_as_it_asks),
		cmocka_unit_test(an_operation_the_hub_chokes_on_does_not_keep_the_others),
		cmocka_unit_test(every_operation_gets_its_own_result_in_any_order),
		cmocka_unit_test(a_hub_that_refuses_what_a_resident_wrote_is_not_believed),
		cmocka_unit_test(an_answer_that_leaves_a_doubt_settles_nothing),
		cmocka_unit_test(an_operation_on_the_wire_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
