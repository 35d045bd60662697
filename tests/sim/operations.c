#include "tests/sim/operations.h"

#include "tests/sim/hub.h"
#include "tests/sim/story.h"
#include "tests/sim/town.h"

#include <stdlib.h>

#define EARLY_KEPT (7 * DAY_US)

static const struct op_rule weather = { "weather", .agent = true, .kept = true, .about = ABOUT_NOTHING, .merge = MERGE_APPEND };

void op_id(int32_t op, char out[UUID_TEXT])
{
	snprintf(out, UUID_TEXT, "00000000-0000-7000-8000-%012d", op);
}

const struct op_rule *hub_rule(const struct world *w, int32_t op)
{
	if (w->op[op].rule < op_rules_len)
		return &op_rules[w->op[op].rule];
	return w->hub.upgraded ? &weather : NULL;
}

/* Who says it. */
struct sender {
	bool resident, revoked;
	uint8_t departments;
};

/* ---- kinds */

static struct serve_decision take_request(struct world *w, const struct sender *from, int32_t at)
{
	struct town *town = &w->hub.town;
	const struct deed *op = &w->op[at];
	struct number *number = &town->number[op->number];
	struct serve_submission facts = {
		.resident = from->resident, .has_number = true, .number_free = number->requests == 0 && !number->revoked,
		.has_service = op->key != 1, .answers_fit = op->to != 1,
	};
	struct serve_decision decision = serve_submission(&facts);

	if (decision.outcome == SERVE_REJECTED)
		return decision;
	town->request[at] = (struct request){ .here = true, .was_here = true, .number = op->number, .department = op->department,
	                                      .to_settle = decision.outcome == SERVE_SETTLE,
	                                      .was_told = decision.outcome == SERVE_SETTLE };
	number->requests++;
	number->request = at;
	town_put_request(w, at);
	town_refresh_record(w, op->number);
	return decision;
}

static void add_message(struct world *w, int32_t at, int32_t request)
{
	town_put(w, false, CONTENT_ROWS + at, (uint32_t)at, w->hub.town.request[request].department);
	if (w->hub.town.request[request].number >= 0)
		town_refresh_record(w, w->hub.town.request[request].number);
}

/* What cannot be taken as it is becomes a request of its own, without a number. */
static void settle(struct world *w, int32_t at)
{
	w->hub.town.request[at] = (struct request){ .here = true, .was_here = true, .number = -1, .to_settle = true };
	town_put_request(w, at);
}

static struct serve_decision take_residents_message(struct world *w, int32_t at)
{
	struct town *town = &w->hub.town;
	int32_t made = w->op[at].request, number = made >= 0 ? w->op[made].number : -1;
	size_t requests = number >= 0 ? (size_t)town->number[number].requests : 0;
	struct serve_decision decision = serve_message(&(struct serve_word){ true, requests, .has_key = true, .has_room = true });

	if (decision.outcome == SERVE_APPLIED)
		add_message(w, at, town->number[number].request);
	else
		settle(w, at);
	return decision;
}

static struct serve_decision change_state(struct world *w, int32_t at)
{
	const struct deed *op = &w->op[at];
	struct request *request = &w->hub.town.request[op->request];
	struct serve_decision decision = serve_change(op->to < 5, REASON_STATE, op->from == request->state, REASON_STATE_MOVED);

	if (decision.outcome != SERVE_APPLIED)
		return decision;
	request->state = op->to;
	request->closed = op->to == 4 ? w->now : 0;
	town_put_request(w, op->request);
	add_message(w, at, op->request);
	return decision;
}

static struct serve_decision change_assignee(struct world *w, int32_t at)
{
	const struct deed *op = &w->op[at];
	struct request *request = &w->hub.town.request[op->request];
	struct serve_decision decision = serve_change(true, REASON_AGENT, op->from == request->assignee, REASON_ASSIGNEE_MOVED);

	if (decision.outcome != SERVE_APPLIED)
		return decision;
	request->assignee = op->to;
	town_put_request(w, op->request);
	add_message(w, at, op->request);
	return decision;
}

static struct serve_decision replace_number(struct world *w, int32_t at)
{
	const struct deed *op = &w->op[at];
	struct town *town = &w->hub.town;
	struct request *request = &town->request[op->request];
	struct number *number = &town->number[op->number];
	int32_t old = request->number;
	struct serve_decision decision = serve_change(true, REASON_NUMBER, old == w->op[op->request].number, REASON_NUMBER_MOVED);

	if (decision.outcome == SERVE_APPLIED)
		decision = serve_change(number->requests == 0 && !number->revoked, REASON_SAME_NUMBER, true, REASON_NONE);
	if (decision.outcome != SERVE_APPLIED)
		return decision;
	number->requests++;
	number->request = op->request;
	request->number = op->number;
	if (old >= 0) {
		town->number[old].requests--;
		town->number[old].revoked = true;
		for (int32_t i = 0; town->number[old].requests > 0 && i < town->ops; i++)
			if (town->request[i].here && town->request[i].number == old)
				town->number[old].request = i;
		town_refresh_record(w, old);
	}
	town_put_request(w, op->request);
	add_message(w, at, op->request);
	return decision;
}

static struct serve_decision settle_request(struct world *w, int32_t at)
{
	const struct deed *op = &w->op[at];
	struct request *request = &w->hub.town.request[op->request];
	struct serve_decision decision = serve_change(true, REASON_NO_SERVICE, true, REASON_NONE);

	request->to_settle = false;
	request->department = op->department;
	town_put_request(w, op->request);
	add_message(w, at, op->request);
	return decision;
}

static struct serve_decision take_desks(struct world *w, const struct sender *from, int32_t at)
{
	const struct deed *op = &w->op[at];
	const struct request *request = &w->hub.town.request[op->request];
	struct serve_about facts = {
		.request = request->here ? REQUEST_HERE : request->was_here ? REQUEST_WAS_HERE : REQUEST_NEVER_SEEN, .id_sound = true,
		.in_scope = request->here && (from->departments >> request->department & 1), .has_agent = true,
	};
	struct serve_decision decision = serve_about(&facts);

	if (decision.outcome != SERVE_APPLIED)
		return decision;
	switch ((enum op_kind)op->rule) {
	case OP_STATE:
		return change_state(w, at);
	case OP_ASSIGNMENT:
		return change_assignee(w, at);
	case OP_REPLACE:
		return replace_number(w, at);
	case OP_SETTLE:
		return settle_request(w, at);
	case OP_MESSAGE:
		add_message(w, at, op->request);
		return decision;
	case OP_REQUEST:
	case OP_PRINTED:
	case OP_KINDS:
		break;
	}
	return decision;
}

static struct serve_decision keep(struct world *w, const struct op_rule *rule, const struct sender *from, int32_t at)
{
	const struct deed *op = &w->op[at];
	struct town *town = &w->hub.town;
	size_t kind = op->rule;
	uint32_t *value = &town->subject[kind][op->subject], *keys = &town->keyed[kind][op->subject];
	struct serve_stands facts = {
		.has_subject = true, .subject_taken = *value != 0, .key_taken = *keys >> op->key & 1, .from_stands = op->from == *value,
	};
	struct serve_kept kept = serve_keep(rule, from->resident, &facts);

	if (kept.stands) {
		*value = 1U + op->to;
		*keys |= 1U << op->key;
	}
	if (kept.decision.outcome == SERVE_SETTLE)
		settle(w, at);
	return kept.decision;
}

static struct serve_decision take_kind(struct world *w, const struct op_rule *rule, const struct sender *from, int32_t at)
{
	if (rule->kept)
		return keep(w, rule, from, at);
	if (rule == &op_rules[OP_REQUEST])
		return take_request(w, from, at);
	if (rule == &op_rules[OP_PRINTED]) {
		w->hub.town.counted++;
		return (struct serve_decision){ .outcome = SERVE_APPLIED };
	}
	return from->resident ? take_residents_message(w, at) : take_desks(w, from, at);
}

/* ---- once */

/* What desks did before the request came. */
static void apply_parked(struct world *w, int32_t request)
{
	struct town *town = &w->hub.town;

	for (int32_t i = 0; town->waiting > 0 && i < town->ops; i++) {
		struct sender desk = { .departments = (1 << DEPARTMENTS) - 1 };
		struct serve_decision decision;

		if (!town->op[i].parked || w->op[i].request != request)
			continue;
		town->op[i].parked = false;
		town->waiting--;
		decision = take_desks(w, &desk, i);
		if (decision.outcome != SERVE_APPLIED) { /* its words stand in the thread, and the desk is told */
			town->op[i].noted = true;
			town->request[request].to_settle = true;
			town_put_request(w, request);
			add_message(w, i, request);
		}
	}
}

static void take(struct world *w, const struct sender *from, int32_t at, struct serve_decision letter, struct serve_decision *ret)
{
	struct town *town = &w->hub.town;
	struct op_at_hub *done = &town->op[at];

	*ret = letter;
	if (letter.outcome == SERVE_APPLIED)
		*ret = take_kind(w, hub_rule(w, at), from, at);
	else if (letter.outcome == SERVE_SETTLE && !letter.keep)
		settle(w, at);
	if (ret->outcome == SERVE_APPLIED || ret->outcome == SERVE_SETTLE)
		done->effects++;
	if (done->effects > 1)
		broken(w, "%s has had its effect twice", op_words(w, at));
	if (w->op[at].withdrawn && done->effects)
		broken(w, "%s was taken back, and reached the hub all the same", op_words(w, at));
	done->outcome = (uint8_t)(1 + ret->outcome);
	done->at = w->now;
	done->parked = ret->park;
	done->unknown = ret->keep;
	town->waiting += ret->park + ret->keep;
	town->ops = MAX(town->ops, at + 1);
	if (town->request[at].here)
		apply_parked(w, at);
}

/* What follows KEY in a line that wire_add_operation wrote; NULL when it is not there. (The real hub reads JSON; here that would be
 * half of the time.) */
static const char *after(struct bytes line, const char *key)
{
	const char *at = memmem(line.data, line.len, key, strlen(key));

	return at ? at + strlen(key) : NULL;
}

static struct serve_decision open_letter(struct world *w, const struct sender *from, int32_t at, struct bytes line)
{
	const char *key = after(line, ",\"key\":\"k");
	struct serve_envelope envelope = { .rule = hub_rule(w, at), .resident = from->resident,
	                                   .letter = after(line, ",\"body\":{") ? LETTER_PLAIN : LETTER_GARBAGE,
	                                   .revoked = from->revoked };

	if (key) {
		bool ours = strtol(key, NULL, 10) <= w->hub.keys;

		envelope.letter = ours && after(line, ",\"sealed\":\"") ? LETTER_OPENED : LETTER_NO_KEY;
		envelope.matches = !w->op[at].wrong_letter;
	}
	return serve_open(&envelope);
}

static void apply_line(struct world *w, const struct sender *from, struct bytes line, struct strbuf *results)
{
	const char *id = after(line, "{\"id\":\"");
	int32_t at = id && id[UUID_TEXT - 1] == '"' ? (int32_t)strtol(id + 24, NULL, 10) : -1;
	struct town *town = &w->hub.town;
	struct serve_decision decision;
	char uuid[UUID_TEXT];
	const char *said;

	if (at < 0 || at >= w->ops) {
		broken(w, "the hub was sent an operation that nobody made");
		return;
	}
	town->ops = MAX(town->ops, at + 1);
	town->numbers = w->numbers;
	if (town->op[at].outcome) {
		said = serve_again(serve_outcome_name((enum serve_outcome)(town->op[at].outcome - 1)));
	} else {
		take(w, from, at, open_letter(w, from, at, line), &decision);
		said = serve_outcome_name(decision.outcome);
	}
	say(w, "  the hub takes %s: %s", op_words(w, at), said);
	op_id(at, uuid);
	strbuf_addf(results, "%s{\"id\":\"%s\",\"outcome\":\"%s\"}", results->len > 12 ? "," : "", uuid, said);
}

void operations_take(struct world *w, const struct question *question, struct strbuf *ret_results)
{
	const struct enrolment *e = &w->hub.town.enrolled[question->as];
	struct sender from = { .resident = e->public_, .revoked = e->revoked, .departments = e->departments };
	const char *at = strbuf_str(&question->body), *end = at + question->body.len;

	strbuf_add(ret_results, "{\"results\":[");
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));

		if (!newline || newline[-1] != '}') {
			broken(w, "a terminal sent a line that is none");
			return;
		}
		apply_line(w, &from, (struct bytes){ .data = (const unsigned char *)at, .len = (size_t)(newline - at) }, ret_results);
		at = newline + 1;
	}
	strbuf_add(ret_results, "]}");
}

void operations_upgrade(struct world *w)
{
	struct town *town = &w->hub.town;
	struct sender desk = { .departments = (1 << DEPARTMENTS) - 1 };

	for (int32_t i = 0; i < town->ops && town->waiting > 0; i++)
		if (town->op[i].unknown) {
			town->op[i].unknown = false;
			town->waiting--;
			take_kind(w, hub_rule(w, i), &desk, i);
			say(w, "  the newer hub knows %s", op_words(w, i));
		}
}

void operations_sweep(struct world *w)
{
	struct town *town = &w->hub.town;

	for (int32_t i = 0; i < town->ops && town->waiting > 0; i++)
		if (town->op[i].parked && w->now - town->op[i].at > EARLY_KEPT && !town->request[w->op[i].request].here) {
			settle(w, w->op[i].request);
			apply_parked(w, w->op[i].request);
		}
}
