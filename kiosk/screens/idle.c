/* Idle: what goes on in town, until somebody touches the glass. Nothing of anybody. */
#include "kiosk/screens/idle.h"

#include "kiosk/data.h"
#include "kiosk/screen.h"

static void idle_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	(void)state;
	(void)ctx;
	ui_centre(ui);
	ui_space(ui);
	ui_big_icon(ui, ICON_TOUCH, TONE_NEUTRAL);
	ui_title(ui, ui_tr(ui, "idle.title"));
	ui_space(ui);
}

const struct screen idle_screen = {
	.name = "idle",
	.flags = SCREEN_ROOT,
	.build = idle_build,
};
