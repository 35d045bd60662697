/* Requests on the board: lists, search, one with its thread (counter/board.h). */
#include <math.h>
#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/store/department.h"
#include "common/store/service.h"
#include "common/text/fold.h"
#include "counter/board.h"

enum { PAGE = 200 };

/* What is handed out outlives the overlay, which is loaded anew with every news: its strings are copied. */
static const char *text_of(const struct desk_op *op, const char *key, struct arena *arena)
{
	return arena_strdup(arena, op_text(op, key));
}

/* ---- lists */

/* A request that this desk made and the replica does not have yet. */
static struct request_row row_of_op(struct board *board, const struct desk_op *op, struct arena *arena)
{
	const json_t *where = json_object_get(op->body, "where");
	struct request_row row = {
		.id = arena_strdup(arena, op->id),
		.number = text_of(op, "number", arena),
		.service = text_of(op, "service", arena),
		.department = "",
		.department_name = "",
		.summary = text_of(op, "summary", arena),
		.name = text_of(op, "name", arena),
		.phone = text_of(op, "phone", arena),
		.where_text = arena_strdup(arena, or_empty(json_string_value(json_object_get(where, "text")))),
		.channel = text_of(op, "channel", arena),
		.terminal = text_of(op, "terminal", arena),
		.state = "received",
		.registered = op->at,
		.received = op->at,
	};
	struct service service;
	struct department department;
	struct db *db = board_db(board);

	row.service_name = row.service;
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
	int64_t now = board_now(board);

	if (db && desk_request(db, op->request, board_today(board), arena, &request, NULL))
		ret_row->row = request.row;
	else if (op->kind == OP_REQUEST && pending_of(op, now) != PENDING_PROBLEM)
		ret_row->row = row_of_op(board, op, arena);
	else
		return false;
	ret_row->pending = overlay_apply(board_overlay(board), &ret_row->row, now, arena);
	return true;
}

static bool has_row(const struct board_row *rows, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (streq(rows[i].row.id, id))
			return true;
	return false;
}

bool board_list(struct board *board, const struct request_filter *asked, struct arena *arena, struct board_row **ret_rows,
                size_t *ret_count, struct err *err)
{
	struct request_filter filter = *asked;
	const struct request_row *found = NULL;
	const struct desk_op *ops;
	struct board_row *rows;
	size_t n = 0, op_count, count = 0;
	int64_t now = board_now(board);

	board_narrow(board, &filter);
	filter.limit = filter.limit ? filter.limit : PAGE;
	if (board_db(board) && !desk_list(board_db(board), &filter, arena, &found, &n, err))
		return false;
	ops = overlay_ops(board_overlay(board), &op_count);
	rows = ARENA_ARRAY(arena, struct board_row, n + op_count + 1);
	for (size_t i = op_count; filter.offset == 0 && i-- > 0;) {
		struct board_row row;
		bool below = false;

		if (has_row(rows, count, ops[i].request))
			continue;
		for (size_t k = 0; k < n && !below; k++)
			below = streq(found[k].id, ops[i].request);
		if (!below && touched_row(board, &ops[i], arena, &row) && board_sees(board, &row.row) &&
		    (overlay_matches(&filter, &row.row) || (filter.to_settle && row.pending == PENDING_PROBLEM)))
			rows[count++] = row;
	}
	for (size_t i = 0; i < n; i++) {
		struct board_row row = { .row = found[i] };

		row.pending = overlay_apply(board_overlay(board), &row.row, now, arena);
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

	board_narrow(board, &filter);
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
	int64_t now = board_now(board);

	/* What is not theirs is left out afterwards: looks further for those who see a part. */
	if (board_db(board) && !desk_search(board_db(board), text, board_today(board),
					    board_sees_part(board) ? 6 * limit : limit, arena, &found, &n, err))
		return false;
	ops = overlay_ops(board_overlay(board), &op_count);
	rows = ARENA_ARRAY(arena, struct board_row, n + op_count + 1);
	for (size_t i = 0; i < n && count < limit; i++) {
		rows[count] = (struct board_row){ .row = found[i] };
		rows[count].pending = overlay_apply(board_overlay(board), &rows[count].row, now, arena);
		count += board_sees(board, &rows[count].row);
	}
	/* What was registered here and is not in the replica yet is few: looked through as it is. */
	for (size_t i = 0; i < op_count; i++) {
		struct board_row row;

		if (ops[i].kind != OP_REQUEST || has_row(rows, count, ops[i].id) ||
		    !touched_row(board, &ops[i], arena, &row))
			continue;
		if (board_sees(board, &row.row) && row_has_words(&row.row, text, arena))
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

	request->lang = text_of(op, "lang", arena);
	request->email = text_of(op, "email", arena);
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
		.id = arena_strdup(arena, op->id), .author = text_of(op, "agent", arena),
		.author_name = agent_name(board, op_text(op, "agent"), arena), .origin = board_terminal(board)->name, .at = op->at, .body = "", .text = text_of(op, "text", arena),
	};

	switch (op->kind) {
	case OP_MESSAGE:
		message.kind = json_is_true(json_object_get(op->body, "internal")) ? "note" : "message";
		message.body = text_of(op, "text", arena);
		message.text = NULL;
		break;
	case OP_STATE:
		message.kind = "state";
		message.body = message.about = text_of(op, "to", arena);
		break;
	case OP_ASSIGNMENT:
		message.kind = "assignment";
		message.body = text_of(op, "to", arena);
		message.about = agent_name(board, op_text(op, "to"), arena);
		break;
	case OP_REPLACE:
		message.kind = "ticket";
		message.body = text_of(op, "identity", arena);
		break;
	case OP_SETTLE:
		message.kind = "note";
		message.body = text_of(op, "text", arena);
		break;
	case OP_REQUEST:
	case OP_PRINTED:
	case OP_KINDS: return false;
	}
	*ret_message = message;
	return true;
}

static bool read_thread(struct board *board, struct board_request *request, const char *id, struct arena *arena,
			struct err *err)
{
	const struct message *found = NULL;
	const struct desk_op *ops;
	size_t n = 0, op_count;
	int64_t now = board_now(board);

	if (board_db(board) && !desk_thread(board_db(board), id, arena, &found, &n, err))
		return false;
	ops = overlay_ops(board_overlay(board), &op_count);
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

bool board_request(struct board *board, const char *id, struct arena *arena, struct board_request *ret_request,
		   struct err *err)
{
	struct board_request request = { .pending = PENDING_NONE };
	struct err why = { .code = ERR_NOT_FOUND };
	const char *before;

	if (!board_db(board) || !desk_request(board_db(board), id, board_today(board), arena, &request.request, &why)) {
		const struct desk_op *op = overlay_op(board_overlay(board), id);

		if (why.code != ERR_NOT_FOUND || !op || op->kind != OP_REQUEST)
			return err_set(err, why.code, "%s", why.text);
		request.request.row = row_of_op(board, op, arena);
		read_request_op(&request.request, op, arena);
	}
	before = request.request.row.number;
	request.pending = overlay_apply(board_overlay(board), &request.request.row, board_now(board), arena);
	if (!board_sees(board, &request.request.row))
		return err_set(err, ERR_NOT_FOUND, "of another department");
	request.replaced_here = !streq(before, request.request.row.number);
	request.assignee_name = agent_name(board, request.request.row.assignee, arena);
	if (!read_thread(board, &request, id, arena, err))
		return false;
	*ret_request = request;
	return true;
}

bool board_holds(struct board *board, const char *id)
{
	const struct desk_op *op = overlay_op(board_overlay(board), id);
	struct arena *arena;
	struct request request;
	struct err err = { .code = ERR_NONE };
	bool holds;

	if (!board_db(board) || (op && op->kind == OP_REQUEST))
		return true;
	arena = arena_new();
	holds = desk_request(board_db(board), id, board_today(board), arena, &request, &err) || err.code != ERR_NOT_FOUND;
	arena_free(arena);
	return holds;
}

const char *board_find(struct board *board, const char *number, struct arena *arena)
{
	const struct desk_op *ops;
	struct request request;
	size_t count;

	if (board_db(board) && desk_request_by_number(board_db(board), number, board_today(board), arena, &request, NULL))
		return board_sees(board, &request.row) ? request.row.id : NULL;
	ops = overlay_ops(board_overlay(board), &count);
	for (size_t i = 0; i < count; i++)
		if ((ops[i].kind == OP_REQUEST || ops[i].kind == OP_REPLACE) && streq(op_text(&ops[i], "number"), number)) {
			struct board_row row;

			return touched_row(board, &ops[i], arena, &row) && board_sees(board, &row.row) ?
			       arena_strdup(arena, ops[i].request) : NULL;
		}
	return NULL;
}
