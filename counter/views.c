/* The table of views: start reading here. */
#include "counter/view.h"

#include <stdio.h>

#include "common/base/log.h"
#include "common/base/utf8.h"

extern const struct view login_view, desk_view, request_view, compose_view, state_view, assign_view, print_view, lost_view,
	settle_view, problem_view, search_view, new_view, form_view, number_view, filter_view, menu_view, help_view;

const struct view *const views[VIEW_COUNT] = {
	[VIEW_LOGIN] = &login_view,
	[VIEW_DESK] = &desk_view,
	[VIEW_REQUEST] = &request_view,
	[VIEW_COMPOSE] = &compose_view,
	[VIEW_STATE] = &state_view,
	[VIEW_ASSIGN] = &assign_view,
	[VIEW_PRINT] = &print_view,
	[VIEW_LOST] = &lost_view,
	[VIEW_SETTLE] = &settle_view,
	[VIEW_PROBLEM] = &problem_view,
	[VIEW_SEARCH] = &search_view,
	[VIEW_NEW] = &new_view,
	[VIEW_FORM] = &form_view,
	[VIEW_NUMBER] = &number_view,
	[VIEW_FILTER] = &filter_view,
	[VIEW_MENU] = &menu_view,
	[VIEW_HELP] = &help_view,
};

struct next next_push(enum view_id view, const char *arg)
{
	struct next next = { .kind = NEXT_PUSH, .view = view };

	utf8_copy(next.arg, sizeof(next.arg), arg);
	return next;
}

struct next next_replace(enum view_id view, const char *arg)
{
	struct next next = next_push(view, arg);

	next.kind = NEXT_REPLACE;
	return next;
}

void notify(struct view_ctx *ctx, const char *text)
{
	strbuf_clear(ctx->notice);
	strbuf_add(ctx->notice, text);
}

void notify_error(struct view_ctx *ctx, const struct err *err)
{
	log_warn("%s", err->text);
	notify(ctx, T(err->code == ERR_DISK_FULL ? "desk.error.disk_full" : "desk.error.not_kept"));
}

struct next request_action(enum action_id action, const char *id)
{
	char arg[ARG_MAX_LEN];

	switch (action) {
	case ACT_OPEN: return next_push(VIEW_REQUEST, id);
	case ACT_STATE: return next_push(VIEW_STATE, id);
	case ACT_ASSIGN: return next_push(VIEW_ASSIGN, id);
	case ACT_PRINT: return next_push(VIEW_PRINT, id);
	case ACT_LOST: return next_push(VIEW_LOST, id);
	case ACT_SETTLE: return next_push(VIEW_SETTLE, id);
	case ACT_REPLY:
	case ACT_NOTE:
	case ACT_DOCUMENT:
		snprintf(arg, sizeof(arg), "%s %s",
			 draft_kind_name(action == ACT_REPLY  ? DRAFT_MESSAGE
					 : action == ACT_NOTE ? DRAFT_NOTE
							      : DRAFT_DOCUMENT),
			 id);
		return next_push(VIEW_COMPOSE, arg);
	default: return STAY;
	}
}

struct next undo_last(struct view_ctx *ctx)
{
	const struct undo *undone;
	struct err err = { .code = ERR_NONE };
	struct draft draft = { .agent = ctx->session->agent.id, .service = "", .updated = ctx->now };
	char id[UUID_TEXT], arg[ARG_MAX_LEN];

	if (!ops_take_back(ctx->ops, &undone, &err)) {
		notify(ctx, T(err.code == ERR_NONE ? "desk.undo.too_late" : "desk.error.not_kept"));
		return STAY;
	}
	notify(ctx, trf(ctx->frame, ctx->lang, "desk.undo.done", "what", T(undone->label), NULL));
	if (undone->kind != OP_MESSAGE || !undone->text)
		return STAY;
	uuid_text(uuid_v7(ctx->rng, ctx->now), id);
	draft.id = id;
	draft.request = undone->request;
	draft.title = draft.body = undone->text;
	draft.kind = undone->document ? DRAFT_DOCUMENT : undone->internal ? DRAFT_NOTE : DRAFT_MESSAGE;
	if (!drafts_save(ctx->drafts, &draft, &err)) {
		notify_error(ctx, &err);
		return STAY;
	}
	snprintf(arg, sizeof(arg), "draft %s", id);
	return next_push(VIEW_COMPOSE, arg);
}
