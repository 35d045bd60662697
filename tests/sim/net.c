#include "tests/sim/net.h"

#include "tests/sim/story.h"

#include <stdlib.h>

enum { CONNECT_S = 3 };

struct question *question_new(void)
{
	struct question *question = calloc(1, sizeof(*question));

	if (!question)
		abort();
	return question;
}

void question_free(struct question *question)
{
	strbuf_done(&question->body);
	free(question);
}

struct reply *reply_new(int terminal, int64_t exchange, enum sync_lane lane, int status)
{
	struct reply *reply = calloc(1, sizeof(*reply));

	if (!reply)
		abort();
	*reply = (struct reply){ .terminal = terminal, .exchange = exchange, .lane = lane,
	                         .answer = { .arrived = true, .status = status, .from_hub = true, .version = WIRE_PROTOCOL } };
	return reply;
}

void reply_free(struct reply *reply)
{
	strbuf_done(&reply->text);
	if (reply->page && --reply->page->users == 0) {
		strbuf_done(&reply->page->text);
		free(reply->page);
	}
	if (reply->snapshot && --reply->snapshot->users == 0) {
		free(reply->snapshot->row);
		free(reply->snapshot->record);
		free(reply->snapshot);
	}
	free(reply);
}

void net_nobody(struct world *w, int terminal, int64_t exchange, enum sync_lane lane, int64_t delay)
{
	queue_add(&w->queue, (struct event){ .at = w->now + delay, .kind = EVENT_GIVE_UP, .who = terminal, .n = exchange * 2 + lane });
}

/* Milliseconds, mostly; sometimes as long as something is stuck somewhere. */
static int64_t transit(struct world *w)
{
	if (mishap(w, 0.01)) {
		w->happened[FAULT_DELAYED]++;
		return between(w, SECOND_US, chance(w, 0.1) ? 6 * HOUR_US : 40 * SECOND_US);
	}
	return between(w, 5000, 60000);
}

static struct question *again(const struct question *question)
{
	struct question *copy = question_new();

	*copy = *question;
	copy->body = (struct strbuf)STRBUF_INIT;
	strbuf_addn(&copy->body, strbuf_str(&question->body), question->body.len);
	return copy;
}

/* A hotel's page, a proxy's error, a company's login. */
static void portal(struct world *w, const struct question *question)
{
	static const int statuses[] = { 200, 200, 302, 401, 403, 404, 407, 410, 502, 200 };
	static const char *const bodies[] = { "<html><body>Bienvenue sur le Wi-Fi</body></html>\n", "", "{\"results\":[]}\n",
		                              "{\"reason\":\"epoch\"}" };
	struct reply *reply = reply_new(question->terminal, question->exchange, question->lane, statuses[below(w, ARRAY_LEN(statuses))]);

	reply->answer.from_hub = false;
	reply->answer.version = 0;
	reply->forged = true;
	strbuf_add(&reply->text, bodies[below(w, ARRAY_LEN(bodies))]);
	w->happened[FAULT_PORTAL]++;
	queue_add(&w->queue, (struct event){ .at = w->now + transit(w), .kind = EVENT_ANSWER, .who = reply->terminal, .data = reply });
}

static void tell_question(const struct world *w, const struct terminal *t, const struct question *question)
{
	if (question->task == SYNC_TASK_SNAPSHOT)
		say(w, "%s asks for a snapshot", terminal_name(t));
	else if (question->task == SYNC_TASK_CHANGES)
		say(w, "%s asks for what came after rev %d of epoch %s", terminal_name(t), (int)question->since.rev, question->since.epoch + 28);
}

void net_ask(struct world *w, struct terminal *t, struct question *question)
{
	tell_question(w, t, question);
	w->requests++;
	t->asked_in_hour++;
	if (t->link == LINK_DOWN || !w->hub.up) {
		net_nobody(w, t->id, question->exchange, question->lane, between(w, 1000, CONNECT_S * SECOND_US));
		question_free(question);
		return;
	}
	if (t->link == LINK_PORTAL) {
		portal(w, question);
		question_free(question);
		return;
	}
	net_nobody(w, t->id, question->exchange, question->lane,
	           (15 + question->wait_s) * SECOND_US + (question->lane == SYNC_PULL ? 30 : 5) * SECOND_US);
	if (mishap(w, 0.004)) {
		w->happened[FAULT_REQUEST_LOST]++;
		question_free(question);
		return;
	}
	if (mishap(w, 0.01)) {
		struct question *copy = again(question);

		w->happened[FAULT_DOUBLED]++;
		queue_add(&w->queue, (struct event){ .at = w->now + between(w, 1000, chance(w, 0.2) ? 3 * DAY_US : MINUTE_US),
		                                     .kind = EVENT_REQUEST, .who = t->id, .data = copy });
	}
	queue_add(&w->queue, (struct event){ .at = w->now + transit(w), .kind = EVENT_REQUEST, .who = t->id, .data = question });
}

static void cut(struct world *w, struct reply *reply)
{
	w->happened[FAULT_CUT]++;
	if (chance(w, 0.5) || reply->snapshot)
		reply->answer.arrived = false; /* as its length tells */
	else
		reply->cut = true;
}

void net_answer(struct world *w, struct reply *reply)
{
	struct terminal *t = &w->terminal[reply->terminal];

	if (t->link != LINK_UP || mishap(w, 0.006)) {
		w->happened[FAULT_ANSWER_LOST]++;
		net_nobody(w, reply->terminal, reply->exchange, reply->lane, between(w, SECOND_US, 40 * SECOND_US));
		reply_free(reply);
		return;
	}
	if (mishap(w, 0.006))
		cut(w, reply);
	queue_add(&w->queue, (struct event){ .at = w->now + transit(w), .kind = EVENT_ANSWER, .who = reply->terminal, .data = reply });
}

void net_link(struct world *w, struct terminal *t, enum link link, int64_t for_long)
{
	static const char *const words[] = { "is on the network again", "has no network", "is behind a portal that answers everything" };

	t->link = link;
	t->link_until = w->now + for_long;
	say(w, "%s %s", terminal_name(t), words[link]);
	if (link != LINK_UP) {
		w->happened[link == LINK_DOWN ? FAULT_LINK_DOWN : FAULT_PORTAL]++;
		queue_add(&w->queue, (struct event){ .at = t->link_until, .kind = EVENT_LINK, .who = t->id });
	}
	/* A long poll dies without a word, and is noticed when its time is over. */
	if (link != LINK_UP && t->lane[SYNC_PULL].folded) {
		t->lane[SYNC_PULL].folded = false;
		net_nobody(w, t->id, t->lane[SYNC_PULL].id, SYNC_PULL, between(w, SECOND_US, 40 * SECOND_US));
	}
	if (link == LINK_UP && t->up) {
		t->waiting_for_link = false;
		t->wake = w->now + between(w, 0, SYNC_UNREACHABLE_MAX_MS * 1000);
		queue_add(&w->queue, (struct event){ .at = t->wake, .kind = EVENT_WAKE, .who = t->id });
	}
}
