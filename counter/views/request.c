/* One request, whole: who, what, where, the thread, and every key that acts on it. */
#include "common/base/utf8.h"
#include "counter/page.h"
#include "counter/view.h"

enum { VIEW_WIDTH = 78 };

struct request_page {
	char id[UUID_TEXT];
	struct arena *arena;
	struct page page;
	uint64_t generation;
	int height;
	bool gone, to_settle, problem;
};

static void build(struct view_ctx *ctx, struct request_page *view, int width)
{
	struct board_request request;
	size_t top = view->page.top;
	bool first = !view->arena;

	arena_free(view->arena);
	view->arena = arena_new();
	page_init(&view->page, view->arena, width);
	view->gone = !board_request(ctx->board, view->id, view->arena, &request, NULL);
	if (view->gone) {
		page_add(&view->page, STYLE_PLAIN, 1, NULL, T("desk.request.gone"));
	} else {
		view->to_settle = request.request.row.to_settle && *request.request.row.to_settle;
		view->problem = overlay_problem(board_overlay(ctx->board), view->id) != NULL;
		page_request(&view->page, ctx->lang, ctx->board, &request, true, ctx->now);
	}
	view->page.top = first ? 0 : top;
	view->generation = board_generation(ctx->board);
}

static bool request_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct request_page *view = state;

	(void)err;
	utf8_copy(view->id, sizeof(view->id), ctx->arg);
	build(ctx, view, VIEW_WIDTH); /* its keys depend on what it is; drawing lays it out again */
	return true;
}

static void request_close(struct view_ctx *ctx, void *state)
{
	(void)ctx;
	arena_free(((struct request_page *)state)->arena);
}

static unsigned request_context(const struct view_ctx *ctx, const void *state)
{
	const struct request_page *view = state;

	(void)ctx;
	return view->gone ? 0 : CTX_REQUEST | (view->to_settle || view->problem ? CTX_SETTLE : 0);
}

static void request_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct request_page *view = state;

	if (!view->arena || view->generation != board_generation(ctx->board) || view->page.width != area.w - 2)
		build(ctx, view, area.w - 2);
	view->height = area.h - 1;
	area.y++;
	area.h--;
	page_draw(tui, area, &view->page, STYLE_STRONG);
	tui_focus(tui, area.y, area.x + 1);
}

static struct next request_on_action(struct view_ctx *ctx, void *state, enum action_id action)
{
	const char *id = ((struct request_page *)state)->id;
	const struct desk_op *op = overlay_problem(board_overlay(ctx->board), id);

	if (action == ACT_BACK)
		return BACK;
	if (action == ACT_SETTLE && op)
		return next_push(VIEW_PROBLEM, op->id);
	return request_action(action, id);
}

static struct next request_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct request_page *view = state;

	bool moves = key->code == 'j' || key->code == 'k' || key->code == ' ';

	if (!page_key(&view->page, key, view->height) && key_is_char(key) && !moves)
		notify(ctx, T("desk.key.nothing"));
	return STAY;
}

const struct view request_view = {
	.name = "request",
	.state_size = sizeof(struct request_page),
	.flags = VIEW_LOOKED,
	.contexts = CTX_READ,
	.open = request_open,
	.close = request_close,
	.context = request_context,
	.draw = request_draw,
	.on_action = request_on_action,
	.on_key = request_on_key,
};
