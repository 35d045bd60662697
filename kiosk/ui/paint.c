#include "kiosk/ui/paint.h"

#include "common/ticket/qr.h"

struct painter {
	const struct ui *ui;
	struct text *text;
	struct canvas *canvas;
};

static uint32_t mixed(uint32_t a, uint32_t b, unsigned part_b) /* of 256 */
{
	uint32_t out = 0;

	for (int shift = 0; shift <= 16; shift += 8) {
		uint32_t x = a >> shift & 0xff, y = b >> shift & 0xff;

		out |= (x * (256 - part_b) + y * part_b) / 256 << shift;
	}
	return out;
}

static uint32_t rgb(const struct painter *p, enum color color)
{
	return p->ui->look->theme.rgb[color];
}

static bool is_pressed(const struct painter *p, const struct node *node)
{
	return node->id && streq(node->id, p->ui->look->pressed);
}

/* A finger on it shows at once; where contrast is highest by an inner line, which takes none away from the words. */
static uint32_t ground(const struct painter *p, const struct node *node, enum color color)
{
	uint32_t own = rgb(p, color);

	if (!is_pressed(p, node) || p->ui->look->theme.strong_lines)
		return own;
	return mixed(own, rgb(p, color == COLOR_BRAND ? COLOR_ON_BRAND : COLOR_INK), 36);
}

/* Of a list that goes on in another part of the page: its part here, with an edge all around. */
static struct rect part_here(const struct node *node)
{
	const struct node *box = node;
	struct rect r = node->rect, window;

	while (box && !box->scrolls)
		box = box->parent;
	if (node->role != ROLE_LIST || !box)
		return r;
	window = node_window(box);
	if (box->show_y > 0 && r.y < window.y) {
		r.h -= window.y - r.y;
		r.y = window.y;
	}
	if (box->show_y + box->show_h < box->rect.h)
		r.h = MIN(r.h, window.y + window.h - r.y);
	return r;
}

/* Between the children; none beside the edge. */
static void paint_divisions(const struct painter *p, const struct node *node, struct rect r)
{
	const int line = p->ui->look->metrics.line;

	for (const struct node *c = node->first; c && c->next; c = c->next) {
		int y = c->rect.y + c->rect.h + MAX(0, node->gap - line) / 2;

		if (y >= r.y + node->gap && y + line <= r.y + r.h - node->gap)
			canvas_fill(p->canvas, (struct rect){ .x = c->rect.x, .y = y, .w = c->rect.w, .h = line }, rgb(p, COLOR_LINE));
	}
}

/* The ground of the glass, but for what lies over it from side to side: half of a frame's time is memory written. */
static void fill_ground(const struct painter *p, const struct node *root)
{
	struct rect gap = root->rect;
	int bottom = gap.y + gap.h;

	for (const struct node *c = root->first; c; c = c->next) {
		bool covers = c->kind == NODE_BOX && c->fill && !c->radius && !is_pressed(p, c) && c->rect.x <= gap.x && c->rect.w >= gap.w &&
		              c->rect.y >= gap.y && c->rect.h > 0;

		if (!covers)
			continue;
		gap.h = c->rect.y - gap.y;
		canvas_fill(p->canvas, gap, ground(p, root, root->fill));
		gap.y = c->rect.y + c->rect.h;
	}
	gap.h = bottom - gap.y;
	canvas_fill(p->canvas, gap, ground(p, root, root->fill));
}

static void paint_box(const struct painter *p, const struct node *node)
{
	struct rect r = part_here(node);

	if (r.h <= 0)
		return;

	if (node->edge && node->edge_color) {
		canvas_round(p->canvas, r, node->radius, rgb(p, node->edge_color));
		r.h -= node->edge;
	}
	if (node->line && node->line_w) {
		if (!node->radius) {
			canvas_fill(p->canvas, r, rgb(p, node->line));
		} else if (!node->fill) {
			canvas_ring(p->canvas, r, node->radius, node->line_w, rgb(p, node->line));
		} else {
			canvas_round(p->canvas, r, node->radius, rgb(p, node->line));
		}
		r.x += node->line_w;
		r.y += node->line_w;
		r.w -= 2 * node->line_w;
		r.h -= 2 * node->line_w;
	}
	if (node->fill && node == p->ui->root)
		fill_ground(p, node);
	else if (node->fill)
		canvas_round(p->canvas, r, MAX(0, node->radius - (node->line ? node->line_w : 0)), ground(p, node, node->fill));
	if (is_pressed(p, node) && p->ui->look->theme.strong_lines)
		canvas_ring(p->canvas, r, MAX(0, node->radius - node->line_w), p->ui->look->metrics.focus_ring,
		            rgb(p, node->fill == COLOR_BRAND ? COLOR_ON_BRAND : COLOR_INK));
	if (node->border_below)
		canvas_fill(p->canvas, (struct rect){ .x = r.x, .y = r.y + r.h - node->line_w, .w = r.w, .h = node->line_w },
		            rgb(p, node->border_below));
	if (node->border_above)
		canvas_fill(p->canvas, (struct rect){ .x = r.x, .y = r.y, .w = r.w, .h = node->line_w }, rgb(p, node->border_above));
	if (node->divided)
		paint_divisions(p, node, part_here(node));
}

static void paint_marks(const struct painter *p, const struct node *node, struct rect inside)
{
	for (int i = 0; i < node->mark_count; i++) {
		struct rect rects[4];
		int lines[4];
		int n = text_spans(p->text, node->layout, node->marks[i].at, node->marks[i].len, rects, lines, 4);

		for (int k = 0; k < n; k++) {
			struct rect r = rects[k];

			r.x += inside.x + text_line_x(node->layout, lines[k], inside.w, node->align, p->ui->look->rtl);
			r.y += inside.y + 1;
			r.h -= 2;
			canvas_round(p->canvas, r, p->ui->look->metrics.radius_small / 4, rgb(p, COLOR_MARK));
		}
	}
}

static void paint_text(const struct painter *p, const struct node *node)
{
	struct rect inside = node->rect;
	bool rtl = p->ui->look->rtl;

	inside.x += node->pad_x;
	inside.w -= 2 * node->pad_x;
	inside.y += node->pad_y;
	if (!node->layout || node->color == COLOR_NONE)
		return;
	if (inside.h > node->layout->height)
		inside.y += (inside.h - 2 * node->pad_y - node->layout->height) / 2;
	paint_marks(p, node, inside);
	text_paint(p->text, p->canvas, node->layout, inside, node->align, rtl, rgb(p, node->color));
	for (int i = 0; i < node->mark_count && rgb(p, COLOR_ON_MARK) != rgb(p, node->color); i++) {
		/* the same words again in the colour that stands out from the mark, only there */
		struct rect rects[4], kept = p->canvas->clip;
		int lines[4];
		int n = text_spans(p->text, node->layout, node->marks[i].at, node->marks[i].len, rects, lines, 4);

		for (int k = 0; k < n; k++) {
			rects[k].x += inside.x + text_line_x(node->layout, lines[k], inside.w, node->align, rtl);
			rects[k].y += inside.y;
			p->canvas->clip = rect_cut(kept, rects[k]);
			text_paint(p->text, p->canvas, node->layout, inside, node->align, rtl, rgb(p, COLOR_ON_MARK));
		}
		p->canvas->clip = kept;
	}
	if (node->caret >= 0) {
		int line, x = text_caret(p->text, node->layout, (size_t)node->caret, &line);
		int width = p->ui->look->metrics.caret;
		bool leftwards = node->layout->rtl; /* the words', not the page's: an address in Latin letters goes on to the right */

		if (rtl && !leftwards && node->caret == 0 && streq(node->parent->typed, "")) /* an example in Latin letters: where one begins */
			x = node->layout->lines[line].width + width / 4;
		else if (node->caret == 0)
			x += leftwards ? width * 5 / 4 : -width * 5 / 4;
		x += inside.x + text_line_x(node->layout, line, inside.w, node->align, rtl);
		canvas_fill(p->canvas,
		            (struct rect){ .x = leftwards ? x - width : x, .y = inside.y + line * node->layout->line_height, .w = width,
		                           .h = node->layout->line_height },
		            rgb(p, COLOR_ACCENT));
	}
}

static void paint_icon(const struct painter *p, const struct node *node)
{
	uint32_t glyph = icon_glyph(node->icon, p->ui->look->rtl);
	const struct mask *mask;
	int dy;

	if (!glyph || node->color == COLOR_NONE)
		return;
	mask = text_icon(p->text, glyph, node->icon_px, &dy);
	(node->flipped ? canvas_mask_flipped : canvas_mask)(p->canvas, mask, node->rect.x + (node->rect.w - mask->w) / 2,
	                                                    node->rect.y + (node->rect.h - node->icon_px) / 2 + dy, rgb(p, node->color));
}

/* Whole pixels a module, so that cameras read it; with the quiet zone that the standard asks for. */
static void paint_qr(const struct painter *p, const struct node *node)
{
	struct qr qr = { .size = 0 };
	int module, x0, y0, side;

	if (!qr_make(node->qr, &qr, NULL))
		return;
	module = MAX(1, node->rect.w / (qr.size + 2 * QR_QUIET));
	side = module * (qr.size + 2 * QR_QUIET);
	x0 = node->rect.x + (node->rect.w - side) / 2;
	y0 = node->rect.y + (node->rect.h - side) / 2;
	canvas_fill(p->canvas, (struct rect){ .x = x0, .y = y0, .w = side, .h = side }, rgb(p, COLOR_WHITE));
	for (int y = 0; y < qr.size; y++)
		for (int x = 0; x < qr.size; x++)
			if (qr_black(&qr, x, y))
				canvas_fill(p->canvas, (struct rect){ .x = x0 + (x + QR_QUIET) * module, .y = y0 + (y + QR_QUIET) * module,
				                                      .w = module, .h = module }, 0x000000);
	qr_done(&qr);
}

static void paint_focus(const struct painter *p, const struct node *node)
{
	const struct metrics *m = &p->ui->look->metrics;
	int out = m->focus_gap + m->focus_ring;
	struct rect r = { .x = node->rect.x - out, .y = node->rect.y - out, .w = node->rect.w + 2 * out,
	                  .h = node->rect.h + 2 * out };

	if (r.x < 0 || r.y < 0 || r.x + r.w > p->ui->look->width || r.y + r.h > p->ui->look->height) {
		/* at the edge of the glass: inside, and so the hair */
		r = node->rect;
		canvas_ring(p->canvas, r, m->radius_small, m->focus_ring, rgb(p, COLOR_FOCUS));
		r = (struct rect){ .x = r.x + m->focus_ring, .y = r.y + m->focus_ring, .w = r.w - 2 * m->focus_ring, .h = r.h - 2 * m->focus_ring };
		canvas_ring(p->canvas, r, MAX(0, m->radius_small - m->focus_ring), m->line * 3 / 2, rgb(p, COLOR_FOCUS_EDGE));
		return;
	}
	out += node->radius ? node->radius : m->radius_small;
	canvas_ring(p->canvas, r, out, m->focus_ring, rgb(p, COLOR_FOCUS));
	r = (struct rect){ .x = r.x - m->line, .y = r.y - m->line, .w = r.w + 2 * m->line, .h = r.h + 2 * m->line };
	canvas_ring(p->canvas, r, out + m->line, m->line, rgb(p, COLOR_FOCUS_EDGE));
}

static void paint_node(const struct painter *p, const struct node *node)
{
	struct rect kept = p->canvas->clip;
	struct rect reach = node->rect; /* the ring lies outside */
	int out = 3 * p->ui->look->metrics.focus_ring;

	reach = (struct rect){ .x = reach.x - out, .y = reach.y - out, .w = reach.w + 2 * out, .h = reach.h + 2 * out };
	reach = rect_cut(reach, kept);
	if (reach.w <= 0 || reach.h <= 0)
		return;
	switch (node->kind) {
	case NODE_BOX:
		paint_box(p, node);
		if (node->scrolls)
			p->canvas->clip = rect_cut(kept, node_window(node));
		for (const struct node *c = node->first; c; c = c->next)
			paint_node(p, c);
		break;
	case NODE_TEXT:
		paint_text(p, node);
		break;
	case NODE_ICON:
		paint_icon(p, node);
		break;
	case NODE_QR:
		paint_qr(p, node);
		break;
	case NODE_PICTURE:
		if (node->argb)
			canvas_picture(p->canvas, node->argb, node->fixed_w, node->fixed_h, node->rect.x, node->rect.y);
		else
			paint_box(p, node);
		break;
	}
	p->canvas->clip = kept;
}

/* Last, or what stands close by would lie over its edge. */
static void paint_ring(const struct painter *p)
{
	const struct ui_look *look = p->ui->look;
	const struct node *node = node_by_id(p->ui->root, look->focus_shown ? look->focus : look->typing);
	struct rect kept = p->canvas->clip;

	if (!node)
		return;
	for (const struct node *box = node->parent; box; box = box->parent)
		if (box->scrolls)
			p->canvas->clip = rect_cut(p->canvas->clip, node_window(box));
	paint_focus(p, node);
	p->canvas->clip = kept;
}

void paint_tree(const struct ui *ui, struct text *text, struct canvas *canvas)
{
	struct painter painter = { .ui = ui, .text = text, .canvas = canvas };

	paint_node(&painter, ui->root);
	paint_ring(&painter);
}
