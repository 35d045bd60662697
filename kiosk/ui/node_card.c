/* The cards of node.h, and the options that look like them. */
#include "kiosk/ui/tones.h"

static const struct metrics *metrics(const struct ui *ui)
{
	return &ui->look->metrics;
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

/* In what a card's words and icons are written. */
struct card_ink {
	enum color ink, muted, icon;
};

static struct card_ink card_ink(const struct ui_card *card)
{
	if (card->primary)
		return (struct card_ink){ .ink = COLOR_ON_BRAND, .muted = COLOR_ON_BRAND_MUTED, .icon = COLOR_ON_BRAND };
	return (struct card_ink){ .ink = COLOR_INK, .muted = COLOR_MUTED,
	                          .icon = card->icon_tone ? tone_colors(card->icon_tone)->icon : COLOR_ICON };
}

static struct node *card_words(struct ui *ui, const struct ui_card *card, enum type type)
{
	const struct card_ink ink = card_ink(card);
	struct node *column = node_open(ui, AXIS_DOWN), *text;

	column->grow = 1;
	column->gap = metrics(ui)->gap_small / 3;
	text = node_text(ui, card->text, type, ink.ink);
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
		node_in(ui, node_text(ui, card->sub, TYPE_SMALL, ink.muted), card->sub_lang);
	return column;
}

/* The icon above the words, the badge below. */
static void card_down(struct ui *ui, struct node *box, const struct ui_card *card)
{
	const struct metrics *m = metrics(ui);
	struct node *side, *column;

	box->gap = m->gap_small;
	box->across = PLACE_STRETCH;
	box->pad_y = m->pad;
	node_open(ui, AXIS_ACROSS);
	if (card->icon)
		node_icon(ui, card->icon, m->icon_large, card_ink(card).icon);
	ui->at = box;
	column = card_words(ui, card, TYPE_CONTROL_BOLD);
	column->grow = 0;
	ui->at = box;
	if (!card->badge)
		return;
	side = node_open(ui, AXIS_ACROSS);
	pill(ui, card->badge, card->badge_tone);
	ui->at = side->parent;
}

/* Icon, words, badge and chevron beside each other; the badge goes below where there is no room. */
static void card_across(struct ui *ui, struct node *box, const struct ui_card *card, bool item)
{
	const struct metrics *m = metrics(ui);
	struct node *side;

	box->across = PLACE_CENTER;
	if (card->icon)
		node_icon(ui, card->icon, item ? m->icon_small : m->icon, card_ink(card).icon);
	side = node_open(ui, AXIS_ACROSS);
	side->grow = 1;
	side->wraps = true;
	side->gap = m->gap_small * 2;
	side->across = PLACE_CENTER;
	card_words(ui, card, item ? TYPE_BODY_BOLD : TYPE_CONTROL_BOLD);
	ui->at = side;
	if (card->badge && !card->badge_first)
		pill(ui, card->badge, card->badge_tone);
	ui->at = box;
	if (card->chevron)
		node_icon(ui, ICON_NEXT, m->icon, card->primary ? COLOR_ON_BRAND : COLOR_ACCENT);
}

void ui_card(struct ui *ui, struct ui_card card)
{
	const struct metrics *m = metrics(ui);
	const bool item = ui->at->role == ROLE_LIST, tall = card.tall && !ui_lies(ui);
	const bool after_heading = node_follows(ui, ROLE_HEADING);
	struct node *box = node_open(ui, tall ? AXIS_DOWN : AXIS_ACROSS);

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
		node_stays_close(ui, box);
	if (tall)
		card_down(ui, box, &card);
	else
		card_across(ui, box, &card, item);
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
