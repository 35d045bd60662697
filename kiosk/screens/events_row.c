#include "kiosk/screens/events_row.h"

#include "common/text/fmt.h"
#include "kiosk/data.h"

void events_row(const struct screen_ctx *ctx, struct ui *ui, const struct event *event)
{
	enum icon icon = icon_by_name(event->icon);
	const char *when = fmt_when(ui_arena(ui), ui_lang(ui), ctx->data->zone, event->starts, ctx->now);
	int64_t in = event->starts - ctx->now;

	const char *lang = kiosk_data_lang(ctx->data, event->lang), *text_lang = kiosk_data_lang(ctx->data, event->text_lang);

	ui_language(ui, lang);
	ui_card(ui, (struct ui_card){
		.id = ui_id(ui, "event", event->id), .icon = icon ? icon : ICON_EVENT, .text = event->title, .lang = lang,
		.sub = event->price && !ui_is_foreign(ui, text_lang) ? ui_trf(ui, "list.comma", "a", when, "b", event->price, NULL) : when,
		.badge = in > 0 && in < 12 * HOUR_US ? fmt_in(ui_arena(ui), ui_lang(ui), in) : in <= 0 ? ui_tr(ui, "event.now") : NULL,
		.badge_tone = in <= 0 ? TONE_DONE : TONE_NEUTRAL,
	});
}
