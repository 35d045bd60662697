#include "kiosk/screens/language_rows.h"

#include "common/text/tr.h"
#include "kiosk/data.h"

/* A second way to say one language is for those who read it: it leaves the little room to languages of their own. */
static bool is_variant(const struct lang *lang)
{
	return strchr(lang->code, '-') != NULL;
}

static bool is_first(const struct screen_ctx *ctx, const struct lang *lang)
{
	return streq(lang->code, ctx->data->town.lang ? ctx->data->town.lang : "fr");
}

static size_t offered(void)
{
	size_t count = 0;

	for (size_t i = 0; i < LANGS_LEN; i++)
		count += lang_offered(&langs[i]);
	return count;
}

static void chip(struct ui *ui, const struct lang *lang, bool marks)
{
	bool selected = marks && streq(lang->code, ui_lang(ui));

	ui_button(ui, (struct ui_button){ .id = ui_id(ui, "lang", lang->code), .text = lang_name(lang), .small = true, .lang = lang->code,
	                                  .selected = selected });
}

void language_shelf(const struct screen_ctx *ctx, struct ui *ui)
{
	if (offered() < 2)
		return;
	ui_shelf(ui);
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < LANGS_LEN; i++)
			if (lang_offered(&langs[i]) && turn == (is_first(ctx, &langs[i]) ? 0 : is_variant(&langs[i]) ? 2 : 1))
				chip(ui, &langs[i], true);
	ui_button(ui, (struct ui_button){ .id = "languages", .text = ui_tr(ui, "home.languages"), .small = true });
	ui_end(ui);
}

void language_chips(const struct screen_ctx *ctx, struct ui *ui)
{
	ui_chips(ui);
	for (size_t i = 0; i < LANGS_LEN; i++)
		if (lang_offered(&langs[i]))
			chip(ui, &langs[i], ctx->session->awake);
	ui_end(ui);
}
