/* Search anything as you type: number, name, phone, street. A number, scanned or typed, opens its request; one with a slip
 * says so, and a known number one slip away is proposed. */
#include <stdio.h>

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "counter/picker.h"
#include "counter/row.h"
#include "counter/view.h"

enum { RESULTS_MAX = 100, QUERY_MAX = 200 };

struct search_view {
	struct edit line;
	struct picker picker;
	struct arena *found_arena;
	struct board_row *rows;
	size_t count;
	bool failed, seen; /* seen: a result was opened; the next letter begins another search */
	const char *said; /* about a number; in found_arena, "" for nothing */
};

/* What is wrong with a number, and the request that it was perhaps meant to be. */
static void look_at_number(struct view_ctx *ctx, struct search_view *view, const struct tracking_reading *reading)
{
	struct tracking near[TRACKING_CORRECTIONS];
	size_t n = tracking_corrections(reading, near);
	struct board_request request;
	const char *known = NULL;

	for (size_t i = 0; i < n; i++) {
		const char *id = board_find(ctx->board, near[i].text, view->found_arena);

		if (id && known && !streq(id, known)) { /* two are as likely: neither is proposed */
			known = NULL;
			break;
		}
		known = id ? id : known;
	}
	if (known && board_request(ctx->board, known, view->found_arena, &request, NULL)) {
		view->rows = ARENA_NEW(view->found_arena, struct board_row);
		view->rows[0] = (struct board_row){ .row = request.request.row, .pending = request.pending };
		view->count = 1;
		view->said = T("desk.search.slip_near");
		return;
	}
	view->said = T(reading->verdict == TRACKING_SHORT ? "desk.search.short" :
	               reading->verdict == TRACKING_LETTER ? "desk.search.letter" : "desk.search.slip");
}

/* A name as it was heard: what the nearest words find is shown, and said to be that. */
static void find_instead(struct view_ctx *ctx, struct search_view *view, const char *text)
{
	const char *instead = board_search_instead(ctx->board, text, view->found_arena);

	if (instead && board_search(ctx->board, instead, RESULTS_MAX, view->found_arena, &view->rows, &view->count, NULL) &&
	    view->count > 0)
		view->said = trnf(view->found_arena, ctx->lang, "desk.search.instead", (int64_t)view->count, "words", instead,
		                  NULL);
}

static void look(struct view_ctx *ctx, struct search_view *view)
{
	const char *text = edit_text(&view->line);
	struct tracking_reading reading = tracking_read(text);

	arena_free(view->found_arena);
	view->found_arena = arena_new();
	view->rows = NULL;
	view->count = 0;
	view->said = "";
	view->failed =
		*text && !board_search(ctx->board, text, RESULTS_MAX, view->found_arena, &view->rows, &view->count, NULL);
	if (view->count == 0 && !view->failed && !tracking_looks_like(text)) /* numbers: look_at_number, with more care */
		find_instead(ctx, view, text);
	if (view->count > 0 || !tracking_looks_like(text))
		return;
	if (reading.verdict == TRACKING_OK)
		view->said = T("desk.search.not_known");
	else
		look_at_number(ctx, view, &reading);
}

/* The picker hears of it at once: it may be asked before anything is drawn, in a window that is too small. */
static void find(struct view_ctx *ctx, struct search_view *view, size_t selected)
{
	look(ctx, view);
	view->picker.selected = selected;
	picker_fit(&view->picker, view->count, view->picker.height);
}

static bool search_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct search_view *view = state;

	(void)err;
	edit_init(&view->line, QUERY_MAX, false);
	edit_set(&view->line, ctx->arg);
	find(ctx, view, 0);
	return true;
}

static void search_close(struct view_ctx *ctx, void *state)
{
	struct search_view *view = state;

	(void)ctx;
	edit_done(&view->line);
	arena_free(view->found_arena);
}

static void search_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct search_view *view = state;
	struct row_layout layout = row_layout(area.w);
	struct row_cells heads = row_heads(ctx->lang);
	const char *text = edit_text(&view->line), *say;
	int y = area.y + 4;

	tui_put(tui, area.y, area.x, 12, STYLE_STRONG, trf(ctx->frame, ctx->lang, "desk.search.label", NULL));
	tui_edit_line(tui, area.y, area.x + 12, area.w - 13, &view->line, true);
	if (!board_db(ctx->board))
		say = T("desk.first_sync");
	else if (view->failed)
		say = T("desk.error.replica");
	else if (*view->said)
		say = view->said;
	else if (!*text)
		say = T("desk.search.hint");
	else if (view->count == 0)
		say = T("desk.search.nothing");
	else
		say = trnf(ctx->frame, ctx->lang, view->count == RESULTS_MAX ? "desk.search.many" : "desk.search.found",
		           (int64_t)view->count, NULL);
	tui_put(tui, area.y + 1, area.x + 1, area.w - 2, *view->said || view->failed ? STYLE_LATE : STYLE_MUTED, say);
	tui_rule(tui, area.y + 2, area.x, area.w);
	if (view->count > 0)
		row_draw(tui, area.y + 3, area.x, &layout, &heads, false, true);
	picker_fit(&view->picker, view->count, area.h - 4);
	view->picker.y = y;
	for (int i = 0; i < area.h - 4 && view->picker.top + (size_t)i < view->count; i++) {
		size_t index = view->picker.top + (size_t)i;
		bool selected = index == view->picker.selected;
		struct row_cells cells =
			row_cells(ctx->frame, ctx->lang, &view->rows[index], board_day(ctx->board), selected);

		row_draw(tui, y + i, area.x, &layout, &cells, selected, false);
	}
}

static struct next search_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct search_view *view = state;
	bool anew = view->seen && (key_is_char(key) || key->code == K_PASTE);

	/* Up and down walk the results while the cursor stays in the line. */
	switch (picker_key(&view->picker, key, false)) {
	case PICK_CHOSEN: /* back among several: the first one opened is not always the right one */
		view->seen = true;
		return (view->count > 1 ? next_push : next_replace)(VIEW_REQUEST, view->rows[view->picker.selected].row.id);
	case PICK_MOVED: return STAY;
	case PICK_IGNORED: break;
	}
	view->seen = false;
	if (anew) {
		edit_set(&view->line, "");
		find(ctx, view, 0);
		if (key->code == '/') /* the habit of beginning one */
			return STAY;
	}
	if (edit_key(&view->line, key, 80) == EDIT_CHANGED) {
		/* A paste of a whole page is no search: what fits the line counts. */
		if (edit_over(&view->line)) {
			char cut[QUERY_MAX * 4 + 1];
			size_t len = utf8_offset(edit_text(&view->line), QUERY_MAX);

			snprintf(cut, sizeof(cut), "%.*s", (int)MIN(len, sizeof(cut) - 1), edit_text(&view->line));
			edit_set(&view->line, cut);
			notify(ctx, T("desk.search.cut"));
		}
		find(ctx, view, 0);
	}
	return STAY;
}

static struct next search_on_change(struct view_ctx *ctx, void *state)
{
	struct search_view *view = state;

	find(ctx, view, view->picker.selected);
	return STAY;
}

const struct view search_view = {
	.name = "search",
	.state_size = sizeof(struct search_view),
	.flags = VIEW_LOOKED,
	.contexts = CTX_SEARCH,
	.open = search_open,
	.close = search_close,
	.draw = search_draw,
	.on_key = search_on_key,
	.on_change = search_on_change,
};
