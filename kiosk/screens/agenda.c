/* What goes on: events, news, legal notices, one list at a time. */
#include "kiosk/screens/agenda.h"

#include "common/store/event.h"
#include "common/text/fmt.h"
#include "kiosk/screens/site.h"

enum { LISTED_MAX = 60 };

enum tab { TAB_EVENTS, TAB_NEWS, TAB_NOTICES, TABS };

static const struct {
	const char *id, *key;
	enum icon icon;
} tabs[TABS] = {
	[TAB_EVENTS] = { "events", "agenda.events", ICON_EVENT },
	[TAB_NEWS] = { "news", "agenda.news", ICON_NEWS },
	[TAB_NOTICES] = { "notices", "agenda.notices", ICON_LAW },
};

struct agenda {
	enum tab tab;
	const struct event *events;
	const struct article *news, *notices;
	size_t event_count, news_count, notice_count;
};

static bool read_all(struct screen_ctx *ctx, struct agenda *page, struct err *err)
{
	struct db *db = ctx->data->db;
	const char *lang = ctx->session->lang;

	return event_list(db, lang, ctx->now, LISTED_MAX, ctx->arena, &page->events, &page->event_count, err) &&
	       news_list(db, lang, ctx->now, LISTED_MAX, ctx->arena, &page->news, &page->news_count, err) &&
	       notice_list(db, lang, ctx->now, LISTED_MAX, ctx->arena, &page->notices, &page->notice_count, err);
}

static bool agenda_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct agenda *page = state;

	for (int i = 0; i < TABS; i++)
		if (streq(ctx->arg, tabs[i].id))
			page->tab = (enum tab)i;
	return !ctx->data->db || read_all(ctx, page, err);
}

static void build_events(const struct screen_ctx *ctx, const struct agenda *page, struct ui *ui)
{
	for (size_t i = 0; i < page->event_count; i++) {
		const struct event *event = &page->events[i];
		const char *lang = kiosk_data_lang(ctx->data, event->lang);
		enum icon icon = icon_by_name(or_empty(event->icon));
		const char *when = fmt_capital(ui_arena(ui), fmt_when(ui_arena(ui), ui_lang(ui), ctx->data->zone, event->starts, ctx->now));

		ui_language(ui, lang);
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, "event", event->id), .icon = icon ? icon : ICON_EVENT, .text = event->title,
		                              .sub = when, .chevron = true, .lang = lang });
	}
}

static void build_articles(const struct screen_ctx *ctx, const struct article *list, size_t count, const char *name, enum icon icon,
                           struct ui *ui)
{
	struct civil now = kiosk_data_civil(ctx->data, ctx->now);

	for (size_t i = 0; i < count; i++) {
		struct civil day = kiosk_data_civil(ctx->data, list[i].published);
		const char *when = fmt_day(ui_arena(ui), ui_lang(ui), civil_days(day.year, day.month, day.day),
		                           civil_days(now.year, now.month, now.day));

		const char *lang = kiosk_data_lang(ctx->data, list[i].lang), *own = kiosk_data_lang(ctx->data, NULL);

		/* the kind of a notice is in the town's language alone */
		ui_language(ui, lang);
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, name, list[i].id), .icon = icon, .text = list[i].title, .lang = lang,
		                              .sub = list[i].kind && !ui_is_foreign(ui, own)
		                                             ? ui_trf(ui, "list.comma", "a", fmt_capital(ui_arena(ui), list[i].kind), "b", when, NULL)
		                                             : fmt_capital(ui_arena(ui), when),
		                              .chevron = true });
	}
}

/* The language of what comes first, said above the list. */
static void first_language(const struct screen_ctx *ctx, const struct agenda *page, struct ui *ui)
{
	const char *const first[TABS] = {
		[TAB_EVENTS] = page->event_count ? page->events[0].lang : NULL,
		[TAB_NEWS] = page->news_count ? page->news[0].lang : NULL,
		[TAB_NOTICES] = page->notice_count ? page->notices[0].lang : NULL,
	};

	ui_language(ui, kiosk_data_lang(ctx->data, first[page->tab]));
}

static size_t shown(const struct agenda *page)
{
	const size_t counts[TABS] = { page->event_count, page->news_count, page->notice_count };

	return counts[page->tab];
}

static void agenda_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct agenda *page = state;

	ui_title(ui, ui_tr(ui, "agenda.title"));
	ui_row(ui);
	for (int i = 0; i < TABS; i++)
		ui_button(ui, (struct ui_button){ .id = ui_id(ui, "tab", tabs[i].id), .icon = tabs[i].icon, .text = ui_tr(ui, tabs[i].key),
		                                  .small = true, .selected = page->tab == (enum tab)i });
	ui_end(ui);
	if (!ctx->data->db) {
		site_nothing(ui);
		return;
	}
	if (shown(page) == 0) {
		ui_text(ui, ui_tr(ui, "agenda.nothing"));
		return;
	}
	first_language(ctx, page, ui);
	ui_list(ui);
	switch (page->tab) {
	case TAB_EVENTS:
		build_events(ctx, page, ui);
		break;
	case TAB_NEWS:
		build_articles(ctx, page->news, page->news_count, "news", ICON_NEWS, ui);
		break;
	case TAB_NOTICES:
		build_articles(ctx, page->notices, page->notice_count, "notice", ICON_LAW, ui);
		break;
	case TABS:
		break;
	}
	ui_end(ui);
}

static struct action agenda_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct agenda *page = state;

	(void)ctx;
	if (id_is(id, "event"))
		return action_push(SCREEN_EVENT, id_value(id));
	if (id_is(id, "news") || id_is(id, "notice"))
		return action_push(SCREEN_ARTICLE, id);
	for (int i = 0; i < TABS && id_is(id, "tab"); i++)
		if (streq(id_value(id), tabs[i].id))
			page->tab = (enum tab)i;
	return ACTION_NOTHING;
}

static struct action agenda_on_change(struct screen_ctx *ctx, void *state)
{
	if (ctx->data->db)
		(void)read_all(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen agenda_screen = {
	.name = "agenda",
	.state_size = sizeof(struct agenda),
	.open = agenda_open,
	.build = agenda_build,
	.on_press = agenda_on_press,
	.on_change = agenda_on_change,
};
