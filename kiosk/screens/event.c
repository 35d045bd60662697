/* One event: when, where, for whom, how much. */
#include "kiosk/screens/event.h"

#include "common/store/event.h"
#include "common/store/place.h"
#include "common/text/fmt.h"
#include "kiosk/photo.h"
#include "kiosk/screens/site.h"

struct event_page {
	struct event event;
	struct place place; /* id NULL: no place of the town's list */
	struct photo photo;
};

static bool event_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct event_page *page = state;
	struct err why;

	if (!ctx->data->db || !event_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &page->event, &why))
		return site_unread(ctx, &why, err);
	if (!page->event.place || !place_read(ctx->data->db, ctx->session->lang, page->event.place, ctx->arena, &page->place, NULL))
		page->place = (struct place){ .id = NULL };
	photo_ask(ctx, "event", page->event.id, &page->photo);
	return true;
}

static const char *until(const struct screen_ctx *ctx, const struct event *event, struct ui *ui)
{
	struct civil from = kiosk_data_civil(ctx->data, event->starts), to = kiosk_data_civil(ctx->data, event->ends);
	bool same_day = from.year == to.year && from.month == to.month && from.day == to.day;

	if (event->ends <= event->starts)
		return NULL;
	return ui_trf(ui, "event.until", "when", same_day ? fmt_clock(ui_arena(ui), ui_lang(ui), ctx->data->zone, event->ends)
	                                                  : fmt_date_time(ui_arena(ui), ui_lang(ui), ctx->data->zone, event->ends), NULL);
}

static void build_place(const struct screen_ctx *ctx, const struct event_page *page, struct ui *ui)
{
	const struct event *event = &page->event;

	if (page->place.id)
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, "place", page->place.id), .icon = ICON_PLACE,
		                              .lang = kiosk_data_lang(ctx->data, event->place_text ? event->text_lang : page->place.lang),
		                              .text = event->place_text ? event->place_text : page->place.name,
		                              .sub = site_distance(ctx, ui, page->place.at, true), .chevron = true });
	else if (event->place_text)
		ui_card(ui, (struct ui_card){ .icon = ICON_PLACE, .text = event->place_text,
		                              .lang = kiosk_data_lang(ctx->data, event->text_lang) });
}

static void event_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct event_page *page = state;
	const struct event *event = &page->event;
	const char *lang = kiosk_data_lang(ctx->data, event->text_lang);

	ui_overline(ui, ui_tr(ui, "agenda.event"));
	ui_said(ui, kiosk_data_lang(ctx->data, event->lang));
	ui_title(ui, event->title);
	ui_said(ui, lang);
	if (event->summary)
		ui_text(ui, event->summary);
	ui_said(ui, NULL);
	photo_build(ctx, &page->photo, ui);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .icon = ICON_EVENT,
	                              .text = fmt_capital(ui_arena(ui), fmt_when(ui_arena(ui), ui_lang(ui), ctx->data->zone, event->starts, ctx->now)),
	                              .sub = until(ctx, event, ui) });
	build_place(ctx, page, ui);
	if (event->price)
		ui_card(ui, (struct ui_card){ .icon = ICON_MONEY, .text = fmt_capital(ui_arena(ui), event->price), .lang = lang,
		                              .sub = ui_tr(ui, "event.price") });
	if (event->audience)
		ui_card(ui, (struct ui_card){ .icon = ICON_PEOPLE, .text = event->audience, .lang = lang, .sub = ui_tr(ui, "event.audience") });
	ui_end(ui);
}

static struct action event_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return id_is(id, "place") ? action_push(SCREEN_PLACE, id_value(id)) : ACTION_NOTHING;
}

static struct action event_on_change(struct screen_ctx *ctx, void *state)
{
	(void)event_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

static struct action event_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	(void)photo_take(ctx, work, &((struct event_page *)state)->photo);
	return ACTION_NOTHING;
}

const struct screen event_screen = {
	.name = "event",
	.state_size = sizeof(struct event_page),
	.open = event_open,
	.build = event_build,
	.on_press = event_on_press,
	.on_change = event_on_change,
	.on_result = event_on_result,
};
