/* « Quitter » inside a form: nothing was sent, is everything to be erased? */
#include "kiosk/screens/quit.h"

#include "kiosk/screen.h"

static void quit_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	(void)ctx;
	(void)state;
	ui_space(ui);
	ui_centre(ui);
	ui_big_icon(ui, ICON_DELETE, TONE_WARNING);
	ui_title(ui, ui_tr(ui, "quit.title"));
	ui_muted(ui, ui_tr(ui, "quit.text"));
	ui_space(ui);
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "no", .text = ui_tr(ui, "quit.no"), .icon = ICON_BACK, .primary = true });
	ui_button(ui, (struct ui_button){ .id = "yes", .text = ui_tr(ui, "quit.yes"), .danger = true });
	ui_end(ui);
}

static struct action quit_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return action_of(streq(id, "yes") ? ACTION_END : ACTION_BACK);
}

const struct screen quit_screen = {
	.name = "quit",
	.flags = SCREEN_OWN_WAY | SCREEN_BARE,
	.build = quit_build,
	.on_press = quit_on_press,
};
