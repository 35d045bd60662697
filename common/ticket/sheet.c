#include "common/ticket/sheet.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/ticket/qr.h"

#include <assert.h>
#include <pango/pangocairo.h>

enum block_kind { BLOCK_WORDS, BLOCK_RULE, BLOCK_GAP, BLOCK_QR };

struct block {
	enum block_kind kind;
	int x, y, width, height; /* y within its page */
	int page;
	bool goes_on, box;
	bool beside;             /* does not move what follows */
	PangoLayout *layout;
	struct qr qr;
	int module;
};

struct type_scale {
	int size[SHEET_STYLE_COUNT]; /* dots; 28.2 are 10 pt */
	int number_max, qr_max;
};

/* 29 dots are 10.3 pt, the least there is. */
static const struct type_scale scales[PAPER_COUNT][2] = {
	[PAPER_58MM] = { { { 29, 29, 29, 31, 36, 38 }, 64, 232 }, { { 36, 40, 40, 40, 46, 46 }, 64, 280 } },
	[PAPER_80MM] = { { { 29, 31, 31, 33, 42, 48 }, 80, 264 }, { { 38, 44, 44, 44, 56, 56 }, 92, 330 } },
	[PAPER_A5] = { { { 29, 33, 33, 36, 50, 56 }, 96, 300 }, { { 38, 46, 46, 48, 64, 64 }, 100, 340 } },
	[PAPER_A4] = { { { 31, 36, 36, 40, 60, 66 }, 120, 340 }, { { 42, 52, 52, 54, 76, 76 }, 130, 400 } },
};

static const bool style_bold[SHEET_STYLE_COUNT] = {
	[SHEET_STRONG] = true, [SHEET_TITLE] = true, [SHEET_SUBJECT] = true, [SHEET_TOWN] = true,
};

struct sheet {
	const struct paper_size *paper;
	const struct type_scale *scale;
	PangoContext *context[SHEET_VOICES];
	bool rtl[SHEET_VOICES];
	PangoFontDescription *font[SHEET_STYLE_COUNT];
	struct block *blocks;
	size_t n_blocks, cap_blocks;
	int y, page;
	bool rule_due;           /* drawn when something follows it */
};

enum { BOX_SIDE = 28, BOX_INDENT = 46, RULE_HEIGHT = 3, ROLL_END = 24 };

static const char family[] = "Noto Sans";

/* Noto leaves 1.36 for its tallest scripts; paper is short. */
#define LINE_SPACING 0.88F

/* ---- making and freeing */

static int size_of(const struct sheet *sheet, enum sheet_style style)
{
	return sheet->scale->size[style];
}

void sheet_font_options(cairo_font_options_t *options)
{
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_NONE);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_FULL);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_ON);
}

static PangoFontDescription *font_new(int dots, bool bold)
{
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, family);
	pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(font, (double)dots * PANGO_SCALE);
	return font;
}

struct sheet *sheet_new(enum paper paper, bool large, const struct sheet_lang langs[SHEET_VOICES])
{
	struct sheet *sheet = calloc(1, sizeof(*sheet));
	cairo_font_options_t *options = cairo_font_options_create();

	if (!sheet)
		abort();
	sheet_font_options(options);
	sheet->paper = paper_size(paper);
	sheet->scale = &scales[paper][large];
	sheet->y = sheet->paper->height ? sheet->paper->margin : 8;
	for (int i = 0; i < SHEET_VOICES; i++) {
		PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());

		pango_cairo_context_set_font_options(context, options);
		pango_context_set_base_dir(context, langs[i].rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
		if (langs[i].code)
			pango_context_set_language(context, pango_language_from_string(langs[i].code));
		sheet->context[i] = context;
		sheet->rtl[i] = langs[i].rtl;
	}
	for (int i = 0; i < SHEET_STYLE_COUNT; i++)
		sheet->font[i] = font_new(sheet->scale->size[i], style_bold[i]);
	cairo_font_options_destroy(options);
	return sheet;
}

void sheet_free(struct sheet *sheet)
{
	if (!sheet)
		return;
	for (size_t i = 0; i < sheet->n_blocks; i++) {
		if (sheet->blocks[i].layout)
			g_object_unref(sheet->blocks[i].layout);
		qr_done(&sheet->blocks[i].qr);
	}
	free(sheet->blocks);
	for (int i = 0; i < SHEET_STYLE_COUNT; i++)
		pango_font_description_free(sheet->font[i]);
	for (int i = 0; i < SHEET_VOICES; i++)
		g_object_unref(sheet->context[i]);
	free(sheet);
}

/* ---- placing */

static int usable_width(const struct sheet *sheet)
{
	return sheet->paper->width - 2 * sheet->paper->margin;
}

static struct block *last_block(struct sheet *sheet)
{
	return sheet->n_blocks ? &sheet->blocks[sheet->n_blocks - 1] : NULL;
}

/* Moves what must not stand alone at the end of a page over to the new one: FROM is the first block to move. */
static void break_page(struct sheet *sheet)
{
	size_t from = sheet->n_blocks;
	int shift;

	while (from > 0 && sheet->blocks[from - 1].page == sheet->page && sheet->blocks[from - 1].goes_on)
		from--;
	shift = from < sheet->n_blocks ? sheet->blocks[from].y - sheet->paper->margin : 0;
	if (from < sheet->n_blocks && shift <= 0) /* a whole page of headings: there is nothing better to do */
		from = sheet->n_blocks;
	sheet->y = from < sheet->n_blocks ? sheet->y - shift : sheet->paper->margin;
	sheet->page++;
	for (; from < sheet->n_blocks; from++) {
		sheet->blocks[from].y -= shift;
		sheet->blocks[from].page = sheet->page;
	}
}

static void place(struct sheet *sheet, const struct block *block)
{
	const int bottom = sheet->paper->height - sheet->paper->margin;

	if (sheet->paper->height && sheet->y + block->height > bottom) {
		bool air = block->kind == BLOCK_GAP || block->kind == BLOCK_RULE;

		break_page(sheet);
		if (air)
			return;
	}
	if (sheet->n_blocks == sheet->cap_blocks) {
		sheet->cap_blocks = sheet->cap_blocks ? 2 * sheet->cap_blocks : 64;
		sheet->blocks = reallocarray(sheet->blocks, sheet->cap_blocks, sizeof(*sheet->blocks));
		if (!sheet->blocks)
			abort();
	}
	sheet->blocks[sheet->n_blocks] = *block;
	sheet->blocks[sheet->n_blocks].y += sheet->y;
	sheet->blocks[sheet->n_blocks].page = sheet->page;
	sheet->n_blocks++;
	if (!block->beside)
		sheet->y += block->height;
}

void sheet_gap(struct sheet *sheet, double lines)
{
	struct block *last = last_block(sheet);
	struct block gap = { .kind = BLOCK_GAP, .height = (int)(lines * size_of(sheet, SHEET_BODY) + 0.5) };

	if (!last || sheet->rule_due)
		return;
	gap.goes_on = last->goes_on;
	if (last->kind == BLOCK_GAP) {
		int more = gap.height - last->height;

		if (more > 0) {
			last->height += more;
			sheet->y += more;
		}
		return;
	}
	place(sheet, &gap);
}

void sheet_rule(struct sheet *sheet)
{
	sheet->rule_due = sheet->n_blocks > 0;
}

static void draw_due_rule(struct sheet *sheet)
{
	if (!sheet->rule_due)
		return;
	sheet->rule_due = false;
	sheet_gap(sheet, 0.7);
	place(sheet, &(struct block){ .kind = BLOCK_RULE,
	                              .x = sheet->paper->margin,
	                              .width = usable_width(sheet),
	                              .height = RULE_HEIGHT,
	                              .goes_on = true });
	sheet_gap(sheet, 0.5);
}

/* ---- words */

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

static PangoLayout *layout_new(struct sheet *sheet, const struct sheet_words *words, int width)
{
	PangoLayout *layout = pango_layout_new(sheet->context[words->voice]);
	struct strbuf text = STRBUF_INIT;
	size_t lead;

	add_clean(&text, or_empty(words->lead));
	lead = text.len;
	if (lead && or_empty(words->text)[0])
		strbuf_addc(&text, ' ');
	add_clean(&text, or_empty(words->text));
	pango_layout_set_font_description(layout, sheet->font[words->style]);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(layout, LINE_SPACING);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	pango_layout_set_alignment(layout, words->centred ? PANGO_ALIGN_CENTER :
	                                   sheet->rtl[words->voice] ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	pango_layout_set_text(layout, strbuf_str(&text), (int)text.len);
	if (lead) {
		PangoAttrList *attrs = pango_attr_list_new();
		PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);

		bold->start_index = 0;
		bold->end_index = (guint)lead;
		pango_attr_list_insert(attrs, bold);
		pango_layout_set_attributes(layout, attrs);
		pango_attr_list_unref(attrs);
	}
	strbuf_done(&text);
	return layout;
}

/* A heading leaves no word alone on its last line: it gets the narrowest width that needs no more lines and cuts no word. */
static int balance(PangoLayout *layout, int width)
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

static bool is_heading(enum sheet_style style)
{
	return style == SHEET_TITLE || style == SHEET_SUBJECT || style == SHEET_TOWN;
}

/* With the last line as close to what follows as lines are to each other. */
static int layout_height(PangoLayout *layout)
{
	PangoRectangle last;
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	int height;

	while (pango_layout_iter_next_line(iter))
		;
	pango_layout_iter_get_line_extents(iter, NULL, &last);
	pango_layout_iter_free(iter);
	pango_layout_get_pixel_size(layout, NULL, &height);
	return height - (int)((1.0 - (double)LINE_SPACING) * last.height / PANGO_SCALE);
}

void sheet_words(struct sheet *sheet, const struct sheet_words *words)
{
	bool inward = words->box || words->indented;
	bool rtl = sheet->rtl[words->voice];
	int indent = inward ? BOX_INDENT : 0;
	int width = usable_width(sheet) - indent;
	struct block block = { .kind = BLOCK_WORDS, .box = words->box, .goes_on = words->goes_on };
	int set;

	if (!or_empty(words->lead)[0] && !or_empty(words->text)[0])
		return;
	draw_due_rule(sheet);
	block.layout = layout_new(sheet, words, width);
	set = is_heading(words->style) ? balance(block.layout, width) : width;
	block.x = sheet->paper->margin + indent + (words->centred ? (width - set) / 2 : rtl ? width - set : 0);
	block.width = set;
	block.height = layout_height(block.layout);
	place(sheet, &block);
}

/* ---- number and QR */

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
	PangoFontDescription *font = font_new(dots, true);
	PangoAttrList *attrs = pango_attr_list_new();

	pango_layout_set_font_description(layout, font);
	pango_attr_list_insert(attrs, pango_attr_letter_spacing_new(dots * PANGO_SCALE / 22));
	pango_layout_set_attributes(layout, attrs);
	pango_attr_list_unref(attrs);
	pango_font_description_free(font);
}

/* As large as WIDTH allows. */
static PangoLayout *number_layout(struct sheet *sheet, const char *number, int width)
{
	PangoLayout *layout = pango_layout_new(sheet->context[SHEET_MAIN]);
	struct strbuf text = STRBUF_INIT;
	int dots = sheet->scale->number_max, natural;

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

bool sheet_number(struct sheet *sheet, const char *number, const char *url, struct err *err)
{
	struct block words = { .kind = BLOCK_WORDS, .x = sheet->paper->margin, .width = usable_width(sheet), .goes_on = true };
	struct block code = { .kind = BLOCK_QR, .goes_on = true };
	bool beside = number && url && sheet->paper->height;
	int quiet = 0;

	draw_due_rule(sheet);
	if (url) {
		if (!qr_make(url, &code.qr, err))
			return false;
		code.module = MAX(2, sheet->scale->qr_max / code.qr.size);
		quiet = QR_QUIET * code.module;
		code.width = code.height = code.qr.size * code.module;
		code.x = beside ? sheet->paper->margin + quiet : (sheet->paper->width - code.width) / 2;
	}
	if (beside) {
		words.x += code.width + 2 * quiet;
		words.width -= code.width + 2 * quiet;
	}
	if (number) {
		words.layout = number_layout(sheet, number, words.width);
		words.height = layout_height(words.layout);
	}
	if (beside) { /* one block of two: room for the taller one, then the words beside the code */
		struct block room = { .kind = BLOCK_GAP, .height = code.height + 2 * quiet, .goes_on = true };

		code.beside = words.beside = true;
		place(sheet, &room);
		code.y = quiet - room.height;
		words.y = (room.height - words.height) / 2 - room.height;
		place(sheet, &words);
		place(sheet, &code);
		return true;
	}
	if (number)
		place(sheet, &words);
	if (url) {
		struct block air = { .kind = BLOCK_GAP, .height = quiet, .goes_on = true };

		place(sheet, &air);
		place(sheet, &code);
		place(sheet, &air);
	}
	return true;
}

/* ---- painting */

struct sheet_extent sheet_extent(const struct sheet *sheet)
{
	return (struct sheet_extent){
		.width = sheet->paper->width,
		.height = sheet->paper->height ? sheet->paper->height : sheet->y + ROLL_END,
		.pages = sheet->page + 1,
	};
}

static void paint_qr(const struct block *block, cairo_t *cr)
{
	for (int y = 0; y < block->qr.size; y++) {
		for (int x = 0; x < block->qr.size; x++) {
			if (qr_black(&block->qr, x, y))
				cairo_rectangle(cr, block->x + x * block->module, block->y + y * block->module, block->module,
				                block->module);
		}
	}
	cairo_fill(cr);
}

static void paint_box(const struct sheet *sheet, const struct block *block, cairo_t *cr)
{
	int line = pango_layout_get_baseline(block->layout) / PANGO_SCALE;
	int x = sheet->paper->margin, y = block->y + line - BOX_SIDE + 4;

	cairo_rectangle(cr, x, y, BOX_SIDE, 3);
	cairo_rectangle(cr, x, y + BOX_SIDE - 3, BOX_SIDE, 3);
	cairo_rectangle(cr, x, y, 3, BOX_SIDE);
	cairo_rectangle(cr, x + BOX_SIDE - 3, y, 3, BOX_SIDE);
	cairo_fill(cr);
}

void sheet_paint(const struct sheet *sheet, int page, cairo_t *cr)
{
	for (size_t i = 0; i < sheet->n_blocks; i++) {
		const struct block *block = &sheet->blocks[i];

		if (block->page != page)
			continue;
		switch (block->kind) {
		case BLOCK_WORDS:
			cairo_move_to(cr, block->x, block->y);
			pango_cairo_show_layout(cr, block->layout);
			if (block->box)
				paint_box(sheet, block, cr);
			break;
		case BLOCK_RULE:
			cairo_rectangle(cr, block->x, block->y, block->width, block->height);
			cairo_fill(cr);
			break;
		case BLOCK_QR:
			paint_qr(block, cr);
			break;
		case BLOCK_GAP:
			break;
		}
	}
}
