/* Languages, each by its own name: a person finds theirs without reading another. */
#include "kiosk/screens/languages.h"

#include "common/text/tr.h"
#include "kiosk/screen.h"

static void languages_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	(void)state;
	ui_title(ui, ui_tr(ui, "languages.title"));
	ui_muted(ui, ui_tr(ui, "languages.text"));
	ui_grid(ui);
	for (size_t i = 0; i < LANGS_LEN; i++)
		if (lang_offered(&langs[i]))
			ui_button(ui, (struct ui_button){ .id = ui_id(ui, "lang", langs[i].code), .text = lang_name(&langs[i]), .lang = langs[i].code,
			                                  .selected = streq(langs[i].code, ctx->session->lang) });
	ui_end(ui);
	for (size_t i = 0; i < LANGS_LEN; i++) {
		const char *validated = lang_offered(&langs[i]) ? lang_validation_words(ui_arena(ui), ui_lang(ui), &langs[i]) : NULL;

		if (validated)
			ui_muted(ui, validated);
	}
}

static struct action languages_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return id_is(id, "lang") ? action_with(ACTION_LANGUAGE, id_value(id)) : ACTION_NOTHING;
}

const struct screen languages_screen = {
	.name = "languages",
	.build = languages_build,
	.on_press = languages_on_press,
};
