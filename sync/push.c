/* The push lane: what stands in the outbox goes to the hub. */
#include "sync/sync.h"

#include "common/base/log.h"
#include "common/store/outbox_salvage.h"

#include <sys/stat.h>
#include <unistd.h>

enum { CONNECT_S = 3, CONNECT_PATIENT_S = 10, SILENCE_S = 15, MOST_S = 300, TRY_S = 5, CHECKUP_S = 3600 };

static void outbox_trouble(struct sync *sync, const struct err *err)
{
	if (err->code != sync->outbox_problem.code)
		log_error("outbox: %s", err->text);
	sync->outbox_problem = *err;
	sync->outbox_try = clock_mono(&sync->clock) + TRY_S * SECOND_US;
	sync->news = true;
}

void push_close(struct sync *sync)
{
	outbox_close(sync->outbox);
	sync->outbox = NULL;
}

/* What could not be read may be readable again; what is damaged is salvaged when it is opened next. */
static void give_up(struct sync *sync, const struct err *err)
{
	outbox_trouble(sync, err);
	lane_abandon(sync, SYNC_PUSH);
	push_close(sync);
	sync_queued(&sync->core, false);
}

static uint64_t inode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_ino : 0;
}

/* Salvaged, or another file: nobody can say any more whether the hub still has what it was told meanwhile. */
static void tell_again(struct sync *sync)
{
	struct err err;
	int64_t count;

	if (!outbox_requeue(sync->outbox, 0, &count, &err))
		log_error("outbox: %s", err.text);
	else if (count > 0)
		log_info("%lld operations are told again", (long long)count);
}

static bool open_whole(const char *path, struct outbox **ret_box, struct err *err)
{
	struct outbox *box;

	if (!outbox_open(path, &box, err))
		return false;
	if (!outbox_check(box, err)) {
		outbox_close(box);
		return false;
	}
	*ret_box = box;
	return true;
}

/* What is damaged is salvaged first. */
static bool open_salvaged(struct sync *sync, const char *path, struct err *err)
{
	struct outbox_salvaged salvaged;

	if (open_whole(path, &sync->outbox, err))
		return true;
	if (err->code != ERR_CORRUPT)
		return false;
	log_error("outbox: %s", err->text);
	if (!outbox_salvage(path, clock_wall(&sync->clock), &salvaged, err))
		return false;
	log_error("outbox: salvaged: %lld operations, %lld of them not delivered yet; without one: %s; the damaged file is %s", (long long)salvaged.rows,
	          (long long)salvaged.undelivered, salvaged.missing ? salvaged.numbers : "none", salvaged.aside);
	if (!open_whole(path, &sync->outbox, err))
		return false;
	tell_again(sync);
	return true;
}

/* A reader met a damaged place; or it is time to look whether there is one. */
static void look_for_damage(struct sync *sync)
{
	int64_t now = clock_mono(&sync->clock);
	char told[FILES_PATH];

	snprintf(told, sizeof(told), "%s/outbox/" OUTBOX_TOLD, sync->settings->state);
	if (!sync->outbox || (now < sync->outbox_checkup && (now < sync->outbox_told || access(told, F_OK) != 0)))
		return;
	sync->outbox_told = now + TRY_S * SECOND_US;
	lane_abandon(sync, SYNC_PUSH);
	push_close(sync);
}

static bool open_outbox(struct sync *sync)
{
	char path[FILES_PATH], told[FILES_PATH];
	struct err err;

	look_for_damage(sync);
	snprintf(path, sizeof(path), "%s/outbox/outbox.db", sync->settings->state);
	snprintf(told, sizeof(told), "%s/outbox/" OUTBOX_TOLD, sync->settings->state);
	if (sync->outbox && inode_of(path) == sync->outbox_inode)
		return true;
	if (sync->outbox) { /* maintenance put it aside, and what is registered now goes into another file */
		log_warn("outbox: another file is there");
		lane_abandon(sync, SYNC_PUSH);
		push_close(sync);
	}
	if (clock_mono(&sync->clock) < sync->outbox_try)
		return false;
	if (!open_salvaged(sync, path, &err)) {
		outbox_trouble(sync, &err);
		return false;
	}
	unlink(told);
	sync->outbox_checkup = clock_mono(&sync->clock) + CHECKUP_S * SECOND_US;
	if (sync->outbox_inode && inode_of(path) != sync->outbox_inode)
		tell_again(sync);
	if (inode_of(path) != sync->outbox_inode)
		pull_hear_again(sync, true);
	sync->outbox_inode = inode_of(path);
	if (sync->outbox_problem.code != ERR_NONE)
		log_info("outbox: can be read again");
	sync->outbox_problem.code = ERR_NONE;
	sync->recount = true;
	return true;
}

void push_look(struct sync *sync)
{
	int64_t version, wall = clock_wall(&sync->clock);
	struct err err;

	if (!open_outbox(sync))
		return;
	version = outbox_version(sync->outbox);
	if (version != sync->outbox_version || sync->recount) {
		struct outbox_counts was = sync->counts;

		sync->outbox_version = version;
		sync->recount = false;
		sync->hold = 0;
		if (!outbox_count(sync->outbox, &sync->counts, &err)) {
			give_up(sync, &err);
			return;
		}
		sync->news = sync->news || memcmp(&was, &sync->counts, sizeof(was)) != 0;
	}
	/* A hold that ends much later comes from a clock that was set: look again. */
	if (sync->hold <= wall || sync->hold > wall + OUTBOX_HOLD_MAX_S * SECOND_US)
		sync->hold = 0;
	sync_queued(&sync->core, sync->hold == 0 && sync->counts.in[OP_QUEUED] + sync->counts.in[OP_SENDING] > 0);
}

/* Lines of the rows that can be sent. One that is no JSON was written wrongly by our own program: it waits at the desk. */
static bool write_lines(struct sync *sync, struct strbuf *body, struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < sync->row_count; i++) {
		struct err why;

		if (wire_add_operation(body, &sync->rows[i], &why)) {
			sync->rows[kept++] = sync->rows[i];
			continue;
		}
		log_error("operation %s cannot be sent: %s", sync->rows[i].id, why.text);
		struct outbox_answer answer = { .id = sync->rows[i].id, .state = OP_REJECTED, .reason = why.text };

		if (!outbox_answered(sync->outbox, &answer, 1, clock_wall(&sync->clock), err))
			return false;
		sync->recount = true;
	}
	sync->row_count = kept;
	return true;
}

/* The batch: what goes next, marked so that it cannot be taken back any more. */
static bool make_batch(struct sync *sync, size_t most, struct strbuf *body, struct err *err)
{
	int64_t next;

	arena_reset(sync->batch);
	if (!outbox_next(sync->outbox, clock_wall(&sync->clock), sync->batch, &sync->rows, &sync->row_count, &next, err))
		return false;
	sync->row_count = MIN(sync->row_count, most);
	if (sync->row_count == 0) {
		sync->hold = next;
		return true;
	}
	sync->recount = true;
	return outbox_mark_sending(sync->outbox, sync->rows, &sync->row_count, err) && write_lines(sync, body, err);
}

void push_start(struct sync *sync, const struct sync_order *order)
{
	struct strbuf body = STRBUF_INIT;
	struct http_request request = {
		.hub = identity_hub(sync), .path = "/sync/v1/operations", .token = sync->token, .protocol = order->protocol, .body_max = WIRE_RESULTS_MAX,
		.connect_s = sync->core.lane[SYNC_PUSH].failures % 4 == 3 ? CONNECT_PATIENT_S : CONNECT_S,
		.silence_s = SILENCE_S, .most_s = MOST_S,
	};
	struct err err;

	if (!sync->outbox || !make_batch(sync, order->batch_max, &body, &err)) {
		if (sync->outbox)
			give_up(sync, &err);
		lane_abandon(sync, SYNC_PUSH);
	} else if (sync->row_count == 0) {
		lane_abandon(sync, SYNC_PUSH);
		sync_queued(&sync->core, false);
	} else {
		request.post = strbuf_str(&body);
		request.post_len = body.len;
		if (!http_start(sync->http, &request, &sync->exchange[SYNC_PUSH], &err)) {
			log_error("%s", err.text);
			lane_abandon(sync, SYNC_PUSH);
		}
	}
	strbuf_done(&body);
}

static void say_results(const struct wire_result *results, size_t count)
{
	int applied = 0, again = 0, settle = 0, waiting = 0;

	for (size_t i = 0; i < count; i++) {
		if (results[i].answer.state != OP_DONE)
			waiting++;
		else if (results[i].settle)
			settle++;
		else if (results[i].again)
			again++;
		else
			applied++;
	}
	log_info("delivered: %d applied, %d known already, %d to settle, %d back to the desk", applied, again, settle, waiting);
}

static void took_results(struct sync *sync, const struct wire_result *results)
{
	say_results(results, sync->row_count);
	if (sync->owed)
		pull_hear_again(sync, false);
}

static bool take_results(struct sync *sync, const struct wire_result *results, int64_t hub_time, struct err *err)
{
	struct outbox_answer *answers = ARENA_ARRAY(sync->batch, struct outbox_answer, sync->row_count);

	for (size_t i = 0; i < sync->row_count; i++)
		answers[i] = results[i].answer;
	/* The hub's clock, so that "delivered in the last 30 days" does not hang on ours. */
	return outbox_answered(sync->outbox, answers, sync->row_count, hub_time > 0 ? hub_time : clock_wall(&sync->clock), err);
}

void push_finish(struct sync *sync)
{
	struct exchange *exchange = sync->exchange[SYNC_PUSH];
	struct sync_answer answer = http_answer(exchange);
	struct wire_result *results = ARENA_ARRAY(sync->batch, struct wire_result, sync->row_count);
	struct err err, disk;

	if (sync_pushed(&sync->core, clock_mono(&sync->clock), &sync->rng, &answer, sync->rows, sync->row_count, sync->batch,
	                results, &err)) {
		if (!sync->outbox || take_results(sync, results, answer.hub_time, &disk))
			took_results(sync, results);
		else
			give_up(sync, &disk); /* the hub has it: sent again, it says so */
	}
	lane_say(sync, SYNC_PUSH, answer.arrived ? err.text : http_why(exchange));
	sync->recount = true;
	http_free(sync->http, exchange);
	sync->exchange[SYNC_PUSH] = NULL;
}

void push_purge(struct sync *sync)
{
	int64_t now = sync->core.confirmed, ours = clock_wall(&sync->clock);
	struct err err;

	/* By the hub's clock or not at all: ours may be years off. And only while the hub goes on in the epoch that we know: one that
	 * was away for long may come back from a backup. A hub's clock that is years ahead does not count beside ours, unless ours was
	 * never set. */
	if (!sync->outbox || now == 0)
		return;
	if (ours >= sync->built)
		now = MIN(now, ours);
	if (!outbox_purge(sync->outbox, now - OUTBOX_KEEP_DAYS * DAY_US, &err))
		log_warn("outbox: %s", err.text);
	sync->recount = true;
}
