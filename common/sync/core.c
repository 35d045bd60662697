#include "common/sync/core.h"

#include "common/store/migrate.h"

#define MS_US INT64_C(1000)

static const char *const trouble_names[SYNC_TROUBLES] = {
	[SYNC_FINE] = "fine", [SYNC_UNREACHABLE] = "unreachable", [SYNC_NOT_A_HUB] = "not_a_hub", [SYNC_HUB_ERROR] = "hub_error",
	[SYNC_GARBAGE] = "garbage", [SYNC_UNKNOWN] = "unknown", [SYNC_REVOKED] = "revoked", [SYNC_OLD_FORMAT] = "old_format",
	[SYNC_LOCAL] = "local",
};

const char *sync_trouble_name(enum sync_trouble trouble)
{
	return trouble_names[trouble];
}

void sync_init(struct sync_core *core, const struct cursor *cursor)
{
	*core = (struct sync_core){ .batch_max = OUTBOX_BATCH_MAX, .format = REPLICA_FORMAT, .protocol = WIRE_PROTOCOL };
	if (cursor)
		core->cursor = *cursor;
	core->want_snapshot = !cursor;
}

void sync_format(struct sync_core *core, int format)
{
	core->want_upgrade = format < REPLICA_FORMAT;
}

void sync_renewed(struct sync_core *core)
{
	for (size_t i = 0; i < SYNC_LANES; i++) {
		core->lane[i].failures = 0;
		core->lane[i].not_before = 0;
	}
	core->snapshots = 0;
	core->upgrade_at = 0;
}

void sync_lost_replica(struct sync_core *core)
{
	core->cursor = (struct cursor){ .rev = 0 };
	core->want_snapshot = true;
	core->want_upgrade = false;
}

void sync_queued(struct sync_core *core, bool queued)
{
	core->queued = queued;
}

/* ---- pauses */

/* BASE doubled with each failure up to MOST, then between half and all of it: a town's terminals do not come back in step. */
static int64_t pause_for(unsigned failures, int64_t base, int64_t most, const struct rng *rng)
{
	int64_t pause = base;

	for (unsigned i = 1; i < failures && pause < most; i++)
		pause *= 2;
	pause = MIN(pause, most);
	return pause / 2 + (int64_t)rng_below(rng, (uint32_t)(pause / 2 / MS_US) + 1) * MS_US;
}

static void failed(struct sync_core *core, enum sync_lane which, enum sync_trouble trouble, int64_t now, const struct rng *rng)
{
	struct sync_lane_state *lane = &core->lane[which];
	bool urgent = which == SYNC_PUSH && core->queued;
	int64_t pause = 0;

	if (lane->failures < 1000)
		lane->failures++;
	lane->trouble = trouble;
	if (trouble == SYNC_UNREACHABLE)
		core->lost = now;
	switch (trouble) {
	case SYNC_FINE:
	case SYNC_TROUBLES:
		break;
	case SYNC_UNREACHABLE:
		pause = pause_for(lane->failures, 500 * MS_US, SYNC_UNREACHABLE_MAX_MS * MS_US, rng);
		break;
	case SYNC_NOT_A_HUB:
	case SYNC_HUB_ERROR:
	case SYNC_GARBAGE:
	case SYNC_LOCAL:
		pause = pause_for(lane->failures, SECOND_US, (urgent ? SYNC_TROUBLE_URGENT_MAX_S : SYNC_TROUBLE_MAX_S) * SECOND_US, rng);
		break;
	case SYNC_UNKNOWN:
	case SYNC_REVOKED:
		pause = pause_for(1, SYNC_REFUSED_S * SECOND_US, SYNC_REFUSED_S * SECOND_US, rng);
		break;
	case SYNC_OLD_FORMAT:
		pause = pause_for(1, SYNC_FORMAT_S * SECOND_US, SYNC_FORMAT_S * SECOND_US, rng);
		break;
	}
	lane->not_before = now + pause;
}

/* Whatever stood in the hub's place, or ailed it, for both lanes alike. */
static bool outage(enum sync_trouble trouble)
{
	return trouble == SYNC_NOT_A_HUB || trouble == SYNC_HUB_ERROR || trouble == SYNC_GARBAGE;
}

/* The newest version that both speak is offered next time. A hub from before versions were told says its own with each answer. */
static bool agree_on_version(struct sync_core *core, const struct sync_answer *answer)
{
	int theirs = answer->newest ? answer->newest : answer->version ? answer->version : core->protocol;
	int before = core->protocol;

	core->protocol = CLAMP(theirs, WIRE_PROTOCOL_OLDEST, WIRE_PROTOCOL);
	return core->protocol != before;
}

/* A good answer. Nobody answered the other lane a moment ago? The hub is there again, so it need not wait out its pause.
   Nor after wrong answers that this lane had too, until now: one that was well all along says nothing of the other's. */
static void heard(struct sync_core *core, enum sync_lane which, int64_t now, const struct sync_answer *answer)
{
	struct sync_lane_state *other = &core->lane[!which];

	if (other->trouble == SYNC_UNREACHABLE || (outage(other->trouble) && core->lane[which].trouble != SYNC_FINE))
		other->not_before = 0;
	core->contact = now;
	agree_on_version(core, answer);
	if (answer->hub_time > 0)
		core->hub_time = answer->hub_time;
}

static void succeeded(struct sync_core *core, enum sync_lane which)
{
	core->lane[which].failures = 0;
	core->lane[which].trouble = SYNC_FINE;
	core->lane[which].not_before = 0;
}

/* ---- orders */

struct sync_order sync_next(struct sync_core *core, enum sync_lane which, int64_t now, const struct rng *rng)
{
	struct sync_lane_state *lane = &core->lane[which];
	struct sync_order order = { .task = SYNC_TASK_WAIT, .until = INT64_MAX };

	if (lane->busy || (which == SYNC_PUSH && !core->queued))
		return order;
	if (now < lane->not_before) {
		order.until = lane->not_before;
		return order;
	}
	lane->busy = true;
	lane->asked_at = now;
	order.protocol = core->protocol;
	if (which == SYNC_PUSH) {
		order.task = SYNC_TASK_OPERATIONS;
		core->push_doubtful = false;
		order.batch_max = core->batch_max;
	} else if (core->want_snapshot || (core->want_upgrade && now >= core->upgrade_at)) {
		order.task = SYNC_TASK_SNAPSHOT;
		order.format = core->want_snapshot ? core->format : REPLICA_FORMAT;
	} else {
		order.task = SYNC_TASK_CHANGES;
		order.since = core->cursor;
		order.wait_s = SYNC_WAIT_MIN_S + (int)rng_below(rng, SYNC_WAIT_MAX_S - SYNC_WAIT_MIN_S + 1);
		/* After trouble, an answer at once tells that it is over. */
		if (lane->failures > 0 || core->contact == 0)
			order.wait_s = 0;
	}
	lane->asked = order.task;
	lane->asked_wait_s = order.wait_s;
	lane->asked_format = order.format;
	return order;
}

bool sync_stale(const struct sync_core *core, enum sync_lane which)
{
	const struct sync_lane_state *lane = &core->lane[which];

	return lane->busy && core->lost > lane->asked_at && core->contact > core->lost;
}

void sync_abandoned(struct sync_core *core, enum sync_lane lane)
{
	core->lane[lane].busy = false;
}

/* ---- answers */

/* What every answer has to be before its status means anything. */
static enum sync_trouble judge(const struct sync_answer *answer, struct err *err)
{
	if (!answer->arrived) {
		err_set(err, ERR_NETWORK, "no answer");
		return SYNC_UNREACHABLE;
	}
	if (!answer->from_hub) {
		err_set(err, ERR_NETWORK, "something that is not the hub answered with status %d", answer->status);
		return SYNC_NOT_A_HUB;
	}
	if (answer->version && (answer->version < WIRE_PROTOCOL_OLDEST || answer->version > WIRE_PROTOCOL)) {
		err_set(err, ERR_FORMAT, "the hub speaks version %d of the protocol", answer->version);
		return SYNC_OLD_FORMAT;
	}
	switch (answer->status) {
	case 200:
	case 410:
		return SYNC_FINE;
	case 401:
		err_set(err, ERR_REFUSED, "the hub does not know this terminal's token");
		return SYNC_UNKNOWN;
	case 403:
		err_set(err, ERR_REFUSED, "this terminal was revoked");
		return SYNC_REVOKED;
	case 406:
		err_set(err, ERR_FORMAT, "the hub no longer serves this replica's format");
		return SYNC_OLD_FORMAT;
	default:
		err_set(err, ERR_NETWORK, "the hub answered with status %d", answer->status);
		return SYNC_HUB_ERROR;
	}
}

static void refuse(struct sync_core *core, enum sync_lane lane, enum sync_trouble trouble, int64_t now,
                   const struct rng *rng, const struct sync_answer *answer)
{
	int64_t asked_for = (int64_t)CLAMP(answer->retry_after_s, 0, SYNC_REFUSED_S) * SECOND_US;

	failed(core, lane, trouble, now, rng);
	if (answer->from_hub && agree_on_version(core, answer))
		core->lane[lane].not_before = now; /* the same again, in the other version */
	core->lane[lane].not_before = MAX(core->lane[lane].not_before, now + asked_for);
	if (trouble == SYNC_UNKNOWN) /* for the other lane too: it has the same token */
		core->lane[!lane].not_before = MAX(core->lane[!lane].not_before, core->lane[lane].not_before);
}

/* The page does not fit; a hub that always says so must not be asked in a loop. */
static void ask_for_snapshot(struct sync_core *core, int64_t now, const struct rng *rng)
{
	core->want_snapshot = true;
	core->bad_pages = 0;
	if (core->snapshots > 0)
		core->lane[SYNC_PULL].not_before =
			MAX(core->lane[SYNC_PULL].not_before, now + pause_for(core->snapshots + 1, SECOND_US, SYNC_TROUBLE_MAX_S * SECOND_US, rng));
}

static void bad_page(struct sync_core *core, int64_t now, const struct rng *rng)
{
	failed(core, SYNC_PULL, SYNC_GARBAGE, now, rng);
	if (!core->want_snapshot && ++core->bad_pages >= SYNC_BAD_PAGES_MAX)
		ask_for_snapshot(core, now, rng);
}

/* The hub held the request as long as we asked; one that does not is not asked in a loop. */
static void nothing_new(struct sync_core *core, int64_t now)
{
	struct sync_lane_state *lane = &core->lane[SYNC_PULL];
	bool at_once = lane->asked_wait_s > 0 && now - lane->asked_at < SECOND_US;

	succeeded(core, SYNC_PULL);
	if (at_once)
		lane->not_before = now + SECOND_US;
	core->snapshots = 0;
	core->bad_pages = 0;
}

static void pulled_page(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                        struct sync_pulled *ret, struct err *err)
{
	struct wire_page page;

	if (!wire_read_page(answer->body, &page, err)) {
		bad_page(core, now, rng);
		return;
	}
	if (page.since >= 0 && page.since != core->cursor.rev) {
		/* Something in between mixed up its answers: the rows between the two would be missing for ever. */
		err_set(err, ERR_BAD_INPUT, "the answer to another question, since rev %lld", (long long)page.since);
		bad_page(core, now, rng);
		return;
	}
	heard(core, SYNC_PULL, now, answer);
	if (!streq(page.cursor.epoch, core->cursor.epoch) || page.cursor.rev < core->cursor.rev) {
		/* The hub went back in time, and did not say so. What it was told meanwhile it may not have. */
		err_set(err, ERR_BAD_INPUT, "a page of another epoch, or from before rev %lld", (long long)core->cursor.rev);
		core->want_requeue = true;
		ask_for_snapshot(core, now, rng);
	} else if (page.cursor.rev > core->cursor.rev) {
		*ret = (struct sync_pulled){
			.deed = SYNC_DO_APPLY, .lines = page.lines, .to = page.cursor, .hub_time = answer->hub_time, .erased = page.erased,
		};
	} else if (page.lines.len > 0) {
		err_set(err, ERR_BAD_INPUT, "a page with rows that does not move the cursor");
		bad_page(core, now, rng);
	} else {
		nothing_new(core, now);
		ret->erased = page.erased;
		if (answer->hub_time > 0)
			core->confirmed = answer->hub_time;
	}
}

static void pulled_snapshot(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                            struct sync_pulled *ret, struct err *err)
{
	if (!wire_epoch_ok(answer->epoch) || answer->rev < 0) {
		err_set(err, ERR_BAD_INPUT, "a snapshot without its epoch and rev");
		failed(core, SYNC_PULL, SYNC_GARBAGE, now, rng);
		return;
	}
	*ret = (struct sync_pulled){ .deed = SYNC_DO_INSTALL, .to = { .rev = answer->rev }, .hub_time = answer->hub_time };
	memcpy(ret->to.epoch, answer->epoch, sizeof(ret->to.epoch));
	/* Without a replica the epoch that was is not known either; operations are known by their ids, so once more is safe. */
	ret->requeue = core->want_requeue || !streq(core->cursor.epoch, answer->epoch);
	heard(core, SYNC_PULL, now, answer);
}

/* Once asked for, a newer format is not asked for again at once, whatever becomes of it: changes must not wait for it. */
static void put_off_upgrade(struct sync_core *core, enum sync_trouble trouble, int64_t now, const struct rng *rng)
{
	bool no_hope = trouble == SYNC_OLD_FORMAT || core->lane[SYNC_PULL].asked_format < REPLICA_FORMAT;
	int64_t pause = (no_hope ? SYNC_FORMAT_S : SYNC_UPGRADE_S) * SECOND_US;

	core->upgrade_at = now + pause_for(1, pause, pause, rng);
}

/* The hub does not serve the format that was asked for. With a replica in use that is no trouble. Without one the format before
 * is asked for at once; after the oldest, the best again. */
static bool older_format_will_do(struct sync_core *core)
{
	if (!core->want_snapshot)
		return true;
	if (core->format > REPLICA_FORMAT_OLDEST) {
		core->format--;
		return true;
	}
	core->format = REPLICA_FORMAT;
	return false;
}

/* A revoked terminal takes no snapshot from which it would learn that the hub went back in time; what it delivered is owed all the
 * same. */
static void revoked(const struct sync_core *core, const struct sync_answer *answer, struct sync_pulled *ret)
{
	if (!wire_epoch_ok(answer->epoch) || streq(answer->epoch, core->cursor.epoch) || streq(answer->epoch, core->told_epoch))
		return;
	*ret = (struct sync_pulled){ .deed = SYNC_DO_REQUEUE, .requeue = true, .hub_time = answer->hub_time };
	memcpy(ret->to.epoch, answer->epoch, sizeof(ret->to.epoch));
}

void sync_pulled(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                 struct sync_pulled *ret_pulled, struct err *err)
{
	bool snapshot = core->lane[SYNC_PULL].asked == SYNC_TASK_SNAPSHOT;
	enum sync_trouble trouble;

	if (err)
		err->code = ERR_NONE;
	*ret_pulled = (struct sync_pulled){ .deed = SYNC_DO_NOTHING };
	core->lane[SYNC_PULL].busy = false;
	trouble = judge(answer, err);
	if (snapshot)
		put_off_upgrade(core, trouble, now, rng);
	if (trouble == SYNC_OLD_FORMAT && snapshot && older_format_will_do(core)) {
		err_set(err, ERR_NOT_FOUND, "the hub does not serve format %d", core->lane[SYNC_PULL].asked_format);
		heard(core, SYNC_PULL, now, answer);
		succeeded(core, SYNC_PULL);
	} else if (trouble != SYNC_FINE) {
		refuse(core, SYNC_PULL, trouble, now, rng, answer);
		if (trouble == SYNC_REVOKED)
			revoked(core, answer, ret_pulled);
	} else if (answer->status == 410 && snapshot) {
		err_set(err, ERR_BAD_INPUT, "the hub has no snapshot");
		failed(core, SYNC_PULL, SYNC_HUB_ERROR, now, rng);
	} else if (answer->status == 410) {
		err_set(err, ERR_NOT_FOUND, "the hub asks us to take a snapshot (%s)", wire_gone_reason(answer->body));
		heard(core, SYNC_PULL, now, answer);
		succeeded(core, SYNC_PULL);
		/* Further than the hub in its own epoch: it went back in time and did not say so. */
		core->want_requeue = core->want_requeue || streq(wire_gone_reason(answer->body), "epoch");
		ask_for_snapshot(core, now, rng);
	} else if (!snapshot && core->want_snapshot) {
		succeeded(core, SYNC_PULL); /* the replica was lost while the answer was on its way */
	} else if (snapshot) {
		pulled_snapshot(core, now, rng, answer, ret_pulled, err);
	} else {
		pulled_page(core, now, rng, answer, ret_pulled, err);
	}
}

static void stored(struct sync_core *core, const struct sync_pulled *pulled)
{
	succeeded(core, SYNC_PULL);
	core->cursor = pulled->to;
	core->bad_pages = 0;
	if (pulled->hub_time > 0)
		core->confirmed = pulled->hub_time;
	if (pulled->deed == SYNC_DO_INSTALL) {
		/* What is said yet of a push that began before may be of a history that is gone: it is sent once more. */
		core->push_doubtful = core->push_doubtful || (pulled->requeue && core->lane[SYNC_PUSH].busy);
		core->want_snapshot = false;
		core->want_requeue = false;
		core->want_upgrade = core->lane[SYNC_PULL].asked_format < REPLICA_FORMAT;
		core->format = REPLICA_FORMAT;
		core->snapshots++;
	} else {
		core->snapshots = 0;
	}
}

void sync_stored(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_pulled *pulled,
                 enum err_code code)
{
	if (pulled->deed == SYNC_DO_REQUEUE) {
		if (code == ERR_NONE)
			memcpy(core->told_epoch, pulled->to.epoch, sizeof(core->told_epoch));
		core->push_doubtful = core->push_doubtful || core->lane[SYNC_PUSH].busy;
		return;
	}
	if (code != ERR_NONE && pulled->deed == SYNC_DO_INSTALL && !core->want_snapshot) {
		failed(core, SYNC_PULL, code == ERR_DISK_FULL || code == ERR_IO ? SYNC_LOCAL : SYNC_GARBAGE, now, rng);
		return; /* a newer format that did not come whole: what is there goes on */
	}
	switch (code) {
	case ERR_NONE:
		stored(core, pulled);
		return;
	case ERR_EXISTS: /* the rows contradict what is there */
		if (pulled->deed == SYNC_DO_APPLY)
			ask_for_snapshot(core, now, rng);
		else
			failed(core, SYNC_PULL, SYNC_GARBAGE, now, rng);
		return;
	case ERR_CORRUPT:
		if (pulled->deed == SYNC_DO_APPLY) {
			sync_lost_replica(core);
			ask_for_snapshot(core, now, rng);
		} else {
			failed(core, SYNC_PULL, SYNC_GARBAGE, now, rng);
		}
		return;
	case ERR_FORMAT:
		failed(core, SYNC_PULL, SYNC_OLD_FORMAT, now, rng);
		return;
	case ERR_BAD_INPUT:
	case ERR_LIMIT:
	case ERR_REFUSED:
		bad_page(core, now, rng);
		return;
	case ERR_NOT_FOUND:
	case ERR_IO:
	case ERR_DISK_FULL:
	case ERR_NETWORK:
	case ERR_BUSY:
	case ERR_SYSTEM:
		failed(core, SYNC_PULL, SYNC_LOCAL, now, rng);
		return;
	}
}

bool sync_pushed(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                 const struct outbox_row *rows, size_t count, struct arena *arena, struct wire_result *ret_results,
                 struct err *err)
{
	enum sync_trouble trouble;

	if (err)
		err->code = ERR_NONE;
	core->lane[SYNC_PUSH].busy = false;
	trouble = judge(answer, err);
	if (trouble == SYNC_FINE && answer->status == 410) {
		err_set(err, ERR_NETWORK, "the hub answered with status 410");
		trouble = SYNC_HUB_ERROR;
	}
	if (trouble != SYNC_FINE) {
		refuse(core, SYNC_PUSH, trouble, now, rng, answer);
		/* One operation that the hub chokes on must not keep those before it. */
		if (trouble == SYNC_HUB_ERROR && (answer->status == 413 || answer->status == 400))
			core->batch_max = MAX(core->batch_max / 2, (size_t)1);
		return false;
	}
	if (!wire_read_results(answer->body, rows, count, arena, ret_results, err) || (core->public && !wire_all_taken(ret_results, count, err))) {
		failed(core, SYNC_PUSH, SYNC_GARBAGE, now, rng);
		return false;
	}
	heard(core, SYNC_PUSH, now, answer);
	succeeded(core, SYNC_PUSH);
	if (core->push_doubtful) {
		err_set(err, ERR_BUSY, "an answer from before the hub went back in time: sent again");
		return false;
	}
	core->batch_max = MIN(core->batch_max * 2, (size_t)OUTBOX_BATCH_MAX);
	return true;
}

enum sync_trouble sync_trouble_now(const struct sync_core *core)
{
	/* From bad to worse, as someone who must go there would order it. */
	static const int weight[SYNC_TROUBLES] = {
		[SYNC_UNREACHABLE] = 1, [SYNC_HUB_ERROR] = 2, [SYNC_NOT_A_HUB] = 3, [SYNC_GARBAGE] = 4, [SYNC_LOCAL] = 5,
		[SYNC_OLD_FORMAT] = 6, [SYNC_REVOKED] = 7, [SYNC_UNKNOWN] = 8,
	};
	enum sync_trouble pull = core->lane[SYNC_PULL].trouble, push = core->lane[SYNC_PUSH].trouble;

	return weight[push] > weight[pull] ? push : pull;
}
