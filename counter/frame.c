#include "counter/frame.h"

#include "common/text/fmt.h"
#include "counter/cells.h"

enum { BOTTOM_LINES = 3 };

const char *frame_key(struct view_ctx *ctx, uint32_t key)
{
	char out[8] = "";
	const char *name = key_label(key, out);

	return name ? T(name) : arena_strdup(ctx->frame, out);
}

static void join(struct strbuf *line, const char *text)
{
	if (line->len > 0)
		strbuf_add(line, ", ");
	strbuf_add(line, text);
}

const char *frame_status(struct view_ctx *ctx, bool *ret_bad)
{
	const struct link_status *link = board_link(ctx->board);
	struct board_counts counts = board_counts(ctx->board);
	struct strbuf line = STRBUF_INIT;
	const char *text;

	*ret_bad = link->state != LINK_ONLINE || counts.problems > 0;
	if (link->state == LINK_REFUSED)
		join(&line, T("desk.link.refused"));
	else if (link->state != LINK_ONLINE && link->contact > 0)
		join(&line, trf(ctx->frame, ctx->lang, "desk.link.offline_since", "for",
		                fmt_duration(ctx->frame, ctx->lang, MAX(ctx->now - link->contact, MINUTE_US)), NULL));
	else if (link->state != LINK_ONLINE)
		join(&line, T("desk.link.offline"));
	if (counts.waiting > 0)
		join(&line, trnf(ctx->frame, ctx->lang, "desk.link.to_send", counts.waiting, NULL));
	if (counts.problems > 0)
		join(&line, trnf(ctx->frame, ctx->lang, "desk.link.to_settle", counts.problems, NULL));
	text = arena_strdup(ctx->frame, strbuf_str(&line));
	strbuf_done(&line);
	return text;
}

static void draw_bar(struct view_ctx *ctx, struct tui *tui, int width)
{
	struct civil now = civil_from_time(board_zone(ctx->board), ctx->now);
	const char *agent = ctx->session->agent.id ? ctx->session->agent.name : "", *status, *left, *right;
	bool bad;
	int left_cells;

	status = frame_status(ctx, &bad);
	right = arena_printf(ctx->frame, "%s%s%s%02d:%02d%s%s ", bad && *status ? "! " : "", status, *status ? "  " : "",
			     now.hour, now.minute, clock_trusted(ctx->clock) ? "" : " ",
			     clock_trusted(ctx->clock) ? "" : T("desk.clock_not_trusted"));
	tui_put(tui, 0, 0, width, STYLE_BAR, "");
	left_cells = width - cells_width(right) - 1;
	left = arena_printf(ctx->frame, " %s · %s · %s", board_town(ctx->board),
	                    terminal_name(board_terminal(ctx->board), ctx->lang, ctx->frame), agent);
	if (cells_width(left) >= left_cells) /* whose name everything bears counts more than where they are */
		left = arena_printf(ctx->frame, " %s", *agent ? agent : board_town(ctx->board));
	tui_put(tui, 0, 0, left_cells, STYLE_BAR, left);
	tui_put(tui, 0, left_cells, width - left_cells, STYLE_BAR, right);
}

static void draw_notice(struct view_ctx *ctx, struct tui *tui, int y, int width)
{
	const struct undo *undo = session_open(ctx->session) ? ops_undo(ctx->ops) : NULL;
	const char *text = strbuf_str(ctx->notice);

	tui_rule(tui, y, 0, width);
	if (!*text && undo)
		text = trnf(ctx->frame, ctx->lang, "desk.undo.can", (undo->until - ctx->now + SECOND_US - 1) / SECOND_US,
			    "what", T(undo->label), NULL);
	if (*text)
		tui_add(tui, y, 1, width - 2, STYLE_STRONG, arena_printf(ctx->frame, " %s ", text));
}

static int key_cells(struct view_ctx *ctx, enum action_id id, unsigned contexts)
{
	return cells_width(frame_key(ctx, action_key(&actions[id], contexts))) + 1 + cells_width(T(actions[id].label));
}

static bool keys_fit(struct view_ctx *ctx, const enum action_id *list, size_t n, unsigned contexts, int width)
{
	int lines = 1, x = 1;

	for (size_t i = 0; i < n; i++) {
		int cells = key_cells(ctx, list[i], contexts);

		if (x + cells > width) {
			lines++;
			x = 1;
		}
		x += cells + 2;
	}
	return lines < BOTTOM_LINES;
}

/* The keys of the line that have one here; on a narrow screen the last go, but never those that lead to all others, or back. */
static size_t keys_shown(struct view_ctx *ctx, unsigned contexts, int width, enum action_id list[ACT_COUNT])
{
	size_t n = 0, count = actions_in(contexts, true, list);

	for (size_t i = 0; i < count; i++)
		if (action_key(&actions[list[i]], contexts) != K_NONE)
			list[n++] = list[i];
	while (n > 0 && !keys_fit(ctx, list, n, contexts, width)) {
		size_t drop = n - 1;

		while (drop > 0 && (list[drop] == ACT_HELP || list[drop] == ACT_BACK))
			drop--;
		memmove(list + drop, list + drop + 1, (--n - drop) * sizeof(*list));
	}
	return n;
}

struct rect frame_draw(struct view_ctx *ctx, struct tui *tui, struct rect screen, unsigned contexts, struct frame_hits *hits)
{
	enum action_id list[ACT_COUNT];
	size_t n = keys_shown(ctx, contexts, screen.w, list);
	int y = screen.h - BOTTOM_LINES, x = 1;

	draw_bar(ctx, tui, screen.w);
	draw_notice(ctx, tui, y++, screen.w);
	for (size_t i = 0; i < n; i++) {
		const struct action *action = &actions[list[i]];
		const char *key = frame_key(ctx, action_key(action, contexts));
		const char *label = T(action->label);
		int cells = key_cells(ctx, list[i], contexts);

		if (x + cells > screen.w) {
			y++;
			x = 1;
		}
		if (hits->count < FRAME_HITS_MAX) {
			hits->at[hits->count].y = y;
			hits->at[hits->count].x = x;
			hits->at[hits->count].w = cells;
			hits->at[hits->count++].action = list[i];
		}
		tui_add(tui, y, x, cells, STYLE_KEY, key);
		tui_add(tui, y, x + cells_width(key) + 1, cells, STYLE_MUTED, label);
		x += cells + 2;
	}
	return (struct rect){ .y = 1, .h = screen.h - 1 - BOTTOM_LINES, .w = screen.w };
}

enum action_id frame_hit(const struct frame_hits *hits, int y, int x)
{
	for (size_t i = 0; i < hits->count; i++)
		if (hits->at[i].y == y && x >= hits->at[i].x && x < hits->at[i].x + hits->at[i].w)
			return hits->at[i].action;
	return ACT_NONE;
}

struct rect frame_popup(struct view_ctx *ctx, struct tui *tui, const struct view *view, const void *state, struct rect area)
{
	struct rect window = { .h = area.h * 2 / 3, .w = area.w * 2 / 3 };
	int h = window.h, w = window.w;

	if (view->wants) {
		view->wants(ctx, state, &h, &w);
		h += 2;
		w += 4;
	}
	window.h = CLAMP(h, 3, area.h);
	window.w = CLAMP(w, 20, area.w);
	window.y = area.y + (area.h - window.h) / 2;
	window.x = area.x + (area.w - window.w) / 2;
	tui_frame(tui, window, view->title ? T(view->title) : "");
	return (struct rect){ .y = window.y + 1, .x = window.x + 2, .h = window.h - 2, .w = window.w - 4 };
}

void frame_too_small(struct view_ctx *ctx, struct tui *tui, struct rect screen)
{
	const char *text =
		trf(ctx->frame, ctx->lang, "desk.too_small", "need", arena_printf(ctx->frame, "%d×%d", TUI_MIN_W, TUI_MIN_H),
		    "have", arena_printf(ctx->frame, "%d×%d", screen.w, screen.h), NULL);

	for (int y = 0; y < screen.h && *text; y++) {
		struct strbuf line = STRBUF_INIT;
		size_t next, len = cells_wrap(text, MAX(screen.w, 1), &next);

		strbuf_addn(&line, text, len);
		tui_put(tui, y, 0, screen.w, STYLE_PLAIN, strbuf_str(&line));
		strbuf_done(&line);
		text += next;
	}
}
