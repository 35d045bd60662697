/* Words of the town in another language than the person's: which they are, and the line that says so. */
#include "common/text/tr.h"
#include "kiosk/ui/tree.h"

bool ui_is_foreign(const struct ui *ui, const char *lang)
{
	return lang_is_other(ui->look->lang, lang);
}

void node_in(struct ui *ui, struct node *node, const char *lang)
{
	if (!ui_is_foreign(ui, lang))
		return;
	node->lang = arena_strdup(ui->arena, lang);
	if (node->kind == NODE_TEXT)
		node->text.lang = node->lang;
}

static void label(struct ui *ui, const char *lang)
{
	const struct metrics *m = &ui->look->metrics;
	enum color color = ui->alarm ? COLOR_ON_ALERT : COLOR_MUTED;
	bool item = ui->at->role == ROLE_LIST;
	struct node *row = node_open(ui, AXIS_ACROSS), *text;

	row->keeps_next = true;
	row->gap = m->gap_small;
	row->across = PLACE_CENTER;
	row->along = ui->centred ? PLACE_CENTER : PLACE_START;
	row->pad_y = item ? m->gap_small : 0;
	node_icon(ui, ICON_LANGUAGE, m->icon_small, color);
	text = node_text(ui, lang_in_words(ui->look->lang, lang), TYPE_SMALL, color);
	text->role = ROLE_TEXT;
	ui->at = row->parent;
}

void ui_language(struct ui *ui, const char *lang)
{
	bool foreign = ui_is_foreign(ui, lang);

	if (foreign && (!ui->labelled || lang_is_other(ui->labelled, lang)))
		label(ui, lang);
	ui->labelled = foreign ? arena_strdup(ui->arena, lang) : NULL;
}

void ui_said(struct ui *ui, const char *lang)
{
	ui->pen = ui_is_foreign(ui, lang) ? arena_strdup(ui->arena, lang) : NULL;
	if (lang) /* the program's own words in between need no label, nor a new one behind them */
		ui_language(ui, lang);
}
