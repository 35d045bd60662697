#include "tests/sim/work.h"

#include "tests/sim/hub.h"
#include "tests/sim/story.h"
#include "tests/sim/terminal.h"
#include "tests/sim/town.h"

static struct terminal *any(struct world *w, bool public_)
{
	for (int i = 0; i < 8; i++) {
		struct terminal *t = &w->terminal[below(w, (uint32_t)w->terminals)];

		if (t->there && t->up && !t->dead && t->public_ == public_)
			return t;
	}
	return NULL;
}

static struct deed *new_op(struct world *w, const struct terminal *t, size_t rule)
{
	struct deed *op;

	if (w->ops == w->op_cap)
		return NULL;
	op = &w->op[w->ops++];
	*op = (struct deed){ .rule = (uint8_t)rule, .request = -1, .number = -1, .terminal = t->id, .subject = (uint8_t)below(w, SUBJECTS),
	                   .department = (uint8_t)below(w, DEPARTMENTS) };
	return op;
}

static int32_t new_number(struct world *w)
{
	if (w->numbers > 0 && mishap(w, 0.02)) {
		w->happened[FAULT_SAME_NUMBER]++;
		return (int32_t)below(w, (uint32_t)w->numbers);
	}
	return w->numbers < w->number_cap ? w->numbers++ : w->numbers - 1;
}

static int32_t any_request(struct world *w)
{
	for (int i = 0; i < 6 && w->ops > 0; i++) {
		int32_t at = (int32_t)below(w, (uint32_t)w->ops);

		if (w->op[at].rule == OP_REQUEST && w->op[at].acknowledged)
			return at;
	}
	return -1;
}

static size_t rule_of(const char *name)
{
	return (size_t)(op_rule_find(name) - op_rules);
}

void work_person(struct world *w)
{
	static const char *const kinds[] = {
		"request", "request", "request", "request", "request", "message", "message", "printed", "appointment", "vote", "subscription",
	};
	struct terminal *t = any(w, true);
	size_t rule = rule_of(kinds[below(w, ARRAY_LEN(kinds))]);
	struct deed *op = t ? new_op(w, t, rule) : NULL;

	if (!op)
		return;
	op->wrong_letter = mishap(w, 0.01);
	w->happened[FAULT_WRONG_LETTER] += op->wrong_letter;
	if (rule == OP_REQUEST) {
		op->number = new_number(w);
		op->key = chance(w, 0.03) ? 1 : 0; /* a service that is no more */
		op->to = chance(w, 0.03) ? 1 : 0;  /* answers that do not fit */
	} else if (rule == OP_MESSAGE) {
		op->request = any_request(w);
	} else {
		op->key = (uint8_t)below(w, KEYS);
		op->to = (uint8_t)below(w, 100);
	}
	if (!terminal_append(w, t, w->ops - 1, 0))
		say(w, "%s: a person is told that nothing can be registered now", terminal_name(t));
}

/* A request that this desk shows. */
static int32_t shown_request(struct world *w, const struct terminal *t)
{
	for (int i = 0; i < 12 && t->stored.there && w->ops > 0; i++) {
		int32_t at = (int32_t)below(w, (uint32_t)w->ops);

		if (w->op[at].rule == OP_REQUEST && CONTENT_ROWS + at < t->row_cap && t->row[CONTENT_ROWS + at].here)
			return at;
	}
	return -1;
}

static void act(struct world *w, struct terminal *t, size_t rule, int32_t request)
{
	struct deed *op = new_op(w, t, rule);
	uint32_t seen = request >= 0 ? t->row[CONTENT_ROWS + request].value : 0;
	int64_t hold = rule == OP_MESSAGE || rule == OP_STATE ? (int64_t)below(w, 60) * SECOND_US : 0;

	if (!op)
		return;
	op->request = request;
	op->to = (uint8_t)below(w, 5);
	if (rule == OP_STATE)
		op->from = seen & 15;
	else if (rule == OP_ASSIGNMENT)
		op->from = seen >> 4 & 15;
	else if (rule == OP_REPLACE)
		op->number = new_number(w);
	else if (rule >= OP_KINDS && rule < op_rules_len)
		op->from = chance(w, 0.8) ? (uint8_t)w->hub.town.subject[rule][op->subject] : 99;
	w->happened[FAULT_UNKNOWN_KIND] += rule >= op_rules_len && !w->hub.upgraded;
	if (!terminal_append(w, t, w->ops - 1, hold))
		say(w, "%s: a clerk is told that nothing can be kept now", terminal_name(t));
	else if (hold && chance(w, 0.1))
		terminal_take_back(w, t, w->ops - 1);
}

void work_clerk(struct world *w)
{
	static const char *const kinds[] = {
		"state",  "state",   "state",       "assignment", "message",     "message",
		"settle", "replace", "publication", "handover",   "appointment", NULL,
	};
	const char *kind = kinds[below(w, ARRAY_LEN(kinds))];
	size_t rule = kind ? rule_of(kind) : op_rules_len;
	struct terminal *t = any(w, false), *other;
	int32_t request = t ? shown_request(w, t) : -1;
	bool needs = kind && op_rules[rule].about == ABOUT_REQUEST;

	if (!t || (needs && request < 0))
		return;
	act(w, t, rule, needs ? request : -1);
	other = any(w, false);
	if (needs && other && other != t && mishap(w, 0.3) && CONTENT_ROWS + request < other->row_cap && other->stored.there &&
	    other->row[CONTENT_ROWS + request].here) {
		w->happened[FAULT_TWO_DESKS]++;
		say(w, "%s and %s change one request at the same time", terminal_name(t), terminal_name(other));
		act(w, other, rule, request);
	}
}

void work_town(struct world *w)
{
	int32_t request;

	if (!w->hub.up)
		return;
	for (uint32_t i = below(w, 6); i < 6; i++) {
		int32_t row = (int32_t)below(w, CONTENT_ROWS);

		if (chance(w, 0.15))
			town_drop(w, false, row);
		else
			town_put(w, false, row, below(w, 100000), 0);
	}
	request = chance(w, 0.15) ? any_request(w) : -1;
	if (request >= 0 && w->hub.town.request[request].here && w->hub.town.request[request].state == 4) {
		say(w, "the hub drops %s, which was closed", op_words(w, request));
		town_drop_request(w, request);
	}
	hub_changed(w);
}

/* ---- from outside */

static void link_goes(struct world *w, struct terminal *t)
{
	int64_t longest = chance(w, 0.1) ? 2 * DAY_US : HOUR_US;

	if (t->link != LINK_UP)
		return;
	if (chance(w, 0.03)) {
		w->happened[FAULT_AWAY_LONG]++;
		longest = 45 * DAY_US;
	}
	net_link(w, t, LINK_DOWN, between(w, MINUTE_US, longest));
}

static void revoke(struct world *w, struct terminal *t)
{
	struct enrolment *e = &w->hub.town.enrolled[t->as];

	if (!e->there || e->revoked || !w->hub.up)
		return;
	say(w, "%s is revoked", terminal_name(t));
	w->happened[FAULT_REVOKED]++;
	e->revoked = true;
	hub_changed(w);
	if (chance(w, 0.85))
		queue_add(&w->queue, (struct event){ .at = w->now + between(w, HOUR_US, 8 * HOUR_US),
		                                     .kind = EVENT_OPERATOR,
		                                     .who = t->id,
		                                     .n = 1 });
}

static uint8_t some_departments(struct world *w)
{
	return (uint8_t)(1 + below(w, (1 << DEPARTMENTS) - 1));
}

static void change_scope(struct world *w, struct terminal *t)
{
	struct enrolment *e = &w->hub.town.enrolled[t->as];

	if (t->public_ || !e->there || !w->hub.up)
		return;
	e->departments = t->departments = some_departments(w);
	town_take_rev(w);
	e->scope_rev = w->hub.town.rev;
	say(w, "%s gets another scope", terminal_name(t));
	w->happened[FAULT_SCOPE_CHANGED]++;
	hub_changed(w);
}

static void lie(struct world *w, const struct terminal *t)
{
	struct question question = { .terminal = t->id,
		                     .exchange = -1,
		                     .lane = SYNC_PULL,
		                     .task = SYNC_TASK_CHANGES,
		                     .token = t->token,
		                     .as = t->as,
		                     .protocol = 1 };

	if (!w->hub.up || w->hub.lost_to)
		return;
	say(w, "somebody with the token of %s forges a cursor", terminal_name(t));
	w->happened[FAULT_LIAR]++;
	epoch_text(w->hub.town.epoch, question.since.epoch);
	question.since.rev = w->hub.town.rev + 1000;
	hub_take(w, &question);
}

static void clock_jumps(struct world *w, struct terminal *t)
{
	static const int64_t ways[] = { -20000 * DAY_US, -HOUR_US, HOUR_US, 400 * DAY_US, 3 * MINUTE_US, 31 * DAY_US };

	t->wall_off = DAY_US * 20000 + ways[below(w, ARRAY_LEN(ways))];
	w->happened[FAULT_CLOCK_JUMP]++;
	say(w, "%s: its clock jumps", terminal_name(t));
}

static void hub_mishap(struct world *w)
{
	switch (below(w, 16)) {
	case 0: case 1:
		hub_restore(w, true, between(w, SECOND_US, 8 * HOUR_US));
		break;
	case 2:
		hub_restore(w, false, between(w, SECOND_US, 8 * HOUR_US));
		break;
	case 3:
		w->hub.keys++;
		w->happened[FAULT_KEY_ROTATED]++;
		break;
	case 4:
		hub_upgrade(w);
		break;
	case 5: case 6:
		w->hub.too_large_until = w->now + between(w, MINUTE_US, HOUR_US);
		break;
	default:
		hub_crash(w, between(w, SECOND_US, chance(w, 0.1) ? 12 * HOUR_US : 5 * MINUTE_US), "for no reason");
	}
}

void work_mishap(struct world *w)
{
	struct terminal *t = &w->terminal[below(w, (uint32_t)w->terminals)];

	if (chance(w, w->set.terminals > 50 ? 0.03 : 0.25)) {
		hub_mishap(w);
		return;
	}
	if (!t->there || t->dead || !t->up)
		return;
	switch (below(w, 26)) {
	case 0: case 1: case 2:
		terminal_kill(w, t, "for no reason");
		break;
	case 3: case 4: case 5:
		terminal_power(w, t, "for no reason");
		break;
	case 6: case 7: case 8: case 9: case 10:
		link_goes(w, t);
		break;
	case 11: case 12:
		if (t->link == LINK_UP)
			net_link(w, t, LINK_PORTAL, between(w, MINUTE_US, 20 * MINUTE_US));
		break;
	case 13: case 14:
		t->full_until = w->now + between(w, MINUTE_US, HOUR_US);
		break;
	case 15:
		t->error_until = w->now + between(w, MINUTE_US, HOUR_US);
		break;
	case 16:
		t->stored.rotten = t->stored.there;
		w->happened[FAULT_REPLICA_ROT]++;
		break;
	case 17:
		terminal_rot_outbox(w, t);
		break;
	case 18:
		clock_jumps(w, t);
		break;
	case 19: case 20:
		terminal_image(w, t);
		break;
	case 21:
		terminal_put_back(w, t);
		break;
	case 22:
		if (w->terminals < w->terminal_cap && chance(w, 0.5))
			terminal_clone(w, t);
		break;
	case 23:
		revoke(w, t);
		break;
	case 24:
		change_scope(w, t);
		break;
	case 25:
		if (chance(w, 0.3))
			lie(w, t);
		break;
	}
}

void work_operator(struct world *w, struct terminal *t, bool again)
{
	if (!t->there || t->dead)
		return;
	if (!again) {
		terminal_salvage(w, t);
		return;
	}
	if (!w->hub.up) {
		queue_add(&w->queue, (struct event){ .at = w->now + HOUR_US, .kind = EVENT_OPERATOR, .who = t->id, .n = 1 });
		return;
	}
	if (t->as != t->id) /* a clone becomes a terminal of its own */
		t->as = t->id;
	say(w, "%s is enrolled anew", terminal_name(t));
	w->happened[FAULT_ENROLLED_ANEW]++;
	hub_enrol(w, t, t->public_, t->public_ ? 0 : chance(w, 0.5) ? some_departments(w) : t->departments);
	hub_changed(w);
	if (t->up)
		terminal_renewed(w, t);
}

void work_heal(struct world *w)
{
	w->calm = true;
	say(w, "from here on nothing goes wrong any more");
	hub_back(w);
	for (int i = 0; i < w->terminals; i++) {
		struct terminal *t = &w->terminal[i];
		const struct enrolment *e = &w->hub.town.enrolled[t->as];

		if (!t->there || t->dead)
			continue;
		if (t->link != LINK_UP)
			net_link(w, t, LINK_UP, 0);
		if (!t->up)
			terminal_boot(w, t);
		terminal_house(w, t);
		terminal_salvage(w, t);
		if (!e->there || e->token != t->token || (e->revoked && chance(w, 0.5)))
			work_operator(w, t, true);
	}
}
