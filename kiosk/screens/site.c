#include "kiosk/screens/site.h"

#include "common/domain/geo.h"
#include "common/domain/names.h"
#include "common/text/tr.h"

struct hours_place site_hours_plain(const struct screen_ctx *ctx, struct arena *arena, const char *text)
{
	return kiosk_data_hours(ctx->data, arena, ctx->session->lang, ctx->now, text, NULL);
}

struct hours_place site_hours(const struct screen_ctx *ctx, const char *owner, const char *text)
{
	return kiosk_data_hours(ctx->data, ctx->arena, ctx->session->lang, ctx->now, text, owner);
}

const char *site_open(const struct screen_ctx *ctx, struct ui *ui, const struct hours_place *hours, enum tone *ret_tone)
{
	struct opening now;

	if (!hours->hours || ctx->data->clock_unsure)
		return NULL;
	now = hours_at(hours, ctx->now);
	*ret_tone = now.state == OPEN_YES ? TONE_DONE : now.state == OPEN_NO ? TONE_NEUTRAL : TONE_WARNING;
	return opening_sentence(ui_arena(ui), ui_lang(ui), hours, ctx->now);
}

struct spot site_here(const struct screen_ctx *ctx)
{
	const struct terminal *terminal = &ctx->data->terminal;

	return (struct spot){ .known = ctx->data->enrolled && terminal->located, .lat = terminal->lat, .lon = terminal->lon };
}

const char *site_distance(const struct screen_ctx *ctx, struct ui *ui, struct spot at, bool walk)
{
	struct spot here = site_here(ctx);
	double metres;

	if (!here.known || !at.known)
		return NULL;
	metres = geo_distance((struct position){ here.lat, here.lon }, (struct position){ at.lat, at.lon });
	return geo_distance_words(ui_arena(ui), ui_lang(ui), metres, walk);
}

enum icon site_icon(const char *place_kind)
{
	static const enum icon icons[PLACE_KINDS] = {
		[PLACE_TOWN_HALL] = ICON_TOWN_HALL, [PLACE_LIBRARY] = ICON_LIBRARY,   [PLACE_POOL] = ICON_POOL,       [PLACE_SCHOOL] = ICON_SCHOOL,
		[PLACE_MARKET] = ICON_MARKET,       [PLACE_RECYCLING] = ICON_RECYCLING, [PLACE_HEALTH] = ICON_HOSPITAL, [PLACE_POLICE] = ICON_POLICE,
		[PLACE_STATION] = ICON_TRAIN,         [PLACE_PARK] = ICON_NATURE,       [PLACE_SPORT] = ICON_SPORT,     [PLACE_CULTURE] = ICON_CULTURE,
		[PLACE_SOCIAL] = ICON_SOLIDARITY,   [PLACE_WORSHIP] = ICON_CITY,      [PLACE_SHOP] = ICON_SHOP,       [PLACE_TOILETS] = ICON_TOILETS,
		[PLACE_PARKING] = ICON_PARKING,     [PLACE_WATER] = ICON_WATER,      [PLACE_OTHER] = ICON_PLACE,
	};
	enum place_kind kind;

	return place_kind && place_kind_parse(place_kind, &kind) ? icons[kind] : ICON_PLACE;
}

bool site_unread(const struct screen_ctx *ctx, const struct err *why, struct err *err)
{
	if (!ctx->data->db)
		return err_set(err, ERR_REFUSED, "%s", tr(ctx->session->lang, "data.none"));
	return err_set(err, why->code == ERR_NOT_FOUND ? ERR_NOT_FOUND : ERR_IO, "%s", why->text);
}

void site_nothing(struct ui *ui)
{
	ui_status(ui, TONE_NEUTRAL, ICON_INFO, ui_tr(ui, "data.none"), ui_tr(ui, "data.none_sub"));
}
