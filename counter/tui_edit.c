/* Editors on the screen (counter/tui.h). */
#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/tui.h"

static void shown_as(struct strbuf *out, const struct edit *edit, size_t start, size_t len)
{
	if (!edit->secret) {
		strbuf_addn(out, edit_text(edit) + start, len);
		return;
	}
	for (size_t i = 0; i < len; i++)
		strbuf_add(out, "•");
}

void tui_edit_line(struct tui *tui, int y, int x, int width, const struct edit *edit, bool focused)
{
	struct strbuf before = STRBUF_INIT, shown = STRBUF_INIT;
	size_t skip = 0;
	int cursor;

	shown_as(&before, edit, 0, edit->at);
	shown_as(&shown, edit, 0, edit->text.len);
	/* Scrolls by whole characters until the cursor is inside. */
	while ((cursor = cells_width(strbuf_str(&before) + skip)) > width - 1) {
		const char *s = strbuf_str(&before) + skip;

		utf8_next(&s);
		skip = (size_t)(s - strbuf_str(&before));
	}
	tui_put(tui, y, x, width, STYLE_FIELD, strbuf_str(&shown) + skip);
	if (focused)
		tui_focus(tui, y, x + cursor);
	strbuf_done(&before);
	strbuf_done(&shown);
}

void tui_edit_area(struct tui *tui, struct rect area, const struct edit *edit, bool focused)
{
	struct edit_line lines[256];
	size_t row, count, first, h = (size_t)CLAMP(area.h, 1, (int)ARRAY_LEN(lines));
	int col;

	count = edit_layout(edit, area.w, 0, lines, 0, &row, &col);
	first = row >= h ? row - h + 1 : 0;
	edit_layout(edit, area.w, first, lines, h, NULL, NULL);
	for (size_t i = 0; i < h; i++) {
		struct strbuf line = STRBUF_INIT;

		if (first + i < count)
			strbuf_addn(&line, edit_text(edit) + lines[i].start, lines[i].len);
		tui_put(tui, area.y + (int)i, area.x, area.w, STYLE_PLAIN, strbuf_str(&line));
		strbuf_done(&line);
	}
	if (focused)
		tui_focus(tui, area.y + (int)(row - first), area.x + col);
}
