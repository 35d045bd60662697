#include "counter/choices.h"

#include "common/text/fold.h"
#include "counter/cells.h"

enum { WIDTH = 56 };

/* Every word of WANTED (folded) stands in TEXT. */
static bool says(struct arena *arena, const char *text, const char *wanted)
{
	const char *folded = fold(arena, text);
	char *rest = arena_strdup(arena, wanted), *word;

	while ((word = strsep(&rest, " ")))
		if (!strstr(folded, word))
			return false;
	return true;
}

/* First those that are called so, then those that are meant so: « lampe » is a « Lampadaire ». */
static void narrow(struct choices *choices, struct arena *arena)
{
	const char *wanted = choices->filtered ? fold(arena, edit_text(&choices->filter)) : "";

	choices->shown_count = 0;
	for (int meant = 0; meant <= 1; meant++)
		for (size_t i = 0; i < choices->count; i++) {
			const struct choice *choice = &choices->list[i];
			const char *called = arena_printf(arena, "%s %s", choice->text, or_empty(choice->note));
			bool by_name = says(arena, called, wanted);

			if (meant ? !by_name && choice->also &&
					    says(arena, arena_printf(arena, "%s %s", called, choice->also), wanted)
				  : by_name)
				choices->shown[choices->shown_count++] = i;
		}
}

void choices_init(struct choices *choices, struct view_ctx *ctx, size_t max, const char *intro, bool filtered)
{
	*choices = (struct choices){ .intro = intro, .filtered = filtered };
	choices->list = ARENA_ARRAY(ctx->arena, struct choice, max + 1);
	choices->shown = ARENA_ARRAY(ctx->arena, size_t, max + 1);
	edit_init(&choices->filter, 80, false);
}

void choices_done(struct choices *choices)
{
	edit_done(&choices->filter);
}

void choices_add(struct choices *choices, const char *text, const char *note, const char *id)
{
	choices->list[choices->count] = (struct choice){ .text = text, .note = note, .id = id };
	choices->shown[choices->shown_count++] = choices->count++;
}

void choices_also(struct choices *choices, const char *words)
{
	choices->list[choices->count - 1].also = words;
}

static int intro_lines(const struct choices *choices, int width)
{
	const char *s = or_empty(choices->intro);
	int lines = 0;

	for (size_t next; *s; s += next, lines++)
		cells_wrap(s, width, &next);
	return lines;
}

void choices_wants(const struct choices *choices, int *ret_h, int *ret_w)
{
	int w = WIDTH;

	for (size_t i = 0; i < choices->count; i++)
		w = MAX(w, 4 + cells_width(choices->list[i].text) +
				   (choices->list[i].note ? 2 + cells_width(choices->list[i].note) : 0));
	*ret_w = w;
	*ret_h = (int)choices->count + intro_lines(choices, w) + (choices->filtered ? 1 : 0) + (choices->intro ? 1 : 0);
}

void choices_draw(struct choices *choices, struct view_ctx *ctx, struct tui *tui, struct rect area)
{
	const char *s = or_empty(choices->intro);
	int y = area.y, bottom = area.y + area.h;

	for (size_t next; *s && y < bottom - 1; s += next, y++) {
		struct strbuf line = STRBUF_INIT;

		strbuf_addn(&line, s, cells_wrap(s, area.w, &next));
		tui_put(tui, y, area.x, area.w, STYLE_PLAIN, strbuf_str(&line));
		strbuf_done(&line);
	}
	if (choices->intro)
		y++;
	if (choices->filtered)
		tui_edit_line(tui, y++, area.x, area.w, &choices->filter, true);
	picker_fit(&choices->picker, choices->shown_count, bottom - y);
	choices->picker.y = y;
	for (int i = 0; y + i < bottom && choices->picker.top + (size_t)i < choices->shown_count; i++) {
		size_t index = choices->picker.top + (size_t)i;
		const struct choice *choice = &choices->list[choices->shown[index]];
		bool selected = index == choices->picker.selected;
		enum style style = selected ? STYLE_SELECTED : STYLE_PLAIN;
		int cells;

		tui_put(tui, y + i, area.x, area.w, style, selected ? "▸" : "");
		cells = tui_add(tui, y + i, area.x + 2, area.w - 2, style, choice->text);
		if (choice->note)
			tui_add(tui, y + i, area.x + cells + 4, area.w - cells - 4, selected ? style : STYLE_MUTED,
				choice->note);
		if (selected && !choices->filtered)
			tui_focus(tui, y + i, area.x);
	}
	if (choices->shown_count == 0)
		tui_put(tui, MIN(y, bottom - 1), area.x + 2, area.w - 2, STYLE_MUTED, T("desk.choices.none"));
}

const struct choice *choices_key(struct choices *choices, struct view_ctx *ctx, const struct key *key)
{
	enum picked picked = picker_key(&choices->picker, key, !choices->filtered);

	if (picked == PICK_CHOSEN)
		return &choices->list[choices->shown[choices->picker.selected]];
	if (picked == PICK_IGNORED && choices->filtered && edit_key(&choices->filter, key, WIDTH) == EDIT_CHANGED) {
		choices->picker.selected = choices->picker.top = 0;
		narrow(choices, ctx->frame);
		picker_fit(&choices->picker, choices->shown_count, choices->picker.height);
	}
	return NULL;
}

/* ---- for views that are nothing else */

void choices_view_close(struct view_ctx *ctx, void *state)
{
	(void)ctx;
	choices_done(state);
}

void choices_view_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	(void)ctx;
	choices_wants(state, ret_h, ret_w);
}

void choices_view_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	choices_draw(state, ctx, tui, area);
}
