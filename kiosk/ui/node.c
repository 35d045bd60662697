#include "kiosk/ui/node.h"

#include "kiosk/ui/tones.h"
#include "kiosk/ui/tree.h"

static const struct metrics *metrics(const struct ui *ui)
{
	return &ui->look->metrics;
}

/* Moves NODE towards what it belongs to. */
static void stay_close(struct ui *ui, struct node *node)
{
	node->lift = metrics(ui)->gap - metrics(ui)->gap_small;
}

/* Is what comes next an explanation of what stands there? Asked before it is added. */
static bool follows(const struct ui *ui, enum role role)
{
	return ui->at->last && ui->at->last->role == role;
}

static struct node *group(struct ui *ui, enum axis axis)
{
	bool after_heading = follows(ui, ROLE_HEADING);
	struct node *node = node_open(ui, axis);

	node->gap = metrics(ui)->gap;
	if (after_heading)
		stay_close(ui, node);
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
	bool explains = follows(ui, ROLE_TITLE) || follows(ui, ROLE_STEPS) || follows(ui, ROLE_HEADING);
	bool centred = ui->centred && !(ui->at->parent && ui->at->parent->role == ROLE_NOTICE); /* beside its icon, words begin at it */
	struct node *node = node_text(ui, s, on_alert(ui, type, color), on_page(ui, color));

	node->role = role;
	node->align = centred ? ALIGN_CENTER : ALIGN_START;
	node->text.balance = centred;
	node_in(ui, node, ui->pen);
	if (explains && !ui->alarm)
		stay_close(ui, node);
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
		stay_close(ui, title);
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

/* Words marked by the fold of what was searched, where they begin a word. */
static void mark(struct ui *ui, struct node *text, const char *highlight)
{
	struct mark marks[8];
	int n = tone_marks(text->text.s, highlight, marks, ARRAY_LEN(marks));

	if (!n)
		return;
	struct mark *kept = ARENA_ARRAY(ui->arena, struct mark, (size_t)n);

	memcpy(kept, marks, sizeof(*kept) * (size_t)n);
	text->marks = kept;
	text->mark_count = n;
}

static void pill(struct ui *ui, const char *s, enum tone tone)
{
	const struct tone_colors *colors = tone_colors(tone);
	const struct metrics *m = metrics(ui);
	struct node *box = node_open(ui, AXIS_ACROSS);

	box->fill = colors->ground;
	box->line = ui->look->theme.strong_lines ? colors->line : COLOR_NONE;
	box->line_w = m->line;
	box->radius = m->radius * 2;
	box->pad_x = m->pad * 3 / 4;
	box->pad_y = m->gap_small * 4 / 5;
	box->across = PLACE_CENTER;
	box->gap = m->gap_small;
	node_text(ui, s, TYPE_SMALL_BOLD, colors->ink)->align = ALIGN_CENTER;
	ui->at = box->parent;
}

static struct node *card_words(struct ui *ui, const struct ui_card *card, enum type type, enum color ink, enum color muted)
{
	struct node *column = node_open(ui, AXIS_DOWN), *text;

	column->grow = 1;
	column->gap = metrics(ui)->gap_small / 3;
	text = node_text(ui, card->text, type, ink);
	node_in(ui, text, card->lang);
	if (card->highlight)
		mark(ui, text, card->highlight);
	if (card->badge_first) {
		column->gap = metrics(ui)->gap_small / 2;
		node_open(ui, AXIS_ACROSS);
		pill(ui, card->badge, card->badge_tone);
		ui->at = column;
	}
	if (card->sub)
		node_in(ui, node_text(ui, card->sub, TYPE_SMALL, muted), card->sub_lang);
	return column;
}

void ui_card(struct ui *ui, struct ui_card card)
{
	const struct metrics *m = metrics(ui);
	const bool item = ui->at->role == ROLE_LIST;
	const bool after_heading = follows(ui, ROLE_HEADING);
	enum color ink = card.primary ? COLOR_ON_BRAND : COLOR_INK, muted = card.primary ? COLOR_ON_BRAND_MUTED : COLOR_MUTED;
	enum color icon = card.primary ? COLOR_ON_BRAND : card.icon_tone ? tone_colors(card.icon_tone)->icon : COLOR_ICON;
	struct node *box, *column, *side;

	card.tall = card.tall && !ui_lies(ui);
	box = node_open(ui, card.tall ? AXIS_DOWN : AXIS_ACROSS);
	box->role = card.id ? ROLE_BUTTON : ROLE_ITEM;
	box->id = arena_strdup(ui->arena, card.id);
	box->said = arena_strdup(ui->arena, card.spoken);
	box->private_ = card.private_;
	if (card.answer || card.private_) {
		box->name = arena_strdup(ui->arena, or_empty(card.sub));
		box->value = arena_strdup(ui->arena, card.text);
		node_in(ui, box, card.sub_lang);
	}
	box->primary = card.primary;
	box->fill = card.primary ? COLOR_BRAND : item ? COLOR_NONE : COLOR_CARD;
	box->pad_x = item ? 0 : m->pad + m->pad / 4;
	box->pad_y = item ? m->gap_small * 8 / 5 - m->target_gap / 2 : m->pad * 3 / 4;
	box->gap = item ? m->pad : m->pad * 5 / 4;
	box->min_h = m->target;
	if (!item) {
		box->line = card.primary ? COLOR_BRAND : card.id ? COLOR_EDGE : COLOR_LINE;
		box->line_w = ui->look->theme.strong_lines && card.id ? m->line_strong : m->line; /* there, a strong line can be pressed */
		box->radius = m->radius;
	}
	if (after_heading)
		stay_close(ui, box);
	if (card.tall) {
		box->gap = m->gap_small;
		box->across = PLACE_STRETCH;
		box->pad_y = m->pad;
		side = node_open(ui, AXIS_ACROSS);
		if (card.icon)
			node_icon(ui, card.icon, m->icon_large, icon);
		ui->at = box;
		column = card_words(ui, &card, TYPE_CONTROL_BOLD, ink, muted);
		column->grow = 0;
		ui->at = box;
		if (card.badge) {
			side = node_open(ui, AXIS_ACROSS);
			pill(ui, card.badge, card.badge_tone);
			ui->at = side->parent;
		}
	} else {
		box->across = PLACE_CENTER;
		if (card.icon)
			node_icon(ui, card.icon, item ? m->icon_small : m->icon, icon);
		side = node_open(ui, AXIS_ACROSS);
		side->grow = 1;
		side->wraps = true;
		side->gap = m->gap_small * 2;
		side->across = PLACE_CENTER;
		column = card_words(ui, &card, item ? TYPE_BODY_BOLD : TYPE_CONTROL_BOLD, ink, muted);
		ui->at = side;
		if (card.badge && !card.badge_first)
			pill(ui, card.badge, card.badge_tone);
		ui->at = box;
		if (card.chevron)
			node_icon(ui, ICON_NEXT, m->icon, card.primary ? COLOR_ON_BRAND : COLOR_ACCENT);
	}
	ui->at = box->parent;
}

void ui_option(struct ui *ui, struct ui_option option)
{
	static const enum icon icons[2][2] = { { ICON_RADIO, ICON_RADIO_ON }, { ICON_BOX, ICON_BOX_ON } };
	struct ui_card card = { .id = option.id, .icon = option.icon, .text = option.text, .sub = option.sub, .lang = option.lang,
	                        .sub_lang = option.lang };
	struct node *box;

	ui_card(ui, card);
	box = ui->at->last;
	box->role = option.several ? ROLE_CHECK : ROLE_RADIO;
	box->chosen = option.chosen;
	box->min_h = metrics(ui)->button_height;
	if (option.chosen) {
		box->line = COLOR_ACCENT;
		box->line_w = metrics(ui)->line_strong;
	}
	ui->at = box;
	node_icon(ui, icons[option.several][option.chosen], metrics(ui)->icon, COLOR_ICON);
	ui->at = box->parent;
}
