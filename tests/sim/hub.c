#include "tests/sim/hub.h"

#include "common/store/migrate.h"
#include "tests/sim/operations.h"
#include "tests/sim/story.h"
#include "tests/sim/terminal.h"
#include "tests/sim/town.h"

#include <stdlib.h>

void hub_start(struct world *w)
{
	struct hub *hub = &w->hub;

	*hub = (struct hub){ .up = true, .keys = 1, .epochs = 1, .served_oldest = REPLICA_FORMAT_OLDEST, .served_newest = REPLICA_FORMAT };
	town_alloc(w, &hub->town);
	for (int i = 0; i < BACKUPS; i++)
		town_alloc(w, &hub->backup[i]);
	hub->town.epoch = 1;
	if (chance(w, w->set.terminals > 50 ? 0.05 : 0.3)) /* a hub from before the newest format of the terminals */
		hub->served_newest = REPLICA_FORMAT_OLDEST;
	for (int32_t i = 0; i < CONTENT_ROWS; i++)
		town_put(w, false, i, below(w, 1000), 0);
	for (int i = 0; i < BACKUPS; i++) {
		town_copy(&hub->backup[i], &hub->town);
		hub->backup[i].taken = -1;
	}
}

static void drop_kept(struct hub *hub)
{
	for (size_t i = 0; i < ARRAY_LEN(hub->kept); i++) {
		snapshot_drop(hub->kept[i]);
		hub->kept[i] = NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(hub->page); i++) {
		page_drop(hub->page[i]);
		hub->page[i] = NULL;
	}
}

void hub_done(struct world *w)
{
	drop_kept(&w->hub);
	town_free(&w->hub.town);
	for (int i = 0; i < BACKUPS; i++)
		town_free(&w->hub.backup[i]);
}

/* ---- answers */

static struct reply *reply_to(struct world *w, const struct question *question, int status)
{
	struct reply *reply = reply_new(question->terminal, question->exchange, question->lane, status);

	reply->answer.hub_time = DAY_US * 20000 + w->now;
	reply->answer.version = serve_version(question->protocol, (struct serve_versions){ 1, w->hub.upgraded ? 2 : 1 });
	reply->answer.newest = w->hub.upgraded ? 2 : 0;
	return reply;
}

static struct serve_stand stand_of(const struct world *w, int32_t as)
{
	struct serve_stand stand = { .now = { .rev = w->hub.town.rev }, .scope_rev = w->hub.town.enrolled[as].scope_rev,
	                             .floor = w->hub.town.floor };

	epoch_text(w->hub.town.epoch, stand.now.epoch);
	return stand;
}

static void new_epoch(struct world *w)
{
	w->hub.town.epoch = ++w->hub.epochs;
	w->hub.lost_from = w->hub.lost_to = 0;
	drop_kept(&w->hub);
	say(w, "the hub draws epoch %d", w->hub.town.epoch);
}

static void answer_page(struct world *w, struct reply *reply, const struct enrolment *e, const struct cursor *since)
{
	reply->page = town_page(w, e->public_, e->departments, since);
	net_answer(w, reply);
}

static void changes(struct world *w, const struct question *question)
{
	struct serve_stand stand = stand_of(w, question->as);
	const struct enrolment *e = &w->hub.town.enrolled[question->as];
	struct terminal *t = &w->terminal[question->terminal];
	struct exchange *lane = &t->lane[SYNC_PULL];
	enum serve_pull verdict = serve_changes(question->since.epoch, question->since.rev, &stand);
	struct reply *reply;

	/* A history that was replaced without a word is found out by whoever is further than the hub. Once the hub has caught up with
	 * one of those, nobody can: such a seed ends there, and is counted. */
	if (verdict == SERVE_PAGE && w->hub.lost_to && question->since.rev > w->hub.lost_from) {
		w->hub.blind = true;
		say(w, "the hub has caught up with the history it lost before anybody noticed: nothing can be promised any more");
	}
	if (serve_draws_epoch(verdict, w->now + 1, w->hub.epoch_drawn)) {
		w->hub.epoch_drawn = w->now + 1;
		new_epoch(w);
		hub_changed(w);
	}
	reply = reply_to(w, question, verdict == SERVE_PAGE ? 200 : 410);
	if (verdict != SERVE_PAGE) {
		say(w, "  the hub to %s: 410 %s", terminal_name(t), serve_gone(verdict));
		strbuf_addf(&reply->text, "{\"reason\": \"%s\"}", serve_gone(verdict));
		net_answer(w, reply);
		return;
	}
	if (question->since.rev < w->hub.town.rev || question->wait_s == 0) {
		struct page *page = town_page(w, e->public_, e->departments, &question->since);
		bool empty = page->lines == 0;

		page_drop(page);
		if (!empty || question->wait_s == 0) {
			answer_page(w, reply, e, &question->since);
			return;
		}
	}
	reply_free(reply);
	if (lane->id == question->exchange) { /* it waits; rounds in which nothing happens are not played */
		lane->folded = true;
		lane->held_since = w->now;
		w->folded++;
	}
}

static void snapshot(struct world *w, const struct question *question)
{
	const struct enrolment *e = &w->hub.town.enrolled[question->as];
	struct serve_stand stand = stand_of(w, question->as);
	struct snapshot_file **kept = &w->hub.kept[e->public_ ? 0 : e->departments];
	bool served = question->format >= w->hub.served_oldest && question->format <= w->hub.served_newest;
	struct reply *reply = reply_to(w, question, served ? 200 : 406);

	if (!served) {
		w->happened[FAULT_FORMAT_DROPPED]++;
		net_answer(w, reply);
		return;
	}
	if (*kept && !serve_snapshot_fits(&(*kept)->at, &stand)) {
		snapshot_drop(*kept);
		*kept = NULL;
	}
	if (!*kept)
		*kept = town_snapshot(w, e->public_, e->departments);
	(*kept)->users++;
	reply->snapshot = *kept;
	memcpy(reply->answer.epoch, (*kept)->at.epoch, sizeof(reply->answer.epoch));
	reply->answer.rev = (*kept)->at.rev;
	net_answer(w, reply);
}

static void operations(struct world *w, const struct question *question)
{
	struct reply *reply;

	if (w->now < w->hub.too_large_until && !w->calm) {
		w->happened[FAULT_TOO_LARGE]++;
		net_answer(w, reply_to(w, question, chance(w, 0.5) ? 413 : 400));
		return;
	}
	if (mishap(w, 0.02)) {
		w->happened[FAULT_HUB_BUSY]++;
		reply = reply_to(w, question, 503);
		reply->answer.retry_after_s = 10;
		net_answer(w, reply);
		return;
	}
	if (mishap(w, 0.01)) { /* in the middle: the transaction is not there */
		hub_crash(w, between(w, SECOND_US, 10 * MINUTE_US), "while it takes operations");
		return;
	}
	reply = reply_to(w, question, 200);
	operations_take(w, question, &reply->text);
	hub_changed(w);
	if (mishap(w, 0.01)) {
		hub_crash(w, between(w, SECOND_US, 10 * MINUTE_US), "right after it took operations, before it answered");
		reply_free(reply);
		return;
	}
	if (mishap(w, 0.002)) { /* the disk goes while that answer is on its way */
		queue_add(&w->queue, (struct event){ .at = w->now + between(w, SECOND_US, 12 * SECOND_US), .kind = EVENT_ANSWER,
		                                     .who = reply->terminal, .data = reply });
		hub_restore(w, true, between(w, SECOND_US / 4, 2 * SECOND_US));
		return;
	}
	net_answer(w, reply);
}

void hub_take(struct world *w, const struct question *question)
{
	const struct enrolment *e = &w->hub.town.enrolled[question->as];
	enum serve_access access =
		serve_access(e->there && e->token == question->token, e->revoked, question->task == SYNC_TASK_OPERATIONS);

	if (!w->hub.up) {
		net_nobody(w, question->terminal, question->exchange, question->lane, between(w, 1000, SECOND_US));
		return;
	}
	if (access != SERVE_WELCOME) {
		struct reply *reply = reply_to(w, question, (int)access);

		if (access == SERVE_REVOKED)
			epoch_text(w->hub.town.epoch, reply->answer.epoch);
		net_answer(w, reply);
		return;
	}
	switch (question->task) {
	case SYNC_TASK_WAIT:
		break;
	case SYNC_TASK_SNAPSHOT:
		snapshot(w, question);
		break;
	case SYNC_TASK_CHANGES:
		changes(w, question);
		break;
	case SYNC_TASK_OPERATIONS:
		operations(w, question);
		break;
	}
}

/* ---- long polls */

static void unfold_all(struct world *w)
{
	for (int i = 0; i < w->terminals; i++)
		if (w->terminal[i].lane[SYNC_PULL].folded)
			terminal_unfold(w, &w->terminal[i]);
	w->hub.settled = w->hub.town.rev;
}

void hub_changed(struct world *w)
{
	unfold_all(w);
	for (int i = 0; i < w->terminals; i++) {
		struct terminal *t = &w->terminal[i];
		struct exchange *lane = &t->lane[SYNC_PULL];
		struct question again = { .terminal = i, .exchange = lane->id, .lane = SYNC_PULL, .task = SYNC_TASK_CHANGES, .token = t->token,
		                          .as = t->as, .protocol = t->core.protocol, .wait_s = 1 };

		if (!lane->folded)
			continue;
		lane->folded = false;
		epoch_text(t->stored.epoch, again.since.epoch);
		again.since.rev = t->stored.rev;
		hub_take(w, &again);
	}
}

/* ---- coming and going */

void hub_crash(struct world *w, int64_t away, const char *why)
{
	if (!w->hub.up)
		return;
	say(w, "the hub is killed %s", why);
	w->happened[FAULT_HUB_CRASH]++;
	unfold_all(w);
	w->hub.up = false;
	w->hub.epoch_drawn = 0;
	drop_kept(&w->hub);
	for (int i = 0; i < w->terminals; i++)
		if (w->terminal[i].lane[SYNC_PULL].folded) {
			w->terminal[i].lane[SYNC_PULL].folded = false;
			net_nobody(w, i, w->terminal[i].lane[SYNC_PULL].id, SYNC_PULL, between(w, 1000, 50000));
		}
	queue_add(&w->queue, (struct event){ .at = w->now + away, .kind = EVENT_HUB_UP });
}

void hub_back(struct world *w)
{
	if (w->hub.up)
		return;
	say(w, "the hub is back");
	w->hub.up = true;
	for (int i = 0; i < w->terminals; i++) {
		struct terminal *t = &w->terminal[i];

		if (!t->there || !t->up)
			continue;
		t->waiting_for_link = false;
		t->wake = w->now + between(w, 0, SYNC_UNREACHABLE_MAX_MS * 1000);
		queue_add(&w->queue, (struct event){ .at = t->wake, .kind = EVENT_WAKE, .who = i });
	}
}

/* What a row was dropped for is forgotten after some days: cursors from before take a snapshot. */
static void raise_floor(struct world *w)
{
	struct town *town = &w->hub.town;
	int32_t floor = town->floor;

	for (int i = 0; i < BACKUPS; i++)
		if (w->hub.backup[i].taken >= 0 && w->now - w->hub.backup[i].taken > FLOOR_DAYS / 3 * DAY_US &&
		    w->hub.backup[i].epoch == town->epoch)
			floor = MAX(floor, w->hub.backup[i].rev);
	if (floor > town->floor && floor <= town->rev) {
		w->happened[FAULT_FLOOR_RAISED]++;
		say(w, "the hub forgets tombstones up to rev %d", floor);
		town->floor = floor;
	}
}

void hub_night(struct world *w)
{
	struct hub *hub = &w->hub;
	int oldest = 0;

	for (int i = 1; i < BACKUPS; i++)
		if (hub->backup[i].taken < hub->backup[oldest].taken)
			oldest = i;
	if (chance(w, 0.3))
		raise_floor(w);
	operations_sweep(w);
	town_copy(&hub->backup[oldest], &hub->town);
	hub->backup[oldest].taken = w->now;
	if (hub->up)
		hub_changed(w);
}

/* In silence an older store can only be put in place of one that some terminal has seen further: nobody could notice otherwise. */
static bool somebody_is_ahead(const struct world *w, const struct town *backup)
{
	for (int i = 0; i < w->terminals; i++) {
		const struct terminal *t = &w->terminal[i];

		if (t->there && t->up && t->link == LINK_UP && t->stored.there && t->stored.epoch == backup->epoch && t->stored.rev > backup->rev)
			return true;
	}
	return false;
}

void hub_restore(struct world *w, bool properly, int64_t away)
{
	struct hub *hub = &w->hub;
	int from = -1;
	int32_t was = hub->town.rev;

	for (int i = 0; i < BACKUPS; i++)
		if (hub->backup[i].taken >= 0 &&
		    (properly || (hub->backup[i].epoch == hub->town.epoch && somebody_is_ahead(w, &hub->backup[i]))) &&
		    (from < 0 || chance(w, 0.4)))
			from = i;
	if (from < 0)
		return;
	hub_crash(w, away, "and its disk is lost");
	town_copy(&hub->town, &hub->backup[from]);
	for (int i = 0; i < BACKUPS; i++)
		if (hub->backup[i].taken > hub->backup[from].taken)
			hub->backup[i].taken = -1;
	say(w, "the hub's store is put back to a backup of %d hours ago, from rev %d to %d%s",
	    (int)((w->now - hub->backup[from].taken) / HOUR_US), was, hub->town.rev, properly ? "" : ", and nobody draws a new epoch");
	w->happened[properly ? FAULT_HUB_RESTORED : FAULT_HUB_REPLACED]++;
	drop_kept(hub);
	hub->settled = hub->town.rev;
	hub->lost_from = hub->town.rev;
	hub->lost_to = was;
	if (properly)
		new_epoch(w);
}

void hub_upgrade(struct world *w)
{
	if (w->hub.upgraded)
		return;
	say(w, "the hub is upgraded");
	w->happened[FAULT_HUB_UPGRADED]++;
	w->hub.upgraded = true;
	w->hub.served_newest = REPLICA_FORMAT + 1; /* that one, and the one before */
	w->hub.served_oldest = REPLICA_FORMAT;
	operations_upgrade(w);
	hub_changed(w);
}

void hub_enrol(struct world *w, struct terminal *t, bool public_, uint8_t departments)
{
	struct town *town = &w->hub.town;

	town->terminals = MAX(town->terminals, t->as + 1);
	town_take_rev(w); /* as in hub/store/terminals.c */
	town->enrolled[t->as] = (struct enrolment){ .there = true, .public_ = public_, .departments = departments, .scope_rev = town->rev,
	                                            .token = ++t->token };
	t->key = w->hub.keys;
	t->departments = departments;
}
