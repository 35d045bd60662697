#include "kiosk/ui/focus.h"

#include <limits.h>

static const struct node *scroller(const struct node *node)
{
	while (node && !node->scrolls)
		node = node->parent;
	return node;
}

static struct rect seen(const struct node *node)
{
	const struct node *box = scroller(node);

	return box ? rect_cut(node->rect, node_window(box)) : node->rect;
}

struct node *focus_hit(const struct ui *ui, int x, int y)
{
	int reach = ui->look->metrics.gap_small / 2;
	struct node *found = NULL;
	int best = INT_MAX;

	for (struct node *n = ui->root; n; n = node_next(ui->root, n)) {
		struct rect r = seen(n);
		int dx, dy, off;

		if (!node_can_focus(n) || r.w <= 0 || r.h <= 0)
			continue;
		dx = x < r.x ? r.x - x : x >= r.x + r.w ? x - (r.x + r.w - 1) : 0;
		dy = y < r.y ? r.y - y : y >= r.y + r.h ? y - (r.y + r.h - 1) : 0;
		off = MAX(dx, dy);
		if (off <= reach && off <= best) { /* of two at the same place the inner one, which comes later */
			best = off;
			found = n;
		}
	}
	return found;
}

static struct node *first_or_last(const struct ui *ui, bool last)
{
	struct node *found = NULL;

	for (struct node *n = ui->root; n; n = node_next(ui->root, n))
		if (node_can_focus(n) && n->role != ROLE_KEY) {
			if (!last)
				return n;
			found = n;
		}
	return found;
}

/* The order of the tree is the order of reading. */
static struct node *in_order(const struct ui *ui, const struct node *from, bool back)
{
	struct node *before = NULL;
	bool passed = false;

	for (struct node *n = ui->root; n; n = node_next(ui->root, n)) {
		if (n == from) {
			if (back)
				return before ? before : first_or_last(ui, true);
			passed = true;
		} else if (node_can_focus(n) && (n->role != ROLE_KEY || from->role == ROLE_KEY)) {
			if (passed)
				return n;
			before = n;
		}
	}
	return first_or_last(ui, back);
}

enum { ELSEWHERE = 64 };

/* How far AT is from FROM … FROM + SIZE. */
static int outside(int at, int from, int size)
{
	return at < from ? from - at : MAX(0, at - (from + size));
}

/* Nearest in a direction: distance along it, and far more what lies aside. */
static int cost(struct rect a, struct rect b, enum focus_move move, bool level)
{
	int ax = a.x + a.w / 2, ay = a.y + a.h / 2, bx = b.x + b.w / 2, by = b.y + b.h / 2;
	bool flat = move == FOCUS_LEFT || move == FOCUS_RIGHT;
	int along = move == FOCUS_UP ? a.y - (b.y + b.h) : move == FOCUS_DOWN ? b.y - (a.y + a.h)
	          : move == FOCUS_LEFT ? a.x - (b.x + b.w) : b.x - (a.x + a.w);
	int apart = flat ? MAX(b.y - (a.y + a.h), a.y - (b.y + b.h)) : MAX(b.x - (a.x + a.w), a.x - (b.x + b.w));
	int aside = MAX(0, apart + 1);
	int off = flat ? MIN(outside(ay, b.y, b.h), outside(by, a.y, a.h)) : MIN(outside(ax, b.x, b.w), outside(bx, a.x, a.w));
	int middle = off + (flat ? abs(ay - by) : abs(ax - bx)) / 16; /* what spans the whole width lies in front of all of it */

	if (along < -MIN(flat ? b.w : b.h, flat ? a.w : a.h) / 2 || (level && aside))
		return INT_MAX;
	return MAX(0, along) * 4 + aside * 64 + middle;
}

/* LEVEL: only what lies beside START, not higher or lower. */
static struct node *nearest(const struct ui *ui, const struct node *start, enum focus_move move, bool level)
{
	struct node *found = NULL;
	int best = INT_MAX;

	for (struct node *n = ui->root; n; n = node_next(ui->root, n)) {
		const struct node *box;
		bool elsewhere, out;
		int c;

		if (n == start || !node_can_focus(n))
			continue;
		if (node_inside(n, start) || node_inside(start, n)) { /* the cross of a field, and back */
			if (move == (node_inside(n, start) == ui->look->rtl ? FOCUS_LEFT : FOCUS_RIGHT))
				return n;
			continue;
		}
		box = scroller(n);
		elsewhere = box != scroller(start);
		out = elsewhere && box && seen(n).h <= 0; /* scrolled out: it lies where its box does */
		c = cost(start->rect, out && box ? box->rect : elsewhere ? seen(n) : n->rect, move, level);
		if (c != INT_MAX && elsewhere && (scroller(start) || out)) /* first all that scrolls with it, or that is seen */
			c += ui->look->width * ELSEWHERE;
		if (c < best) {
			best = c;
			found = n;
		}
	}
	return found;
}

struct node *focus_move(const struct ui *ui, const char *from, enum focus_move move)
{
	struct node *start = node_by_id(ui->root, from), *found;
	bool flat = move == FOCUS_LEFT || move == FOCUS_RIGHT;

	if (!start || !node_can_focus(start))
		return first_or_last(ui, move == FOCUS_PREVIOUS || move == FOCUS_UP);
	if (move == FOCUS_NEXT || move == FOCUS_PREVIOUS)
		return in_order(ui, start, move == FOCUS_PREVIOUS);
	found = nearest(ui, start, move, flat);
	if (!found && flat) /* nothing beside it: what stands at that side, or a column of buttons there would never be reached */
		found = nearest(ui, start, move, false);
	return found ? found : start;
}

static int air(const struct ui *ui)
{
	return ui->look->metrics.focus_gap + ui->look->metrics.focus_ring + ui->look->metrics.gap_small;
}

static int reveal(const struct ui *ui, const struct node *box, struct rect rect)
{
	int top = rect.y - air(ui) - box->rect.y;
	int bottom = rect.y + rect.h + air(ui) - (box->rect.y + box->rect.h);

	if (top < 0 || bottom - top > box->rect.h + bottom)
		return MIN(top, 0);
	return MAX(bottom, 0);
}

int focus_reveal(const struct ui *ui, const struct node *node)
{
	const struct node *box = scroller(node);

	return box ? reveal(ui, box, node->rect) : 0;
}

int focus_reveal_caret(const struct ui *ui, struct text *text, const struct node *field)
{
	const struct node *box = scroller(field), *column;
	struct rect rect;

	if (!box || !field)
		return 0;
	column = field->parent;
	rect = field->rect;
	/* with its label, what is said below it, and as much of what it brings (suggestions) as fits */
	if (column && column != box && column->rect.h + 2 * air(ui) <= box->rect.h) {
		rect = column->rect;
		for (const struct node *n = column->next; n && n->role == ROLE_RADIO && n->rect.y + n->rect.h - rect.y + 2 * air(ui) <= box->rect.h; n = n->next)
			rect.h = n->rect.y + n->rect.h - rect.y;
		return reveal(ui, box, rect);
	}
	if (rect.h + 2 * air(ui) <= box->rect.h)
		return reveal(ui, box, rect);
	for (const struct node *n = field; n; n = node_next(field, n)) {
		const struct text_layout *layout = n->layout;
		int line = 0;

		if (n->caret < 0 || !layout)
			continue;
		(void)text_caret(text, layout, (size_t)n->caret, &line);
		rect.y = n->rect.y + n->pad_y + line * layout->line_height;
		rect.h = layout->line_height;
		if (line + 1 == layout->line_count && column && column != box) /* at its end, what is said below comes into view */
			rect.h = MIN(column->rect.y + column->rect.h - rect.y, box->rect.h - 2 * air(ui));
		break;
	}
	return reveal(ui, box, rect);
}
