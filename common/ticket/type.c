#include "common/ticket/type.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"

static const char family[] = "Noto Sans";

/* Noto leaves 1.36 for its tallest scripts; paper is short. */
#define LINE_SPACING 0.88F

PangoFontDescription *type_font(int dots, bool bold)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, family);
	pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, (double)dots * PANGO_SCALE);
	return font;
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Invisible signs that turn the order of the rest around (Unicode's bidirectional overrides, embeddings, isolates). */
static bool turns_text(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Figures that belong together stay together: a telephone number does not break over two lines. Damaged UTF-8 becomes
 * U+FFFD, what would play tricks with the layout is left out. */
static void add_clean(struct strbuf *out, const char *s)
{
	const char *at = s;
	uint32_t c;

	for (;;) {
		const char *start = at;
		char bytes[4];

		c = utf8_next(&at);
		if (!c)
			return;
		if (turns_text(c) || (c < 0x20 && c != '\n'))
			continue;
		if (c == ' ' && start > s && is_digit((unsigned char)start[-1]) && is_digit((unsigned char)*at))
			c = 0xa0;
		strbuf_addn(out, bytes, utf8_encode(c, bytes));
	}
}

static int latin_height(PangoContext *context, const PangoFontDescription *font)
{
	PangoFontMetrics *metrics = pango_context_get_metrics(context, font, pango_language_from_string("fr"));
	int height = pango_font_metrics_get_height(metrics);

	pango_font_metrics_unref(metrics);
	return height;
}

PangoLayout *type_layout(PangoContext *context, const PangoFontDescription *font, const char *lead, const char *words,
                         bool centred, int width)
{
	PangoLayout *layout = pango_layout_new(context);
	bool rtl = pango_context_get_base_dir(context) == PANGO_DIRECTION_RTL;
	struct strbuf text = STRBUF_INIT;
	PangoAttrList *attrs;
	size_t lead_len;

	add_clean(&text, or_empty(lead));
	lead_len = text.len;
	if (lead_len && or_empty(words)[0])
		strbuf_addc(&text, ' ');
	add_clean(&text, or_empty(words));
	pango_layout_set_font_description(layout, font);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, rtl ? 0 : LINE_SPACING);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	pango_layout_set_alignment(layout, centred ? PANGO_ALIGN_CENTER : rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_text(layout, strbuf_str(&text), (int)text.len);
	attrs = pango_attr_list_new();
	if (lead_len) {
		PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);

		bold->start_index = 0;
		bold->end_index = (guint)lead_len;
		pango_attr_list_insert(attrs, bold);
	}
	if (rtl) /* its letters have a flatter font, in which lines would touch: as far apart as the others */
		pango_attr_list_insert(attrs, pango_attr_line_height_new_absolute((int)(LINE_SPACING * (float)latin_height(context, font))));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
	strbuf_done(&text);
	return layout;
}

int type_balance(PangoLayout *layout, int width)
{
	int lines = pango_layout_get_line_count(layout);
	int narrow = width / 2, wide = width;

	if (lines < 2)
		return width;
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
	while (wide - narrow > 8) {
		int middle = (narrow + wide) / 2, longest;

		pango_layout_set_width(layout, middle * PANGO_SCALE);
		pango_layout_get_pixel_size(layout, &longest, NULL);
		if (pango_layout_get_line_count(layout) > lines || longest > middle)
			narrow = middle;
		else
			wide = middle;
	}
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_width(layout, wide * PANGO_SCALE);
	return wide;
}

int type_height(PangoLayout *layout)
{
	PangoRectangle last;
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	int height;

	while (pango_layout_iter_next_line(iter))
		;
	pango_layout_iter_get_line_extents(iter, NULL, &last);
	pango_layout_iter_free(iter);
	pango_layout_get_pixel_size(layout, NULL, &height);
	/* Without a factor of its own the lines have their height already (type_layout). */
	return pango_layout_get_line_spacing(layout) > 0 ? height - (int)((1.0 - (double)LINE_SPACING) * last.height / PANGO_SCALE) : height;
}

static void grouped(const char *number, struct strbuf *out)
{
	size_t letters = 0;

	for (const char *s = number; *s; s++) {
		if (*s == ' ')
			continue;
		if (letters && letters % 8 == 0)
			strbuf_addc(out, '\n');
		else if (letters && letters % 4 == 0)
			strbuf_add(out, "\u00a0");
		strbuf_addc(out, *s);
		letters++;
	}
}

static void size_number(PangoLayout *layout, int dots)
{
	PangoFontDescription *font = type_font(dots, true);
	PangoAttrList *attrs = pango_attr_list_new();

	pango_layout_set_font_description(layout, font);
	pango_attr_list_insert(attrs, pango_attr_letter_spacing_new(dots * PANGO_SCALE / 22));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
	pango_font_description_free(font);
}

PangoLayout *type_number(PangoContext *context, const char *number, int dots, int width)
{
	PangoLayout *layout = pango_layout_new(context);
	struct strbuf text = STRBUF_INIT;
	int natural;

	grouped(number, &text);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_line_spacing(layout, LINE_SPACING);
	pango_layout_set_text(layout, strbuf_str(&text), (int)text.len);
	size_number(layout, dots);
	pango_layout_get_pixel_size(layout, &natural, NULL);
	if (natural > width)
		size_number(layout, dots * width / natural - 1);
	pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	strbuf_done(&text);
	return layout;
}
