/* The protocol core against answers of every kind, and against a hub in memory behind a bad network. */
#include "common/sync/core.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define EPOCH_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define EPOCH_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define LINE(rev) "{\"t\":\"news\",\"rev\":" #rev ",\"id\":\"a\",\"gone\":true}\n"
#define CURSOR(epoch, rev) "{\"cursor\":{\"epoch\":\"" epoch "\",\"rev\":" #rev "},\"more\":false}\n"

/* xorshift: the same numbers from the same seed. */
static void fill(void *ctx, void *out, size_t len)
{
	uint64_t *x = ctx;

	for (size_t i = 0; i < len; i++) {
		*x ^= *x << 13;
		*x ^= *x >> 7;
		*x ^= *x << 17;
		((unsigned char *)out)[i] = (unsigned char)(*x >> 32);
	}
}

static uint64_t seed = 88172645463325252U;
static const struct rng rng = { .fill = fill, .ctx = &seed };

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

static bool push_says(const char *body, struct wire_result results[2])
{
	struct outbox_row rows[2] = { { .id = "00000000-0000-7000-8000-000000000001" }, { .id = "00000000-0000-7000-8000-000000000002" } };
	struct arena *arena = arena_new();
	struct sync_core core = core_at(10);
	struct sync_answer answer = good(body);
	bool ok;

	sync_queued(&core, true);
	sync_next(&core, SYNC_PUSH, 1, &rng);
	ok = sync_pushed(&core, 2, &rng, &answer, rows, 2, arena, results, NULL);
	for (int i = 0; ok && i < 2; i++)
		assert_string_equal(results[i].answer.id, rows[i].id);
	arena_free(arena);
	return ok;
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

/* ---- a town in memory: hub, network and terminal that fail at random, years in a second */

enum { ROWS = 40, OPS = 300 };

struct world {
	/* hub: row i has value hub_row[i] since hub_rev[i] */
	char epoch[33];
	int epochs;
	int64_t rev, hub_row[ROWS], hub_rev[ROWS];
	int applied[OPS];                /* in this epoch's history */
	int64_t kept_rev, kept_row[ROWS], kept_revs[ROWS]; /* the backup */
	int kept_applied[OPS];
	/* terminal's disk */
	struct cursor cursor;
	bool has_replica;
	int64_t row[ROWS];
	enum op_state op[OPS];
	int made;
	/* network */
	bool calm;
};

static uint32_t dice(uint32_t sides)
{
	return rng_below(&rng, sides);
}

static void hub_new_epoch(struct world *w)
{
	memset(w->epoch, "abcdef"[w->epochs++ % 6], 32);
	w->epoch[0] = (char)('0' + w->epochs % 10);
	w->epoch[1] = (char)('0' + w->epochs / 10 % 10);
}

static void hub_changes_something(struct world *w)
{
	size_t i = dice(ROWS);

	w->hub_row[i] = (int64_t)dice(1000000);
	w->hub_rev[i] = ++w->rev;
}

static void hub_backs_up(struct world *w)
{
	w->kept_rev = w->rev;
	memcpy(w->kept_row, w->hub_row, sizeof(w->hub_row));
	memcpy(w->kept_revs, w->hub_rev, sizeof(w->hub_rev));
	memcpy(w->kept_applied, w->applied, sizeof(w->applied));
}

static void hub_is_restored(struct world *w)
{
	w->rev = w->kept_rev;
	memcpy(w->hub_row, w->kept_row, sizeof(w->hub_row));
	memcpy(w->hub_rev, w->kept_revs, sizeof(w->hub_rev));
	memcpy(w->applied, w->kept_applied, sizeof(w->applied));
	hub_new_epoch(w);
}

/* Spoils a good answer. */
static void network(struct world *w, struct sync_answer *answer, struct strbuf *body)
{
	if (w->calm)
		return;
	switch (dice(12)) {
	case 0:
		*answer = (struct sync_answer){ .arrived = false };
		break;
	case 1:
		strbuf_truncate(body, body->len / 2);
		break;
	case 2:
		strbuf_clear(body);
		strbuf_add(body, "<html>portail</html>\n");
		answer->from_hub = dice(2) == 0;
		break;
	case 3:
		answer->status = 500;
		break;
	case 4:
		answer->from_hub = false;
		break;
	}
}

static void serve_changes(struct world *w, const struct sync_order *order, struct sync_answer *answer, struct strbuf *body)
{
	int64_t to = w->rev;
	int lines = 0;

	if (!streq(order->since.epoch, w->epoch) || order->since.rev > w->rev) {
		answer->status = 410;
		strbuf_add(body, "{\"reason\":\"epoch\"}");
		return;
	}
	for (int64_t rev = order->since.rev + 1; rev <= w->rev && lines < 5; rev++)
		for (int i = 0; i < ROWS; i++)
			if (w->hub_rev[i] == rev) {
				strbuf_addf(body, "%d %lld\n", i, (long long)w->hub_row[i]);
				lines++;
				to = rev;
			}
	if (lines < 5)
		to = w->rev;
	strbuf_addf(body, "{\"cursor\":{\"epoch\":\"%s\",\"rev\":%lld},\"more\":%s}\n", w->epoch, (long long)to, to < w->rev ? "true" : "false");
}

static void terminal_stores(struct world *w, const struct sync_pulled *pulled, const struct world *asked)
{
	if (pulled->deed == SYNC_DO_INSTALL) {
		if (pulled->requeue)
			for (int i = 0; i < OPS; i++)
				if (w->op[i] == OP_DONE)
					w->op[i] = OP_QUEUED;
		memcpy(w->row, asked->hub_row, sizeof(w->row));
	} else {
		const char *at = (const char *)pulled->lines.data, *end = at + pulled->lines.len;

		while (at < end) {
			char *next;
			long row = strtol(at, &next, 10);

			w->row[row] = strtoll(next, &next, 10);
			at = next + 1;
		}
	}
	w->cursor = pulled->to;
	w->has_replica = true;
}

static void turn_pull(struct world *w, struct sync_core *core, int64_t now)
{
	struct sync_order order = sync_next(core, SYNC_PULL, now, &rng);
	struct sync_answer answer = { .arrived = true, .status = 200, .from_hub = true };
	struct strbuf body = STRBUF_INIT;
	struct world asked = *w;
	struct sync_pulled pulled;

	if (order.task == SYNC_TASK_WAIT)
		return;
	if (order.task == SYNC_TASK_SNAPSHOT) {
		memcpy(answer.epoch, w->epoch, sizeof(answer.epoch));
		answer.rev = w->rev;
	} else {
		serve_changes(w, &order, &answer, &body);
	}
	network(w, &answer, &body);
	answer.body = (struct bytes){ .data = (const unsigned char *)strbuf_str(&body), .len = body.len };
	sync_pulled(core, now, &rng, &answer, &pulled, NULL);
	if (pulled.deed != SYNC_DO_NOTHING) {
		enum err_code code = w->calm || dice(8) ? ERR_NONE : dice(2) ? ERR_DISK_FULL : ERR_CORRUPT;

		if (code == ERR_NONE)
			terminal_stores(w, &pulled, &asked);
		if (code == ERR_CORRUPT && pulled.deed == SYNC_DO_APPLY)
			w->has_replica = false;
		sync_stored(core, now, &rng, &pulled, code);
	}
	strbuf_done(&body);
}

static void op_id(int i, char id[UUID_TEXT])
{
	snprintf(id, UUID_TEXT, "00000000-0000-7000-8000-%012d", i);
}

static void turn_push(struct world *w, struct sync_core *core, int64_t now)
{
	struct sync_answer answer = { .arrived = true, .status = 200, .from_hub = true };
	struct arena *arena = arena_new();
	struct outbox_row rows[OPS];
	struct wire_result results[OPS];
	struct strbuf body = STRBUF_INIT;
	struct sync_order order;
	size_t count = 0;
	int index[OPS];

	for (int i = 0; i < w->made; i++)
		if (w->op[i] == OP_QUEUED || w->op[i] == OP_SENDING) {
			index[count] = i;
			op_id(i, rows[count++].id);
		}
	sync_queued(core, count > 0);
	order = sync_next(core, SYNC_PUSH, now, &rng);
	if (order.task == SYNC_TASK_OPERATIONS) {
		bool reached = w->calm || dice(6) > 0;

		count = MIN(count, order.batch_max);
		strbuf_add(&body, "{\"results\":[");
		for (size_t i = 0; reached && i < count; i++) {
			strbuf_addf(&body, "%s{\"id\":\"%s\",\"outcome\":\"%s\"}", i ? "," : "", rows[i].id, w->applied[index[i]] ? "again" : "applied");
			if (!w->applied[index[i]]) {
				w->applied[index[i]] = 1;
				hub_changes_something(w);
			}
		}
		strbuf_add(&body, "]}");
		answer.arrived = reached;
		if (reached)
			network(w, &answer, &body);
		answer.body = (struct bytes){ .data = (const unsigned char *)strbuf_str(&body), .len = body.len };
		if (sync_pushed(core, now, &rng, &answer, rows, count, arena, results, NULL))
			for (size_t i = 0; i < count; i++)
				w->op[index[i]] = OP_DONE;
	}
	strbuf_done(&body);
	arena_free(arena);
}

static void terminal_is_killed(const struct world *w, struct sync_core *core)
{
	sync_init(core, w->has_replica ? &w->cursor : NULL);
}

static void live(struct world *w, struct sync_core *core, int64_t *now)
{
	*now += (int64_t)dice(3000) * 1000;
	if (dice(3) == 0)
		hub_changes_something(w);
	if (w->made < OPS && dice(12) == 0)
		w->op[w->made++] = OP_QUEUED;
	if (dice(400) == 0)
		hub_backs_up(w);
	if (dice(1500) == 0)
		hub_is_restored(w);
	if (dice(150) == 0)
		terminal_is_killed(w, core);
	turn_pull(w, core, *now);
	turn_push(w, core, *now);
}

static void whatever_happens_every_operation_arrives_and_the_replica_is_the_hubs(void **state)
{
	int restored = 0;

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct world w = { .calm = false };
		struct sync_core core;
		int64_t now = 1;

		seed = 0x9E3779B97F4A7C15U * (uint64_t)(round + 1);
		hub_new_epoch(&w);
		hub_backs_up(&w);
		sync_init(&core, NULL);
		for (int i = 0; i < 6000; i++)
			live(&w, &core, &now);
		w.calm = true;
		for (int i = 0; i < 400; i++) {
			now += SECOND_US;
			turn_pull(&w, &core, now);
			turn_push(&w, &core, now);
		}
		restored += w.epochs > 1;
		assert_int_equal(w.made, OPS);
		for (int i = 0; i < w.made; i++)
			if (w.op[i] != OP_DONE || !w.applied[i])
				fail_msg("round %d: operation %d is %s, at the hub %d", round, i, op_state_name(w.op[i]), w.applied[i]);
		assert_string_equal(w.cursor.epoch, w.epoch);
		assert_int_equal(w.cursor.rev, w.rev);
		assert_memory_equal(w.row, w.hub_row, sizeof(w.row));
	}
	assert_true(restored > 30); /* the dice did play that */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_terminal_asks_for_a_snapshot_and_then_for_changes),
		cmocka_unit_test(a_page_moves_the_cursor_once_it_is_stored),
		cmocka_unit_test(what_is_not_a_whole_answer_of_the_hub_is_never_applied),
		cmocka_unit_test(a_snapshot_without_its_cursor_or_from_elsewhere_is_not_installed),
		cmocka_unit_test(another_epoch_means_a_snapshot_and_telling_again),
		cmocka_unit_test(a_snapshot_of_the_same_epoch_tells_nothing_again),
		cmocka_unit_test(a_hub_that_went_back_in_time_without_a_new_epoch_is_told_again),
		cmocka_unit_test(an_answer_to_changes_is_dropped_when_the_replica_was_lost_meanwhile),
		cmocka_unit_test(a_page_that_never_fits_ends_in_a_snapshot),
		cmocka_unit_test(a_hub_that_only_ever_offers_snapshots_is_asked_less_and_less),
		cmocka_unit_test(a_full_disk_is_tried_again_and_less_and_less),
		cmocka_unit_test(a_hub_without_long_poll_is_not_asked_in_a_loop),
		cmocka_unit_test(while_an_operation_waits_the_hub_is_tried_every_second),
		cmocka_unit_test(when_one_lane_finds_the_hub_again_the_other_need_not_wait),
		cmocka_unit_test(a_long_poll_from_before_the_network_went_is_given_up),
		cmocka_unit_test(a_revoked_terminal_still_delivers_what_it_stored),
		cmocka_unit_test(an_unknown_token_stops_both_lanes_until_it_changes),
		cmocka_unit_test(a_busy_hub_is_left_alone_as_long_as_it_asks),
		cmocka_unit_test(an_operation_the_hub_chokes_on_does_not_keep_the_others),
		cmocka_unit_test(every_operation_gets_its_own_result_in_any_order),
		cmocka_unit_test(an_answer_that_leaves_a_doubt_settles_nothing),
		cmocka_unit_test(an_operation_on_the_wire_is_one_line),
		cmocka_unit_test(whatever_happens_every_operation_arrives_and_the_replica_is_the_hubs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
