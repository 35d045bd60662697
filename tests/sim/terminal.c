#include "tests/sim/terminal.h"

#include "tests/sim/checks.h"
#include "tests/sim/operations.h"
#include "tests/sim/store.h"
#include "tests/sim/story.h"
#include "tests/sim/town.h"

#include <stdlib.h>

#define ROUND_S 22 /* of a long poll, on the average */

static int64_t mono(const struct world *w, const struct terminal *t)
{
	return w->now - t->boot + SECOND_US;
}

static void wake_at(struct world *w, struct terminal *t, int64_t at)
{
	if (t->wake > w->now && t->wake <= at)
		return;
	t->wake = at;
	queue_add(&w->queue, (struct event){ .at = at, .kind = EVENT_WAKE, .who = t->id });
}

bool terminal_dies(struct world *w, struct terminal *t, const char *where)
{
	if (!mishap(w, 0.002))
		return false;
	if (chance(w, 0.5))
		terminal_kill(w, t, where);
	else
		terminal_power(w, t, where);
	return true;
}

/* ---- asking */

static void lane_over(struct terminal *t, enum sync_lane lane)
{
	t->lane[lane].id = 0;
	t->lane[lane].folded = false;
}

static struct question *new_question(struct world *w, struct terminal *t, enum sync_lane lane, const struct sync_order *order)
{
	struct question *question = question_new();

	t->lane[lane].id = ++w->exchange_id;
	t->lane[lane].folded = false;
	*question = (struct question){ .terminal = t->id,
		                       .exchange = t->lane[lane].id,
		                       .lane = lane,
		                       .task = order->task,
		                       .token = t->token,
		                       .as = t->as,
		                       .protocol = order->protocol,
		                       .wait_s = order->wait_s,
		                       .format = order->format,
		                       .since = order->since };
	return question;
}

static bool add_line(struct world *w, const struct terminal *t, int32_t entry, struct strbuf *body)
{
	int32_t at = t->entry[entry].op;
	const struct deed *op = &w->op[at];
	bool sealed = t->public_ && op->rule < op_rules_len && op_rules[op->rule].sealed;
	char key[12];
	struct outbox_row row = {
		.seq = entry + 1,
		.kind = OP_KINDS,
		.kind_name = op->rule < op_rules_len ? op_rules[op->rule].name : "weather",
		.key = sealed ? key : NULL,
		.body = { .data = (const unsigned char *)"{}", .len = 2 },
		.made = { .wall = terminal_wall(w, t), .boot = "b" },
	};

	snprintf(key, sizeof(key), "k%d", t->key);
	op_id(at, row.id);
	return wire_add_operation(body, &row, NULL);
}

/* What goes next is marked, so that it cannot be taken back any more, and then sent. */
static void ask_push(struct world *w, struct terminal *t, const struct sync_order *order)
{
	struct exchange *lane = &t->lane[SYNC_PUSH];
	int32_t entries[SEND_MAX];
	struct question *question;
	int count, most = (int)MIN(order->batch_max, (size_t)SEND_MAX);
	int64_t next;
	enum err_code code = outbox_store_next(w, t, most, entries, &count, &next);

	if (code == ERR_NONE && count > 0)
		check_batch(w, t, entries, count);
	if (code == ERR_NONE && count > 0)
		code = outbox_store_state(w, t, entries, count, OP_SENDING);
	if (code != ERR_NONE || count == 0) {
		sync_abandoned(&t->core, SYNC_PUSH);
		sync_queued(&t->core, false);
		if (code == ERR_CORRUPT && !t->outbox_damaged) {
			say(w, "%s reports a damaged outbox", terminal_name(t));
			t->outbox_damaged = true;
			queue_add(&w->queue, (struct event){ .at = w->now + between(w, HOUR_US, 2 * DAY_US), .kind = EVENT_OPERATOR, .who = t->id });
		}
		t->outbox_closed = w->now + 5 * SECOND_US;
		wake_at(w, t, next ? w->now + MAX(next - terminal_wall(w, t), SECOND_US) : t->outbox_closed);
		return;
	}
	if (terminal_dies(w, t, "after it marked operations, before it sent them"))
		return;
	question = new_question(w, t, SYNC_PUSH, order);
	lane->count = count;
	for (int i = 0; i < count; i++) {
		lane->sent[i] = entries[i];
		if (!add_line(w, t, entries[i], &question->body))
			abort();
	}
	say(w, "%s sends %d operations, %s first", terminal_name(t), count, op_words(w, t->entry[entries[0]].op));
	net_ask(w, t, question);
}

static bool has_queued(struct world *w, struct terminal *t)
{
	int32_t entry;
	int64_t next;
	int count;

	if (w->now < t->outbox_closed || t->outbox_damaged)
		return false;
	if (outbox_store_next(w, t, 1, &entry, &count, &next) != ERR_NONE)
		return true; /* found out when it is to be sent */
	if (count == 0 && next > 0)
		wake_at(w, t, w->now + MAX(next - terminal_wall(w, t), SECOND_US));
	return count > 0;
}

static void turn(struct world *w, struct terminal *t)
{
	sync_queued(&t->core, has_queued(w, t));
	for (enum sync_lane lane = 0; lane < SYNC_LANES && t->up && !w->broken; lane++) {
		struct sync_order order = sync_next(&t->core, lane, mono(w, t), &w->rng);

		switch (order.task) {
		case SYNC_TASK_WAIT:
			if (order.until < INT64_MAX)
				wake_at(w, t, t->boot + order.until - SECOND_US);
			break;
		case SYNC_TASK_SNAPSHOT:
		case SYNC_TASK_CHANGES:
			net_ask(w, t, new_question(w, t, lane, &order));
			break;
		case SYNC_TASK_OPERATIONS:
			ask_push(w, t, &order);
			break;
		}
	}
}

void terminal_wake(struct world *w, struct terminal *t)
{
	if (!t->there || !t->up || t->wake > w->now)
		return;
	/* Nobody answers as long as the line is down: attempts that come to nothing are not played out. */
	if ((t->link == LINK_DOWN || !w->hub.up) &&
	    (t->core.lane[SYNC_PULL].trouble == SYNC_UNREACHABLE || t->core.lane[SYNC_PUSH].trouble == SYNC_UNREACHABLE)) {
		say(w, "%s waits for the network", terminal_name(t));
		t->waiting_for_link = true;
		return;
	}
	turn(w, t);
	check_rate(w, t);
}

/* ---- what came */

static bool install(struct world *w, struct terminal *t, const struct sync_pulled *pulled, const struct reply *reply,
                    enum err_code *ret_code)
{
	*ret_code = ERR_NONE;
	if (w->now < t->full_until && !w->calm)
		*ret_code = ERR_DISK_FULL;
	/* Before the new replica is in use: after a crash in between, the same is done again. */
	else if (pulled->requeue && !t->outbox_damaged)
		*ret_code = outbox_store_requeue(w, t);
	if (*ret_code != ERR_NONE)
		return true;
	if (terminal_dies(w, t, "between queueing again what was delivered and using the new replica"))
		return false;
	replica_store_install(w, t, reply->snapshot);
	t->stored.format = t->core.lane[SYNC_PULL].asked_format;
	t->snapshots_in_row++;
	say(w, "%s has a new replica: rev %d of epoch %d%s", terminal_name(t), t->stored.rev, t->stored.epoch,
	    pulled->requeue ? ", and tells again what it delivered" : "");
	return !terminal_dies(w, t, "right after it took a new replica");
}

static void carry_out(struct world *w, struct terminal *t, const struct sync_pulled *pulled, const struct reply *reply)
{
	enum err_code code;

	if (pulled->deed == SYNC_DO_REQUEUE) {
		code = t->outbox_damaged ? ERR_NONE : outbox_store_requeue(w, t);
	} else if (pulled->deed == SYNC_DO_INSTALL) {
		if (!install(w, t, pulled, reply, &code))
			return;
	} else {
		struct cursor since = t->core.cursor;

		check_page_fits(w, t, &since, pulled);
		if (terminal_dies(w, t, "before it applied a page"))
			return;
		code = replica_store_apply(w, t, pulled->lines, &pulled->to);
		if (code == ERR_NONE)
			t->snapshots_in_row = 0;
		if (terminal_dies(w, t, "after it applied a page"))
			return;
		if (code == ERR_CORRUPT) {
			say(w, "%s finds its replica damaged", terminal_name(t));
			t->stored = (struct stored){ .there = false };
		}
	}
	sync_stored(&t->core, mono(w, t), &w->rng, pulled, code);
	if (code == ERR_NONE && w->hub.town.rev == t->stored.rev && chance(w, w->terminals < 20 ? 0.3 : 0.001))
		check_replica(w, t);
}

static void take_pull(struct world *w, struct terminal *t, const struct reply *reply)
{
	struct sync_pulled pulled;

	if (reply->page && t->lane[SYNC_PULL].id)
		t->snapshots_in_row = reply->page->lines ? t->snapshots_in_row : 0;
	sync_pulled(&t->core, mono(w, t), &w->rng, &reply->answer, &pulled, NULL);
	check_belief(w, t, SYNC_PULL, reply->forged);
	if (pulled.deed != SYNC_DO_NOTHING)
		carry_out(w, t, &pulled, reply);
}

static void take_push(struct world *w, struct terminal *t, const struct reply *reply)
{
	struct exchange *lane = &t->lane[SYNC_PUSH];
	struct outbox_row rows[SEND_MAX];
	struct wire_result results[SEND_MAX];
	enum op_state states[SEND_MAX];
	int64_t at = reply->answer.hub_time ? reply->answer.hub_time : terminal_wall(w, t);

	memset(rows, 0, sizeof(rows[0]) * (size_t)lane->count);
	for (int i = 0; i < lane->count; i++)
		if (t->entry[lane->sent[i]].op >= 0)
			op_id(t->entry[lane->sent[i]].op, rows[i].id);
	if (!sync_pushed(&t->core, mono(w, t), &w->rng, &reply->answer, rows, (size_t)lane->count, w->arena, results, NULL)) {
		check_belief(w, t, SYNC_PUSH, reply->forged);
		return;
	}
	if (reply->forged)
		broken(w, "%s took a portal's word for it that operations were delivered", terminal_name(t));
	if (terminal_dies(w, t, "before it noted what the hub said"))
		return;
	for (int i = 0; i < lane->count; i++)
		states[i] = results[i].answer.state;
	if (outbox_store_answers(w, t, lane->sent, states, lane->count, at) != ERR_NONE)
		t->outbox_closed = w->now + 5 * SECOND_US;
	if (terminal_dies(w, t, "after it noted what the hub said"))
		return;
	terminal_drop_settled(w, t);
}

/* Once an hour. */
static void purge(struct world *w, struct terminal *t)
{
	if (t->core.confirmed == 0 || t->outbox_damaged || w->now < t->purge)
		return;
	t->purge = w->now + HOUR_US;
	if (outbox_store_purge(w, t, t->core.confirmed - OUTBOX_KEEP_DAYS * DAY_US) != ERR_NONE)
		say(w, "%s cannot forget what was delivered", terminal_name(t));
}

void terminal_answer(struct world *w, struct terminal *t, struct reply *reply)
{
	bool ours = t->there && t->up && t->lane[reply->lane].id == reply->exchange;
	const struct strbuf *text = reply->page ? &reply->page->text : &reply->text;

	if (ours) {
		reply->answer.body = (struct bytes){ .data = (const unsigned char *)strbuf_str(text),
			                             .len = reply->cut ? text->len / 2 : text->len };
		if (reply->answer.status == 401 && reply->answer.from_hub && !t->will_renew) {
			t->will_renew = true;
			queue_add(&w->queue, (struct event){ .at = w->now + between(w, MINUTE_US, 8 * HOUR_US),
			                                     .kind = EVENT_OPERATOR,
			                                     .who = t->id,
			                                     .n = 1 });
		}
		if (reply->lane == SYNC_PULL)
			take_pull(w, t, reply);
		else
			take_push(w, t, reply);
		lane_over(t, reply->lane);
		if (t->up && reply->lane == SYNC_PULL)
			purge(w, t);
		if (t->up)
			turn(w, t);
		check_rate(w, t);
	}
	reply_free(reply);
}

void terminal_give_up(struct world *w, struct terminal *t, int64_t exchange, enum sync_lane lane)
{
	static const struct sync_answer nothing = { .arrived = false };

	if (!t->there || !t->up || t->lane[lane].id != exchange || t->lane[lane].folded)
		return;
	if (lane == SYNC_PULL) {
		struct sync_pulled pulled;

		sync_pulled(&t->core, mono(w, t), &w->rng, &nothing, &pulled, NULL);
	} else {
		struct reply none = { .lane = SYNC_PUSH };

		take_push(w, t, &none);
	}
	lane_over(t, lane);
	terminal_wake(w, t);
	if (t->up && !t->waiting_for_link && t->wake <= w->now)
		turn(w, t);
}

/* While it was held, round after round came back empty: that the hub goes on is what the terminal learned. */
void terminal_unfold(struct world *w, struct terminal *t)
{
	if (w->now - t->lane[SYNC_PULL].held_since < ROUND_S * SECOND_US || t->core.cursor.epoch[0] == '\0')
		return;
	t->snapshots_in_row = 0;
	if (w->hub.settled > t->stored.rev && t->stored.epoch == w->hub.town.epoch && t->stored.there && !t->stored.rotten &&
	    w->now >= t->full_until) {
		struct cursor to = t->core.cursor;

		to.rev = w->hub.settled;
		if (replica_store_apply(w, t, (struct bytes){ .data = (const unsigned char *)"", .len = 0 }, &to) == ERR_NONE)
			t->core.cursor.rev = to.rev;
	}
	t->core.confirmed = t->core.hub_time = DAY_US * 20000 + w->now - ROUND_S * SECOND_US / 2;
	t->core.contact = mono(w, t);
	t->core.snapshots = 0;
	t->core.bad_pages = 0;
	t->lane[SYNC_PULL].held_since = w->now;
}

/* What sync does from time to time: here each day. */
void terminal_house(struct world *w, struct terminal *t)
{
	if (!t->up)
		return;
	w->happened[FAULT_CLOCK_DRIFT] += t->drift != 0;
	if (t->lane[SYNC_PULL].folded)
		terminal_unfold(w, t);
	purge(w, t);
	if (t->stored.rotten) { /* sync looks its replica through */
		say(w, "%s finds its replica damaged", terminal_name(t));
		t->stored = (struct stored){ .there = false };
		sync_lost_replica(&t->core);
		lane_over(t, SYNC_PULL);
		sync_abandoned(&t->core, SYNC_PULL);
		wake_at(w, t, w->now);
	}
}

void terminal_renewed(struct world *w, struct terminal *t)
{
	for (enum sync_lane lane = 0; lane < SYNC_LANES; lane++) {
		lane_over(t, lane);
		sync_abandoned(&t->core, lane);
	}
	sync_renewed(&t->core);
	t->will_renew = false;
	wake_at(w, t, w->now);
}

/* ---- people */

bool terminal_append(struct world *w, struct terminal *t, int32_t op, int64_t hold)
{
	if (!t->there || !t->up || outbox_store_append(w, t, op, hold ? terminal_wall(w, t) + hold : 0) != ERR_NONE)
		return false;
	if (terminal_dies(w, t, "after it stored what a person did, before it told them"))
		return false;
	w->op[op].acknowledged = true;
	say(w, "%s: %s is registered, and the person told", terminal_name(t), op_words(w, op));
	wake_at(w, t, w->now + between(w, 1000, 20000));
	return true;
}

bool terminal_take_back(struct world *w, struct terminal *t, int32_t op)
{
	for (int32_t i = 0; i < t->entries; i++)
		if (t->entry[i].op == op && t->entry[i].state == OP_QUEUED && outbox_store_remove(w, t, i) == ERR_NONE) {
			w->op[op].withdrawn = true;
			w->happened[FAULT_TAKEN_BACK]++;
			say(w, "%s: %s is taken back", terminal_name(t), op_words(w, op));
			return true;
		}
	return false;
}

void terminal_drop_settled(struct world *w, struct terminal *t)
{
	for (int32_t i = 0; i < t->entries; i++)
		if ((t->entry[i].state == OP_CONFLICT || t->entry[i].state == OP_REJECTED) && !t->entry[i].rotten && chance(w, 0.3)) {
			int32_t op = t->entry[i].op;

			if (outbox_store_remove(w, t, i) == ERR_NONE)
				w->op[op].told = true;
		}
}
