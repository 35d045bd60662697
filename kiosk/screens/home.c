/* Home: one search, two things to do, the town's life, and a person to talk to. */
#include "kiosk/screens/home.h"

#include "common/store/department.h"
#include "common/store/event.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/events_row.h"
#include "kiosk/screens/language_rows.h"

enum { HOME_EVENTS = 40 };

struct home {
	const struct event *events;
	size_t event_count;
	size_t today;                  /* of them still to come today */
	struct department reception;
	bool has_reception;
};

static bool home_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct home *home = state;
	struct db *db = ctx->data->db;
	struct civil now = kiosk_data_civil(ctx->data, ctx->now);

	(void)err;
	arena_reset(ctx->arena);
	*home = (struct home){ .today = 0 };
	if (!db)
		return true;
	home->has_reception = department_reception(db, ctx->session->lang, ctx->arena, &home->reception, NULL);
	if (!event_list(db, ctx->session->lang, ctx->now, HOME_EVENTS, ctx->arena, &home->events, &home->event_count, NULL))
		home->event_count = 0;
	for (size_t i = 0; i < home->event_count; i++) {
		struct civil day = kiosk_data_civil(ctx->data, home->events[i].starts);

		home->today += !ctx->data->clock_unsure && day.year == now.year && day.month == now.month && day.day == now.day;
	}
	return true;
}

static struct action home_on_change(struct screen_ctx *ctx, void *state)
{
	(void)home_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

static void grid(const struct home *home, struct ui *ui)
{
	static const struct ui_card ways[] = {
		{ .id = "make", .icon = ICON_EDIT, .text = "home.make", .sub = "home.make_sub", .primary = true },
		{ .id = "follow", .icon = ICON_TICKET, .text = "home.follow", .sub = "home.follow_sub", .primary = true },
		{ .id = "places", .icon = ICON_PLACE, .text = "home.places", .sub = "home.places_sub" },
		{ .id = "hours", .icon = ICON_CLOCK, .text = "home.hours", .sub = "home.hours_sub" },
		{ .id = "events", .icon = ICON_EVENT, .text = "home.events", .sub = "home.events_sub" },
		{ .id = "waste", .icon = ICON_BIN, .text = "home.waste", .sub = "home.waste_sub" },
	};
	const char *events = home->today ? trnf(ui_arena(ui), ui_lang(ui), "home.events_today", (int64_t)home->today, NULL)
	                                 : ui_tr(ui, "home.events_sub");

	if (ui_is_small(ui)) /* a tall card would be half a page: low ones, one below the other */
		ui_column(ui);
	else
		ui_grid(ui);
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct ui_card card = ways[i];

		card.text = ui_tr(ui, card.text);
		card.sub = ui_splits(ui) || ui_is_small(ui) ? NULL : streq(card.id, "events") ? events : ui_tr(ui, card.sub);
		card.tall = !ui_is_small(ui);
		ui_card(ui, card);
	}
	ui_end(ui);
}

/* Somebody to talk to, and what comes next in town. */
static void life(const struct screen_ctx *ctx, const struct home *home, struct ui *ui)
{
	const char *phone = home->has_reception && home->reception.phone ? home->reception.phone : ctx->data->town.phone;
	enum open_state open = OPEN_UNKNOWN;
	const char *opening = NULL;

	if (home->has_reception)
		opening = kiosk_data_opening(ctx->data, ui_arena(ui), ui_lang(ui), ctx->now, home->reception.hours, home->reception.id, &open);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "home.talk"),
	                              .sub = phone ? ui_trf(ui, "home.talk_sub", "phone", fmt_phone(ui_arena(ui), ui_lang(ui), phone), NULL)
	                                           : NULL,
	                              .badge = opening, .badge_tone = open == OPEN_YES ? TONE_DONE : TONE_NEUTRAL });
	if (home->event_count)
		events_row(ctx, ui, &home->events[0]);
	ui_end(ui);
}

static void home_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct home *home = state;

	if (!ui_lies(ui) || ui_splits(ui)) /* the bar has them too, and idle had all */
		language_shelf(ctx, ui);
	ui_split(ui);
	ui_column(ui);
	ui_title(ui, ui_tr(ui, "home.title"));
	ui_field_button(ui, "search", ICON_SEARCH, ui_tr(ui, "home.search"), ui_tr(ui, "search.spoken"));
	if (ui_splits(ui))
		life(ctx, home, ui);
	ui_end(ui);
	ui_column(ui);
	grid(home, ui);
	if (!ui_splits(ui))
		life(ctx, home, ui);
	ui_end(ui);
	ui_end(ui);
}

static struct action home_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	static const struct {
		const char *id;
		enum screen_id screen;
	} ways[] = {
		{ "languages", SCREEN_LANGUAGES }, { "search", SCREEN_SEARCH }, { "make", SCREEN_SERVICES }, { "follow", SCREEN_FOLLOW },
		{ "places", SCREEN_PLACES }, { "hours", SCREEN_DEPARTMENTS }, { "events", SCREEN_AGENDA }, { "waste", SCREEN_WASTE },
		{ "talk", SCREEN_TALK },
	};

	(void)ctx;
	(void)state;
	if (id_is(id, "lang"))
		return action_with(ACTION_LANGUAGE, id_value(id));
	if (id_is(id, "event"))
		return action_push(SCREEN_EVENT, id_value(id));
	for (size_t i = 0; i < ARRAY_LEN(ways); i++)
		if (streq(ways[i].id, id))
			return action_push(ways[i].screen, "");
	return ACTION_NOTHING;
}

const struct screen home_screen = {
	.name = "home",
	.state_size = sizeof(struct home),
	.flags = SCREEN_ROOT,
	.open = home_open,
	.build = home_build,
	.on_press = home_on_press,
	.on_change = home_on_change,
};
