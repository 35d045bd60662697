#include "counter/ops.h"

#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/secret/secret.h"

enum { UNDO_MAX = 8 };

struct ops {
	struct board *board;
	const struct session *session;
	const struct clock *clock;
	const struct rng *rng;
	int undo_s;
	struct undo undos[UNDO_MAX]; /* oldest first */
	size_t undo_count;
	struct undo taken;           /* the last that was taken back: what ops_take_back handed out */
};

struct ops *ops_new(struct board *board, const struct session *session, const struct clock *clock, const struct rng *rng,
                    int undo_s)
{
	struct ops *ops = calloc(1, sizeof(*ops));

	if (!ops)
		abort();
	*ops = (struct ops){ .board = board, .session = session, .clock = clock, .rng = rng, .undo_s = undo_s };
	return ops;
}

static void forget(struct undo *undo)
{
	if (undo->text)
		secret_wipe(undo->text, strlen(undo->text));
	free(undo->text);
	*undo = (struct undo){ .label = NULL };
}

void ops_hand_over(struct ops *ops)
{
	for (size_t i = 0; i < ops->undo_count; i++)
		forget(&ops->undos[i]);
	ops->undo_count = 0;
	forget(&ops->taken);
}

void ops_free(struct ops *ops)
{
	if (!ops)
		return;
	ops_hand_over(ops);
	free(ops);
}

/* ---- appending */

/* BODY is given over. */
static bool append(struct ops *ops, enum op_kind kind, json_t *body, const char *lookup, int hold_s, struct uuid *ret_id,
                   struct err *err)
{
	char *text;
	struct op op = { .id = uuid_v7(ops->rng, clock_wall(ops->clock)), .kind = kind, .lookup = lookup,
	                 .made = clock_stamp(ops->clock) };
	bool done;

	if (kind != OP_PRINTED && ops->session->agent.id)
		json_object_set_new(body, "agent", json_string(ops->session->agent.id));
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	if (!text)
		return err_set(err, ERR_BAD_INPUT, "the operation cannot be written as JSON");
	op.body = (struct bytes){ .data = (unsigned char *)text, .len = strlen(text) };
	if (hold_s > 0)
		op.hold_until = op.made.wall + hold_s * SECOND_US;
	done = outbox_append(board_outbox(ops->board), &op, err);
	secret_wipe(text, op.body.len);
	free(text);
	board_touch(ops->board);
	if (done && ret_id)
		*ret_id = op.id;
	return done;
}

static struct undo *remember(struct ops *ops, const char *label, enum op_kind kind, const char *request, const char *text)
{
	struct undo *undo;

	if (ops->undo_count == UNDO_MAX) {
		forget(&ops->undos[0]);
		memmove(ops->undos, ops->undos + 1, (UNDO_MAX - 1) * sizeof(*ops->undos));
		ops->undo_count--;
	}
	undo = &ops->undos[ops->undo_count++];
	*undo = (struct undo){ .label = label, .kind = kind, .until = clock_wall(ops->clock) + ops->undo_s * SECOND_US };
	utf8_copy(undo->request, sizeof(undo->request), request);
	if (text && *text)
		undo->text = strdup(text);
	return undo;
}

static bool held(struct ops *ops, enum op_kind kind, const char *label, const char *request, const char *text, json_t *body,
                 struct err *err)
{
	struct undo *undo;
	struct uuid id;

	if (!append(ops, kind, body, NULL, ops->undo_s, &id, err))
		return false;
	undo = remember(ops, label, kind, request, text);
	undo->ids[undo->count++] = id;
	return true;
}

static json_t *string_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *message_body(struct ops *ops, const char *request, const char *text, bool internal)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:b}", "request", request, "text", text, "lang", board_lang(ops->board),
			 "terminal", board_terminal(ops->board)->name, "internal", internal);
}

bool ops_message(struct ops *ops, const char *request, const char *text, bool internal, struct err *err)
{
	if (!held(ops, OP_MESSAGE, internal ? "desk.undo.note" : "desk.undo.message", request, text,
	          message_body(ops, request, text, internal), err))
		return false;
	ops->undos[ops->undo_count - 1].internal = internal;
	return true;
}

static json_t *state_body(const char *request, const char *from, enum request_state to, const char *text)
{
	return json_pack("{s:s, s:s, s:s, s:s}", "request", request, "from", from, "to", request_state_name(to),
	                 "text", text);
}

bool ops_state(struct ops *ops, const char *request, const char *from, enum request_state to, const char *text,
               struct err *err)
{
	return held(ops, OP_STATE, "desk.undo.state", request, text, state_body(request, from, to, text), err);
}

bool ops_document(struct ops *ops, const char *request, const char *from, const char *text, struct err *err)
{
	struct uuid ids[2];
	struct undo *undo;
	size_t count = 0;

	/* The state first: it can be refused, and then the words are refused with it on screen; the other way round a
	 * resident would be asked for a paper for a request that was closed meanwhile. */
	if (!streq(from, request_state_name(STATE_WAITING)) &&
	    !append(ops, OP_STATE, state_body(request, from, STATE_WAITING, ""), NULL, ops->undo_s, &ids[count++], err))
		return false;
	if (!append(ops, OP_MESSAGE, message_body(ops, request, text, false), NULL, ops->undo_s, &ids[count++], err)) {
		if (count > 1 && outbox_take_back(board_outbox(ops->board), ids[0], NULL))
			board_touch(ops->board);
		return false;
	}
	undo = remember(ops, "desk.undo.document", OP_MESSAGE, request, text);
	undo->document = true;
	memcpy(undo->ids, ids, sizeof(ids));
	undo->count = count;
	return true;
}

bool ops_assign(struct ops *ops, const char *request, const char *from, const char *to, struct err *err)
{
	return held(ops, OP_ASSIGNMENT, "desk.undo.assign", request, NULL,
		    json_pack("{s:s, s:o, s:o}", "request", request, "from", string_or_null(from), "to", string_or_null(to)),
		    err);
}

bool ops_settle(struct ops *ops, const char *request, const char *service, const char *department, const char *text,
                struct err *err)
{
	return held(ops, OP_SETTLE, "desk.undo.settle", request, NULL,
		    json_pack("{s:s, s:s, s:s, s:s}", "request", request, "service", service, "department", department,
			      "text", text),
		    err);
}

static json_t *key_json(const struct record_key *key)
{
	struct strbuf text = STRBUF_INIT;
	json_t *json;

	base64_add(&text, key->key, sizeof(key->key));
	json = json_string(strbuf_str(&text));
	strbuf_done(&text);
	return json;
}

bool ops_replace(struct ops *ops, const char *request, const char *old, const char *number, const struct record_key *key,
                 const char *identity, struct err *err)
{
	json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:o, s:s}", "request", request, "old", old, "number", number,
				 "lookup", key->lookup, "record_key", key_json(key), "identity", identity);

	return append(ops, OP_REPLACE, body, key->lookup, 0, NULL, err);
}

bool ops_request(struct ops *ops, const struct new_request *request, char ret_id[UUID_TEXT], struct err *err)
{
	json_t *answers = json_loads(request->answers, 0, NULL), *body;
	struct uuid id;

	if (!answers)
		return err_set(err, ERR_BAD_INPUT, "the answers are not JSON");
	body = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:o, s:s, s:s, s:s}", "number", request->number, "record_key",
			 key_json(request->key), "service", request->service, "lang", request->lang, "channel",
			 request->channel, "terminal", board_terminal(ops->board)->name, "answers", answers, "name",
			 request->name, "phone", request->phone, "email", request->email);
	if (*request->where_text) {
		json_t *where = json_pack("{s:s}", "text", request->where_text);

		if (*request->where_id)
			json_object_set_new(where, "address", json_string(request->where_id));
		if (request->located) {
			json_object_set_new(where, "lat", json_real(request->lat));
			json_object_set_new(where, "lon", json_real(request->lon));
		}
		json_object_set_new(body, "where", where);
	}
	if (!append(ops, OP_REQUEST, body, request->key->lookup, 0, &id, err))
		return false;
	uuid_text(id, ret_id);
	return true;
}

void ops_printed(struct ops *ops, const char *what, const char *lang)
{
	json_t *body =
		json_pack("{s:s, s:s, s:s}", "what", what, "lang", lang, "terminal", board_terminal(ops->board)->name);

	(void)!append(ops, OP_PRINTED, body, NULL, 0, NULL, NULL);
}

/* ---- taking back */
const struct undo *ops_undo(struct ops *ops)
{
	int64_t now = clock_wall(ops->clock);

	while (ops->undo_count > 0 && ops->undos[0].until <= now) {
		forget(&ops->undos[0]);
		memmove(ops->undos, ops->undos + 1, --ops->undo_count * sizeof(*ops->undos));
	}
	return ops->undo_count > 0 ? &ops->undos[ops->undo_count - 1] : NULL;
}

bool ops_take_back(struct ops *ops, const struct undo **ret_undo, struct err *err)
{
	struct err why;
	bool taken;

	if (!ops_undo(ops))
		return false;
	forget(&ops->taken);
	ops->taken = ops->undos[--ops->undo_count];
	taken = outbox_take_back_all(board_outbox(ops->board), ops->taken.ids, ops->taken.count, &why);
	board_touch(ops->board);
	if (taken)
		*ret_undo = &ops->taken;
	else if (why.code != ERR_NONE)
		err_set(err, why.code, "%s", why.text);
	return taken;
}

/* ---- what the hub refused */
bool ops_again(struct ops *ops, const struct desk_op *op, struct err *err)
{
	json_t *body = json_deep_copy(op->body), *current = op->current ? json_loads(op->current, 0, NULL) : NULL;
	const char *column = op->kind == OP_STATE ? "state" : op->kind == OP_ASSIGNMENT ? "assignee" : NULL;
	json_t *now = column ? json_object_get(current, column) : NULL;
	struct uuid old, made;
	bool done;

	/* The agent has seen what the hub has now, and wants it all the same. */
	if (column)
		json_object_set(body, "from", now ? now : json_null());
	json_decref(current);
	if (!uuid_parse(op->id, &old)) {
		json_decref(body);
		return err_set(err, ERR_BAD_INPUT, "operation without an id");
	}
	if (!append(ops, op->kind, body, NULL, 0, &made, err))
		return false;
	done = outbox_drop(board_outbox(ops->board), old, err);
	/* It is not there any more: its request was erased meanwhile, and nothing is to be said of it. */
	if (!done && err->code == ERR_NONE)
		(void)!outbox_take_back(board_outbox(ops->board), made, err);
	board_touch(ops->board);
	return done;
}

bool ops_drop(struct ops *ops, const struct desk_op *op, struct err *err)
{
	struct uuid id;

	if (!uuid_parse(op->id, &id))
		return err_set(err, ERR_BAD_INPUT, "operation without an id");
	board_touch(ops->board);
	return outbox_drop(board_outbox(ops->board), id, err);
}
