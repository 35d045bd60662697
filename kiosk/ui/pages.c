#include "kiosk/ui/pages.h"

#include <limits.h>

enum { MOST_HIDDEN = 45 }; /* percent of the room: what is higher than that is no whole: it may be cut */

struct span { /* of something that is not cut, from the top of the body's room */
	int top, bottom;
	int tails;  /* so much of the top may hold those of the line before */
	bool leads; /* belongs to what follows: a heading, the first line of a text, the last but one */
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
		                     .leads = node->role == ROLE_HEADING || (count > 1 && (i == 0 || i + 2 == count)), .ends = i > 0 && i + 1 == count };
		int tails = node->layout->px * (node->layout->rtl ? 7 : 5) / 4; /* they reach below a tight line, in Arabic below any */

		span.tails = i > 0 ? MAX(0, tails - node->layout->line_height) : 0;
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

/* What the ring of the focus takes around a thing; below what comes last, too. */
static int ring(const struct ui *ui)
{
	return ui->look->metrics.focus_gap + ui->look->metrics.focus_ring;
}

/* So much stays free above what comes first: the ring of the focus has room. */
static int air(const struct ui *ui)
{
	return ring(ui) + ui->look->metrics.gap_small;
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

static void find_next(const struct span *span, void *ctx)
{
	struct first *next = ctx;

	if (span->top >= next->least)
		next->found = MIN(next->found, span->top);
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

	if (span->top + span->tails < edge->at && span->bottom > edge->at)
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

/* Where the part that begins at the scroll_y FROM ends, and cuts through nothing: where the next thing begins, from the top of the body's
 * room. False: that would leave most of the room empty, so something is cut through. */
static bool whole_edge(const struct ui *ui, const struct node *body, int from, int *ret_edge)
{
	int by = from - body->scroll_y;
	struct first next = { .found = body->rect.h + by };

	next.least = settled(body, body->rect.h - ring(ui) + by, move_up);
	visit(&(struct walk){ .body = body, .visit = find_next, .ctx = &next }, body, NULL);
	if (next.least - by < body->rect.h / 4 + air(ui))
		return false;
	*ret_edge = next.found - by;
	return true;
}

/* Of what shows at the body's scroll_y: from the top of its room. */
static int bottom_edge(const struct ui *ui, const struct node *body)
{
	int edge = body->rect.h;

	if (body->content_h - body->scroll_y > body->rect.h)
		(void)whole_edge(ui, body, body->scroll_y, &edge);
	return edge;
}

static int top_edge(const struct node *body)
{
	int cut = body->scroll_y > 0 ? settled(body, 0, move_down) : 0;

	return cut > high(body) ? 0 : cut;
}

static int next_part(const struct ui *ui, const struct node *body, int from)
{
	int edge;

	return from + (whole_edge(ui, body, from, &edge) ? edge - air(ui) : body->rect.h * 4 / 5);
}

static void find_lowest(const struct span *span, void *ctx)
{
	int *lowest = ctx;

	*lowest = MAX(*lowest, span->bottom);
}

void pages_measure(const struct ui *ui, struct node *body)
{
	int lowest = 0;

	visit(&(struct walk){ .body = body, .visit = find_lowest, .ctx = &lowest }, body, NULL);
	body->content_h = MAX(lowest + body->scroll_y + ring(ui), MIN(body->content_h, body->rect.h));
}

int pages_room(const struct ui *ui, const struct node *body)
{
	int from = 0;

	if (body->rect.h <= 4 * air(ui))
		return raw_room(body);
	while (body->content_h - from > body->rect.h)
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

void pages_window(const struct ui *ui, struct node *body, bool moving, const struct node *keep)
{
	body->show_y = 0;
	body->show_h = body->rect.h;
	if (moving || !raw_room(body))
		return;
	body->show_y = top_edge(body);
	body->show_h = bottom_edge(ui, body) - body->show_y;
	if (body->show_h < body->rect.h / 5 || (keep && node_inside(keep, body) && !shows(body, keep))) {
		body->show_y = 0;
		body->show_h = body->rect.h;
	}
}
