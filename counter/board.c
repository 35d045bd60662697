#include "counter/board.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/store/department.h"
#include "common/store/service.h"
#include "common/store/town.h"
#include "common/text/fold.h"

enum { PAGE = 200, LINK_EVERY_MS = 250 };

struct board {
	struct clock *clock;
	char *state;
	struct terminal terminal;
	struct replica *replica;
	struct outbox *outbox;
	struct overlay *overlay;
	struct board_counts counts;
	struct link_status link;
	int64_t link_read;          /* monotonic */
	int64_t outbox_version;
	int64_t reload_at;          /* wall: when a hold ends, what is pending looks different; 0: never */
	uint64_t generation;
	bool loaded;
	char town[128], web[256], lang[16], zone_name[64];
	struct zone *zone;
	char today[11];
	int64_t day;
	const char *agent;          /* who looks, and at what: board_look_as */
	const char *const *departments;
	size_t department_count;
};

/* ---- open and close */
bool board_open(const char *state, struct clock *clock, struct board **ret_board, struct err *err)
{
	struct board *board = calloc(1, sizeof(*board));
	struct strbuf path = STRBUF_INIT;

	if (!board)
		abort();
	board->clock = clock;
	board->state = strdup(state);
	board->overlay = overlay_new();
	utf8_copy(board->lang, sizeof(board->lang), "fr");
	if (!terminal_read(state, &board->terminal, err))
		goto fail;
	if (!starts_with(board->terminal.scope, "agent:")) {
		err_set(err, ERR_REFUSED, "%s/terminal.json: scope is \"%s\", a desk needs \"agent:…\"", state, board->terminal.scope);
		goto fail;
	}
	strbuf_addf(&path, "%s/outbox/outbox.db", state);
	if (!outbox_open(strbuf_str(&path), &board->outbox, err))
		goto fail;
	board->replica = replica_open(state);
	strbuf_done(&path);
	*ret_board = board;
	return true;
fail:
	strbuf_done(&path);
	board_close(board);
	return false;
}

void board_close(struct board *board)
{
	if (!board)
		return;
	overlay_free(board->overlay);
	replica_close(board->replica);
	outbox_close(board->outbox);
	terminal_done(&board->terminal);
	zone_close(board->zone);
	free(board->state);
	free(board);
}

/* ---- news */
static void read_town(struct board *board)
{
	struct db *db = replica_db(board->replica);
	struct arena *arena;
	struct town town;

	if (!db)
		return;
	arena = arena_new();
	if (town_read(db, NULL, arena, &town, NULL)) {
		utf8_copy(board->town, sizeof(board->town), or_empty(town.name));
		utf8_copy(board->web, sizeof(board->web), or_empty(town.web));
		utf8_copy(board->lang, sizeof(board->lang), town.lang ? town.lang : "fr");
		if (!streq(board->zone_name, or_empty(town.zone))) {
			struct zone *zone;

			utf8_copy(board->zone_name, sizeof(board->zone_name), or_empty(town.zone));
			if (zone_open(board->zone_name, &zone, NULL)) {
				zone_close(board->zone);
				board->zone = zone;
			}
		}
	}
	arena_free(arena);
}

static void reload(struct board *board, int64_t now)
{
	size_t count;
	const struct desk_op *ops;

	/* A busy outbox is looked at again with the next poll. */
	if (!overlay_load(board->overlay, board->outbox, replica_db(board->replica), now, NULL))
		board->outbox_version = -1;
	ops = overlay_ops(board->overlay, &count);
	board->reload_at = 0;
	board->counts = (struct board_counts){ .waiting = 0 };
	for (size_t i = 0; i < count; i++) {
		board->counts.waiting += ops[i].state == OP_QUEUED || ops[i].state == OP_SENDING;
		board->counts.problems += pending_of(&ops[i], now) == PENDING_PROBLEM;
		if (ops[i].state == OP_QUEUED && ops[i].hold_until > now && (!board->reload_at || ops[i].hold_until < board->reload_at))
			board->reload_at = ops[i].hold_until;
	}
}

static bool poll_link(struct board *board, int64_t now)
{
	struct link_status link;
	bool changed;

	if (board->link_read && clock_mono(board->clock) - board->link_read < LINK_EVERY_MS * 1000)
		return false;
	board->link_read = clock_mono(board->clock);
	link_status_read(board->state, now, &link);
	changed = link.state != board->link.state || link.queued != board->link.queued;
	board->link = link;
	if (link.hub_time > 0)
		clock_heard(board->clock, link.hub_time);
	return changed;
}

static bool poll_day(struct board *board, int64_t now)
{
	struct civil c = civil_from_time(board->zone, now);
	char today[sizeof(board->today)];

	snprintf(today, sizeof(today), "%04u-%02u-%02u", (unsigned)c.year % 10000, (unsigned)c.month % 100, (unsigned)c.day % 100);
	if (streq(today, board->today))
		return false;
	memcpy(board->today, today, sizeof(today));
	board->day = civil_days(c.year, c.month, c.day);
	return true;
}

bool board_poll(struct board *board, struct err *err)
{
	int64_t now = clock_wall(board->clock), version;
	enum replica_news news = replica_poll(board->replica, err);
	bool changed = poll_link(board, now), rows = news == REPLICA_CHANGED || news == REPLICA_REOPENED;

	if (rows || !board->loaded)
		read_town(board);
	changed = poll_day(board, now) || changed;
	version = outbox_version(board->outbox);
	if (!board->loaded || rows || version != board->outbox_version || (board->reload_at && now >= board->reload_at)) {
		board->loaded = true;
		board->outbox_version = version;
		reload(board, now);
		changed = true;
	}
	if (changed)
		board->generation++;
	return changed || news == REPLICA_BAD;
}

void board_touch(struct board *board)
{
	board->loaded = false;
}

struct db *board_db(struct board *board)
{
	return replica_db(board->replica);
}

struct outbox *board_outbox(struct board *board)
{
	return board->outbox;
}

struct overlay *board_overlay(struct board *board)
{
	return board->overlay;
}

const struct terminal *board_terminal(const struct board *board)
{
	return &board->terminal;
}

const struct link_status *board_link(const struct board *board)
{
	return &board->link;
}

struct board_counts board_counts(const struct board *board)
{
	return board->counts;
}

uint64_t board_generation(const struct board *board)
{
	return board->generation;
}

const struct err *board_problem(const struct board *board)
{
	return replica_problem(board->replica);
}

void board_look_as(struct board *board, const char *agent, const char *const *departments, size_t count)
{
	board->agent = agent;
	board->departments = departments;
	board->department_count = count;
	board->generation++;
}

/* May the agent who looks see ROW? */
static bool is_theirs(const struct board *board, const struct request_row *row)
{
	if (board->department_count == 0 || (board->agent && streq(row->assignee, board->agent)))
		return true;
	for (size_t i = 0; i < board->department_count; i++)
		if (streq(board->departments[i], row->department))
			return true;
	return false;
}

const char *board_town(const struct board *board)
{
	return board->town;
}

const char *board_web(const struct board *board)
{
	return *board->web ? board->web : board->terminal.web;
}

const char *board_lang(const struct board *board)
{
	return board->lang;
}

const struct zone *board_zone(const struct board *board)
{
	return board->zone;
}

int64_t board_day(const struct board *board)
{
	return board->day;
}

const char *board_today(const struct board *board)
{
	return board->today;
}

/* ---- lists */

/* A request that this desk made and the replica does not have yet. */
static struct request_row row_of_op(struct board *board, const struct desk_op *op, struct arena *arena)
{
	struct request_row row = {
		.id = op->id, .number = op_text(op, "number"), .service = op_text(op, "service"), .service_name = op_text(op, "service"),
		.department = "", .department_name = "", .summary = op_text(op, "summary"), .name = op_text(op, "name"),
		.phone = op_text(op, "phone"), .where_text = or_empty(json_string_value(
			json_object_get(json_object_get(op->body, "where"), "text"))),
		.channel = op_text(op, "channel"), .terminal = op_text(op, "terminal"), .state = "received", .registered = op->at,
		.received = op->at,
	};
	struct service service;
	struct department department;
	struct db *db = board_db(board);

	if (!*row.summary)
		row.summary = row.where_text;
	if (db && service_read(db, NULL, row.service, arena, &service, NULL)) {
		row.service_name = service.name;
		row.department = service.department;
		if (department_read(db, NULL, service.department, arena, &department, NULL))
			row.department_name = department.name;
	}
	return row;
}

/* Row ID with everything laid over, false when it is nowhere. */
static bool touched_row(struct board *board, const struct desk_op *op, struct arena *arena, struct board_row *ret_row)
{
	struct request request;
	struct db *db = board_db(board);
	int64_t now = clock_wall(board->clock);

	if (db && desk_request(db, op->request, board->today, arena, &request, NULL))
		ret_row->row = request.row;
	else if (op->kind == OP_REQUEST && pending_of(op, now) != PENDING_PROBLEM)
		ret_row->row = row_of_op(board, op, arena);
	else
		return false;
	ret_row->pending = overlay_apply(board->overlay, &ret_row->row, now);
	return true;
}

static bool has_row(const struct board_row *rows, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (streq(rows[i].row.id, id))
			return true;
	return false;
}

static void narrow(const struct board *board, struct request_filter *filter)
{
	filter->today = board->today;
	if (filter->department_count == 0 && !filter->assignee) {
		filter->departments = board->departments;
		filter->department_count = board->department_count;
	}
}

bool board_list(struct board *board, const struct request_filter *asked, struct arena *arena, struct board_row **ret_rows,
                size_t *ret_count, struct err *err)
{
	struct request_filter filter = *asked;
	const struct request_row *found = NULL;
	const struct desk_op *ops;
	struct board_row *rows;
	size_t n = 0, op_count, count = 0;
	int64_t now = clock_wall(board->clock);

	narrow(board, &filter);
	filter.limit = filter.limit ? filter.limit : PAGE;
	if (board_db(board) && !desk_list(board_db(board), &filter, arena, &found, &n, err))
		return false;
	ops = overlay_ops(board->overlay, &op_count);
	rows = ARENA_ARRAY(arena, struct board_row, n + op_count + 1);
	for (size_t i = op_count; filter.offset == 0 && i-- > 0;) {
		struct board_row row;
		bool below = false;

		if (has_row(rows, count, ops[i].request))
			continue;
		for (size_t k = 0; k < n && !below; k++)
			below = streq(found[k].id, ops[i].request);
		if (!below && touched_row(board, &ops[i], arena, &row) && is_theirs(board, &row.row) &&
		    (overlay_matches(&filter, &row.row) || (filter.to_settle && row.pending == PENDING_PROBLEM)))
			rows[count++] = row;
	}
	for (size_t i = 0; i < n; i++) {
		struct board_row row = { .row = found[i] };

		row.pending = overlay_apply(board->overlay, &row.row, now);
		if (row.pending == PENDING_NONE || row.pending == PENDING_PROBLEM || overlay_matches(&filter, &row.row))
			rows[count++] = row;
	}
	*ret_rows = rows;
	*ret_count = count;
	return true;
}

bool board_count(struct board *board, const struct request_filter *asked, int64_t *ret_count, struct err *err)
{
	struct request_filter filter = *asked;

	narrow(board, &filter);
	*ret_count = 0;
	return !board_db(board) || desk_count(board_db(board), &filter, ret_count, err);
}

/* Every word of TEXT begins a word of what the row says; a number may be typed with or without its spaces. */
static bool row_has_words(const struct request_row *row, const char *text, struct arena *arena)
{
	struct strbuf all = STRBUF_INIT;
	char *words = fold(arena, text), *rest = words, *word;
	struct tracking_reading reading = tracking_read(text);
	bool found = *words != '\0';

	if (reading.verdict == TRACKING_OK && streq(reading.number.text, row->number))
		return true;
	fold_add(&all, row->number);
	fold_add(&all, or_empty(row->name));
	fold_add(&all, or_empty(row->phone));
	fold_add(&all, or_empty(row->where_text));
	fold_add(&all, or_empty(row->summary));
	fold_add(&all, or_empty(row->service_name));
	while (found && (word = strsep(&rest, " "))) {
		const char *at = strbuf_str(&all);

		while ((at = strstr(at, word)) && at != strbuf_str(&all) && at[-1] != ' ')
			at++;
		found = at != NULL;
	}
	strbuf_done(&all);
	return found;
}

bool board_search(struct board *board, const char *text, size_t limit, struct arena *arena, struct board_row **ret_rows,
                  size_t *ret_count, struct err *err)
{
	const struct request_row *found = NULL;
	const struct desk_op *ops;
	struct board_row *rows;
	size_t n = 0, count = 0, op_count;
	int64_t now = clock_wall(board->clock);

	/* What is not theirs is left out afterwards: looks further for those who see a part. */
	if (board_db(board) && !desk_search(board_db(board), text, board->today, board->department_count > 0 ? 6 * limit : limit,
	                                    arena, &found, &n, err))
		return false;
	ops = overlay_ops(board->overlay, &op_count);
	rows = ARENA_ARRAY(arena, struct board_row, n + op_count + 1);
	for (size_t i = 0; i < n && count < limit; i++) {
		rows[count] = (struct board_row){ .row = found[i] };
		rows[count].pending = overlay_apply(board->overlay, &rows[count].row, now);
		count += is_theirs(board, &rows[count].row);
	}
	/* What was registered here and is not in the replica yet is few: looked through as it is. */
	for (size_t i = 0; i < op_count; i++) {
		struct board_row row;

		if (ops[i].kind != OP_REQUEST || has_row(rows, count, ops[i].id) || !touched_row(board, &ops[i], arena, &row))
			continue;
		if (is_theirs(board, &row.row) && row_has_words(&row.row, text, arena))
			rows[count++] = row;
	}
	*ret_rows = rows;
	*ret_count = count;
	return true;
}

/* ---- one request */
static void read_request_op(struct request *request, const struct desk_op *op, struct arena *arena)
{
	char *answers = json_dumps(json_object_get(op->body, "answers"), JSON_COMPACT);

	request->lang = op_text(op, "lang");
	request->email = op_text(op, "email");
	request->answers = arena_strdup(arena, answers ? answers : "{}");
	request->lat = request->lon = NAN;
	request->trusted = true;
	free(answers);
}

static const char *agent_name(struct board *board, const char *id, struct arena *arena)
{
	struct agent agent;

	if (!id || !*id || !board_db(board) || !agent_read(board_db(board), id, arena, &agent, NULL))
		return "";
	return agent.name;
}

static bool message_of_op(struct board *board, const struct desk_op *op, struct arena *arena, struct message *ret_message)
{
	struct message message = {
		.id = op->id, .author = op_text(op, "agent"), .author_name = agent_name(board, op_text(op, "agent"), arena),
		.origin = board->terminal.name, .at = op->at, .body = "", .text = op_text(op, "text"),
	};

	switch (op->kind) {
	case OP_MESSAGE:
		message.kind = json_is_true(json_object_get(op->body, "internal")) ? "note" : "message";
		message.body = op_text(op, "text");
		message.text = NULL;
		break;
	case OP_STATE:
		message.kind = "state";
		message.body = message.about = op_text(op, "to");
		break;
	case OP_ASSIGNMENT:
		message.kind = "assignment";
		message.body = op_text(op, "to");
		message.about = agent_name(board, op_text(op, "to"), arena);
		break;
	case OP_REPLACE:
		message.kind = "ticket";
		message.body = op_text(op, "identity");
		break;
	case OP_SETTLE:
		message.kind = "note";
		message.body = op_text(op, "text");
		break;
	case OP_REQUEST:
	case OP_PRINTED:
	case OP_KINDS: return false;
	}
	*ret_message = message;
	return true;
}

static bool read_thread(struct board *board, struct board_request *request, const char *id, struct arena *arena, struct err *err)
{
	const struct message *found = NULL;
	const struct desk_op *ops;
	size_t n = 0, op_count;
	int64_t now = clock_wall(board->clock);

	if (board_db(board) && !desk_thread(board_db(board), id, arena, &found, &n, err))
		return false;
	ops = overlay_ops(board->overlay, &op_count);
	request->thread = ARENA_ARRAY(arena, struct board_message, n + op_count + 1);
	for (size_t i = 0; i < n; i++)
		request->thread[request->thread_count++] = (struct board_message){ .message = found[i] };
	for (size_t i = 0; i < op_count; i++) {
		struct board_message *message = &request->thread[request->thread_count];

		if (streq(ops[i].request, id) && message_of_op(board, &ops[i], arena, &message->message)) {
			message->pending = pending_of(&ops[i], now);
			request->thread_count++;
		}
	}
	return true;
}

bool board_request(struct board *board, const char *id, struct arena *arena, struct board_request *ret_request, struct err *err)
{
	struct board_request request = { .pending = PENDING_NONE };
	struct err why = { .code = ERR_NOT_FOUND };
	const char *before;

	if (!board_db(board) || !desk_request(board_db(board), id, board->today, arena, &request.request, &why)) {
		const struct desk_op *op = overlay_op(board->overlay, id);

		if (why.code != ERR_NOT_FOUND || !op || op->kind != OP_REQUEST)
			return err_set(err, why.code, "%s", why.text);
		request.request.row = row_of_op(board, op, arena);
		read_request_op(&request.request, op, arena);
	}
	before = request.request.row.number;
	request.pending = overlay_apply(board->overlay, &request.request.row, clock_wall(board->clock));
	if (!is_theirs(board, &request.request.row))
		return err_set(err, ERR_NOT_FOUND, "of another department");
	request.replaced_here = !streq(before, request.request.row.number);
	request.assignee_name = agent_name(board, request.request.row.assignee, arena);
	if (!read_thread(board, &request, id, arena, err))
		return false;
	*ret_request = request;
	return true;
}

const char *board_find(struct board *board, const char *number, struct arena *arena)
{
	const struct desk_op *ops;
	struct request request;
	size_t count;

	if (board_db(board) && desk_request_by_number(board_db(board), number, board->today, arena, &request, NULL))
		return is_theirs(board, &request.row) ? request.row.id : NULL;
	ops = overlay_ops(board->overlay, &count);
	for (size_t i = 0; i < count; i++)
		if ((ops[i].kind == OP_REQUEST || ops[i].kind == OP_REPLACE) && streq(op_text(&ops[i], "number"), number)) {
			struct board_row row;

			return touched_row(board, &ops[i], arena, &row) && is_theirs(board, &row.row) ?
			       arena_strdup(arena, ops[i].request) : NULL;
		}
	return NULL;
}
