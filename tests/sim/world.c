#include "tests/sim/world.h"

#include "tests/sim/checks.h"
#include "tests/sim/hub.h"
#include "tests/sim/story.h"
#include "tests/sim/terminal.h"
#include "tests/sim/work.h"

#include <stdlib.h>

#define CALM (6 * HOUR_US)

/* ---- dice (xorshift64*) */

static uint64_t roll(struct world *w)
{
	w->dice ^= w->dice >> 12;
	w->dice ^= w->dice << 25;
	w->dice ^= w->dice >> 27;
	return w->dice * UINT64_C(2685821657736338717);
}

uint32_t below(struct world *w, uint32_t sides)
{
	return (uint32_t)((roll(w) >> 32) * sides >> 32);
}

bool chance(struct world *w, double probability)
{
	return (double)(roll(w) >> 11) < probability * 9007199254740992.0;
}

bool mishap(struct world *w, double probability)
{
	return !w->calm && chance(w, probability * w->mishap);
}

int64_t between(struct world *w, int64_t low, int64_t high)
{
	return high <= low ? low : low + (int64_t)(roll(w) >> 1) % (high - low);
}

static void fill(void *ctx, void *out, size_t len)
{
	struct world *w = ctx;
	unsigned char *bytes = out;

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)(roll(w) >> 40);
}

/* ---- events */

/* How often things happen: a few a day in a small town, and not more than a year of a thousand terminals can bear. */
static int64_t pause_of(struct world *w, enum event_kind kind)
{
	double terminal_days = (double)w->set.terminals * w->set.days;
	double many = terminal_days > 1000 ? 0.2 * 1000 / terminal_days + 0.0007 : 1; /* a share of what a small town does */
	double each; /* a day */

	switch (kind) {
	case EVENT_PERSON:
		each = 0.8 * w->set.terminals * many;
		break;
	case EVENT_CLERK:
		each = 1.0 * w->set.terminals * many;
		break;
	case EVENT_TOWN:
		each = terminal_days > 1000 ? 0.35 : 2;
		break;
	default:
		each = 0.9 * w->mishap * w->set.terminals * (terminal_days > 1000 ? 0.016 : 1);
	}
	return (int64_t)((double)DAY_US / each * ((double)below(w, 2000) / 1000.0)) + SECOND_US;
}

static void again(struct world *w, enum event_kind kind)
{
	int64_t at = w->now + pause_of(w, kind);

	if (at < w->end)
		queue_add(&w->queue, (struct event){ .at = at, .kind = kind });
}

static void happen(struct world *w, const struct event *event)
{
	struct terminal *t = &w->terminal[event->who];
	struct question *question = event->data;

	switch (event->kind) {
	case EVENT_WAKE:
		terminal_wake(w, t);
		break;
	case EVENT_REQUEST:
		hub_take(w, question);
		question_free(question);
		break;
	case EVENT_ANSWER:
		terminal_answer(w, t, event->data);
		break;
	case EVENT_GIVE_UP:
		terminal_give_up(w, t, event->n / 2, (enum sync_lane)(event->n % 2));
		break;
	case EVENT_BOOT:
		if (!t->up)
			terminal_boot(w, t);
		break;
	case EVENT_HOUSE:
		terminal_house(w, t);
		queue_add(&w->queue, (struct event){ .at = w->now + DAY_US, .kind = EVENT_HOUSE, .who = t->id });
		break;
	case EVENT_LINK:
		if (t->link != LINK_UP && w->now >= t->link_until)
			net_link(w, t, LINK_UP, 0);
		break;
	case EVENT_PERSON:
		work_person(w);
		again(w, EVENT_PERSON);
		break;
	case EVENT_CLERK:
		work_clerk(w);
		again(w, EVENT_CLERK);
		break;
	case EVENT_TOWN:
		work_town(w);
		again(w, EVENT_TOWN);
		break;
	case EVENT_NIGHT:
		if (!w->calm && w->hub.up)
			hub_night(w);
		if (w->now + DAY_US < w->end)
			queue_add(&w->queue, (struct event){ .at = w->now + DAY_US, .kind = EVENT_NIGHT });
		break;
	case EVENT_HUB_UP:
		hub_back(w);
		break;
	case EVENT_MISHAP:
		work_mishap(w);
		again(w, EVENT_MISHAP);
		break;
	case EVENT_OPERATOR:
		work_operator(w, t, event->n == 1);
		break;
	}
}

static void play_until(struct world *w, int64_t end)
{
	struct event event;

	while (!w->broken && !w->hub.blind && queue_next(&w->queue, &event)) {
		if (event.at > end) {
			queue_add(&w->queue, event);
			break;
		}
		w->now = event.at;
		w->events++;
		arena_reset(w->arena);
		happen(w, &event);
	}
	w->now = end;
}

static void begin(struct world *w, const struct settings *settings)
{
	int terminals = settings->terminals;
	double work = (double)terminals * settings->days * 2.2;

	*w = (struct world){ .set = *settings, .dice = (settings->seed + 1) * UINT64_C(0x9E3779B97F4A7C15) | 1, .now = MINUTE_US };
	w->rng = (struct rng){ .fill = fill, .ctx = w };
	for (int i = 0; i < 8; i++)
		roll(w);
	w->end = (int64_t)settings->days * DAY_US;
	w->mishap = 0.2 + (double)below(w, 2000) / 1000.0;
	w->arena = arena_new();
	w->terminal_cap = terminals + 2 + terminals / 20;
	w->op_cap = (int32_t)MIN(work + 400, 16000.0);
	w->number_cap = w->op_cap;
	w->log_cap = w->op_cap * 4;
	w->op = calloc((size_t)w->op_cap, sizeof(*w->op));
	w->terminal = calloc((size_t)w->terminal_cap, sizeof(*w->terminal));
	if (!w->op || !w->terminal)
		abort();
	hub_start(w);
	for (int i = 0; i < terminals; i++)
		terminal_add(w, terminals > 3 ? i % 5 != 0 : i != 1, (uint8_t)(i == 0 ? 15 : 1 + below(w, 15)));
	for (enum event_kind kind = EVENT_PERSON; kind <= EVENT_TOWN; kind++)
		again(w, kind);
	again(w, EVENT_MISHAP);
	queue_add(&w->queue, (struct event){ .at = DAY_US / 8, .kind = EVENT_NIGHT });
}

void world_play(struct world *w, const struct settings *settings)
{
	begin(w, settings);
	play_until(w, w->end);
	if (w->broken || w->hub.blind)
		return;
	work_heal(w);
	play_until(w, w->end + CALM);
	w->hub.blind = w->hub.blind || w->hub.lost_to > 0; /* nobody was left to notice */
	if (!w->broken && !w->hub.blind)
		check_end(w);
	for (int i = 0; i < w->terminals && !w->broken && !w->hub.blind; i++) {
		terminal_house(w, &w->terminal[i]);
		check_room(w, &w->terminal[i]);
	}
}

void world_done(struct world *w)
{
	struct event event;

	while (queue_next(&w->queue, &event)) {
		if (event.kind == EVENT_REQUEST)
			question_free(event.data);
		else if (event.kind == EVENT_ANSWER)
			reply_free(event.data);
	}
	queue_done(&w->queue);
	hub_done(w);
	for (int i = 0; i < w->terminals; i++)
		terminal_done(&w->terminal[i]);
	free(w->terminal);
	free(w->op);
	arena_free(w->arena);
}
