#include "kiosk/screens/site.h"

#include "common/domain/geo.h"
#include "common/domain/names.h"
#include "common/store/department.h"
#include "common/text/tr.h"

enum { CLOSURES_BACK_DAYS = 7 };

struct hours_place site_hours_plain(const struct screen_ctx *ctx, struct arena *arena, const char *text)
{
	struct hours_place place = { .zone = ctx->data->zone, .holidays_fr = streq(ctx->data->town.holidays, "FR") };

	hours_parse(arena, text, &place.hours, NULL);
	return place;
}

static int64_t days_of(const char *date)
{
	struct civil day;

	return civil_parse_date(date, &day) ? civil_days(day.year, day.month, day.day) : 0;
}

struct hours_place site_hours(const struct screen_ctx *ctx, const char *owner, const char *text)
{
	struct hours_place place = site_hours_plain(ctx, ctx->arena, text);
	struct civil from = kiosk_data_civil(ctx->data, ctx->now - CLOSURES_BACK_DAYS * DAY_US);
	const char *since = arena_printf(ctx->arena, "%04d-%02d-%02d", from.year, from.month, from.day);
	const struct closure *closures;
	struct closure_days *days;
	size_t count;

	if (!ctx->data->db || !closure_list(ctx->data->db, ctx->session->lang, owner, since, ctx->arena, &closures, &count, NULL))
		return place;
	days = ARENA_ARRAY(ctx->arena, struct closure_days, count + 1);
	for (size_t i = 0; i < count; i++) {
		days[i] = (struct closure_days){ .first = days_of(closures[i].first_day), .last = days_of(closures[i].last_day),
		                                 .reason = closures[i].reason };
		if (closures[i].hours)
			hours_parse(ctx->arena, closures[i].hours, &days[i].hours, NULL);
	}
	place.closures = days;
	place.n_closures = count;
	return place;
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

bool site_gone(const struct screen_ctx *ctx, struct err *err)
{
	return ctx->data->db ? err_set(err, ERR_NOT_FOUND, "%s", tr(ctx->session->lang, "page.gone"))
	                     : err_set(err, ERR_REFUSED, "%s", tr(ctx->session->lang, "data.none"));
}

void site_nothing(struct ui *ui)
{
	ui_status(ui, TONE_NEUTRAL, ICON_INFO, ui_tr(ui, "data.none"), ui_tr(ui, "data.none_sub"));
}
