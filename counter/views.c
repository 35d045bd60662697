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

bool draft_unread(struct view_ctx *ctx, struct err *err)
{
	if (err->code == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.draft.gone"));
	log_warn("%s", err->text);
	return err_set(err, err->code, "%s", T("desk.draft.unread"));
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

/* As a draft, under the id that is made for it. */
static bool keep_words(struct view_ctx *ctx, const struct undo *undo, char ret_id[UUID_TEXT], struct err *err)
{
	struct draft draft = {
		.id = ret_id, .agent = ctx->session->agent.id, .request = undo->request, .service = "", .title = undo->text, .body = undo->text,
		.kind = undo->document ? DRAFT_DOCUMENT : undo->internal ? DRAFT_NOTE : DRAFT_MESSAGE, .updated = ctx->now,
	};

	uuid_text(uuid_v7(ctx->rng, ctx->now), ret_id);
	return drafts_save(ctx->drafts, &draft, err);
}

struct next undo_last(struct view_ctx *ctx)
{
	const struct undo *undo = ops_undo(ctx->ops);
	bool words = undo && undo->kind == OP_MESSAGE && undo->text;
	struct err err = { .code = ERR_NONE }, left;
	char id[UUID_TEXT], arg[ARG_MAX_LEN];

	/* Before they leave the outbox: they are nowhere else. */
	if (words && !keep_words(ctx, undo, id, &err)) {
		notify_error(ctx, &err);
		return STAY;
	}
	if (!ops_take_back(ctx->ops, &undo, &err)) {
		if (words && !drafts_delete(ctx->drafts, id, &left))
			log_warn("%s", left.text);
		notify(ctx, T(err.code == ERR_NONE ? "desk.undo.too_late" : "desk.error.not_kept"));
		return STAY;
	}
	notify(ctx, trf(ctx->frame, ctx->lang, "desk.undo.done", "what", T(undo->label), NULL));
	if (!words)
		return STAY;
	snprintf(arg, sizeof(arg), "draft %s", id);
	return next_push(VIEW_COMPOSE, arg);
}
