#include "kiosk/ui/pages.h"

#include <limits.h>

enum { MOST_HIDDEN = 45 }; /* percent of the room: what is higher than that is cut rather than left out */

struct span { /* of something that is not cut, from the top of the body's room */
	int top, bottom;
	bool leads; /* belongs to what follows: a heading, the first line of a text */
	bool ends;  /* belongs to what stands before: the last line of a text */
};

typedef void visit_fn(const struct span *span, void *ctx);

struct walk {
	const struct node *body;
	visit_fn *visit;
	void *ctx;
};

static int high(const struct node *body)
{
	return body->rect.h * MOST_HIDDEN / 100;
}

static void lines(const struct walk *walk, const struct node *node, const struct node *above, const struct node *below)
{
	int y = node->rect.y + node->pad_y - walk->body->rect.y;
	int spare = node->rect.h - 2 * node->pad_y - (node->layout ? node->layout->height : 0);

	int count = node->layout ? node->layout->line_count : 0;

	for (int i = 0; i < count; i++) {
		struct span span = { .top = y + MAX(0, spare) / 2 + i * node->layout->line_height,
		                     .leads = node->role == ROLE_HEADING || (i == 0 && count > 1), .ends = i > 0 && i + 1 == count };
		int tails = node->layout->px * (node->layout->rtl ? 7 : 5) / 4; /* they reach below a tight line, in Arabic below any */

		span.bottom = span.top + MAX(node->layout->line_height, tails);
		if (above && i == 0)
			span.top = above->rect.y - walk->body->rect.y;
		if (below && i + 1 == node->layout->line_count)
			span.bottom = below->rect.y + below->rect.h - walk->body->rect.y;
		walk->visit(&span, walk->ctx);
	}
}

static bool stays_whole(const struct node *body, const struct node *node)
{
	if (node->rect.h > high(body) || node->role == ROLE_LIST)
		return false;
	return node->kind != NODE_BOX || node->id || (node->first && (node->fill || node->line || node->axis == AXIS_ACROSS));
}

/* FRAME: the box whose edge shows around BOX, and goes with its first and last; NULL: none. */
static void visit(const struct walk *walk, const struct node *box, const struct node *frame)
{
	if (box->fill || box->line)
		frame = box;
	for (const struct node *n = box->first; n; n = n->next) {
		bool first = frame && (n == box->first || box->axis == AXIS_ACROSS), last = frame && (!n->next || box->axis == AXIS_ACROSS);
		int top = first ? frame->rect.y : n->rect.y, bottom = last ? frame->rect.y + frame->rect.h : n->rect.y + n->rect.h;
		struct span span = { .top = top - walk->body->rect.y, .bottom = bottom - walk->body->rect.y,
		                     .leads = n->keeps_next };

		if (n->kind == NODE_TEXT)
			lines(walk, n, first ? frame : NULL, last ? frame : NULL);
		else if (stays_whole(walk->body, n))
			walk->visit(&span, walk->ctx);
		else if (n->kind == NODE_BOX)
			visit(walk, n, first && last ? frame : NULL);
	}
}

static int raw_room(const struct node *body)
{
	return MAX(0, body->content_h - body->rect.h);
}

/* So much stays free above what comes first: the ring of the focus has room. */
static int air(const struct ui *ui)
{
	return ui->look->metrics.focus_gap + ui->look->metrics.focus_ring + ui->look->metrics.gap_small;
}

struct first { /* the first beginning at or behind LEAST */
	int least, found;
};

static void find_first(const struct span *span, void *ctx)
{
	struct first *first = ctx;

	if (span->top >= first->least && !span->ends)
		first->found = MIN(first->found, span->top);
}

/* As a scroll_y: where the first thing begins that begins at LEAST or behind. */
static int begins(const struct ui *ui, const struct node *body, int least)
{
	struct first first = { .least = least + air(ui) - body->scroll_y, .found = INT_MAX };

	visit(&(struct walk){ .body = body, .visit = find_first, .ctx = &first }, body, NULL);
	return first.found == INT_MAX ? least : first.found + body->scroll_y - air(ui);
}

struct edge { /* the edge of what shows, and where it must go to cut through nothing */
	int at, moved, last_top;
	bool last_leads;
};

static void move_up(const struct span *span, void *ctx)
{
	struct edge *edge = ctx;

	if (span->top < edge->at && span->bottom > edge->at)
		edge->moved = MIN(edge->moved, span->top);
	else if (span->bottom <= edge->at && span->top > edge->last_top) {
		edge->last_top = span->top;
		edge->last_leads = span->leads;
	}
}

static void move_down(const struct span *span, void *ctx)
{
	struct edge *edge = ctx;

	if (span->top < edge->at && span->bottom > edge->at)
		edge->moved = MAX(edge->moved, span->bottom);
}

static int settled(const struct node *body, int at, visit_fn *move)
{
	struct edge edge = { .at = at, .moved = at };

	for (int round = 0; round < 8; round++) {
		edge.last_top = INT_MIN;
		edge.last_leads = false;
		visit(&(struct walk){ .body = body, .visit = move, .ctx = &edge }, body, NULL);
		if (edge.moved == edge.at && edge.last_leads)
			edge.moved = edge.last_top;
		if (edge.moved == edge.at)
			break;
		edge.at = edge.moved;
	}
	return edge.at;
}

/* Of what shows, or would show at the scroll_y FROM: from the top of the body's room. */
static int bottom_edge(const struct node *body, int from)
{
	int by = from - body->scroll_y, cut;

	if (body->content_h - from <= body->rect.h)
		return body->rect.h;
	cut = settled(body, body->rect.h + by, move_up) - by;
	return cut < body->rect.h - high(body) ? body->rect.h : cut;
}

static int top_edge(const struct node *body)
{
	int cut = body->scroll_y > 0 ? settled(body, 0, move_down) : 0;

	return cut > high(body) ? 0 : cut;
}

static int next_part(const struct ui *ui, const struct node *body, int from)
{
	int room = body->rect.h, by = bottom_edge(body, from) - air(ui);

	return from + (by < room / 4 ? room * 4 / 5 : by);
}

static void find_lowest(const struct span *span, void *ctx)
{
	int *lowest = ctx;

	*lowest = MAX(*lowest, span->bottom);
}

int pages_room(const struct ui *ui, const struct node *body)
{
	int from = 0, lowest = 0; /* what is empty below the last thing needs no part of its own */

	if (!raw_room(body) || body->rect.h <= 4 * air(ui))
		return raw_room(body);
	visit(&(struct walk){ .body = body, .visit = find_lowest, .ctx = &lowest }, body, NULL);
	for (lowest += body->scroll_y; lowest - from > body->rect.h;)
		from = next_part(ui, body, from);
	return from;
}

int pages_turn(const struct ui *ui, const struct node *body, bool back)
{
	int room = body->rect.h, to;

	if (!back)
		return MIN(pages_room(ui, body), next_part(ui, body, body->scroll_y));
	if (body->scroll_y <= room - 2 * air(ui))
		return 0;
	to = begins(ui, body, body->scroll_y - room + 2 * air(ui));
	return to < body->scroll_y ? to : body->scroll_y - room * 4 / 5;
}

static bool shows(const struct node *body, const struct node *node)
{
	struct rect window = node_window(body);

	return node->rect.y >= window.y && node->rect.y + node->rect.h <= window.y + window.h;
}

void pages_window(struct node *body, bool moving, const struct node *keep)
{
	body->show_y = 0;
	body->show_h = body->rect.h;
	if (moving || !raw_room(body))
		return;
	body->show_y = top_edge(body);
	body->show_h = bottom_edge(body, body->scroll_y) - body->show_y;
	if (body->show_h < high(body) || (keep && node_inside(keep, body) && !shows(body, keep))) {
		body->show_y = 0;
		body->show_h = body->rect.h;
	}
}
