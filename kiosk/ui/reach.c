#include "kiosk/ui/reach.h"

#include <math.h>

#include "kiosk/ui/layout.h"

static const float HAND_MM = 1100;                         /* as high as every hand comes */
static const float UPRIGHT_MM = 800, LYING_MM = 840;       /* lower edge of the glass of a usual totem */
static const float UPRIGHT_LEAST_MM = 220, LYING_LEAST_MM = 260;

int reach_height(float px_per_mm, int width, int height, float bottom_mm)
{
	bool lies = width > height;
	float bottom = bottom_mm > 0 ? bottom_mm : lies ? LYING_MM : UPRIGHT_MM;
	float reach = MAX(HAND_MM - bottom, lies ? LYING_LEAST_MM : UPRIGHT_LEAST_MM) * px_per_mm;

	return reach < (float)height ? (int)reach : height;
}

struct metrics reach_metrics(float px_per_mm, enum text_size size, bool lies)
{
	struct metrics m = theme_metrics(px_per_mm, size, lies), low = theme_metrics(px_per_mm, size, true);

	m.bar_height = low.bar_height;
	m.key_height = low.key_height;
	if (lies) { /* buttons side by side are two thirds of it apart, and never closer than 2.54 mm */
		m.gap = MAX(m.gap * 11 / 20, (int)ceilf(2.54F * px_per_mm) * 3 / 2 + 1);
		m.gap_small = m.gap_small * 2 / 3;
	}
	m.button_height = MAX(m.target, m.button_height * 4 / 5);
	return m;
}

static bool is_pressed(const struct node *box)
{
	for (const struct node *n = box; n; n = node_next(box, n))
		if (n->id)
			return true;
	return false;
}

static void append(struct node *box, struct node *node)
{
	node->parent = box;
	node->next = NULL;
	if (box->last)
		box->last->next = node;
	else
		box->first = node;
	box->last = node;
}

/* Out of the body, as long as there is room above, for what is only read before the first thing to press. */
static void lead(const struct ui *ui, struct text *text, struct node *above)
{
	struct node *body = ui->body, *node;
	int width = ui->look->width - 2 * above->pad_x, room = above->fixed_h - 2 * above->pad_y;

	while ((node = body->first) && !is_pressed(node)) {
		if (node->role == ROLE_HEADING && node->next && is_pressed(node->next)) /* stays with what it names */
			break;
		room -= layout_height(text, node, width) + (above->first ? above->gap - node->lift : 0);
		if (room < 0)
			break;
		body->first = node->next;
		if (!body->first)
			body->last = NULL;
		append(above, node);
	}
}

void reach_apply(struct ui *ui, struct text *text)
{
	const struct ui_look *look = ui->look;
	struct node *root = ui->root, *header = root->first && root->first->role == ROLE_HEADER ? root->first : NULL, *above;
	int room = look->height - look->reach - (header ? layout_height(text, header, look->width) : 0);

	if (!look->low_reach || ui->low || room <= 0)
		return;
	ui->low = true;
	above = ARENA_NEW(ui->arena, struct node);
	above->parent = root;
	above->across = PLACE_STRETCH;
	above->along = PLACE_END;
	above->caret = -1;
	above->fixed_h = room;
	above->pad_x = MAX(ui->actions->pad_x, look->metrics.margin);
	above->pad_y = look->metrics.gap / 2;
	above->gap = ui->body->gap;
	above->next = header ? header->next : root->first;
	if (header)
		header->next = above;
	else
		root->first = above;
	lead(ui, text, above);
}
