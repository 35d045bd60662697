#include "kiosk/ui/node.h"

#include "kiosk/ui/tones.h"
#include "kiosk/ui/tree.h"

static const struct metrics *metrics(const struct ui *ui)
{
	return &ui->look->metrics;
}

static struct node *group(struct ui *ui, enum axis axis)
{
	bool after_heading = node_follows(ui, ROLE_HEADING);
	struct node *node = node_open(ui, axis);

	node->gap = metrics(ui)->gap;
	if (after_heading)
		node_stays_close(ui, node);
	return node;
}

bool ui_lies(const struct ui *ui)
{
	return ui->look->width > ui->look->height;
}

bool ui_is_small(const struct ui *ui)
{
	return ui->look->metrics.small && !ui_lies(ui);
}

bool ui_splits(const struct ui *ui)
{
	return ui_lies(ui) && ui->look->text_size != TEXT_HUGE;
}

void ui_column(struct ui *ui)
{
	struct node *column = group(ui, AXIS_DOWN);

	column->grow = column->parent->shares;
}

void ui_row(struct ui *ui)
{
	struct node *row = group(ui, AXIS_ACROSS);

	row->gap = metrics(ui)->gap * 2 / 3;
	row->wraps = row->even = true;
}

void ui_grid(struct ui *ui)
{
	group(ui, AXIS_GRID)->columns = metrics(ui)->columns;
}

void ui_split(struct ui *ui)
{
	struct node *split = group(ui, ui_splits(ui) ? AXIS_ACROSS : AXIS_DOWN);

	split->across = ui_splits(ui) ? PLACE_START : PLACE_STRETCH;
	split->shares = true;
}

void ui_chips(struct ui *ui)
{
	struct node *grid = group(ui, AXIS_GRID);

	grid->columns = metrics(ui)->columns + 1;
	grid->gap = metrics(ui)->gap * 2 / 3;
}

void ui_shelf(struct ui *ui)
{
	ui_row(ui);
	ui->at->drops = true;
}

void ui_list(struct ui *ui)
{
	struct node *list = group(ui, AXIS_DOWN);

	list->role = ROLE_LIST;
	list->fill = COLOR_CARD;
	list->line = ui->look->theme.strong_lines ? COLOR_ACCENT : COLOR_LINE;
	list->line_w = metrics(ui)->line;
	list->radius = metrics(ui)->radius;
	list->pad_x = metrics(ui)->pad + metrics(ui)->pad / 4;
	list->pad_y = metrics(ui)->gap_small;
	list->gap = metrics(ui)->target_gap; /* the line lies in its middle */
	list->divided = true;
}

void ui_notice(struct ui *ui, enum tone tone, enum icon icon)
{
	const struct tone_colors *colors = tone_colors(tone);
	struct node *panel = group(ui, AXIS_ACROSS);
	struct node *words;

	panel->role = ROLE_NOTICE;
	panel->fill = colors->ground;
	panel->line = colors->line;
	panel->line_w = metrics(ui)->line;
	panel->radius = metrics(ui)->radius;
	panel->pad_x = panel->pad_y = metrics(ui)->pad;
	panel->gap = metrics(ui)->pad;
	panel->across = PLACE_START;
	if (icon)
		node_icon(ui, icon, metrics(ui)->icon, colors->icon);
	words = node_open(ui, AXIS_DOWN);
	words->grow = 1;
	words->gap = metrics(ui)->gap_small;
	words->min_h = icon ? metrics(ui)->icon : 0;
	words->along = PLACE_CENTER;
	words->back = panel->parent; /* one end closes both */
}

void ui_actions(struct ui *ui)
{
	struct node *page = ui->at;

	ui->actions->back = page;
	ui->at = ui->actions;
}

void ui_space(struct ui *ui)
{
	node_add(ui, NODE_BOX)->spring = true;
}

void ui_centre(struct ui *ui)
{
	ui->centred = true;
}

void ui_fits(struct ui *ui)
{
	ui->body->drops = true;
}

void ui_alarm(struct ui *ui)
{
	ui->alarm = true;
	ui->root->fill = COLOR_ALERT;
}

/* On the page of an urgent alert all words have its colour. */
static enum color on_page(const struct ui *ui, enum color color)
{
	return ui->alarm ? COLOR_ON_ALERT : color;
}

/* What to do is read from two metres away. */
static enum type on_alert(const struct ui *ui, enum type type, enum color color)
{
	if (!ui->alarm)
		return type;
	return type == TYPE_BODY_BOLD ? TYPE_CONTROL_BOLD : type == TYPE_BODY && color == COLOR_INK ? TYPE_LEAD : TYPE_SMALL;
}

/* ---- words on the page */

static struct node *words(struct ui *ui, const char *s, enum type type, enum color color, enum role role)
{
	bool explains = node_follows(ui, ROLE_TITLE) || node_follows(ui, ROLE_STEPS) || node_follows(ui, ROLE_HEADING);
	bool centred = ui->centred && !(ui->at->parent && ui->at->parent->role == ROLE_NOTICE); /* beside its icon, words begin at it */
	struct node *node = node_text(ui, s, on_alert(ui, type, color), on_page(ui, color));

	node->role = role;
	node->align = centred ? ALIGN_CENTER : ALIGN_START;
	node->text.balance = centred;
	node_in(ui, node, ui->pen);
	if (explains && !ui->alarm)
		node_stays_close(ui, node);
	return node;
}

void ui_overline(struct ui *ui, const char *text)
{
	words(ui, text, TYPE_SMALL, COLOR_MUTED, ROLE_TEXT)->keeps_next = true;
}

void ui_overline_as(struct ui *ui, const char *text, const char *spoken)
{
	ui_overline(ui, text);
	ui->at->last->said = arena_strdup(ui->arena, spoken);
}

void ui_title(struct ui *ui, const char *text)
{
	bool below = ui->at->last && (ui->at->last->keeps_next || ui->at->last->role == ROLE_STEPS);
	struct node *title = node_text(ui, text, ui->alarm ? TYPE_HUGE : TYPE_TITLE, on_page(ui, COLOR_INK));

	title->role = ROLE_TITLE;
	node_in(ui, title, ui->pen);
	title->align = ui->centred ? ALIGN_CENTER : ALIGN_START;
	title->text.balance = true;
	title->text.leading = 88;
	if (below)
		node_stays_close(ui, title);
}

void ui_heading(struct ui *ui, const char *text)
{
	struct node *heading = node_text(ui, text, TYPE_SMALL_BOLD, COLOR_MUTED);

	heading->role = ROLE_HEADING;
	node_in(ui, heading, ui->pen);
}

void ui_text(struct ui *ui, const char *text)
{
	words(ui, text, TYPE_BODY, COLOR_INK, ROLE_TEXT);
}

void ui_strong(struct ui *ui, const char *text)
{
	words(ui, text, TYPE_BODY_BOLD, COLOR_INK, ROLE_TEXT);
}

void ui_muted(struct ui *ui, const char *text)
{
	words(ui, text, TYPE_BODY, COLOR_MUTED, ROLE_TEXT);
}

void ui_big_icon(struct ui *ui, enum icon icon, enum tone tone)
{
	const struct tone_colors *colors = tone_colors(tone);
	struct node *row = node_open(ui, AXIS_ACROSS), *disc;

	row->along = ui->centred ? PLACE_CENTER : PLACE_START;
	row->across = PLACE_START;
	row->keeps_next = true;
	if (ui->alarm) {
		node_icon(ui, icon, metrics(ui)->icon_large * 5 / 2, COLOR_ON_ALERT);
		ui->at = row->parent;
		return;
	}
	disc = node_open(ui, AXIS_DOWN);
	disc->fill = colors->ground;
	disc->line = ui->look->theme.strong_lines ? colors->line : COLOR_NONE; /* the ground does not show there */
	disc->line_w = metrics(ui)->line;
	disc->pad_x = disc->pad_y = metrics(ui)->icon_large * 6 / 10;
	disc->radius = metrics(ui)->icon_large * 2;
	disc->across = PLACE_CENTER;
	node_icon(ui, icon, metrics(ui)->icon_large, colors->icon);
	ui->at = row->parent;
}

/* ---- things to press */

void ui_button(struct ui *ui, struct ui_button b)
{
	const struct metrics *m = metrics(ui);
	enum color ink = b.primary || b.selected ? COLOR_ON_BRAND : b.danger ? COLOR_DANGER_ICON : COLOR_ACCENT;
	struct node *button = node_open(ui, AXIS_ACROSS), *text;

	button->role = ROLE_BUTTON;
	button->id = arena_strdup(ui->arena, b.id);
	button->name = arena_strdup(ui->arena, b.spoken);
	button->lang = arena_strdup(ui->arena, b.lang);
	button->disabled = b.disabled;
	button->chosen = b.selected;
	button->primary = b.primary;
	button->along = button->across = PLACE_CENTER;
	button->fill = b.primary || b.selected ? COLOR_BRAND : COLOR_CARD;
	button->line = b.small ? COLOR_EDGE : ink;
	if (b.primary || b.selected)
		button->line = COLOR_BRAND;
	if (ui->alarm) {
		button->fill = button->line = COLOR_ON_ALERT;
		ink = COLOR_ALERT;
	}
	if (b.disabled) { /* still to be read; nothing about it asks to be pressed */
		button->fill = COLOR_PAPER;
		button->line = ui->look->theme.strong_lines ? COLOR_NONE : COLOR_EDGE;
		ink = COLOR_MUTED;
	}
	button->line_w = b.small ? m->line * 3 / 2 : m->line_strong;
	button->radius = b.small ? m->radius * 3 / 4 : m->radius;
	button->pad_x = b.small ? m->pad : m->pad + m->pad / 4;
	button->pad_y = b.small ? m->gap_small : m->gap_small * 3 / 2;
	button->min_h = MAX(b.small ? m->button_height * 7 / 10 : m->button_height, m->target);
	button->min_w = m->target;
	button->gap = m->gap_small * 2;
	button->grow = b.primary ? 2 : 1;
	if (b.icon)
		node_icon(ui, b.icon, b.small ? m->icon_small : m->icon, ink);
	text = node_text(ui, b.text, b.small ? TYPE_SMALL_BOLD : TYPE_CONTROL_BOLD, ink);
	text->align = b.icon ? ALIGN_START : ALIGN_CENTER;
	text->text.balance = true;
	if (b.icon_after)
		node_icon(ui, b.icon_after, m->icon, ink);
	ui->at = button->parent;
}
