/* Places of the town: first which kind, then the nearest of it; or what is near a street. */
#include "kiosk/screens/places.h"

#include "common/domain/names.h"
#include "common/store/address.h"
#include "common/store/place.h"
#include "common/text/fmt.h"
#include "kiosk/screens/site.h"

enum { PLACES_MAX = 60, NEAR_MAX = 12 };

struct places {
	const struct place_count *kinds; /* without a kind */
	const struct place *list;        /* with one, or near a street */
	const char *street;              /* NULL: not of a street */
	struct spot street_at;
	bool collected;                  /* the town says when its bins are collected */
	struct hours_place *hours;
	size_t count;
};

static bool read_street(struct screen_ctx *ctx, struct places *page, const char *name, struct err *err)
{
	const struct address *list;
	const struct waste *waste;
	size_t count;

	if (!address_find(ctx->data->db, name, 1, ctx->arena, &list, &count, err))
		return false;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "no such street");
	page->street = list[0].street;
	page->street_at = list[0].at;
	page->collected = waste_list(ctx->data->db, NULL, NULL, ctx->arena, &waste, &count, NULL) && count > 0;
	return true;
}

static bool places_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct places *page = state;
	struct err why;

	*page = (struct places){ .count = 0 };
	if (!ctx->data->db)
		return true;
	if (!*ctx->arg)
		return place_kinds(ctx->data->db, ctx->arena, &page->kinds, &page->count, err);
	if (id_is(ctx->arg, "street") && !read_street(ctx, page, id_value(ctx->arg), &why))
		return site_unread(ctx, &why, err);
	if (!place_list(ctx->data->db, ctx->session->lang, page->street ? NULL : ctx->arg, page->street ? page->street_at : site_here(ctx),
	                page->street ? NEAR_MAX : PLACES_MAX, ctx->arena, &page->list, &page->count, err))
		return false;
	page->hours = ARENA_ARRAY(ctx->arena, struct hours_place, page->count + 1);
	for (size_t i = 0; i < page->count; i++)
		page->hours[i] = site_hours(ctx, page->list[i].id, page->list[i].hours);
	return true;
}

/* In the catalogue's words; a kind this program does not know as it is. */
static const char *kind_words(struct ui *ui, const char *name)
{
	enum place_kind kind;

	return place_kind_parse(name, &kind) ? ui_tr(ui, place_kind_key(kind)) : name;
}

static void build_kinds(struct ui *ui, const struct places *page)
{
	ui_title(ui, ui_tr(ui, "places.title"));
	ui_grid(ui);
	for (size_t i = 0; i < page->count; i++)
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, "kind", page->kinds[i].kind), .icon = site_icon(page->kinds[i].kind),
		                              .text = kind_words(ui, page->kinds[i].kind) });
	ui_end(ui);
}

/* How far the street is, its bins, and then what is near it. */
static void build_street(const struct screen_ctx *ctx, struct ui *ui, const struct places *page)
{
	const char *distance = site_distance(ctx, ui, page->street_at, true);

	if (distance)
		ui_muted(ui, distance);
	if (page->collected) {
		ui_list(ui);
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, "street", page->street), .icon = ICON_BIN, .text = ui_tr(ui, "places.bins"),
		                              .chevron = true });
		ui_end(ui);
	}
	if (page->count > 0)
		ui_heading(ui, ui_tr(ui, "places.near"));
}

static void build_list(const struct screen_ctx *ctx, struct ui *ui, const struct places *page)
{
	ui_title(ui, page->street ? fmt_capital(ui_arena(ui), page->street) : kind_words(ui, ctx->arg));
	if (page->street)
		build_street(ctx, ui, page);
	else if (site_here(ctx).known)
		ui_muted(ui, ui_tr(ui, "places.nearest_first"));
	if (page->count)
		ui_language(ui, kiosk_data_lang(ctx->data, page->list[0].lang));
	ui_column(ui);
	for (size_t i = 0; i < page->count; i++) {
		const struct place *place = &page->list[i];
		const char *distance = site_distance(ctx, ui, place->at, false);
		struct ui_card card = { .id = ui_id(ui, "place", place->id), .icon = site_icon(place->kind), .text = place->name,
		                        .sub = place->address ? place->address : place->summary, .chevron = true };

		if (distance)
			card.sub = card.sub ? ui_trf(ui, "places.at", "where", card.sub, "distance", distance, NULL) : distance;
		card.badge = site_open(ctx, ui, &page->hours[i], &card.badge_tone);
		card.lang = kiosk_data_lang(ctx->data, place->lang);
		ui_language(ui, card.lang);
		ui_card(ui, card);
	}
	ui_end(ui);
}

static void places_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct places *page = state;

	if (page->count == 0 && !page->street) {
		ui_title(ui, ui_tr(ui, "places.title"));
		site_nothing(ui);
	} else if (page->kinds) {
		build_kinds(ui, page);
	} else {
		build_list(ctx, ui, page);
	}
}

static struct action places_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	if (id_is(id, "kind"))
		return action_push(SCREEN_PLACES, id_value(id));
	if (id_is(id, "street"))
		return action_push(SCREEN_WASTE, id);
	return id_is(id, "place") ? action_push(SCREEN_PLACE, id_value(id)) : ACTION_NOTHING;
}

static struct action places_on_change(struct screen_ctx *ctx, void *state)
{
	(void)places_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen places_screen = {
	.name = "places",
	.state_size = sizeof(struct places),
	.open = places_open,
	.build = places_build,
	.on_press = places_on_press,
	.on_change = places_on_change,
};
