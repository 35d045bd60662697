/* Help: what this terminal does, how to be heard, how to reach a person. */
#include "kiosk/screens/help.h"

#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"

/* Without sight, or without hands on the glass. */
static void by_keys(struct ui *ui)
{
	static const char *const sentences[] = {
		"help.keys_move", "help.keys_read", "help.keys_way", "help.keys_say", "help.keys_voice", "help.keys_write",
		"help.keys_two",
	};

	ui_heading(ui, ui_tr(ui, "help.keys"));
	for (size_t i = 0; i < ARRAY_LEN(sentences); i++)
		ui_text(ui, ui_tr(ui, sentences[i]));
}

/* Whether what is read now was checked by people it is for. */
static const char *language_sub(struct ui *ui)
{
	const struct lang *lang = lang_find(ui_lang(ui));
	const char *validated = lang ? lang_validation_words(ui_arena(ui), ui_lang(ui), lang) : NULL;

	return validated ? validated : ui_tr(ui, "help.language_sub");
}

static void help_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct town *town = &ctx->data->town;

	(void)state;
	ui_title(ui, ui_tr(ui, "help.title"));
	ui_text(ui, ui_tr(ui, "help.what_this_is"));
	if (ctx->session->listens) /* who cannot see hears this first */
		by_keys(ui);
	ui_column(ui);
	if (!ctx->session->listens) /* it would fall silent */
		ui_card(ui, (struct ui_card){ .id = "voice", .icon = ICON_VOICE, .text = ui_tr(ui, "help.listen"),
		                              .sub = ui_tr(ui, "help.listen_sub"), .chevron = true });
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "help.talk"),
	                              .sub = town->phone ? fmt_phone(ui_arena(ui), ui_lang(ui), town->phone) : NULL, .chevron = true });
	ui_end(ui);
	ui_heading(ui, ui_tr(ui, "help.controls"));
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .icon = ICON_LANGUAGE, .text = ui_tr(ui, "bar.language"), .sub = language_sub(ui) });
	ui_card(ui, (struct ui_card){ .icon = ICON_TEXT_SIZE, .text = ui_tr(ui, "bar.text"), .sub = ui_tr(ui, "help.text_sub") });
	ui_card(ui, (struct ui_card){ .icon = ICON_CONTRAST, .text = ui_tr(ui, "bar.contrast"), .sub = ui_tr(ui, "help.contrast_sub") });
	ui_card(ui, (struct ui_card){ .icon = ICON_SECURITY, .text = ui_tr(ui, "help.privacy"), .sub = ui_tr(ui, "help.privacy_sub") });
	ui_card(ui, (struct ui_card){ .id = "declaration", .icon = ICON_ACCESSIBLE, .text = ui_tr(ui, "declaration.title"),
	                              .sub = ui_tr(ui, "declaration.status"), .chevron = true });
	ui_end(ui);
	if (!ctx->session->listens)
		by_keys(ui);
	if (ctx->session->out_of_reach) { /* beside the ways out: low enough for who needs it */
		ui_actions(ui);
		ui_button(ui, (struct ui_button){ .id = "lower", .icon = ICON_ACCESSIBLE, .selected = ctx->session->low_reach,
		                                  .text = ui_tr(ui, ctx->session->low_reach ? "help.higher" : "help.lower") });
		ui_end(ui);
	}
}

static struct action help_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	if (streq(id, "voice"))
		return action_of(ACTION_VOICE);
	if (streq(id, "lower"))
		return action_of(ACTION_LOW_REACH);
	if (streq(id, "declaration"))
		return action_push(SCREEN_DECLARATION, "");
	if (streq(id, "talk"))
		return action_push(SCREEN_TALK, "");
	return ACTION_NOTHING;
}

const struct screen help_screen = {
	.name = "help",
	.build = help_build,
	.on_press = help_on_press,
};
