#include "kiosk/frame.h"

#include "common/base/utf8.h"
#include "common/text/fmt.h"
#include "kiosk/sizes.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/picker.h"

static const float SMALL_LETTERS_MM = 6.9F; /* em, of letters 4.9 mm high: 0.7° from 400 mm (EXPERIENCE.md) */

enum { SIDE_PERCENT = 22 }; /* of a glass that lies: pages and ways out, beside the content */

static int small_letters(const struct ui *ui)
{
	return (int)(SMALL_LETTERS_MM * ui->look->metrics.px_per_mm);
}

static void header(struct ui *ui, const struct frame_in *in)
{
	const struct metrics *m = &ui->look->metrics;
	const struct kiosk_data *data = in->data;
	struct civil now = kiosk_data_civil(data, in->nav->ctx.now);
	struct node *bar = node_open(ui, AXIS_ACROSS), *column;
	const char *day = ui_tr(ui, "frame.clock_unsure");
	int side = m->header_height * 60 / 100, w, h;
	const uint32_t *argb = arms_picture(in->arms, data->town.arms, side, &w, &h);

	bar->role = ROLE_HEADER;
	bar->fill = COLOR_HEADER;
	bar->border_below = COLOR_HEADER_LINE;
	bar->line_w = m->line_strong;
	bar->pad_x = m->margin;
	bar->pad_y = m->gap_small;
	bar->min_h = m->header_height;
	bar->across = PLACE_CENTER;
	bar->gap = m->pad;
	if (argb) {
		struct node *picture = node_add(ui, NODE_PICTURE);

		picture->argb = argb;
		picture->fixed_w = w;
		picture->fixed_h = h;
	} else {
		node_icon(ui, ICON_TOWN_HALL, side * 3 / 4, COLOR_ON_HEADER);
	}
	column = node_open(ui, AXIS_DOWN);
	column->role = ROLE_TEXT;
	column->grow = 1;
	node_text(ui, data->town.title ? data->town.title : ui_tr(ui, "frame.no_town"), m->small ? TYPE_SMALL_BOLD : TYPE_HEADER, COLOR_ON_HEADER)
		->text.leading = 96;
	if (data->enrolled && !m->small)
		node_text(ui, terminal_name(&data->terminal, ui->look->lang, ui->arena), TYPE_SMALL, COLOR_ON_HEADER_MUTED);
	ui->at = bar;
	column = node_open(ui, AXIS_DOWN);
	column->role = ROLE_TEXT;
	column->across = PLACE_END;
	if (data->zone) /* without the town's zone it would be an hour or two off */
		node_text(ui, ui_fmt(ui, "%02d:%02d", now.hour, now.minute), m->small ? TYPE_BODY_BOLD : TYPE_CLOCK, COLOR_ON_HEADER)->text.leading = 90;
	if (clock_trusted(in->nav->ctx.clock))
		day = fmt_date(ui->arena, ui->look->lang, civil_days(now.year, now.month, now.day));
	if (!m->small || !data->zone)
		node_text(ui, day, TYPE_SMALL, COLOR_ON_HEADER_MUTED);
	ui->at = bar->parent;
}

/* What concerns this place, where people arrive. */
static void alert_banner(struct ui *ui, const struct frame_in *in)
{
	const struct metrics *m = &ui->look->metrics;
	const struct alert *alert = kiosk_data_alert(in->data, in->nav->ctx.now, false);
	bool danger;
	struct node *banner, *words, *title;

	if (!alert)
		return;
	danger = alert->severity == ALERT_DANGER;
	banner = node_open(ui, AXIS_ACROSS);
	banner->role = ROLE_ALERT;
	banner->id = ui_id(ui, "alert", alert->id);
	banner->name = arena_strdup(ui->arena, alert->title);
	banner->fill = danger ? COLOR_DANGER_GROUND : COLOR_WARNING_GROUND;
	banner->border_below = danger ? COLOR_DANGER_LINE : COLOR_WARNING_LINE;
	banner->line_w = m->line;
	banner->pad_x = m->margin;
	banner->pad_y = m->gap_small * 2;
	banner->gap = m->pad;
	banner->min_h = m->target;
	banner->across = PLACE_CENTER;
	node_icon(ui, ICON_WARNING, m->icon, danger ? COLOR_DANGER_ICON : COLOR_WARNING_ICON);
	words = node_open(ui, AXIS_DOWN);
	words->grow = 1;
	words->gap = m->gap_small / 2;
	ui_language(ui, kiosk_data_lang(in->data, alert->lang));
	ui->labelled = NULL; /* the page below begins anew */
	title = node_text(ui, alert->title, TYPE_SMALL_BOLD, danger ? COLOR_DANGER : COLOR_WARNING);
	if (m->small) /* the page below it wants the room */
		title->text.px = MIN(title->text.px, small_letters(ui));
	node_in(ui, title, kiosk_data_lang(in->data, alert->lang));
	node_in(ui, banner, title->lang); /* its name is that title */
	ui->at = banner;
	node_icon(ui, ICON_NEXT, m->icon, danger ? COLOR_DANGER_ICON : COLOR_WARNING_ICON);
	ui->at = banner->parent;
	node_add(ui, NODE_BOX)->fixed_h = m->target_gap; /* what scrolls below it keeps its distance */
}

/* ---- the five controls */

static const struct control {
	const char *id, *text;
	enum icon icon;
} controls[] = {
	{ .id = "bar:language", .text = "bar.language", .icon = ICON_LANGUAGE },
	{ .id = "bar:text", .text = "bar.text", .icon = ICON_TEXT_SIZE },
	{ .id = "bar:contrast", .text = "bar.contrast", .icon = ICON_CONTRAST },
	{ .id = "bar:voice", .text = "bar.voice", .icon = ICON_VOICE },
	{ .id = "bar:help", .text = "bar.help", .icon = ICON_HELP },
};

static void controls_bar(struct ui *ui, const struct frame_in *in)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *bar = node_open(ui, AXIS_ACROSS);

	bar->role = ROLE_BAR;
	bar->fill = COLOR_BAR;
	bar->border_above = COLOR_BAR_LINE;
	bar->line_w = ui->look->theme.strong_lines ? m->line_strong : m->line;
	bar->min_h = m->bar_height;
	bar->pad_y = bar->gap = m->target_gap;
	for (size_t i = 0; i < ARRAY_LEN(controls); i++) {
		bool voice = streq(controls[i].id, "bar:voice");
		bool on = voice && in->voice_on, stop = on && in->voice != VOICE_ABSENT, absent = on && !stop;
		const char *word = stop ? "bar.voice_stop" : absent ? "bar.voice_absent" : controls[i].text;
		struct node *control = node_open(ui, AXIS_DOWN);

		control->role = ROLE_BUTTON;
		control->id = controls[i].id;
		control->chosen = stop;
		control->said = stop ? ui_tr(ui, "bar.voice_stop_spoken") : NULL; /* « Arrêter » alone may be anything, by ear */
		control->grow = 1;
		control->basis = (ui->look->width - bar->gap * ((int)ARRAY_LEN(controls) - 1)) / (int)ARRAY_LEN(controls);
		control->fixed_w = control->basis;
		control->across = control->along = PLACE_CENTER;
		control->gap = m->gap_small / 2;
		node_icon(ui, stop ? ICON_STOP : absent ? ICON_VOICE_OFF : controls[i].icon, m->icon, COLOR_ACCENT);
		node_text(ui, ui_tr(ui, word), TYPE_TINY, COLOR_ACCENT)->align = ALIGN_CENTER;
		ui->at = bar;
	}
	ui->at = bar->parent;
}

/* ---- pages of what is too tall */

/* Where there is no such page its place stays empty, or the other button would lie elsewhere. */
static void page_button(struct ui *ui, const char *id, const char *word, enum icon icon, bool disabled)
{
	struct node *button;

	ui_button(ui, (struct ui_button){ .id = id, .text = ui_tr(ui, word), .icon = icon, .small = true, .disabled = disabled });
	button = ui->at->last;
	button->fill = disabled ? COLOR_NONE : button->fill;
	button->line = disabled ? COLOR_NONE : button->line;
	for (struct node *part = disabled ? button->first : NULL; part; part = part->next)
		part->color = COLOR_NONE;
}

static void page_buttons(struct ui *ui, const struct frame_in *in)
{
	page_button(ui, "page:up", "page.up", ICON_UP, in->at_top);
	page_button(ui, "page:down", "page.down", ICON_DOWN, in->at_end);
}

static struct node *pager(struct ui *ui, const struct frame_in *in, enum axis axis)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *pager = node_open(ui, axis);

	pager->gap = m->gap;
	page_buttons(ui, in);
	ui->at = pager->parent;
	return pager;
}

/* Upright: a row between the content and the way out. */
static void pager_below(struct ui *ui, const struct frame_in *in)
{
	struct node *row = pager(ui, in, AXIS_ACROSS);

	row->even = true;
	row->border_above = COLOR_LINE;
	row->line_w = ui->look->metrics.line;
	row->pad_x = ui->body->pad_x;
	row->pad_y = ui->look->metrics.gap_small;
}

void ui_back_button(struct ui *ui)
{
	ui_button(ui, (struct ui_button){ .id = "back", .text = ui_tr(ui, "nav.back"), .icon = ICON_BACK });
}

void ui_quit_button(struct ui *ui)
{
	ui_button(ui, (struct ui_button){ .id = "quit", .text = ui_tr(ui, "nav.quit") });
}

void ui_finish_button(struct ui *ui)
{
	ui_button(ui, (struct ui_button){ .id = "quit", .text = ui_tr(ui, "nav.finish") });
}

/* screen.h: with these a screen speaks to the person itself; all others are words for the log. */
static bool explains(const struct err *err)
{
	return err->text[0] && (err->code == ERR_REFUSED || err->code == ERR_DISK_FULL || err->code == ERR_LIMIT ||
	                        err->code == ERR_BAD_INPUT);
}

/* A screen that could not open says why, in a sentence, with a way out. */
static void could_not_open(struct ui *ui, const struct opened *opened)
{
	ui_space(ui);
	ui_centre(ui);
	ui_big_icon(ui, ICON_INFO, TONE_WARNING);
	ui_title(ui, ui_tr(ui, "error.title"));
	ui_muted(ui, explains(&opened->err) ? opened->err.text
	                                    : ui_tr(ui, opened->err.code == ERR_NOT_FOUND ? "error.gone" : "error.text"));
	ui_space(ui);
}

void frame_photo(const struct ui_look *look, int *ret_w, int *ret_h)
{
	const struct metrics *m = &look->metrics;
	bool lies = look->width > look->height;
	int width = lies ? look->width * (100 - SIDE_PERCENT) / 100 - 3 * m->margin : look->width - 2 * m->margin;

	*ret_w = MIN(width, m->content_max);
	*ret_h = lies ? look->height * 28 / 100 : *ret_w * 2 / 5;
}

static void open_body(struct ui *ui, const struct opened *opened)
{
	const struct metrics *m = &ui->look->metrics;

	ui->body = node_open(ui, AXIS_DOWN);
	ui->body->role = ROLE_BODY;
	ui->body->spring = true;
	ui->body->scrolls = true;
	ui->body->scroll_y = opened->scroll;
	ui->body->grow = 1;
	ui->body->pad_y = opened->screen->flags & (SCREEN_BARE | SCREEN_ALONE) ? m->margin : m->gap;
	ui->body->gap = m->gap;
	ui->at = ui->body->parent;
}

static void open_actions(struct ui *ui, enum axis axis)
{
	ui->actions = node_open(ui, axis);
	ui->actions->role = ROLE_ACTIONS;
	ui->actions->gap = ui->look->metrics.gap * 3 / 4;
	ui->at = ui->actions->parent;
}

/* The screen's own nodes, and the ways out where it brings none. */
static void fill(struct ui *ui, const struct frame_in *in, struct opened *opened)
{
	const struct screen *screen = opened->screen;

	ui->at = ui->body;
	if (in->notice) {
		ui_notice(ui, TONE_WARNING, ICON_INFO);
		ui_strong(ui, ui_tr(ui, in->notice));
		ui_end(ui);
	}
	if (opened->err.code != ERR_NONE || !screen->build)
		could_not_open(ui, opened);
	else
		screen->build(nav_ctx(in->nav, opened), opened->state, ui);
	if (ui->at != ui->body)
		abort(); /* a group was left open: a fault of the screen, met at its first frame */
	ui->at = ui->actions;
	ui->centred = false;
	ui->alarm = false;
	if (screen->flags & SCREEN_ALONE || (opened->err.code == ERR_NONE && screen->flags & (SCREEN_OWN_WAY | SCREEN_ROOT)))
		return;
	ui_back_button(ui);
	ui_finish_button(ui);
}

/* A small glass that lies, with its keyboard: pages and ways out share what is left. */
static bool in_one_row(const struct ui *ui, const struct frame_in *in)
{
	return ui->look->metrics.small && in->keyboard && ui_lies(ui);
}

static void content_upright(struct ui *ui, const struct frame_in *in, struct opened *opened)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *root = ui->at;
	int width = MIN(ui->look->width - 2 * m->margin, m->content_max);

	open_body(ui, opened);
	ui->body->pad_x = (ui->look->width - width) / 2;
	if (in->paged && !in_one_row(ui, in))
		pager_below(ui, in);
	open_actions(ui, AXIS_ACROSS);
	ui->actions->wraps = !in_one_row(ui, in);
	ui->actions->even = true;
	if (in->paged && in_one_row(ui, in)) {
		ui->at = ui->actions;
		page_buttons(ui, in);
		ui->at = root;
	}
	ui->actions->pad_x = ui->body->pad_x;
	fill(ui, in, opened);
	if (ui->actions->first)
		ui->actions->pad_y = opened->screen->flags & SCREEN_ALONE ? m->margin : m->gap_small * 2;
	ui->at = root;
}

/* Lying, height is what there is least of: pages and ways out stand beside the content. */
static void content_lying(struct ui *ui, const struct frame_in *in, struct opened *opened)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *root = ui->at, *beside = node_open(ui, AXIS_ACROSS), *side;
	int side_width = ui->look->width * SIDE_PERCENT / 100, width;

	beside->fixed_h = 1; /* and all that is left over */
	beside->spring = true;
	open_body(ui, opened);
	side = node_open(ui, AXIS_DOWN);
	side->fixed_w = side_width;
	side->pad_y = m->gap;
	side->gap = m->gap;
	if (in->paged)
		pager(ui, in, AXIS_DOWN)->gap = m->gap * 3 / 4;
	node_add(ui, NODE_BOX)->spring = true;
	open_actions(ui, AXIS_DOWN);
	fill(ui, in, opened);
	for (struct node *way = in->keyboard ? ui->actions->first : NULL; way; way = way->next) {
		way->min_h = MAX(m->target, way->min_h * 3 / 4); /* beside what is typed there is less room still */
		way->pad_y /= ui->look->low_reach ? 3 : 2;
	}
	if (in->paged || ui->actions->first) {
		ui->at = beside;
		node_add(ui, NODE_BOX)->fixed_w = m->margin;
		width = ui->look->width - side_width - m->margin;
	} else { /* the content in the middle */
		side->fixed_w = side->pad_y = 1;
		width = ui->look->width;
	}
	ui->body->pad_x = MAX(m->margin, (width - m->content_max) / 2);
	ui->at = root;
}

/* Somebody wants to listen, and nothing can be heard. */
static void no_sound(struct ui *ui)
{
	const struct metrics *m = &ui->look->metrics;
	struct node *strip = node_open(ui, AXIS_ACROSS);

	strip->role = ROLE_NOTICE;
	strip->fill = COLOR_WARNING_GROUND;
	strip->border_above = COLOR_WARNING_LINE;
	strip->line_w = m->line;
	strip->pad_x = m->margin;
	strip->pad_y = m->gap_small;
	strip->gap = m->gap_small * 2;
	strip->across = PLACE_CENTER;
	node_icon(ui, ICON_VOICE_OFF, m->icon, COLOR_WARNING_ICON);
	node_text(ui, ui_tr(ui, "voice.none"), TYPE_SMALL_BOLD, COLOR_WARNING)->grow = 1;
	ui->at = strip->parent;
}

/* On a glass of ten inches a keyboard leaves room for the question and its field: what explains it comes behind them. */
static void explain_behind(struct ui *ui)
{
	const struct node *field = node_by_id(ui->body, ui->look->typing);
	struct node *title = NULL, *at = ui->body->first, *first, *last = NULL;

	for (; field && at && !node_inside(field, at); at = at->next)
		if (at->role == ROLE_TITLE)
			title = at;
		else if (at->role == ROLE_TEXT)
			last = at;
	if (!title || !at || !last || title->next == at)
		return;
	first = title->next;
	if (last->next != at || last == title)
		return;
	title->next = at;
	last->next = at->next;
	at->next = first;
	first->lift = -(ui->look->metrics.focus_ring + ui->look->metrics.focus_gap); /* the field's ring has room */
	if (ui->body->last == at)
		ui->body->last = last;
}

static void shrink(struct ui *ui, struct node *group)
{
	const struct metrics *m = &ui->look->metrics;

	for (struct node *n = group; n; n = node_next(group, n)) {
		n->text.px = MIN(n->text.px, small_letters(ui));
		if (!n->id)
			continue;
		n->min_h = m->target;
		n->pad_x = MIN(n->pad_x, m->gap_small);
		n->pad_y = MIN(n->pad_y, m->gap_small / 2);
	}
}

/* On a glass of ten inches the pages' buttons and the ways out are as small as letters and fingers allow, in one row, or what is
 * read and the field that is typed into would have no room. A way out that stands alone may be large. */
static void make_room(struct ui *ui, bool keyboard)
{
	struct node *page = node_by_id(ui->root, "page:up"), *way = ui->actions->first;

	if (page)
		shrink(ui, page->parent);
	if (keyboard || (way && way->next && !ui_lies(ui)))
		shrink(ui, ui->actions);
	if (keyboard)
		explain_behind(ui);
}

void frame_build(struct ui *ui, const struct frame_in *in)
{
	struct opened *opened = nav_top(in->nav);
	const struct screen *screen = opened->screen;
	bool alone = screen->flags & SCREEN_ALONE;

	if (!alone && !(screen->flags & SCREEN_BARE) && !((ui_lies(ui) || ui->look->metrics.small) && in->keyboard)) /* or what is found while typing has no room */
		header(ui, in);
	if (screen->flags & SCREEN_ROOT)
		alert_banner(ui, in);
	if (ui_lies(ui) && !alone && !in_one_row(ui, in))
		content_lying(ui, in, opened);
	else
		content_upright(ui, in, opened);
	if (ui->look->metrics.small)
		make_room(ui, in->keyboard);
	if (in->keyboard) {
		struct node *field = node_by_id(ui->body, ui->look->typing);

		if (field && field->role == ROLE_FIELD && in->picking)
			picker_build(ui, &(struct picker){ .keys = field->keys, .group = in->pick_group, .way_up = in->two_buttons,
			                                   .enter = field->enter });
		else if (field && field->role == ROLE_FIELD)
			keyboard_build(ui, &(struct keyboard){ .keys = field->keys, .page = in->keys_page, .abc = in->session->abc,
			                                       .capital = in->capital, .enter = field->enter });
	}
	if (!alone && in->voice_on && in->voice == VOICE_ABSENT)
		no_sound(ui);
	if (!alone && in->sizes)
		sizes_panel(ui, in->session);
	if (!alone)
		controls_bar(ui, in);
}
