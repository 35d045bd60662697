#include "kiosk/ui/layout.h"

#include <limits.h>

#include "kiosk/ui/pages.h"
#include "kiosk/ui/reach.h"

/* Two passes: heights for a width (measure, which also decides what stacks), then places (put). */

static const struct text_layout *wrapped(struct text *text, const struct node *node, int width)
{
	struct text_want want = node->text;

	want.width = width;
	return text_layout(text, &want);
}

static int own_width(const struct node *node, int content)
{
	if (node->fixed_w)
		return node->fixed_w;
	return MAX(node->min_w, content + 2 * node->pad_x);
}

int layout_natural_width(struct text *text, struct node *node)
{
	int width = 0, n = 0;

	switch (node->kind) {
	case NODE_TEXT:
		return own_width(node, wrapped(text, node, INT_MAX)->width + (node->caret >= 0 ? node->text.px / 8 : 0));
	case NODE_ICON:
	case NODE_QR:
	case NODE_PICTURE:
		return own_width(node, 0);
	case NODE_BOX:
		for (struct node *c = node->first; c; c = c->next, n++) {
			int w = layout_natural_width(text, c);

			width = node->axis == AXIS_ACROSS ? width + w + (n ? node->gap : 0) : MAX(width, w);
		}
		if (node->axis == AXIS_GRID)
			width = node->columns * (width + node->gap) - node->gap;
		return own_width(node, width);
	}
	return 0;
}

/* Below this width words would be broken inside. */
static int least_width(struct text *text, struct node *node)
{
	int width = 0, n = 0;

	if (node->fixed_w)
		return node->fixed_w;
	switch (node->kind) {
	case NODE_TEXT:
		return own_width(node, text_widest_word(text, &node->text));
	case NODE_ICON:
	case NODE_QR:
	case NODE_PICTURE:
		return own_width(node, 0);
	case NODE_BOX:
		for (struct node *c = node->first; c; c = c->next, n++) {
			int w = least_width(text, c);

			width = node->axis == AXIS_ACROSS && !node->wraps ? width + w + (n ? node->gap : 0) : MAX(width, w);
		}
		return own_width(node, width);
	}
	return 0;
}

enum { ROW_MAX = 32 };

/* Shares alone, where everything fits in its share: buttons side by side look like a pair. */
static bool even_widths(struct node *row, int room, int shares, int *widths)
{
	int even[ROW_MAX], i = 0, given = 0;

	for (struct node *c = row->first; c && i < ROW_MAX; c = c->next, i++) {
		even[i] = c->next ? room * c->grow / shares : room - given;
		given += even[i];
		if (even[i] < widths[i])
			return false;
	}
	memcpy(widths, even, sizeof(*even) * (size_t)i);
	return true;
}

/* Widths of a row's children in WIDTH; returns how many. What does not fit is taken from those that may grow (their text
 * wraps), and if none may, from the widest. */
static int row_widths(struct text *text, struct node *row, int width, int *widths)
{
	int n = 0, used = 0, shares = 0, spare;

	for (struct node *c = row->first; c && n < ROW_MAX; c = c->next, n++) {
		widths[n] = row->shares ? 0 : MAX(layout_natural_width(text, c), c->basis);
		used += widths[n];
		shares += c->grow;
	}
	spare = width - used - row->gap * MAX(0, n - 1);
	if (row->even && spare > 0 && shares && even_widths(row, width - row->gap * MAX(0, n - 1), shares, widths))
		return n;
	if (spare > 0 && shares) {
		int i = 0, given = 0, left = shares;

		for (struct node *c = row->first; c && i < n; c = c->next, i++)
			if (c->grow) {
				int part = left == c->grow ? spare - given : spare * c->grow / shares;

				widths[i] += part;
				given += part;
				left -= c->grow;
			}
	}
	while (spare < 0) {
		int widest = -1, i = 0;

		for (struct node *c = row->first; c && i < n; c = c->next, i++)
			if (!c->fixed_w && c->kind != NODE_ICON && (!shares || c->grow) && (widest < 0 || widths[i] > widths[widest]))
				widest = i;
		if (widest < 0 || widths[widest] + spare < 1)
			break;
		widths[widest] += spare;
		spare = 0;
	}
	return n;
}

static bool row_fits(struct text *text, struct node *row, int width)
{
	int used = 0, n = 0;

	for (struct node *c = row->first; c; c = c->next, n++)
		used += (n ? row->gap : 0) + MAX(layout_natural_width(text, c), c->basis);
	return used <= width && n <= ROW_MAX;
}

/* From the end; the tree is this frame's, so what is left out is unlinked for good. */
static void drop_what_does_not_fit(struct text *text, struct node *row, int width)
{
	while (!row_fits(text, row, width)) {
		struct node **victim = NULL;

		for (struct node **link = &row->first; *link && (*link)->next; link = &(*link)->next)
			if (!(*link)->chosen)
				victim = link;
		if (!victim)
			return;
		*victim = (*victim)->next;
	}
}

/* Room that a row takes beyond WIDTH, and what its buttons' icons take of it. */
static int excess(struct text *text, struct node *row, int width, int *ret_icons)
{
	int used = -width, n = 0;

	*ret_icons = 0;
	for (struct node *c = row->first; c; c = c->next, n++) {
		used += (n ? row->gap : 0) + MAX(layout_natural_width(text, c), c->basis);
		for (const struct node *part = c->first; part; part = part->next)
			if (part->kind == NODE_ICON && c->first->next)
				*ret_icons += part->fixed_w + c->gap;
	}
	return used;
}

static void without_icons(struct node *button)
{
	struct node *first = button->first;

	button->first = button->last = NULL;
	for (struct node *part = first, *next; part; part = next) {
		next = part->next;
		if (part->kind == NODE_ICON && first->next)
			continue;
		part->next = NULL;
		if (button->last)
			button->last->next = part;
		else
			button->first = part;
		button->last = part;
	}
}

/* Buttons side by side say more than their icons do: these go where the row would become a column for them. */
static void shed_icons(struct text *text, struct node *row, int width)
{
	int icons, over = excess(text, row, width, &icons);

	if (row->axis == AXIS_DOWN) { /* beside the content of a glass that lies */
		for (struct node *button = row->first; button; button = button->next)
			if (layout_natural_width(text, button) > width)
				without_icons(button);
		return;
	}
	for (struct node *button = over > 0 && over <= icons ? row->first : NULL; button; button = button->next)
		without_icons(button);
}

static int column_of(const struct node *grid, int inner, int columns)
{
	return (inner - grid->gap * (columns - 1)) / columns;
}

/* As many columns as the grid has, or fewer where a word would have to be broken. */
static int grid_columns(struct text *text, struct node *grid, int inner)
{
	int columns = grid->columns, widest = 0;

	for (struct node *c = grid->first; c; c = c->next)
		widest = MAX(widest, least_width(text, c));
	while (columns > 1 && widest > column_of(grid, inner, columns))
		columns--;
	return columns;
}

static int lines_between(const struct node *box, int n)
{
	return n > 1 ? box->gap * (n - 1) : 0;
}

/* How wide a child of a column is. What grows in a row takes the whole line when the row lies as a column. */
static int column_width(struct text *text, const struct node *box, struct node *child, int inner)
{
	if (box->across == PLACE_STRETCH || (box->stacked && child->grow))
		return inner;
	return MIN(inner, layout_natural_width(text, child));
}

static int column_height(struct text *text, struct node *box, int inner)
{
	int height = 0, n = 0;

	for (struct node *c = box->first; c; c = c->next, n++) {
		int w = column_width(text, box, c, inner);

		height += layout_height(text, c, w) - (n ? c->lift : 0);
	}
	return height + lines_between(box, n);
}

static int row_height(struct text *text, struct node *row, int inner)
{
	int widths[ROW_MAX], n = row_widths(text, row, inner, widths), height = 0, i = 0;

	for (struct node *c = row->first; c && i < n; c = c->next, i++)
		height = MAX(height, layout_height(text, c, widths[i]));
	return height;
}

/* Height of the row of COLUMNS that begins with FIRST; RET_NEXT is where the next one begins. */
static int grid_row(struct text *text, struct node *first, int columns, int column, struct node **ret_next)
{
	int height = 0;

	for (int i = 0; i < columns && first; i++, first = first->next)
		height = MAX(height, layout_height(text, first, column));
	*ret_next = first;
	return height;
}

static int grid_height(struct text *text, struct node *grid, int inner)
{
	int columns = grid_columns(text, grid, inner), height = 0, rows = 0;

	for (struct node *c = grid->first; c; rows++)
		height += grid_row(text, c, columns, column_of(grid, inner, columns), &c);
	return height + lines_between(grid, rows);
}

int layout_height(struct text *text, struct node *node, int width)
{
	int inner = MAX(1, width - 2 * node->pad_x), height = 0;

	if (node->fixed_h)
		return node->fixed_h;
	switch (node->kind) {
	case NODE_TEXT:
		height = wrapped(text, node, inner)->height;
		break;
	case NODE_ICON:
	case NODE_QR:
	case NODE_PICTURE:
		break;
	case NODE_BOX:
		if (node->drops && !node->scrolls)
			drop_what_does_not_fit(text, node, inner);
		if (node->role == ROLE_ACTIONS)
			shed_icons(text, node, inner);
		node->stacked = node->axis == AXIS_ACROSS && node->wraps && !row_fits(text, node, inner);
		if (node->axis == AXIS_DOWN || node->stacked)
			height = column_height(text, node, inner);
		else if (node->axis == AXIS_ACROSS)
			height = row_height(text, node, inner);
		else
			height = grid_height(text, node, inner);
		break;
	}
	return MAX(node->min_h, height + 2 * node->pad_y);
}

/* ---- places */

static void put(struct ui *ui, struct text *text, struct node *node, struct rect rect);

static int shift(enum place place, int room, int size)
{
	switch (place) {
	case PLACE_START:
	case PLACE_STRETCH:
		return 0;
	case PLACE_CENTER:
		return (room - size) / 2;
	case PLACE_END:
		return room - size;
	}
	return 0;
}

static struct rect mirrored(const struct ui *ui, const struct node *box, struct rect r)
{
	if (ui->look->rtl && !box->mirror_free)
		r.x = box->rect.x + box->rect.w - (r.x - box->rect.x) - r.w;
	return r;
}

static void unlink_last(struct node *box)
{
	struct node *before = NULL;

	for (struct node *c = box->first; c && c->next; c = c->next)
		before = c;
	if (before)
		before->next = NULL;
	else
		box->first = NULL;
	box->last = before;
}

/* The last item of a list goes before the list does; a heading goes with what it led to. */
static void drop_the_end(struct text *text, struct node *box, struct rect inside)
{
	while (box->first && box->first->next && column_height(text, box, inside.w) > inside.h) {
		struct node *last = box->last;

		if (last->role == ROLE_LIST && last->first && last->first->next) {
			unlink_last(last);
			continue;
		}
		unlink_last(box);
		if (box->last && box->last->role == ROLE_HEADING)
			unlink_last(box);
	}
}

static void put_column(struct ui *ui, struct text *text, struct node *box, struct rect inside)
{
	int used = 0, springs = 0, n = 0, y, spare;

	if (box->drops && box->scrolls)
		drop_the_end(text, box, inside);
	for (struct node *c = box->first; c; c = c->next, n++) {
		int w = column_width(text, box, c, inside.w);

		c->rect = (struct rect){ .w = w, .h = layout_height(text, c, w) };
		used += c->rect.h - (n ? c->lift : 0);
		springs += c->spring;
	}
	used += lines_between(box, n);
	box->content_h = used + 2 * box->pad_y;
	if (used > inside.h && !box->scrolls) { /* something must give way: what scrolls does */
		for (struct node *c = box->first; c; c = c->next)
			if (c->scrolls) {
				c->rect.h = MAX(1, c->rect.h - (used - inside.h));
				used = inside.h;
			}
	}
	spare = MAX(0, inside.h - used);
	y = inside.y - (box->scrolls ? box->scroll_y : 0);
	if (!springs)
		y += shift(box->along, inside.h, MIN(used, inside.h));
	for (struct node *c = box->first; c; c = c->next) {
		int h = c->rect.h + (c->spring ? spare / springs : 0);
		int aside = shift(box->stacked ? box->along : box->across, inside.w, c->rect.w);
		struct rect r = { .x = inside.x + aside, .y = y, .w = c->rect.w, .h = h };

		put(ui, text, c, mirrored(ui, box, r));
		y += h + box->gap - (c->next ? c->next->lift : 0);
	}
}

static void put_row(struct ui *ui, struct text *text, struct node *row, struct rect inside)
{
	int widths[ROW_MAX], n = row_widths(text, row, inside.w, widths), x = inside.x, i = 0, used = lines_between(row, n);

	for (int k = 0; k < n; k++)
		used += widths[k];
	x += shift(row->along, inside.w, used);
	for (struct node *c = row->first; c && i < n; c = c->next, i++) {
		int h = row->across == PLACE_STRETCH ? inside.h : layout_height(text, c, widths[i]);
		struct rect r = { .x = x, .y = inside.y + shift(row->across, inside.h, h), .w = widths[i], .h = h };

		put(ui, text, c, mirrored(ui, row, r));
		x += widths[i] + row->gap;
	}
}

static void put_grid(struct ui *ui, struct text *text, struct node *grid, struct rect inside)
{
	int columns = grid_columns(text, grid, inside.w), column = column_of(grid, inside.w, columns), y = inside.y;

	for (struct node *c = grid->first, *next; c;) {
		int h = grid_row(text, c, columns, column, &next);

		for (int i = 0; c != next; i++, c = c->next) {
			int x = i == columns - 1 ? inside.w - column : i * (column + grid->gap); /* what rounding left over */

			put(ui, text, c, mirrored(ui, grid, (struct rect){ .x = inside.x + x, .y = y, .w = column, .h = h }));
		}
		y += h + grid->gap;
	}
}

static void put(struct ui *ui, struct text *text, struct node *node, struct rect rect)
{
	struct rect inside = { .x = rect.x + node->pad_x, .y = rect.y + node->pad_y, .w = MAX(1, rect.w - 2 * node->pad_x),
	                       .h = MAX(0, rect.h - 2 * node->pad_y) };

	node->rect = rect;
	node->show_h = rect.h;
	switch (node->kind) {
	case NODE_TEXT:
		node->layout = wrapped(text, node, inside.w);
		break;
	case NODE_ICON:
	case NODE_QR:
	case NODE_PICTURE:
		break;
	case NODE_BOX:
		if (node->axis == AXIS_DOWN || node->stacked)
			put_column(ui, text, node, inside);
		else if (node->axis == AXIS_ACROSS)
			put_row(ui, text, node, inside);
		else
			put_grid(ui, text, node, inside);
		break;
	}
}

void layout_tree(struct ui *ui, struct text *text)
{
	const struct ui_look *look = ui->look;

	reach_apply(ui, text);
	layout_height(text, ui->root, look->width); /* decides what stacks */
	put(ui, text, ui->root, (struct rect){ .w = look->width, .h = look->height });
	if (ui->body)
		pages_measure(ui, ui->body);
}
