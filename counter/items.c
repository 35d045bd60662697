#include "counter/items.h"

#include <stdio.h>

#include "common/domain/names.h"
#include "common/text/fmt.h"
#include "counter/number.h"

static void add_request(struct view_ctx *ctx, struct arena *arena, struct item *item)
{
	struct board_request request;

	item->number = item->who = "";
	if (!*item->request || !board_request(ctx->board, item->request, arena, &request, NULL))
		return;
	item->number = arena_strdup(arena, request.request.row.number);
	item->who = row_who(arena, ctx->lang, &request.request.row);
}

/* What was typed first in a form that was begun: an address, a name, a date; not the bare word that stands for a choice. */
static const char *draft_about(const struct draft *draft, struct arena *arena)
{
	json_t *body = json_loads(draft->body, 0, NULL), *answer;
	const char *key, *about = "";

	json_object_foreach(json_object_get(body, "answers"), key, answer) {
		const char *text = or_empty(json_string_value(json_is_object(answer) ? json_object_get(answer, "text") : answer));

		if (!*about && strpbrk(text, " 0123456789"))
			about = text;
	}
	about = arena_strdup(arena, about);
	json_decref(body);
	return about;
}

void items_drafts(struct view_ctx *ctx, struct arena *arena, struct item **ret_items, size_t *ret_count)
{
	static const char *const kinds[DRAFT_KINDS] = {
		[DRAFT_MESSAGE] = "desk.draft.message",
		[DRAFT_NOTE] = "desk.draft.note",
		[DRAFT_DOCUMENT] = "desk.draft.document",
		[DRAFT_FORM] = "desk.draft.form",
	};
	struct draft *drafts;
	size_t count;

	if (!drafts_list(ctx->drafts, ctx->session->agent.id, arena, &drafts, &count, NULL))
		count = 0;
	*ret_items = ARENA_ARRAY(arena, struct item, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct item item = { .id = drafts[i].id,
				     .request = drafts[i].request,
				     .at = drafts[i].updated,
				     .draft = true,
				     .is_form = drafts[i].kind == DRAFT_FORM };

		add_request(ctx, arena, &item);
		if (item.is_form) { /* two lamps are told apart by where they are */
			item.what = drafts[i].title;
			item.who = draft_about(&drafts[i], arena);
			item.who = *item.who ? item.who : T(kinds[DRAFT_FORM]);
		} else {
			item.what = arena_printf(arena, "%s%s%s", T(kinds[drafts[i].kind]), *drafts[i].title ? " · " : "",
						 drafts[i].title);
		}
		(*ret_items)[i] = item;
	}
	*ret_count = count;
}

const char *op_sentence(struct view_ctx *ctx, const struct desk_op *op)
{
	enum request_state state;
	struct agent agent;

	switch (op->kind) {
	case OP_REQUEST: return T("desk.op.request");
	case OP_MESSAGE:
		return trf(ctx->frame, ctx->lang,
			   json_is_true(json_object_get(op->body, "internal")) ? "desk.op.note" : "desk.op.message", "text",
			   op_text(op, "text"), NULL);
	case OP_STATE:
		return trf(ctx->frame, ctx->lang, "desk.op.state", "state",
			   request_state_parse(op_text(op, "to"), &state) ? tr(ctx->lang, request_state_key(state))
									  : op_text(op, "to"),
			   NULL);
	case OP_ASSIGNMENT:
		if (!*op_text(op, "to"))
			return T("desk.op.unassign");
		if (!board_db(ctx->board) || !agent_read(board_db(ctx->board), op_text(op, "to"), ctx->frame, &agent, NULL))
			return T("desk.op.assign");
		return trf(ctx->frame, ctx->lang, "desk.op.assign_to", "name", agent.name, NULL);
	case OP_REPLACE: return T("desk.op.replace");
	case OP_SETTLE: return T("desk.op.settle");
	case OP_PRINTED:
	case OP_KINDS: break;
	}
	return "";
}

/* May who is logged in read OP: they made it, or it is about a request that is theirs to see. */
static bool may_read(struct view_ctx *ctx, const struct desk_op *op, struct arena *arena)
{
	struct board_request request;

	return streq(op_text(op, "agent"), ctx->session->agent.id) || !board_sees_part(ctx->board) ||
	       (board_request(ctx->board, op->request, arena, &request, NULL) && board_sees(ctx->board, &request.request.row));
}

void items_outbox(struct view_ctx *ctx, struct arena *arena, struct item **ret_items, size_t *ret_count)
{
	size_t count, n = 0;
	const struct desk_op *ops = overlay_ops(board_overlay(ctx->board), &count);

	*ret_items = ARENA_ARRAY(arena, struct item, count + 1);
	/* What needs somebody first. */
	for (int problems = 1; problems >= 0; problems--)
		for (size_t i = 0; i < count; i++) {
			struct item item = { .id = arena_strdup(arena, ops[i].id),
					     .request = arena_strdup(arena, ops[i].request),
					     .at = ops[i].at,
					     .pending = pending_of(&ops[i], ctx->now) };

			item.problem = item.pending == PENDING_PROBLEM;
			if (item.problem != (problems == 1) || item.pending == PENDING_SENT)
				continue;
			if (may_read(ctx, &ops[i], arena)) {
				add_request(ctx, arena, &item);
				item.what = arena_strdup(arena, op_sentence(ctx, &ops[i]));
			} else { /* counted, and nothing else */
				item.request = item.number = item.who = "";
				item.problem = false;
				item.what = T("desk.op.colleague");
			}
			(*ret_items)[n++] = item;
		}
	*ret_count = n;
}

struct row_cells item_cells(struct view_ctx *ctx, const struct item *item, bool selected)
{
	const char *pending = row_pending_key(item->pending, ctx->board);
	struct row_cells cells = { .due = item->problem ? STYLE_LATE : STYLE_PLAIN };

	cells.text[COL_MARKS] = arena_printf(ctx->frame, "%s%s%s", selected ? "▸" : " ", item->problem ? "!" : " ",
	                                     row_pending_mark(item->pending));
	cells.text[COL_NUMBER] = *item->number ? number_grouped(ctx->frame, item->number) : T("desk.no_number");
	cells.text[COL_SERVICE] = item->what;
	cells.text[COL_WHO] = item->who;
	cells.text[COL_STATE] = "";
	cells.text[COL_DUE] = pending ? T(pending)
				      : fmt_ago(ctx->frame, ctx->lang, board_zone(ctx->board), item->at, ctx->now);
	return cells;
}

struct next item_open(const struct item *item)
{
	char arg[ARG_MAX_LEN];

	if (item->draft) {
		snprintf(arg, sizeof(arg), "draft %s", item->id);
		return next_push(item->is_form ? VIEW_FORM : VIEW_COMPOSE, arg);
	}
	if (item->problem)
		return next_push(VIEW_PROBLEM, item->id);
	return *item->request ? next_push(VIEW_REQUEST, item->request) : STAY;
}

void settle_problem(struct view_ctx *ctx, const char *id, bool again)
{
	const struct desk_op *op = overlay_op(board_overlay(ctx->board), id);
	struct err err = { .code = ERR_NONE };

	if (!op)
		return;
	if (again ? ops_again(ctx->ops, op, &err) : ops_drop(ctx->ops, op, &err))
		notify(ctx, T(again ? "desk.problem.sent_again" : "desk.problem.dropped"));
	else if (err.code == ERR_NONE)
		notify(ctx, T("desk.problem.gone"));
	else
		notify_error(ctx, &err);
}
