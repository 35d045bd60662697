#include "counter/overlay.h"

#include <assert.h>
#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/utf8.h"
#include "common/domain/names.h"

enum { OVERLAY_MAX = 2000 };

/* How long an applied operation is laid over while its row does not come: then it has left this desk's scope. */
static const int64_t DONE_KEPT = 10 * MINUTE_US;

struct overlay {
	struct arena *arena;
	struct desk_op *ops;
	size_t count;
};

/* The newest first, along op_by_state: a month of delivered ones lies behind. */
static const struct db_query newest_done = {
	"SELECT seq, id, kind, body, made_wall, answered FROM op WHERE state = 'done' AND key IS NULL ORDER BY seq DESC "
	"LIMIT 100",
};
static const struct db_query came_back = {
	"SELECT 1 FROM message WHERE id = ?1 UNION ALL SELECT 1 FROM request WHERE id = ?1",
};

struct overlay *overlay_new(void)
{
	struct overlay *overlay = calloc(1, sizeof(*overlay));

	if (!overlay)
		abort();
	overlay->arena = arena_new();
	return overlay;
}

static void drop(struct arena *arena, struct desk_op *ops, size_t count)
{
	for (size_t i = 0; i < count; i++)
		json_decref(ops[i].body);
	arena_free(arena);
}

void overlay_free(struct overlay *overlay)
{
	if (!overlay)
		return;
	drop(overlay->arena, overlay->ops, overlay->count);
	free(overlay);
}

const char *op_text(const struct desk_op *op, const char *key)
{
	return or_empty(json_string_value(json_object_get(op->body, key)));
}

static struct desk_op read_row(const struct outbox_row *row, struct arena *arena)
{
	struct desk_op op = {
		.id = arena_strdup(arena, row->id), .seq = row->seq, .at = row->made.wall, .hold_until = row->hold_until,
		.kind = row->kind, .state = row->state, .reason = row->reason, .current = row->current,
	};

	op.body = json_loadb((const char *)row->body.data, row->body.len, 0, NULL);
	if (!json_is_object(op.body)) {
		json_decref(op.body);
		op.body = json_object();
	}
	op.request = row->kind == OP_REQUEST ? op.id : op_text(&op, "request");
	return op;
}

static bool is_back(struct db *db, const char *id)
{
	struct db_stmt *stmt;
	bool found;

	if (!db)
		return false;
	stmt = db_query(db, &came_back);
	db_bind_text(stmt, 1, id);
	found = db_step(stmt, NULL) == DB_ROW;
	db_finish(stmt);
	return found;
}

static int by_seq(const void *a, const void *b)
{
	const struct desk_op *x = a, *y = b;

	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool add_waiting(struct outbox *box, struct arena *arena, struct desk_op *ops, size_t *count, struct err *err)
{
	const unsigned states = OUTBOX_UNDELIVERED | OUTBOX_IN(OP_CONFLICT) | OUTBOX_IN(OP_REJECTED);
	struct outbox_row *rows;
	size_t n;

	if (!outbox_list(box, states, OVERLAY_MAX, arena, &rows, &n, err))
		return false;
	for (size_t i = 0; i < n && *count < OVERLAY_MAX; i++)
		if (rows[i].kind != OP_PRINTED && rows[i].kind != OP_KINDS && !rows[i].key)
			ops[(*count)++] = read_row(&rows[i], arena);
	return true;
}

static bool add_done(struct outbox *box, struct db *db, int64_t since, struct arena *arena, struct desk_op *ops,
		     size_t *count, struct err *err)
{
	struct db_stmt *stmt = db_query(outbox_db(box), &newest_done);
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW && db_int(stmt, 5) > since && *count < OVERLAY_MAX) {
		struct outbox_row row = { .seq = db_int(stmt, 0), .body = db_bytes(stmt, 3), .state = OP_DONE };

		utf8_copy(row.id, sizeof(row.id), db_text0(stmt, 1));
		row.made.wall = db_int(stmt, 4);
		if (op_kind_parse(db_text0(stmt, 2), &row.kind) && row.kind != OP_PRINTED && !is_back(db, row.id))
			ops[(*count)++] = read_row(&row, arena);
	}
	db_finish(stmt);
	return step != DB_FAILED;
}

bool overlay_load(struct overlay *overlay, struct outbox *box, struct db *db, int64_t now, struct err *err)
{
	struct arena *arena = arena_new();
	struct desk_op *ops = ARENA_ARRAY(arena, struct desk_op, OVERLAY_MAX);
	size_t count = 0;

	if (!add_waiting(box, arena, ops, &count, err) || !add_done(box, db, now - DONE_KEPT, arena, ops, &count, err)) {
		drop(arena, ops, count);
		return false;
	}
	qsort(ops, count, sizeof(*ops), by_seq);
	drop(overlay->arena, overlay->ops, overlay->count);
	overlay->arena = arena;
	overlay->ops = ops;
	overlay->count = count;
	return true;
}

const struct desk_op *overlay_ops(const struct overlay *overlay, size_t *ret_count)
{
	*ret_count = overlay->count;
	return overlay->ops;
}

const struct desk_op *overlay_op(const struct overlay *overlay, const char *id)
{
	for (size_t i = 0; i < overlay->count; i++)
		if (streq(overlay->ops[i].id, id))
			return &overlay->ops[i];
	return NULL;
}

const struct desk_op *overlay_problem(const struct overlay *overlay, const char *request)
{
	for (size_t i = 0; i < overlay->count; i++)
		if (pending_of(&overlay->ops[i], 0) == PENDING_PROBLEM && streq(overlay->ops[i].request, request))
			return &overlay->ops[i];
	return NULL;
}

enum pending pending_of(const struct desk_op *op, int64_t now)
{
	switch (op->state) {
	case OP_QUEUED: return op->hold_until > now ? PENDING_HELD : PENDING_QUEUED;
	case OP_SENDING: return PENDING_SENDING;
	case OP_DONE: return PENDING_SENT;
	case OP_CONFLICT:
	case OP_REJECTED:
	case OP_STATES: break;
	}
	return PENDING_PROBLEM;
}

static void change(const struct desk_op *op, struct request_row *row, struct arena *arena)
{
	switch (op->kind) {
	case OP_STATE: {
		enum request_state to;

		if (request_state_parse(op_text(op, "to"), &to)) {
			row->state = request_state_name(to);
			if (!request_state_open(to)) {
				row->late = false;
				row->closed = op->at;
			} else {
				row->closed = 0;
			}
		}
		return;
	}
	case OP_ASSIGNMENT:
		row->assignee = arena_strdup(arena, json_string_value(json_object_get(op->body, "to")));
		return;
	case OP_REPLACE:
		row->number = arena_strdup(arena, op_text(op, "number"));
		return;
	case OP_SETTLE:
		row->to_settle = NULL;
		if (*op_text(op, "department"))
			row->department = arena_strdup(arena, op_text(op, "department"));
		return;
	case OP_REQUEST:
	case OP_MESSAGE:
	case OP_PRINTED:
	case OP_KINDS: return;
	}
}

enum pending overlay_apply(const struct overlay *overlay, struct request_row *row, int64_t now, struct arena *arena)
{
	enum pending most = PENDING_NONE;

	for (size_t i = 0; i < overlay->count; i++) {
		const struct desk_op *op = &overlay->ops[i];
		enum pending pending;

		if (!streq(op->request, row->id))
			continue;
		pending = pending_of(op, now);
		most = MAX(most, pending);
		if (pending != PENDING_PROBLEM)
			change(op, row, arena);
	}
	return most;
}

bool overlay_matches(const struct request_filter *filter, const struct request_row *row)
{
	unsigned states = filter->states ? filter->states : DESK_OPEN;
	bool in_department = filter->department_count == 0;
	enum request_state state;

	for (size_t i = 0; i < filter->department_count; i++)
		in_department = in_department || streq(filter->departments[i], row->department);
	/* The bits stand in the order of the states. */
	static_assert(DESK_RECEIVED == 1 << STATE_RECEIVED && DESK_REFUSED == 1 << STATE_REFUSED, "one order");
	return in_department && request_state_parse(row->state, &state) && (states & 1u << state) &&
	       (!filter->assignee || streq(filter->assignee, row->assignee)) && (!filter->unassigned || !row->assignee) &&
	       (!filter->late || row->late) && (!filter->to_settle || row->to_settle);
}
