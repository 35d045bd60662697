/* Places of the town: first which kind, then the nearest of it. */
#include "kiosk/screens/places.h"

#include "common/domain/names.h"
#include "common/store/place.h"
#include "kiosk/screens/site.h"

enum { PLACES_MAX = 60 };

struct places {
	const struct place_count *kinds; /* without a kind */
	const struct place *list;        /* with one */
	struct hours_place *hours;
	size_t count;
};

static bool places_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct places *page = state;

	*page = (struct places){ .count = 0 };
	if (!ctx->data->db)
		return true;
	if (!*ctx->arg)
		return place_kinds(ctx->data->db, ctx->arena, &page->kinds, &page->count, err);
	if (!place_list(ctx->data->db, ctx->session->lang, ctx->arg, site_here(ctx), PLACES_MAX, ctx->arena, &page->list, &page->count, err))
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

static void build_list(const struct screen_ctx *ctx, struct ui *ui, const struct places *page)
{
	ui_title(ui, kind_words(ui, ctx->arg));
	if (site_here(ctx).known)
		ui_muted(ui, ui_tr(ui, "places.nearest_first"));
	ui_column(ui);
	for (size_t i = 0; i < page->count; i++) {
		const struct place *place = &page->list[i];
		const char *distance = site_distance(ctx, ui, place->at, false);
		struct ui_card card = { .id = ui_id(ui, "place", place->id), .icon = site_icon(place->kind), .text = place->name,
		                        .sub = place->address ? place->address : place->summary, .chevron = true };

		if (distance)
			card.sub = card.sub ? ui_trf(ui, "places.at", "where", card.sub, "distance", distance, NULL) : distance;
		card.badge = site_open(ctx, ui, &page->hours[i], &card.badge_tone);
		ui_card(ui, card);
	}
	ui_end(ui);
}

static void places_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct places *page = state;

	if (page->count == 0) {
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
