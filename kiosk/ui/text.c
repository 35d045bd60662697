#include "kiosk/ui/text.h"

#include <limits.h>

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "kiosk/ui/cache.h"
#include "kiosk/ui/text_break.h"

enum { CACHE_BYTES = 5 * 1024 * 1024, KEY_HEAD = 16 };

struct text {
	struct fonts *fonts;
	struct cache *cache;
	struct strbuf key;
	bool easy;
};

struct piece { /* a rendered run */
	int dy, w, h;
	struct mask *mask;
};

bool text_new(struct text **ret_text, struct err *err)
{
	struct text *text = calloc(1, sizeof(*text));

	if (!text)
		abort();
	if (!fonts_new(&text->fonts, getenv("PARVIS_FONTS"), err)) {
		free(text);
		return false;
	}
	text->cache = cache_new(CACHE_BYTES);
	text_break_init();
	*ret_text = text;
	return true;
}

void text_free(struct text *text)
{
	if (!text)
		return;
	cache_free(text->cache);
	fonts_free(text->fonts);
	strbuf_done(&text->key);
	free(text);
}

void text_easy(struct text *text, bool easy)
{
	text->easy = easy;
	fonts_easy(text->fonts, easy);
}

struct fonts *text_fonts(struct text *text)
{
	return text->fonts;
}

void text_trim(struct text *text)
{
	cache_trim(text->cache);
}

size_t text_cache_bytes(const struct text *text)
{
	return cache_bytes(text->cache);
}

const struct text_layout *text_layout(struct text *text, const struct text_want *want)
{
	struct {
		int kind, px, width, spread, leading, flags;
		uint32_t strong;
		char lang[8]; /* lines break, and directions begin, as its language does */
	} head = {
		.kind = 1, .px = want->px, .width = want->width, .spread = want->spread, .leading = want->leading,
		.flags = want->bold | want->balance << 1 | want->rtl << 2 | text->easy << 3, .strong = (uint32_t)want->strong,
	};
	const char *s = or_empty(want->s);
	size_t len = utf8_fit(s, TEXT_MAX);
	struct text_layout *found;

	utf8_copy(head.lang, sizeof(head.lang), or_empty(want->lang));
	strbuf_clear(&text->key);
	strbuf_addn(&text->key, &head, sizeof(head));
	strbuf_addn(&text->key, s, len);
	found = cache_find(text->cache, text->key.data, text->key.len);
	if (!found) {
		struct broken broken = text_break(text->fonts, want, s, len);
		size_t size = sizeof(*found) + sizeof(struct text_line) * broken.line_count + sizeof(struct text_run) * broken.run_count +
		              len + 1;
		char *at;

		found = cache_add(text->cache, text->key.data, text->key.len, size);
		at = (char *)(found + 1);
		*found = broken.layout;
		found->lines = (struct text_line *)(void *)at;
		at += sizeof(struct text_line) * broken.line_count;
		found->runs = (struct text_run *)(void *)at;
		at += sizeof(struct text_run) * broken.run_count;
		memcpy(found->lines, broken.lines, sizeof(struct text_line) * broken.line_count);
		if (broken.run_count) /* an empty text has none */
			memcpy(found->runs, broken.runs, sizeof(struct text_run) * broken.run_count);
		memcpy(at, s, len);
		found->s = at;
		text_break_done(&broken);
	}
	return found;
}

int text_widest_word(struct text *text, const struct text_want *want)
{
	struct text_want narrow = *want;

	narrow.width = 0; /* every opportunity is taken */
	narrow.balance = false;
	return text_layout(text, &narrow)->width;
}

int text_line_x(const struct text_layout *layout, int line, int width, enum text_align align, bool rtl_box)
{
	int spare = width - layout->lines[line].width;

	switch (align) {
	case ALIGN_START:
		return rtl_box ? spare : 0;
	case ALIGN_CENTER:
		return spare / 2;
	case ALIGN_END:
		return rtl_box ? 0 : spare;
	}
	return 0;
}

/* The mask lies behind the struct in the cache, so that one entry holds both. */
static const struct mask *rendered(struct text *text, struct font_size at, const char *s, size_t len, int *ret_dy)
{
	int head[5] = { 2, at.font, at.px, at.bold, at.rtl };
	struct mask *mask;
	int *found, dy;

	strbuf_clear(&text->key);
	strbuf_addn(&text->key, head, sizeof(head));
	strbuf_addn(&text->key, s, len);
	found = cache_find(text->cache, text->key.data, text->key.len);
	if (!found) {
		size_t size;

		mask = font_render(text->fonts, at, s, len, &dy);
		size = sizeof(*mask) + (size_t)mask->w * (size_t)mask->h;
		found = cache_add(text->cache, text->key.data, text->key.len, KEY_HEAD + size);
		found[0] = dy;
		memcpy((char *)found + KEY_HEAD, mask, size);
		free(mask);
	}
	*ret_dy = found[0];
	return (const struct mask *)(const void *)((const char *)found + KEY_HEAD);
}

void text_paint(struct text *text, struct canvas *canvas, const struct text_layout *layout, struct rect box,
                enum text_align align, bool rtl_box, uint32_t rgb)
{
	for (int i = 0; i < layout->run_count; i++) {
		const struct text_run *run = &layout->runs[i];
		struct font_size at = { .font = run->font, .px = layout->px, .bold = run->bold, .rtl = run->rtl };
		int own = font_line(text->fonts, layout->px, run->bold);
		int x = box.x + text_line_x(layout, run->line, box.w, align, rtl_box) + run->x;
		int y = box.y + run->line * layout->line_height + (layout->line_height - own) / 2;
		int dy;

		if (y > canvas->clip.y + canvas->clip.h || y + own + layout->px / 2 < canvas->clip.y)
			continue;
		const struct mask *mask = rendered(text, at, layout->s + run->at, run->len, &dy);

		canvas_mask(canvas, mask, x, y + dy, rgb);
	}
}

/* x of byte AT within RUN, from the line's start. */
static int within(struct text *text, const struct text_layout *layout, const struct text_run *run, size_t at)
{
	struct font_size size = { .font = run->font, .px = layout->px, .bold = run->bold, .rtl = run->rtl };
	size_t before = at <= run->at ? 0 : MIN(at - run->at, (size_t)run->len);
	int width = before == run->len ? run->width : font_width(text->fonts, size, layout->s + run->at, before);

	return run->rtl ? run->x + run->width - width : run->x + width;
}

int text_spans(struct text *text, const struct text_layout *layout, size_t at, size_t len, struct rect *ret_rects,
               int *ret_lines, int max)
{
	int count = 0;

	for (int i = 0; i < layout->run_count && count < max; i++) {
		const struct text_run *run = &layout->runs[i];
		size_t from = MAX(at, (size_t)run->at), to = MIN(at + len, (size_t)run->at + run->len);
		int a, b;

		if (from >= to)
			continue;
		a = within(text, layout, run, from);
		b = within(text, layout, run, to);
		ret_rects[count] = (struct rect){ .x = MIN(a, b), .y = run->line * layout->line_height, .w = a < b ? b - a : a - b,
		                                  .h = layout->line_height };
		ret_lines[count++] = run->line;
	}
	return count;
}

int text_caret(struct text *text, const struct text_layout *layout, size_t at, int *ret_line)
{
	int line = 0;

	while (line + 1 < layout->line_count && at >= layout->lines[line + 1].at)
		line++;
	*ret_line = line;
	for (int i = 0; i < layout->run_count; i++) {
		const struct text_run *run = &layout->runs[i];

		if (run->line == line && at >= run->at && at <= run->at + run->len)
			return within(text, layout, run, at);
	}
	if (at <= layout->lines[line].at)
		return layout->rtl ? layout->lines[line].width : 0;
	/* Behind the last letter: spaces at the end of a line are in no run. */
	size_t end = layout->lines[line].at + layout->lines[line].len;
	struct font_size space = { .font = FONT_DEFAULT, .px = layout->px };
	int over = at > end ? (int)(at - end) * font_width(text->fonts, space, " ", 1) : 0;

	return layout->rtl ? -over : layout->lines[line].width + over;
}

const struct mask *text_icon(struct text *text, uint32_t glyph, int px, int *ret_dy)
{
	char s[4];
	size_t len = utf8_encode(glyph, s);

	return rendered(text, (struct font_size){ .font = FONT_ICONS, .px = px }, s, len, ret_dy);
}
