/* The desk: tabs, a list, and the selected request below it, or beside it on a wide screen. */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "common/text/fmt.h"
#include "counter/items.h"
#include "counter/page.h"
#include "counter/picker.h"
#include "counter/row.h"
#include "counter/tabs.h"
#include "counter/view.h"

enum { WIDE = 140, PAGE_ROWS = 200 };

struct desk {
	struct tabs tabs;
	struct picker picker;
	unsigned states;            /* of the filter; 0: open ones */
	struct arena *rows_arena;
	struct board_row *rows;     /* from OFFSET on */
	size_t row_count, offset;
	bool more;                  /* behind the last of them */
	struct item *items;         /* drafts or operations, in their tabs */
	size_t item_count;
	bool count_due;
	struct arena *page_arena;
	struct page page;
	char page_of[UUID_TEXT];
	uint64_t page_generation;
	struct arrivals *arrivals;
	uint64_t arrivals_seen;
	char gone[UUID_TEXT];       /* was selected and left the list: selected again when it is back */
};

static const struct tab *tab_of(const struct desk *desk)
{
	return &desk->tabs.list[desk->tabs.selected];
}

static bool of_requests(const struct desk *desk)
{
	return tab_of(desk)->kind != TAB_DRAFTS && tab_of(desk)->kind != TAB_OUTBOX;
}

static const struct board_row *selected_row(const struct desk *desk)
{
	return of_requests(desk) && desk->picker.selected < desk->row_count ? &desk->rows[desk->picker.selected] : NULL;
}

static const struct item *selected_item(const struct desk *desk)
{
	return !of_requests(desk) && desk->picker.selected < desk->item_count ? &desk->items[desk->picker.selected] : NULL;
}

/* The request that keys are about: the selected row's, or the one an operation or a draft is about. */
static const char *selected_request(const struct desk *desk)
{
	const struct board_row *row = selected_row(desk);
	const struct item *item = selected_item(desk);

	return row ? row->row.id : item ? item->request : "";
}

/* ---- reading */
static bool select_one(struct desk *desk, const char *id)
{
	size_t count = of_requests(desk) ? desk->row_count : desk->item_count;
	bool found = false;

	for (size_t i = 0; i < count && *id; i++) {
		if (!streq(of_requests(desk) ? desk->rows[i].row.id : desk->items[i].id, id))
			continue;
		/* It stays where the eyes are when others came before it; at the head of the list those are shown. */
		if (desk->picker.top > 0)
			desk->picker.top = i + desk->picker.top > desk->picker.selected
						   ? i + desk->picker.top - desk->picker.selected
						   : 0;
		desk->picker.selected = i;
		found = true;
		break;
	}
	picker_fit(&desk->picker, count, desk->picker.height);
	return found;
}

static void select_again(struct desk *desk, const char *id)
{
	bool found = select_one(desk, id);

	if (*desk->gone && select_one(desk, desk->gone))
		*desk->gone = '\0';
	else if (!found && *id && of_requests(desk))
		utf8_copy(desk->gone, sizeof(desk->gone), id);
}

static void load(struct view_ctx *ctx, struct desk *desk, const char *keep)
{
	struct arena *before = desk->rows_arena;
	struct request_filter filter = tab_filter(&desk->tabs, tab_of(desk), ctx, desk->states);
	struct err err = { .code = ERR_NONE };

	desk->rows_arena = arena_new();
	desk->row_count = desk->item_count = 0;
	filter.offset = desk->offset;
	filter.limit = PAGE_ROWS;
	if (tab_of(desk)->kind == TAB_DRAFTS)
		items_drafts(ctx, desk->rows_arena, &desk->items, &desk->item_count);
	else if (tab_of(desk)->kind == TAB_OUTBOX)
		items_outbox(ctx, desk->rows_arena, &desk->items, &desk->item_count);
	else if (!board_list(ctx->board, &filter, desk->rows_arena, &desk->rows, &desk->row_count, &err)) {
		log_warn("%s", err.text);
		notify(ctx, T("desk.error.replica"));
	}
	desk->more = desk->row_count >= PAGE_ROWS;
	select_again(desk, keep);
	arena_free(before);
	*desk->page_of = '\0';
}

static void reload(struct view_ctx *ctx, struct desk *desk)
{
	const struct item *item = selected_item(desk);
	char keep[64];

	snprintf(keep, sizeof(keep), "%s", item ? item->id : selected_request(desk));
	tabs_build(&desk->tabs, ctx);
	load(ctx, desk, keep);
	desk->count_due = true;
}

static void other_tab(struct view_ctx *ctx, struct desk *desk)
{
	*desk->gone = '\0';
	desk->offset = 0;
	desk->picker.selected = desk->picker.top = 0;
	load(ctx, desk, "");
}

static bool desk_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct desk *desk = state;

	(void)err;
	desk->arrivals = arrivals_new();
	arrivals_news(desk->arrivals, ctx);
	tabs_build(&desk->tabs, ctx);
	load(ctx, desk, "");
	/* Nothing of one's own: what waits for everybody. */
	if (desk->row_count == 0 && desk->tabs.count > 1) {
		desk->tabs.selected = 1;
		load(ctx, desk, "");
	}
	desk->count_due = true;
	return true;
}

static void desk_close(struct view_ctx *ctx, void *state)
{
	struct desk *desk = state;

	(void)ctx;
	tabs_done(&desk->tabs);
	arrivals_free(desk->arrivals);
	arena_free(desk->rows_arena);
	arena_free(desk->page_arena);
}

static unsigned desk_context(const struct view_ctx *ctx, const void *state)
{
	const struct desk *desk = state;
	const struct board_row *row = selected_row(desk);
	const struct item *item = selected_item(desk);

	(void)ctx;
	if (row)
		return CTX_REQUEST | (row->row.to_settle && *row->row.to_settle ? CTX_SETTLE : 0) |
		       (row->pending == PENDING_PROBLEM ? CTX_PROBLEM | CTX_SETTLE : 0);
	if (item)
		return (item->draft ? CTX_DRAFT : 0) | (item->problem ? CTX_PROBLEM | CTX_SETTLE : 0);
	return 0;
}

/* ---- drawing */
static const char *empty_text(struct view_ctx *ctx, const struct desk *desk)
{
	if (!board_db(ctx->board))
		return T("desk.first_sync");
	switch (tab_of(desk)->kind) {
	case TAB_MINE: return T("desk.empty.mine");
	case TAB_DRAFTS: return T("desk.empty.drafts");
	case TAB_OUTBOX: return T("desk.empty.outbox");
	case TAB_ALL:
	case TAB_DEPARTMENT:
	case TAB_SETTLE: break;
	}
	return T("desk.empty");
}

static void draw_list(struct view_ctx *ctx, struct desk *desk, struct tui *tui, struct rect area)
{
	struct row_layout layout = row_layout(area.w);
	struct row_cells heads = row_heads(ctx->lang);
	size_t count = of_requests(desk) ? desk->row_count : desk->item_count;

	row_draw(tui, area.y, area.x, &layout, &heads, false, true);
	desk->picker.y = area.y + 1;
	picker_fit(&desk->picker, count, area.h - 1);
	if (count == 0) {
		tui_put(tui, area.y + 1, area.x + 3, area.w - 3, STYLE_MUTED, empty_text(ctx, desk));
		tui_focus(tui, area.y + 1, area.x + 3);
	}
	for (int i = 0; i < area.h - 1 && desk->picker.top + (size_t)i < count; i++) {
		size_t index = desk->picker.top + (size_t)i;
		bool selected = index == desk->picker.selected;
		struct row_cells cells = of_requests(desk) ?
			row_cells(ctx->frame, ctx->lang, &desk->rows[index], board_day(ctx->board), selected) :
			item_cells(ctx, &desk->items[index], selected);

		row_draw(tui, area.y + 1 + i, area.x, &layout, &cells, selected, false);
		if (selected)
			tui_focus(tui, area.y + 1 + i, area.x);
	}
}

static void draw_selected(struct view_ctx *ctx, struct desk *desk, struct tui *tui, struct rect area)
{
	const char *id = selected_request(desk);
	struct board_request request;

	if (!*id || area.h <= 0)
		return;
	if (!streq(id, desk->page_of) || desk->page_generation != board_generation(ctx->board) ||
	    desk->page.width != area.w - 1) {
		bool same = streq(id, desk->page_of);
		size_t top = desk->page.top;

		arena_free(desk->page_arena);
		desk->page_arena = arena_new();
		page_init(&desk->page, desk->page_arena, area.w - 1);
		if (board_request(ctx->board, id, desk->page_arena, &request, NULL))
			page_request(&desk->page, ctx->lang, ctx->board, &request, area.h > 20, ctx->now);
		snprintf(desk->page_of, sizeof(desk->page_of), "%s", id);
		desk->page_generation = board_generation(ctx->board);
		desk->page.top = same ? top : 0;
	}
	page_draw(tui, area, &desk->page, STYLE_STRONG);
}

static void draw_filter(struct view_ctx *ctx, const struct desk *desk, struct tui *tui, int y, int w)
{
	enum request_state state;

	tui_rule(tui, y, 0, w);
	if (desk->states == 0 || !of_requests(desk))
		return;
	for (state = STATE_RECEIVED; state < REQUEST_STATES; state++)
		if (desk->states == 1u << state)
			break;
	tui_add(tui, y, 2, w - 4, STYLE_STRONG,
		arena_printf(ctx->frame, " %s ",
			     trf(ctx->frame, ctx->lang, "desk.filter.shows", "what",
				 state < REQUEST_STATES ? tr(ctx->lang, request_state_key(state)) : T("desk.filter.all"),
				 NULL)));
}

static void desk_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct desk *desk = state;
	struct rect list = { .y = area.y + 2, .x = area.x, .h = area.h - 2, .w = area.w }, page = list;

	tabs_draw(&desk->tabs, ctx, tui, area.y, area.x, area.w);
	draw_filter(ctx, desk, tui, area.y + 1, area.w);
	if (area.w >= WIDE) {
		list.w = CLAMP(area.w * 56 / 100, 80, 124);
		page.x = list.w + 1;
		page.w = area.w - list.w - 1;
		tui_vrule(tui, list.y, list.w, list.h);
	} else {
		list.h = MAX(4, (list.h - 1) * 45 / 100 + 1);
		page.y = list.y + list.h + 1;
		page.h = area.y + area.h - page.y;
		tui_rule(tui, page.y - 1, 0, area.w);
	}
	draw_selected(ctx, desk, tui, page);
	draw_list(ctx, desk, tui, list);
}

/* ---- keys */

/* The selection went over the edge of what was read: reads the page there. */
static void turn_page(struct view_ctx *ctx, struct desk *desk, const struct key *key, size_t before)
{
	bool down = key->code == K_DOWN || key->code == K_PAGE_DOWN || key->code == K_END || key->code == 'j' ||
	            key->code == K_WHEEL_DOWN;

	if (!of_requests(desk) || desk->picker.selected != before)
		return;
	if (down && desk->more && before + 1 >= desk->row_count) {
		desk->offset += PAGE_ROWS;
		desk->picker.selected = desk->picker.top = 0;
		load(ctx, desk, "");
	} else if (!down && desk->offset > 0 && before == 0) {
		desk->offset -= PAGE_ROWS;
		load(ctx, desk, "");
		desk->picker.selected = desk->row_count > 0 ? desk->row_count - 1 : 0;
	}
}

static struct next desk_on_action(struct view_ctx *ctx, void *state, enum action_id action)
{
	struct desk *desk = state;
	const struct item *item = selected_item(desk);
	const struct desk_op *op = overlay_problem(board_overlay(ctx->board), selected_request(desk));
	struct err err = { .code = ERR_NONE };
	char arg[ARG_MAX_LEN];

	switch (action) {
	case ACT_NEXT_TAB:
	case ACT_PREV_TAB:
		tabs_step(&desk->tabs, action == ACT_NEXT_TAB ? 1 : -1);
		other_tab(ctx, desk);
		return STAY;
	case ACT_FILTER:
		snprintf(arg, sizeof(arg), "%u", desk->states);
		return next_push(VIEW_FILTER, arg);
	case ACT_OPEN:
	case ACT_RESUME:
		if (item)
			return item_open(item);
		break;
	case ACT_DELETE:
		if (item && item->draft) {
			if (drafts_delete(ctx->drafts, item->id, &err))
				notify(ctx, T("desk.draft.deleted"));
			else
				notify_error(ctx, &err);
		}
		reload(ctx, desk);
		return STAY;
	case ACT_AGAIN:
	case ACT_DROP:
		settle_problem(ctx, item ? item->id : op ? op->id : "", action == ACT_AGAIN);
		return STAY;
	case ACT_SETTLE:
		if (op || (item && item->problem))
			return next_push(VIEW_PROBLEM, item ? item->id : op->id);
		break;
	default: break;
	}
	return *selected_request(desk) ? request_action(action, selected_request(desk)) : STAY;
}

static struct next desk_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct desk *desk = state;
	size_t before = desk->picker.selected;

	if (tabs_key(&desk->tabs, key)) {
		other_tab(ctx, desk);
		return STAY;
	}
	if (key->code >= '1' && key->code <= '9')
		return STAY;
	switch (picker_key(&desk->picker, key, true)) {
	case PICK_CHOSEN: return desk_on_action(ctx, state, ACT_OPEN);
	case PICK_MOVED:
		*desk->gone = '\0';
		turn_page(ctx, desk, key, before);
		return STAY;
	case PICK_IGNORED: break;
	}
	if (key_is_char(key))
		notify(ctx, T("desk.key.nothing"));
	return STAY;
}

static struct next desk_on_return(struct view_ctx *ctx, void *state, int64_t number)
{
	struct desk *desk = state;

	/* Only the filter sends a number here. */
	if (number >= 0) {
		desk->states = (unsigned)number;
		other_tab(ctx, desk);
	} else {
		reload(ctx, desk);
	}
	return STAY;
}

static struct next desk_on_change(struct view_ctx *ctx, void *state)
{
	struct desk *desk = state;
	const char *news = arrivals_news(desk->arrivals, ctx);

	if (*news && session_open(ctx->session))
		notify(ctx, news);
	reload(ctx, desk);
	return STAY;
}

static struct next desk_on_tick(struct view_ctx *ctx, void *state)
{
	struct desk *desk = state;

	if (!desk->count_due)
		return STAY;
	desk->count_due = false;
	tabs_count(&desk->tabs, ctx);
	return (struct next){ .kind = NEXT_DRAW };
}

const struct view desk_view = {
	.name = "desk",
	.state_size = sizeof(struct desk),
	.contexts = CTX_LIST,
	.open = desk_open,
	.close = desk_close,
	.context = desk_context,
	.draw = desk_draw,
	.on_action = desk_on_action,
	.on_key = desk_on_key,
	.on_return = desk_on_return,
	.on_change = desk_on_change,
	.on_tick = desk_on_tick,
};
