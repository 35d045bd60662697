/* « Êtes-vous toujours là ? » An opaque page: it hides what was typed from whoever comes next. */
#include "kiosk/screens/still_there.h"

#include "common/conf/conf.h"
#include "common/text/tr.h"
#include "kiosk/screen.h"

struct still_there {
	int64_t until; /* monotonic µs */
	int seconds;   /* left */
};

static bool still_there_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct still_there *still = state;

	(void)err;
	still->seconds = conf_int(ctx->conf, "session.warning_s");
	still->until = clock_mono(ctx->clock) + still->seconds * SECOND_US;
	return true;
}

static void still_there_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct still_there *still = state;

	ui_space(ui);
	ui_centre(ui);
	ui_big_icon(ui, ICON_CLOCK, TONE_WARNING);
	ui_title(ui, ui_tr(ui, "still_there.title"));
	ui_muted(ui, trnf(ui_arena(ui), ui_lang(ui), ctx->session->typed ? "still_there.typed" : "still_there.text", still->seconds, NULL));
	ui_space(ui);
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "no", .text = ui_tr(ui, "still_there.no") });
	ui_button(ui, (struct ui_button){ .id = "yes", .text = ui_tr(ui, "still_there.yes"), .icon = ICON_CHECK, .primary = true });
	ui_end(ui);
}

static struct action still_there_on_tick(struct screen_ctx *ctx, void *state)
{
	struct still_there *still = state;

	still->seconds = (int)MAX(0, (still->until - clock_mono(ctx->clock) + SECOND_US - 1) / SECOND_US);
	return ACTION_NOTHING;
}

static struct action still_there_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return action_of(streq(id, "no") ? ACTION_END : ACTION_BACK);
}

const struct screen still_there_screen = {
	.name = "still-there",
	.state_size = sizeof(struct still_there),
	.flags = SCREEN_OWN_WAY | SCREEN_ALONE,
	.open = still_there_open,
	.build = still_there_build,
	.on_press = still_there_on_press,
	.on_tick = still_there_on_tick,
	.tick_ms = 1000,
};
