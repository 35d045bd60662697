/* The larger things of node.h: fields, steps, status, messages, the number and its code. */
#include "common/text/tr.h"
#include "kiosk/ui/tones.h"

static const struct metrics *metrics(const struct ui *ui)
{
	return &ui->look->metrics;
}

static struct node *field_box(struct ui *ui, const char *id, enum icon icon)
{
	const struct metrics *m = metrics(ui);
	struct node *box = node_open(ui, AXIS_ACROSS);

	box->id = arena_strdup(ui->arena, id);
	box->fill = COLOR_CARD;
	box->line = COLOR_ACCENT;
	box->line_w = m->line_strong;
	box->radius = m->radius;
	box->pad_x = m->pad + m->pad / 4;
	box->pad_y = m->gap_small * 3 / 2;
	box->gap = m->pad;
	box->min_h = m->field_height;
	box->across = PLACE_CENTER;
	if (icon)
		node_icon(ui, icon, m->icon, COLOR_ICON);
	return box;
}

/* One dot a character. */
static const char *dots(struct ui *ui, const char *value)
{
	size_t n = 0;
	char *out;

	for (const char *s = value; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	out = arena_alloc(ui->arena, n * 3 + 1);
	for (size_t i = 0; i < n; i++)
		memcpy(out + i * 3, "\xe2\x80\xa2", 3);
	return out;
}

static void field_words(struct ui *ui, const struct ui_field *field, bool focused)
{
	const char *value = or_empty(field->value);
	bool empty = !*value;
	const char *shown = empty && field->placeholder ? field->placeholder : field->secret ? dots(ui, value) : value;
	struct node *text = node_text(ui, shown, TYPE_CONTROL, empty ? COLOR_MUTED : COLOR_INK);

	text->align = ALIGN_START;
	text->grow = 1;
	text->pad_x = metrics(ui)->caret * 3 / 2; /* where the caret stands before the first letter, or behind the last */
	if (empty)
		node_in(ui, text, field->lang);
	if (focused)
		text->caret = empty ? 0 : (int)(field->secret ? strlen(text->text.s) : MIN(ui->look->caret, strlen(value)));
}

static void field_remark(struct ui *ui, const char *text, enum icon icon, enum color ink, enum color icon_ink)
{
	const struct metrics *m = metrics(ui);
	struct node *row = node_open(ui, AXIS_ACROSS);

	row->gap = m->gap_small;
	row->across = PLACE_CENTER;
	node_icon(ui, icon, m->icon_small, icon_ink);
	node_text(ui, text, TYPE_SMALL_BOLD, ink)->grow = 1;
	ui->at = row->parent;
}

void ui_field(struct ui *ui, struct ui_field field)
{
	const struct metrics *m = metrics(ui);
	bool focused = field.id && streq(ui->look->typing, field.id);
	bool close = ui->at->last && (ui->at->last->role == ROLE_TITLE || ui->at->last->role == ROLE_TEXT);
	struct node *column = node_open(ui, AXIS_DOWN), *box;

	column->gap = m->gap_small + m->focus_ring + m->focus_gap; /* the ring lies between */
	if (close) /* letters that hang low, and their dots, stay clear of it */
		column->lift = ui->look->rtl ? -m->gap * 2 / 3 : -m->gap / 4;
	if (field.label)
		node_in(ui, node_text(ui, field.label, TYPE_SMALL_BOLD, COLOR_INK), field.lang);
	box = field_box(ui, field.id, field.icon);
	box->role = ROLE_FIELD;
	box->name = arena_strdup(ui->arena, field.spoken ? field.spoken : field.label ? field.label : or_empty(field.placeholder));
	box->value = field.secret ? dots(ui, or_empty(field.value)) : arena_strdup(ui->arena, or_empty(field.value));
	box->typed = arena_strdup(ui->arena, or_empty(field.value));
	box->found = arena_strdup(ui->arena, field.found);
	box->enter = arena_strdup(ui->arena, field.enter);
	box->keys = field.keys;
	box->max = field.max ? field.max : 200;
	box->autofocus = field.autofocus;
	box->secret = field.secret;
	box->private_ = field.private_;
	node_in(ui, box, field.lang);
	box->hint = arena_strdup(ui->arena, field.help);
	box->as_typed = field.as_typed;
	if (field.lines > 1) {
		box->min_h = m->type_px[TYPE_CONTROL] * 136 / 100 * field.lines + 2 * box->pad_y;
		box->across = PLACE_START;
		box->several_lines = true;
	}
	box->fault = arena_strdup(ui->arena, field.error);
	if (field.error)
		box->line = COLOR_DANGER_ICON;
	field_words(ui, &field, focused);
	if (field.clear && *or_empty(field.value)) {
		struct node *cross = node_open(ui, AXIS_ACROSS);

		cross->role = ROLE_BUTTON;
		cross->id = arena_printf(ui->arena, "clear:%s", field.id);
		cross->name = ui_tr(ui, "ui.clear");
		cross->min_w = cross->min_h = m->target;
		cross->along = cross->across = PLACE_CENTER;
		node_icon(ui, ICON_CLEAR, m->icon, COLOR_ACCENT);
		ui->at = cross->parent;
	}
	ui->at = column;
	if (field.error)
		field_remark(ui, field.error, ICON_ERROR, COLOR_DANGER, COLOR_DANGER_ICON);
	else if (field.id && streq(ui->look->full, field.id)) { /* the rest of what was typed or pasted is not in it */
		box->fault = trnf(ui->arena, ui->look->lang, "ui.full", box->max, NULL);
		field_remark(ui, box->fault, ICON_WARNING, COLOR_WARNING, COLOR_WARNING_ICON);
	}
	if (field.help)
		node_in(ui, node_text(ui, field.help, TYPE_SMALL, COLOR_MUTED), field.lang);
	ui->at = column->parent;
}

void ui_field_button(struct ui *ui, const char *id, enum icon icon, const char *placeholder, const char *spoken)
{
	struct node *box = field_box(ui, id, icon);

	box->name = arena_strdup(ui->arena, spoken);
	box->role = ROLE_BUTTON;
	node_text(ui, placeholder, TYPE_CONTROL, COLOR_MUTED)->grow = 1;
	ui->at = box->parent;
}

void ui_steps(struct ui *ui, int step, int steps, const char *label)
{
	const struct metrics *m = metrics(ui);
	struct node *column = node_open(ui, AXIS_DOWN), *bars;

	column->role = ROLE_STEPS;
	column->gap = m->gap_small;
	bars = node_open(ui, AXIS_ACROSS);
	bars->gap = m->gap_small * 3 / 2;
	for (int i = 0; i < steps; i++) {
		struct node *bar = node_add(ui, NODE_BOX);

		bar->grow = 1;
		bar->min_h = m->step_height;
		bar->radius = m->step_height;
		bar->fill = i < step ? COLOR_BRAND : COLOR_STEP_TODO;
		bar->line = COLOR_BRAND;
		bar->line_w = ui->look->theme.strong_lines ? m->line : 0;
	}
	ui->at = column;
	node_text(ui, label, TYPE_SMALL, COLOR_MUTED);
	ui->at = column->parent;
}

void ui_status(struct ui *ui, enum tone tone, enum icon icon, const char *text, const char *sub)
{
	const struct tone_colors *colors = tone_colors(tone);
	const struct metrics *m = metrics(ui);
	bool close = ui->at->last && ui->at->last->role == ROLE_TITLE;
	struct node *box = node_open(ui, AXIS_ACROSS), *column;

	box->role = ROLE_STATUS;
	box->fill = colors->ground;
	box->line = colors->line;
	box->line_w = m->line;
	box->radius = m->radius;
	box->pad_x = m->pad + m->pad / 4;
	box->pad_y = m->pad * 3 / 4;
	box->gap = m->pad * 5 / 4;
	box->across = PLACE_CENTER;
	if (close)
		box->lift = m->gap / 4;
	if (icon)
		node_icon(ui, icon, m->icon, colors->icon);
	column = node_open(ui, AXIS_DOWN);
	column->grow = 1;
	column->gap = m->gap_small / 3;
	node_text(ui, text, TYPE_CONTROL_BOLD, COLOR_INK);
	if (sub)
		node_text(ui, sub, TYPE_SMALL, colors->ink);
	ui->at = box->parent;
}

void ui_message(struct ui *ui, struct ui_message message)
{
	const struct metrics *m = metrics(ui);
	bool after_heading = ui->at->last && ui->at->last->role == ROLE_HEADING;
	struct node *box = node_open(ui, AXIS_ACROSS), *column, *signature;

	box->role = ROLE_MESSAGE;
	box->fill = message.mine ? COLOR_NEUTRAL_GROUND : COLOR_CARD;
	box->line = ui->look->theme.strong_lines ? COLOR_ACCENT : COLOR_LINE;
	box->line_w = m->line;
	box->radius = m->radius;
	box->pad_x = m->pad + m->pad / 4;
	box->pad_y = m->pad * 3 / 4;
	box->gap = m->pad;
	box->across = PLACE_START;
	if (after_heading)
		box->lift = m->gap - m->gap_small;
	node_icon(ui, message.mine ? ICON_PERSON : ICON_MESSAGE, m->icon, COLOR_ICON);
	column = node_open(ui, AXIS_DOWN);
	column->grow = 1;
	column->gap = m->gap_small / 2;
	node_in(ui, node_text(ui, message.text, TYPE_BODY, COLOR_INK), message.lang);
	signature = node_open(ui, AXIS_ACROSS);
	signature->gap = m->gap_small * 2;
	signature->wraps = true;
	if (message.who)
		node_in(ui, node_text(ui, message.who, TYPE_SMALL_BOLD, COLOR_MUTED), message.who_lang);
	if (message.from)
		node_text(ui, message.from, TYPE_SMALL, COLOR_MUTED)->lift = m->gap_small * 3 / 2; /* where it stands below the name */
	ui->at = box->parent;
}

void ui_photo(struct ui *ui, struct ui_photo photo)
{
	const struct ui_look *look = ui->look;
	struct node *column = node_open(ui, AXIS_DOWN), *row, *picture;

	column->gap = metrics(ui)->gap_small / 2;
	row = node_open(ui, AXIS_ACROSS);
	row->along = PLACE_CENTER;
	row->across = PLACE_START;
	picture = node_add(ui, NODE_PICTURE);
	picture->role = ROLE_IMAGE;
	picture->name = arena_strdup(ui->arena, or_empty(photo.alt));
	node_in(ui, picture, photo.lang);
	picture->fixed_w = look->photo_w;
	picture->fixed_h = look->photo_h;
	picture->fill = COLOR_CARD; /* until it has come */
	picture->line = ui->look->theme.strong_lines ? COLOR_LINE : COLOR_NONE;
	picture->line_w = metrics(ui)->line;
	picture->radius = metrics(ui)->radius;
	if (photo.w == look->photo_w && photo.h == look->photo_h)
		picture->argb = photo.argb;
	ui->at = column;
	if (photo.caption)
		node_text(ui, photo.caption, TYPE_SMALL, COLOR_MUTED)->role = ROLE_TEXT;
	ui->at = column->parent;
}

void ui_qr(struct ui *ui, const char *text, const char *name)
{
	struct node *row = node_open(ui, AXIS_ACROSS), *qr;

	row->along = ui->centred ? PLACE_CENTER : PLACE_START;
	row->across = PLACE_START;
	qr = node_add(ui, NODE_QR);
	qr->role = ROLE_IMAGE;
	qr->name = arena_strdup(ui->arena, or_empty(name));
	qr->qr = arena_strdup(ui->arena, text);
	qr->fixed_w = qr->fixed_h = (int)(65 * metrics(ui)->px_per_mm);
	ui->at = row->parent;
}

/* Two groups a line: so there is room for the code beside them. */
static const char *halves(struct ui *ui, const char *number)
{
	char *out = arena_strdup(ui->arena, number), *space = strchr(out, ' ');

	space = space ? strchr(space + 1, ' ') : NULL;
	if (space)
		*space = '\n';
	return out;
}

void ui_number(struct ui *ui, const char *number, const char *spoken, const char *qr)
{
	const struct metrics *m = metrics(ui);
	struct node *box = node_open(ui, AXIS_DOWN), *row, *text;
	bool centred = ui->centred;

	box->role = ROLE_NUMBER;
	box->id = NULL;
	box->name = arena_strdup(ui->arena, number);
	box->value = arena_strdup(ui->arena, spoken);
	box->fill = COLOR_CARD;
	box->line = COLOR_ACCENT;
	box->line_w = m->line_strong;
	box->radius = m->radius;
	box->pad_x = box->pad_y = m->pad;
	box->gap = m->gap;
	ui->centred = true;
	row = node_open(ui, AXIS_ACROSS);
	row->wraps = true;
	row->along = row->across = PLACE_CENTER;
	row->gap = m->pad;
	text = node_text(ui, halves(ui, number), TYPE_NUMBER, COLOR_INK);
	text->grow = 1;
	text->text.spread = MAX(1, text->text.px / 18);
	text->text.balance = true;
	text->text.leading = 84;
	text->align = ALIGN_CENTER;
	text->text.rtl = false;
	if (qr)
		ui_qr(ui, qr, "");
	ui->centred = centred;
	ui->at = box->parent;
}
