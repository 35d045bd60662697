/* The number of a request, to be handed out: large, spelled, and on paper. */
#include "common/base/utf8.h"
#include "common/text/fmt.h"
#include "counter/number.h"
#include "counter/page.h"
#include "counter/view.h"

struct number_view {
	char request[UUID_TEXT];
	struct page page;
	struct arena *arena;
	uint64_t generation;
};

static bool number_open(struct view_ctx *ctx, void *state, struct err *err)
{
	(void)err;
	utf8_copy(((struct number_view *)state)->request, UUID_TEXT, ctx->arg);
	return true;
}

static void number_close(struct view_ctx *ctx, void *state)
{
	(void)ctx;
	arena_free(((struct number_view *)state)->arena);
}

/* K F T J   B X P C … */
static const char *wide(struct arena *arena, const char *number)
{
	struct strbuf text = STRBUF_INIT;
	const char *out;

	for (size_t i = 0; number[i]; i++) {
		strbuf_addc(&text, number[i]);
		strbuf_add(&text, i % 4 == 3 ? "    " : " ");
	}
	out = arena_strdup(arena, strbuf_str(&text));
	strbuf_done(&text);
	return out;
}

static void build(struct view_ctx *ctx, struct number_view *view, int width)
{
	struct board_request request;
	const struct request_row *row = &request.request.row;
	struct tracking number;

	arena_free(view->arena);
	view->arena = arena_new();
	page_init(&view->page, view->arena, width);
	view->generation = board_generation(ctx->board);
	if (!board_request(ctx->board, view->request, view->arena, &request, NULL) || !tracking_valid(row->number)) {
		page_add(&view->page, STYLE_PLAIN, 2, NULL, T("desk.request.gone"));
		return;
	}
	utf8_copy(number.text, sizeof(number.text), row->number);
	page_add(&view->page, STYLE_STRONG, 2, NULL,
		 T(request.replaced_here ? "desk.number.replaced" : "desk.number.registered"));
	page_add(&view->page, STYLE_PLAIN, 2, NULL,
		 *or_empty(row->where_text) ? arena_printf(view->arena, "%s · %s", row->service_name, row->where_text)
					    : row->service_name);
	page_gap(&view->page);
	page_add(&view->page, STYLE_SELECTED, 2, NULL, wide(view->arena, row->number));
	page_gap(&view->page);
	page_add(&view->page, STYLE_PLAIN, 2, NULL, tracking_spell(view->arena, ctx->lang, &number));
	page_gap(&view->page);
	page_add(&view->page, STYLE_PLAIN, 2, NULL,
		 T(request.pending == PENDING_NONE || request.pending == PENDING_SENT ? "desk.number.received"
										      : "desk.number.to_send"));
	page_add(&view->page, STYLE_MUTED, 2, NULL, T("desk.number.hand_out"));
}

static void number_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct number_view *view = state;

	if (!view->arena || view->generation != board_generation(ctx->board) || view->page.width != area.w - 2)
		build(ctx, view, area.w - 2);
	area.y++;
	area.h--;
	page_draw(tui, area, &view->page, STYLE_STRONG);
	tui_focus(tui, area.y + 3, area.x + 2);
}

static struct next number_on_action(struct view_ctx *ctx, void *state, enum action_id action)
{
	(void)ctx;
	return action == ACT_BACK ? BACK : request_action(action, ((struct number_view *)state)->request);
}

static struct next number_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	(void)ctx;
	(void)state;
	return key->code == K_ENTER ? BACK : STAY;
}

const struct view number_view = {
	.name = "number",
	.state_size = sizeof(struct number_view),
	.contexts = CTX_NUMBER,
	.open = number_open,
	.close = number_close,
	.draw = number_draw,
	.on_action = number_on_action,
	.on_key = number_on_key,
};
