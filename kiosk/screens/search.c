/* Search as you type: what people do here, whom they find, what the guides say, what goes on, which street. */
#include "kiosk/screens/search.h"

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/store/search.h"
#include "common/store/service.h"
#include "common/text/tr.h"
#include "kiosk/screens/site.h"

enum { TYPED_MAX = 200, FEW = 3, MANY = 30 };

struct search_page {
	char text[TYPED_MAX];
	bool all;             /* « Voir tout » */
	bool failed;
	struct arena *found;  /* of hits: emptied with every letter */
	struct hits hits;
	uint64_t generation;
};

static const char *const group_keys[GROUP_COUNT] = {
	[GROUP_SERVICES] = "search.services", [GROUP_PLACES] = "search.places",   [GROUP_GUIDES] = "search.guides",
	[GROUP_EVENTS] = "search.events",     [GROUP_STREETS] = "search.streets",
};

static void look(struct screen_ctx *ctx, struct search_page *page)
{
	arena_reset(page->found);
	page->hits = (struct hits){ .marked = "" };
	page->failed = ctx->data->db && !search_find(kiosk_data_search(ctx->data), ctx->data->db, ctx->data->generation, page->text,
	                                              ctx->session->lang, ctx->now, page->all ? MANY : FEW, page->found, &page->hits, NULL);
	page->generation = ctx->data->generation;
}

static bool search_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct search_page *page = state;

	(void)err;
	page->found = arena_new();
	utf8_copy(page->text, sizeof(page->text), ctx->arg);
	look(ctx, page);
	return true;
}

static void search_close(struct screen_ctx *ctx, void *state)
{
	struct search_page *page = state;

	(void)ctx;
	arena_free(page->found);
}

/* ---- building */

static enum icon hit_icon(const struct hit *hit)
{
	static const enum icon icons[HIT_KINDS] = {
		[HIT_SERVICE] = ICON_EDIT, [HIT_DEPARTMENT] = ICON_TOWN_HALL, [HIT_PLACE] = ICON_PLACE, [HIT_WASTE] = ICON_BIN,
		[HIT_GUIDE] = ICON_INFO,   [HIT_EVENT] = ICON_EVENT,          [HIT_NEWS] = ICON_NEWS,   [HIT_NOTICE] = ICON_LAW,
		[HIT_STREET] = ICON_MAP,
	};
	enum icon own = hit->kind == HIT_PLACE ? site_icon(hit->icon)
	                : hit->kind == HIT_SERVICE || hit->kind == HIT_EVENT ? icon_by_name(or_empty(hit->icon)) : ICON_NONE;

	return own ? own : icons[hit->kind];
}

static void build_hit(const struct screen_ctx *ctx, const struct search_page *page, enum hit_group group, size_t at, struct ui *ui)
{
	const struct hit *hit = &page->hits.groups[group].items[at];
	struct ui_card card = {
		.id = ui_idn(ui, ui_fmt(ui, "hit%d", (int)group), (int64_t)at), .icon = hit_icon(hit), .text = hit->title, .sub = hit->sub,
		.highlight = page->hits.marked, .chevron = true,
	};
	enum tone tone;

	if (hit->kind == HIT_WASTE) {
		card.text = ui_tr(ui, "search.waste");
		card.sub = ui_tr(ui, "search.waste_sub");
	}
	if (hit->hours) {
		struct hours_place hours = site_hours_plain(ctx, ui_arena(ui), hit->hours);
		const char *open = site_open(ctx, ui, &hours, &tone);

		if (ui_is_foreign(ui, kiosk_data_lang(ctx->data, hit->sub_lang))) { /* two languages in one line are said wrong by any voice */
			card.badge = open;
			card.badge_tone = tone;
		} else {
			card.sub = open && hit->sub ? ui_trf(ui, "hours.note", "text", open, "note", hit->sub, NULL) : open ? open : hit->sub;
		}
	}
	if (hit->kind != HIT_WASTE && hit->kind != HIT_STREET) {
		card.lang = kiosk_data_lang(ctx->data, hit->lang);
		card.sub_lang = hit->kind == HIT_PLACE ? NULL : kiosk_data_lang(ctx->data, hit->sub_lang);
		ui_language(ui, card.lang);
	}
	ui_card(ui, card);
}

static void build_group(const struct screen_ctx *ctx, const struct search_page *page, enum hit_group group, struct ui *ui)
{
	if (page->hits.groups[group].count == 0)
		return;
	ui_heading(ui, ui_tr(ui, group_keys[group]));
	ui_language(ui, ui_lang(ui));
	ui_column(ui);
	for (size_t i = 0; i < page->hits.groups[group].count; i++)
		build_hit(ctx, page, group, i, ui);
	ui_end(ui);
}

static void build_hits(const struct screen_ctx *ctx, const struct search_page *page, struct ui *ui)
{
	if (page->hits.streets_first)
		build_group(ctx, page, GROUP_STREETS, ui);
	if (page->hits.places_first)
		build_group(ctx, page, GROUP_PLACES, ui);
	for (int group = 0; group < GROUP_COUNT; group++)
		if ((group != GROUP_STREETS || !page->hits.streets_first) && (group != GROUP_PLACES || !page->hits.places_first))
			build_group(ctx, page, (enum hit_group)group, ui);
}

static bool more(const struct search_page *page)
{
	for (int group = 0; group < GROUP_COUNT; group++)
		if (page->hits.groups[group].more)
			return true;
	return false;
}

/* Nothing typed yet: what most people come for. */
static void build_start(struct ui *ui)
{
	ui_heading(ui, ui_tr(ui, "search.often"));
	ui_grid(ui);
	ui_card(ui, (struct ui_card){ .id = "services", .icon = ICON_EDIT, .text = ui_tr(ui, "home.make") });
	ui_card(ui, (struct ui_card){ .id = "departments", .icon = ICON_CLOCK, .text = ui_tr(ui, "home.hours") });
	ui_card(ui, (struct ui_card){ .id = "waste", .icon = ICON_BIN, .text = ui_tr(ui, "home.waste") });
	ui_card(ui, (struct ui_card){ .id = "places", .icon = ICON_PLACE, .text = ui_tr(ui, "home.places") });
	ui_end(ui);
}

/* From Greek to the signs: Ukrainian and Arabic, in which no street here is written. */
static bool other_script(const char *text)
{
	while (*text) {
		uint32_t c = utf8_next(&text);

		if (c >= 0x370 && c < 0x1e00)
			return true;
	}
	return false;
}

static void build_nothing(const struct search_page *page, struct ui *ui)
{
	ui_status(ui, TONE_NEUTRAL, ICON_SEARCH, ui_trf(ui, page->failed ? "search.failed" : "search.nothing", "text", page->text, NULL),
	          ui_tr(ui, other_script(page->text) ? "search.latin" : "search.nothing_sub"));
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "home.talk"), .chevron = true });
	ui_end(ui);
}

static const char *found_words(const struct search_page *page, struct ui *ui)
{
	return trnf(ui_arena(ui), ui_lang(ui), "search.found", (int64_t)page->hits.count, NULL);
}

static void search_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct search_page *page = state;
	bool number = tracking_looks_like(page->text);

	ui_field(ui, (struct ui_field){ .id = "text", .value = page->text, .placeholder = ui_tr(ui, "home.search"),
	                                .spoken = ui_tr(ui, "search.spoken"), .icon = ICON_SEARCH,
	                                .autofocus = !page->text[0], .clear = true, .max = TYPED_MAX - 1, .enter = ui_tr(ui, "search.all"),
	                                .as_typed = true, .found = page->text[0] ? found_words(page, ui) : NULL });
	if (number) {
		ui_list(ui);
		ui_card(ui, (struct ui_card){ .id = "follow", .icon = ICON_TICKET, .text = ui_tr(ui, "search.follow"), .chevron = true });
		ui_end(ui);
	}
	if (!page->text[0])
		build_start(ui);
	else if (!ctx->data->db)
		site_nothing(ui);
	else if (page->hits.count == 0 && !number)
		build_nothing(page, ui);
	if (page->hits.instead)
		ui_muted(ui, ui_trf(ui, "search.instead", "text", page->hits.instead, NULL));
	build_hits(ctx, page, ui);
	if (more(page) && !page->all) {
		ui_row(ui);
		ui_button(ui, (struct ui_button){ .id = "all", .icon = ICON_DOWN, .text = ui_tr(ui, "search.more") });
		ui_end(ui);
	}
}

/* ---- what people do */

static struct action search_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct search_page *page = state;

	(void)id;
	utf8_copy(page->text, sizeof(page->text), text);
	page->all = false;
	look(ctx, page);
	return ACTION_NOTHING;
}

static struct action open_service(struct screen_ctx *ctx, const char *id)
{
	struct service service;

	if (!service_read(ctx->data->db, ctx->session->lang, id, ctx->arena, &service, NULL))
		return ACTION_NOTHING;
	return action_push(service.has_form ? SCREEN_FORM : SCREEN_CHECKLIST, id);
}

static struct action open_hit(struct screen_ctx *ctx, const struct hit *hit)
{
	char arg[192];

	switch (hit->kind) {
	case HIT_SERVICE:
		return open_service(ctx, hit->id);
	case HIT_DEPARTMENT:
		return action_push(SCREEN_DEPARTMENT, hit->id);
	case HIT_PLACE:
		return action_push(SCREEN_PLACE, hit->id);
	case HIT_WASTE:
		return action_push(SCREEN_WASTE, "");
	case HIT_GUIDE:
		return action_push(SCREEN_GUIDE, hit->id);
	case HIT_EVENT:
		return action_push(SCREEN_EVENT, hit->id);
	case HIT_NEWS:
	case HIT_NOTICE:
		snprintf(arg, sizeof(arg), "%s:%s", hit->kind == HIT_NEWS ? "news" : "notice", hit->id);
		return action_push(SCREEN_ARTICLE, arg);
	case HIT_STREET:
		snprintf(arg, sizeof(arg), "street:%s", hit->id);
		return action_push(SCREEN_PLACES, arg);
	case HIT_KINDS:
		break;
	}
	return ACTION_NOTHING;
}

static struct action search_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	static const struct {
		const char *id;
		enum screen_id screen;
	} ways[] = { { "services", SCREEN_SERVICES }, { "departments", SCREEN_DEPARTMENTS }, { "waste", SCREEN_WASTE }, { "places", SCREEN_PLACES },
		     { "talk", SCREEN_TALK } };
	struct search_page *page = state;
	size_t at = (size_t)id_number(id);

	if (streq(id, "text") || streq(id, "all")) {
		page->all = true;
		look(ctx, page);
		return ACTION_NOTHING;
	}
	if (streq(id, "follow"))
		return action_push(tracking_read(page->text).verdict == TRACKING_OK ? SCREEN_THREAD : SCREEN_FOLLOW, page->text);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (streq(id, ways[i].id))
			return action_push(ways[i].screen, "");
	for (int group = 0; group < GROUP_COUNT; group++) {
		char name[16];

		snprintf(name, sizeof(name), "hit%d", group);
		if (id_is(id, name) && at < page->hits.groups[group].count)
			return open_hit(ctx, &page->hits.groups[group].items[at]);
	}
	return ACTION_NOTHING;
}

static struct action search_on_change(struct screen_ctx *ctx, void *state)
{
	look(ctx, state);
	return ACTION_NOTHING;
}

const struct screen search_screen = {
	.name = "search",
	.state_size = sizeof(struct search_page),
	.open = search_open,
	.close = search_close,
	.build = search_build,
	.on_press = search_on_press,
	.on_input = search_on_input,
	.on_change = search_on_change,
};
