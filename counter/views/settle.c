/* A request that the hub could not place: which service it is for, and a note on what was done about it. */
#include "common/base/utf8.h"
#include "common/store/service.h"
#include "counter/choices.h"

enum { NOTE_MAX = 500 };

struct settle {
	char request[UUID_TEXT];
	const struct service *services;
	size_t count;
	struct choices choices;
	const struct service *chosen; /* NULL: not yet */
	struct edit note;
};

static bool settle_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct settle *settle = state;
	struct board_request request;
	const char *intro;

	edit_init(&settle->note, NOTE_MAX, false);
	choices_init(&settle->choices, ctx, 0, NULL, true);
	if (!board_request(ctx->board, ctx->arg, ctx->arena, &request, NULL) || !board_db(ctx->board) ||
	    !service_list(board_db(ctx->board), NULL, NULL, ctx->arena, &settle->services, &settle->count, NULL))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.request.gone"));
	utf8_copy(settle->request, sizeof(settle->request), ctx->arg);
	intro = trf(ctx->arena, ctx->lang, "desk.to_settle_because", "reason", or_empty(request.request.row.to_settle),
		    NULL);
	choices_done(&settle->choices);
	choices_init(&settle->choices, ctx, settle->count, intro, true);
	for (size_t i = 0; i < settle->count; i++) {
		if (streq(settle->services[i].id, request.request.row.service))
			settle->choices.picker.selected = i;
		choices_add(&settle->choices, settle->services[i].name, settle->services[i].theme, settle->services[i].id);
	}
	return true;
}

static void settle_close(struct view_ctx *ctx, void *state)
{
	struct settle *settle = state;

	(void)ctx;
	choices_done(&settle->choices);
	edit_done(&settle->note);
}

static void settle_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	const struct settle *settle = state;

	(void)ctx;
	choices_wants(&settle->choices, ret_h, ret_w);
	if (settle->chosen)
		*ret_h = 4;
}

static void settle_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct settle *settle = state;

	if (!settle->chosen) {
		choices_draw(&settle->choices, ctx, tui, area);
		return;
	}
	tui_put(tui, area.y, area.x, area.w, STYLE_STRONG, settle->chosen->name);
	tui_put(tui, area.y + 1, area.x, area.w, STYLE_PLAIN, T("desk.settle.note"));
	tui_edit_line(tui, area.y + 2, area.x, area.w, &settle->note, true);
}

static struct next settle_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct settle *settle = state;
	struct err err = { .code = ERR_NONE };

	if (!settle->chosen) {
		const struct choice *choice = choices_key(&settle->choices, ctx, key);

		for (size_t i = 0; choice && i < settle->count; i++)
			if (streq(settle->services[i].id, choice->id))
				settle->chosen = &settle->services[i];
		return STAY;
	}
	if (key->code != K_ENTER) {
		edit_key(&settle->note, key, 80);
		return STAY;
	}
	if (edit_over(&settle->note)) {
		notify(ctx, trnf(ctx->frame, ctx->lang, "desk.compose.too_long", (int64_t)edit_over(&settle->note), NULL));
		return STAY;
	}
	if (!ops_settle(ctx->ops, settle->request, settle->chosen->id, settle->chosen->department, edit_text(&settle->note),
			&err)) {
		notify_error(ctx, &err);
		return STAY;
	}
	return BACK;
}

const struct view settle_view = {
	.name = "settle",
	.state_size = sizeof(struct settle),
	.flags = VIEW_POPUP,
	.title = "desk.settle.title",
	.contexts = CTX_PICK | CTX_SEARCH,
	.open = settle_open,
	.close = settle_close,
	.wants = settle_wants,
	.draw = settle_draw,
	.on_key = settle_on_key,
};
