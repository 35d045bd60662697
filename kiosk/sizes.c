#include "kiosk/sizes.h"

/* The same letter, as large as it will be: of the small type, in percent. */
static const int letter[TEXT_SIZES] = { [TEXT_SMALL] = 70, [TEXT_MEDIUM] = 90, [TEXT_LARGE] = 115, [TEXT_HUGE] = 145 };

static void choice(struct ui *ui, enum text_size size, bool chosen)
{
	struct node *button, *text;

	ui_button(ui, (struct ui_button){ .id = ui_idn(ui, "bar:size", size), .text = "A", .small = true, .selected = chosen,
	                                  .spoken = ui_trf(ui, "sizes.size", "n", ui_fmt(ui, "%d", (int)size + 1), NULL) });
	button = ui->at->last;
	text = button->first;
	text->text.px = text->text.px * letter[size] / 100;
	text->text.leading = 80;
	button->pad_x = button->pad_y = ui->look->metrics.gap_small;
}

void sizes_panel(struct ui *ui, const struct session *session)
{
	const struct metrics *m = &ui->look->metrics;
	const bool lies = ui_lies(ui);
	struct node *panel = node_open(ui, lies ? AXIS_ACROSS : AXIS_DOWN), *row;

	panel->role = ROLE_SIZES;
	panel->fill = COLOR_CARD;
	panel->border_above = COLOR_EDGE;
	panel->line_w = m->line;
	panel->pad_x = MAX(m->gap, (ui->look->width - m->content_max) / 2);
	if (!lies)
		panel->pad_x = MAX(m->margin, panel->pad_x);
	panel->pad_y = m->gap_small * 2;
	panel->gap = m->gap_small * 3 / 2;
	row = node_open(ui, AXIS_ACROSS);
	row->gap = m->gap_small * 3 / 2;
	row->even = true;
	row->grow = 2;
	for (int i = 0; i < TEXT_SIZES; i++)
		choice(ui, (enum text_size)i, session->text_size == (enum text_size)i);
	ui->at = panel;
	ui_button(ui, (struct ui_button){ .id = "bar:face", .text = ui_tr(ui, "sizes.easy"), .small = true, .selected = session->easy,
	                                  .icon = session->easy ? ICON_BOX_ON : ICON_BOX });
	ui->at = panel->parent;
}

bool sizes_keep(const char *id)
{
	return streq(id, "bar:text") || streq(id, "bar:face") || starts_with(id, "bar:size:") || id_is(id, "page");
}

bool sizes_read(const char *which, enum text_size *ret_size)
{
	if (!starts_with(which, "size:") || which[5] < '0' || which[5] >= '0' + TEXT_SIZES || which[6])
		return false;
	*ret_size = (enum text_size)(which[5] - '0');
	return true;
}
