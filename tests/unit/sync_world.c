/* The protocol core in a town in memory: hub, network and terminal that fail at random, years in a second. */
#include "tests/unit/sync_fixture.h"

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
		cmocka_unit_test(whatever_happens_every_operation_arrives_and_the_replica_is_the_hubs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
