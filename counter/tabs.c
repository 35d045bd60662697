#include "counter/tabs.h"

#include <stdlib.h>

#include "common/store/department.h"
#include "counter/cells.h"

enum { LABEL_MAX = 18 };

void tabs_done(struct tabs *tabs)
{
	arena_free(tabs->arena);
	*tabs = (struct tabs){ .arena = NULL };
}

/* Digits stay with the same tab: those that come and go have none. */
static void add(struct tabs *tabs, enum tab_kind kind, const char *label, const char *department)
{
	struct strbuf text = STRBUF_INIT;
	int cells = MIN(cells_width(label), LABEL_MAX);

	cells_pad(&text, label, cells);
	tabs->list[tabs->count++] = (struct tab){ .kind = kind, .label = arena_strdup(tabs->arena, strbuf_str(&text)),
	                                          .department = department, .count = -1 };
	if (kind == TAB_MINE || kind == TAB_ALL || kind == TAB_DEPARTMENT)
		tabs->list[tabs->count - 1].digit = ++tabs->digits <= 9 ? tabs->digits : 0;
	strbuf_done(&text);
}

static bool serves(const struct session *session, const char *department)
{
	for (size_t i = 0; i < session->agent.department_count; i++)
		if (streq(session->agent.departments[i], department))
			return true;
	return session_departments_all(session);
}

/* Does this desk get requests of DEPARTMENT? The scope is "agent:*" or names them. */
static bool in_scope(const struct view_ctx *ctx, const char *department)
{
	const char *at = board_terminal(ctx->board)->scope + strlen("agent:");
	size_t len = strlen(department);

	if (streq(at, "*"))
		return true;
	for (; *at; at += *at == ',') {
		size_t word = strcspn(at, ",");

		if (word == len && strncmp(at, department, len) == 0)
			return true;
		at += word;
	}
	return false;
}

static int64_t special_count(enum tab_kind kind, struct view_ctx *ctx)
{
	struct board_counts counts = board_counts(ctx->board);

	if (kind == TAB_DRAFTS)
		return drafts_count(ctx->drafts, ctx->session->agent.id);
	return counts.waiting + counts.problems;
}

static void fill(struct tabs *tabs, struct view_ctx *ctx, const struct department *departments, size_t n,
		 const struct tabs *before)
{
	int64_t to_settle = 0;
	struct request_filter filter = { .to_settle = true, .states = DESK_OPEN | DESK_CLOSED };
	const struct tab *was = before->count > 0 ? &before->list[before->selected] : NULL;

	tabs->list = ARENA_ARRAY(tabs->arena, struct tab, n + 6);
	tabs->departments = ARENA_ARRAY(tabs->arena, const char *, n + 1);
	add(tabs, TAB_MINE, T("desk.tab.mine"), NULL);
	add(tabs, TAB_ALL, T("desk.tab.all"), NULL);
	if (board_count(ctx->board, &filter, &to_settle, NULL) &&
	    (to_settle + board_counts(ctx->board).problems > 0 || (was && was->kind == TAB_SETTLE)))
		add(tabs, TAB_SETTLE, T("desk.tab.settle"), NULL);
	if (special_count(TAB_DRAFTS, ctx) > 0 || (was && was->kind == TAB_DRAFTS))
		add(tabs, TAB_DRAFTS, T("desk.tab.drafts"), NULL);
	if (special_count(TAB_OUTBOX, ctx) > 0 || (was && was->kind == TAB_OUTBOX))
		add(tabs, TAB_OUTBOX, T("desk.tab.outbox"), NULL);
	for (size_t i = 0; i < n; i++) {
		if (!serves(ctx->session, departments[i].id) || !in_scope(ctx, departments[i].id))
			continue;
		if (!session_departments_all(ctx->session))
			tabs->departments[tabs->department_count++] = departments[i].id;
		add(tabs, TAB_DEPARTMENT, departments[i].name, departments[i].id);
	}
	/* Counts are kept until they are counted again, so that nothing blinks. */
	for (size_t i = 0; i < tabs->count; i++)
		for (size_t k = 0; k < before->count; k++) {
			struct tab *now = &tabs->list[i];
			const struct tab *old = &before->list[k];

			if (now->kind != old->kind || !streq(now->department, old->department))
				continue;
			now->count = old->count;
			if (old == was)
				tabs->selected = i;
		}
}

void tabs_build(struct tabs *tabs, struct view_ctx *ctx)
{
	struct tabs made = { .arena = arena_new() };
	const struct department *departments = NULL;
	size_t n = 0;

	if (board_db(ctx->board) && !department_list(board_db(ctx->board), ctx->lang, made.arena, &departments, &n, NULL))
		n = 0;
	fill(&made, ctx, departments, n, tabs);
	made.y = tabs->y;
	tabs_done(tabs);
	*tabs = made;
}

struct request_filter tab_filter(const struct tabs *tabs, const struct tab *tab, const struct view_ctx *ctx, unsigned states)
{
	struct request_filter filter = { .states = states };

	switch (tab->kind) {
	case TAB_MINE: filter.assignee = ctx->session->agent.id; break;
	case TAB_ALL:
		filter.departments = tabs->departments;
		filter.department_count = tabs->department_count;
		break;
	case TAB_DEPARTMENT:
		filter.departments = &tab->department;
		filter.department_count = 1;
		break;
	case TAB_SETTLE:
		filter.to_settle = true;
		filter.states = DESK_OPEN | DESK_CLOSED;
		break;
	case TAB_DRAFTS:
	case TAB_OUTBOX: break;
	}
	return filter;
}

void tabs_count(struct tabs *tabs, struct view_ctx *ctx)
{
	for (size_t i = 0; i < tabs->count; i++) {
		struct tab *tab = &tabs->list[i];
		struct request_filter filter;
		int64_t count;

		if (tab->kind == TAB_DRAFTS || tab->kind == TAB_OUTBOX) {
			tab->count = special_count(tab->kind, ctx);
			continue;
		}
		filter = tab_filter(tabs, tab, ctx, 0);
		if (board_count(ctx->board, &filter, &count, NULL))
			tab->count = count + (tab->kind == TAB_SETTLE ? board_counts(ctx->board).problems : 0);
	}
}

static const char *tab_text(const struct tab *tab, struct arena *arena)
{
	const char *count = tab->count < 0 ? "" : arena_printf(arena, " %d", (int)tab->count);

	return tab->digit ? arena_printf(arena, "%d %s%s", tab->digit, tab->label, count)
			  : arena_printf(arena, "%s%s", tab->label, count);
}

/* A department where nothing waits, for somebody who serves them all: twenty of them would hide the others. */
static bool is_idle(const struct tabs *tabs, size_t index)
{
	return tabs->department_count == 0 && tabs->list[index].kind == TAB_DEPARTMENT && tabs->list[index].count == 0;
}

static bool tab_shown(const struct tabs *tabs, size_t index)
{
	return index == tabs->selected || !is_idle(tabs, index);
}

void tabs_draw(struct tabs *tabs, struct view_ctx *ctx, struct tui *tui, int y, int x, int w)
{
	size_t first = 0;
	int at;

	tui_put(tui, y, x, w, STYLE_PLAIN, "");
	/* Leaves out tabs on the left until the selected one fits. */
	for (;; first++) {
		int used = first > 0 ? 3 : 1;

		for (size_t i = first; i <= tabs->selected && i < tabs->count; i++)
			used += !tab_shown(tabs, i) ? 0 : cells_width(tab_text(&tabs->list[i], ctx->frame)) + 2;
		if (used <= w - 1 || first >= tabs->selected)
			break;
	}
	at = x + 1;
	if (first > 0)
		at += tui_add(tui, y, at - 1, 2, STYLE_KEY, "‹ ");
	for (size_t i = 0; i < tabs->count; i++) {
		struct tab *tab = &tabs->list[i];
		const char *text = tab_text(tab, ctx->frame);
		int cells = cells_width(text), room = x + w - at;

		tab->w = 0;
		if (i < first || room <= 0 || !tab_shown(tabs, i))
			continue;
		if (cells > room) {
			tui_put(tui, y, x + w - 1, 1, STYLE_KEY, "›");
			at = x + w;
			continue;
		}
		tab->x = at;
		tab->w = cells;
		tui_add(tui, y, at, cells, i == tabs->selected ? STYLE_TAB : STYLE_PLAIN, text);
		at += cells + 2;
	}
	tabs->y = y;
}

void tabs_step(struct tabs *tabs, int step)
{
	if (tabs->count == 0)
		return;
	do
		tabs->selected = (size_t)((int64_t)tabs->selected + step + (int64_t)tabs->count) % tabs->count;
	while (tabs->selected != 0 && is_idle(tabs, tabs->selected));
}

bool tabs_key(struct tabs *tabs, const struct key *key)
{
	size_t before = tabs->selected;

	for (size_t i = 0; i < tabs->count; i++)
		if (tabs->list[i].digit && key->code == '0' + (uint32_t)tabs->list[i].digit)
			tabs->selected = i;
	if (key->code == K_CLICK && key->y == tabs->y)
		for (size_t i = 0; i < tabs->count; i++)
			if (key->x >= tabs->list[i].x && key->x < tabs->list[i].x + tabs->list[i].w)
				tabs->selected = i;
	return tabs->selected != before;
}
