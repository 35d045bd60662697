/* Changing a request's state: which one, then a sentence for the resident, which may stay empty. */
#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "counter/choices.h"
#include "counter/row.h"

enum { SENTENCE_MAX = 500 };

struct state_view {
	char request[UUID_TEXT], from[16];
	struct choices choices;
	bool chosen;
	enum request_state to;
	struct edit sentence;
};

/* Where a request mostly goes from here: highlighted first. */
static enum request_state likely_after(const char *from)
{
	enum request_state state;

	return request_state_parse(from, &state) && state == STATE_IN_PROGRESS ? STATE_DONE : STATE_IN_PROGRESS;
}

/* The states that ROW can go to from where it is. */
static void offer(struct view_ctx *ctx, struct state_view *view, const struct request_row *row)
{
	utf8_copy(view->from, sizeof(view->from), row->state);
	choices_done(&view->choices);
	choices_init(&view->choices, ctx, REQUEST_STATES, row_title(ctx->arena, ctx->lang, row), false);
	for (enum request_state s = STATE_RECEIVED; s < REQUEST_STATES; s++) {
		if (streq(request_state_name(s), view->from))
			continue;
		if (s == likely_after(view->from))
			view->choices.picker.selected = view->choices.count;
		choices_add(&view->choices, tr(ctx->lang, request_state_key(s)), NULL, request_state_name(s));
	}
}

static bool state_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct state_view *view = state;
	struct board_request request;

	edit_init(&view->sentence, SENTENCE_MAX, false);
	if (!board_request(ctx->board, ctx->arg, ctx->arena, &request, NULL))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.request.gone"));
	utf8_copy(view->request, sizeof(view->request), ctx->arg);
	offer(ctx, view, &request.request.row);
	return true;
}

/* Somebody else was faster: said at once, instead of a conflict to settle afterwards. What is being written stays. */
static struct next state_on_change(struct view_ctx *ctx, void *state)
{
	struct state_view *view = state;
	struct board_request request;
	enum request_state now;

	if (!board_request(ctx->board, view->request, ctx->arena, &request, NULL) ||
	    streq(request.request.row.state, view->from))
		return STAY;
	offer(ctx, view, &request.request.row);
	if (request_state_parse(view->from, &now))
		notify(ctx, trf(ctx->frame, ctx->lang, "desk.state.meanwhile", "state",
		                tr(ctx->lang, request_state_key(now)), NULL));
	return STAY;
}

static void state_close(struct view_ctx *ctx, void *state)
{
	struct state_view *view = state;

	(void)ctx;
	choices_done(&view->choices);
	edit_done(&view->sentence);
}

static unsigned state_context(const struct view_ctx *ctx, const void *state)
{
	(void)ctx;
	return ((const struct state_view *)state)->chosen ? CTX_PICK | CTX_SEARCH : CTX_PICK;
}

static void state_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	(void)ctx;
	(void)state;
	*ret_h = 7;
	*ret_w = 64;
}

static void state_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct state_view *view = state;
	size_t over = edit_over(&view->sentence);

	if (!view->chosen) {
		choices_draw(&view->choices, ctx, tui, area);
		return;
	}
	tui_put(tui, area.y, area.x, area.w, STYLE_STRONG,
	        trf(ctx->frame, ctx->lang, "desk.state.becomes", "state", tr(ctx->lang, request_state_key(view->to)), NULL));
	tui_put(tui, area.y + 1, area.x, area.w, STYLE_PLAIN, T("desk.state.sentence"));
	tui_edit_line(tui, area.y + 3, area.x, area.w, &view->sentence, true);
	tui_put(tui, area.y + 4, area.x, area.w, over ? STYLE_LATE : STYLE_MUTED,
	        over ? trnf(ctx->frame, ctx->lang, "desk.compose.too_long", (int64_t)over, NULL) : T("desk.state.enter"));
}

static struct next state_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct state_view *view = state;
	struct err err = { .code = ERR_NONE };

	if (!view->chosen) {
		const struct choice *choice = choices_key(&view->choices, ctx, key);

		view->chosen = choice && request_state_parse(choice->id, &view->to);
		return STAY;
	}
	if (key->code != K_ENTER) {
		edit_key(&view->sentence, key, 80);
		return STAY;
	}
	if (edit_over(&view->sentence))
		return STAY;
	if (!ops_state(ctx->ops, view->request, view->from, view->to, edit_text(&view->sentence), &err)) {
		notify_error(ctx, &err);
		return STAY;
	}
	return BACK;
}

const struct view state_view = {
	.name = "state",
	.state_size = sizeof(struct state_view),
	.flags = VIEW_POPUP,
	.title = "desk.state.title",
	.open = state_open,
	.close = state_close,
	.context = state_context,
	.wants = state_wants,
	.draw = state_draw,
	.on_key = state_on_key,
	.on_change = state_on_change,
};
