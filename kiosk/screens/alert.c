/* An alert: what happens, where to go from this totem, in three short sentences. An urgent one takes the whole screen. */
#include "kiosk/screens/alert.h"

#include "common/base/utf8.h"
#include "common/domain/geo.h"
#include "common/store/place.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"

struct alert_page {
	struct alert alert;
	bool found;
	struct place refuge;
	bool has_refuge;
	double metres; /* from here; < 0: unknown */
};

static bool alert_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct alert_page *page = state;
	struct position here;

	(void)err;
	arena_reset(ctx->arena);
	*page = (struct alert_page){ .metres = -1 };
	for (size_t i = 0; i < ctx->data->alert_count; i++)
		if (streq(ctx->data->alerts[i].id, ctx->arg)) {
			page->alert = ctx->data->alerts[i];
			page->found = true;
		}
	if (!page->found || !ctx->data->db)
		return true;
	/* the town's own list may be read again while this page shows */
	page->alert.title = arena_strdup(ctx->arena, page->alert.title);
	page->alert.body = arena_strdup(ctx->arena, page->alert.body);
	page->alert.id = arena_strdup(ctx->arena, page->alert.id);
	page->alert.lang = arena_strdup(ctx->arena, page->alert.lang);
	page->alert.text_lang = arena_strdup(ctx->arena, page->alert.text_lang);
	if (page->alert.goto_place)
		page->has_refuge = place_read(ctx->data->db, ctx->session->lang, page->alert.goto_place, ctx->arena, &page->refuge, NULL);
	if (page->has_refuge && page->refuge.at.known && kiosk_data_here(ctx->data, &here))
		page->metres = geo_distance(here, (struct position){ .lat = page->refuge.at.lat, .lon = page->refuge.at.lon });
	return true;
}

static struct action alert_on_change(struct screen_ctx *ctx, void *state)
{
	struct alert_page *page = state;

	(void)alert_open(ctx, state, NULL);
	return page->found ? ACTION_NOTHING : action_of(ACTION_BACK); /* it is over */
}

static void alert_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct alert_page *page = state;
	bool urgent = page->alert.severity == ALERT_DANGER;

	if (!page->found) {
		ui_space(ui);
		ui_centre(ui);
		ui_big_icon(ui, ICON_CHECK, TONE_DONE);
		ui_title(ui, ui_tr(ui, "alert.over"));
		ui_space(ui);
		ui_actions(ui);
		ui_back_button(ui);
		ui_end(ui);
		return;
	}
	if (urgent)
		ui_alarm(ui);
	ui_big_icon(ui, ICON_WARNING, urgent ? TONE_DANGER : TONE_WARNING);
	ui_overline(ui, ui_trf(ui, "alert.from_town", "time", fmt_clock(ui_arena(ui), ui_lang(ui), ctx->data->zone, page->alert.starts), NULL));
	ui_said(ui, kiosk_data_lang(ctx->data, page->alert.lang));
	ui_title(ui, page->alert.title);
	ui_said(ui, kiosk_data_lang(ctx->data, page->alert.text_lang));
	ui_text(ui, page->alert.body);
	ui_said(ui, NULL);
	if (page->has_refuge)
		ui_card(ui, (struct ui_card){
			.id = ui_id(ui, "place", page->refuge.id), .icon = ICON_WALK, .icon_tone = urgent ? TONE_DANGER : TONE_NEUTRAL,
			.text = page->refuge.name, .lang = kiosk_data_lang(ctx->data, page->refuge.lang),
			.sub = page->metres >= 0 ? geo_distance_words(ui_arena(ui), ui_lang(ui), page->metres, true) : page->refuge.address,
			.chevron = true });
	if (urgent)
		ui_strong(ui, ui_tr(ui, "alert.emergency"));
	ui_muted(ui, ui_trf(ui, "alert.received", "ago",
	                    fmt_ago(ui_arena(ui), ui_lang(ui), ctx->data->zone, page->alert.starts, ctx->now), NULL));
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "understood", .text = ui_tr(ui, "alert.understood"), .icon = ICON_CHECK });
	ui_end(ui);
}

static struct action alert_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	const struct alert_page *page = state;

	if (id_is(id, "place"))
		return action_push(SCREEN_PLACE, id_value(id));
	utf8_copy(ctx->session->acknowledged, sizeof(ctx->session->acknowledged), or_empty(page->alert.id));
	return action_of(ACTION_BACK);
}

const struct screen alert_screen = {
	.name = "alert",
	.state_size = sizeof(struct alert_page),
	.flags = SCREEN_BARE | SCREEN_OWN_WAY,
	.open = alert_open,
	.build = alert_build,
	.on_press = alert_on_press,
	.on_change = alert_on_change,
};
