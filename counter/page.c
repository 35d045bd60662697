#include "counter/page.h"

#include <stdlib.h>

#include "common/base/utf8.h"
#include "counter/cells.h"

void page_init(struct page *page, struct arena *arena, int width)
{
	*page = (struct page){ .arena = arena, .width = MAX(width, 10) };
}

static void add_line(struct page *page, struct page_line line)
{
	if (page->count == page->room) {
		size_t room = MAX(page->room * 2, (size_t)64);
		struct page_line *lines = ARENA_ARRAY(page->arena, struct page_line, room);

		if (page->count > 0)
			memcpy(lines, page->lines, page->count * sizeof(*lines));
		page->lines = lines;
		page->room = room;
	}
	page->lines[page->count++] = line;
}

void page_add(struct page *page, enum style style, int indent, const char *first, const char *text)
{
	int width = MAX(page->width - indent, 8);
	bool started = false;

	do {
		struct strbuf line = STRBUF_INIT;
		size_t next, len = cells_wrap(text, width, &next);
		bool dated = !started && first;

		cells_pad(&line, dated ? first : "", indent);
		strbuf_addn(&line, text, len);
		add_line(page, (struct page_line){ .style = style, .text = arena_strdup(page->arena, strbuf_str(&line)),
		                                   .mark = dated ? indent : 0 });
		strbuf_done(&line);
		started = true;
		text += next;
	} while (*text);
}

void page_gap(struct page *page)
{
	add_line(page, (struct page_line){ .style = STYLE_PLAIN, .text = "" });
}

void page_draw(struct tui *tui, struct rect area, struct page *page, enum style first_line)
{
	size_t height = (size_t)MAX(area.h, 0);

	page->top = page->count > height ? MIN(page->top, page->count - height) : 0;
	for (size_t i = 0; i < height; i++) {
		const struct page_line *line = page->top + i < page->count ? &page->lines[page->top + i] : NULL;
		enum style style = line ? (page->top + i == 0 ? first_line : line->style) : STYLE_PLAIN;

		tui_put(tui, area.y + (int)i, area.x, area.w, style, line ? line->text : "");
		if (line && line->mark > 0 && line->mark < area.w) {
			struct strbuf mark = STRBUF_INIT;

			strbuf_addn(&mark, line->text, cells_fit(line->text, line->mark, NULL));
			tui_put(tui, area.y + (int)i, area.x, line->mark, STYLE_MUTED, strbuf_str(&mark));
			strbuf_done(&mark);
		}
	}
	if (page->top + height < page->count)
		tui_put(tui, area.y + area.h - 1, area.x + area.w - 1, 1, STYLE_KEY, "↓");
	if (page->top > 0)
		tui_put(tui, area.y, area.x + area.w - 1, 1, STYLE_KEY, "↑");
}

bool page_key(struct page *page, const struct key *key, int height)
{
	size_t step, h = (size_t)MAX(height, 1), last = page->count > h ? page->count - h : 0, before = page->top;

	switch (key->code) {
	case K_UP:
	case K_WHEEL_UP:
	case 'k': page->top -= MIN(page->top, (size_t)(key->code == K_WHEEL_UP ? 3 : 1)); break;
	case K_DOWN:
	case K_WHEEL_DOWN:
	case 'j': page->top = MIN(page->top + (key->code == K_WHEEL_DOWN ? 3 : 1), last); break;
	case K_PAGE_UP:
		step = MAX(h - 1, (size_t)1);
		page->top -= MIN(page->top, step);
		break;
	case K_PAGE_DOWN:
	case ' ': page->top = MIN(page->top + MAX(h - 1, (size_t)1), last); break;
	case K_HOME:
	case K_TOP: page->top = 0; break;
	case K_END:
	case K_BOTTOM: page->top = last; break;
	default: return false;
	}
	return page->top != before;
}
