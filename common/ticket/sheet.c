#include "common/ticket/sheet.h"

#include "common/ticket/qr.h"
#include "common/ticket/type.h"

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

/* A second language that runs in the same direction stands a little in, so that the two do not run together. */
enum { BOX_SIDE = 28, BOX_INDENT = 46, SECOND_INDENT = 24, RULE_HEIGHT = 3, ROLL_END = 32 };

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
		sheet->font[i] = type_font(sheet->scale->size[i], style_bold[i]);
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

static bool is_heading(enum sheet_style style)
{
	return style == SHEET_TITLE || style == SHEET_SUBJECT || style == SHEET_TOWN;
}

void sheet_words(struct sheet *sheet, const struct sheet_words *words)
{
	bool inward = words->box || words->indented;
	bool rtl = sheet->rtl[words->voice];
	bool second = words->voice == SHEET_ALSO && !rtl && !words->centred;
	int indent = (inward ? BOX_INDENT : 0) + (second ? SECOND_INDENT : 0);
	int width = usable_width(sheet) - indent;
	struct block block = { .kind = BLOCK_WORDS, .box = words->box, .goes_on = words->goes_on };
	int set;

	if (!or_empty(words->lead)[0] && !or_empty(words->text)[0])
		return;
	draw_due_rule(sheet);
	block.layout = type_layout(sheet->context[words->voice], sheet->font[words->style], words->lead, words->text,
	                           words->centred, width);
	set = is_heading(words->style) ? type_balance(block.layout, width) : width;
	block.x = sheet->paper->margin + indent + (words->centred ? (width - set) / 2 : rtl ? width - set : 0);
	block.width = set;
	block.height = type_height(block.layout);
	place(sheet, &block);
}

/* ---- number and QR */

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
		words.layout = type_number(sheet->context[SHEET_MAIN], number, sheet->scale->number_max, words.width);
		words.height = type_height(words.layout);
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
	int end = sheet->y;

	for (size_t n = sheet->n_blocks; n > 0 && sheet->blocks[n - 1].kind == BLOCK_GAP; n--)
		end = sheet->blocks[n - 1].y;
	return (struct sheet_extent){
		.width = sheet->paper->width,
		.height = sheet->paper->height ? sheet->paper->height : end + ROLL_END,
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
