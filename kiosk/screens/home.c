/* Home: one search, two things to do, the town's life, and a person to talk to. */
#include "kiosk/screens/home.h"

#include "common/store/event.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"

static void languages_row(struct ui *ui)
{
	int shown = 0;

	ui_row(ui);
	for (size_t i = 0; i < LANGS_LEN && shown < 4; i++)
		if (langs[i].complete) {
			ui_button(ui, (struct ui_button){ .id = ui_id(ui, "lang", langs[i].code), .text = langs[i].name, .small = true,
			                                  .selected = streq(langs[i].code, ui_lang(ui)), .lang = langs[i].code });
			shown++;
		}
	ui_button(ui, (struct ui_button){ .id = "languages", .text = ui_tr(ui, "home.languages"), .small = true });
	ui_end(ui);
}

static void home_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct town *town = &ctx->data->town;

	(void)state;
	languages_row(ui);
	ui_title(ui, ui_tr(ui, "home.title"));
	ui_field_button(ui, "search", ICON_SEARCH, ui_tr(ui, "home.search"));
	ui_grid(ui);
	ui_card(ui, (struct ui_card){ .id = "make", .icon = ICON_EDIT, .text = ui_tr(ui, "home.make"), .sub = ui_tr(ui, "home.make_sub"),
	                              .primary = true, .tall = true });
	ui_card(ui, (struct ui_card){ .id = "follow", .icon = ICON_TICKET, .text = ui_tr(ui, "home.follow"),
	                              .sub = ui_tr(ui, "home.follow_sub"), .primary = true, .tall = true });
	ui_card(ui, (struct ui_card){ .id = "places", .icon = ICON_PLACE, .text = ui_tr(ui, "home.places"),
	                              .sub = ui_tr(ui, "home.places_sub"), .tall = true });
	ui_card(ui, (struct ui_card){ .id = "hours", .icon = ICON_CLOCK, .text = ui_tr(ui, "home.hours"),
	                              .sub = ui_tr(ui, "home.hours_sub"), .tall = true });
	ui_card(ui, (struct ui_card){ .id = "events", .icon = ICON_EVENT, .text = ui_tr(ui, "home.events"),
	                              .sub = ui_tr(ui, "home.events_sub"), .tall = true });
	ui_card(ui, (struct ui_card){ .id = "waste", .icon = ICON_BIN, .text = ui_tr(ui, "home.waste"),
	                              .sub = ui_tr(ui, "home.waste_sub"), .tall = true });
	ui_end(ui);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "home.talk"),
	                              .sub = town->phone ? ui_trf(ui, "home.talk_sub", "phone",
	                                                          fmt_phone(ui_arena(ui), ui_lang(ui), town->phone), NULL) : NULL,
	                              .chevron = true });
	ui_end(ui);
}

static struct action home_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	if (id_is(id, "lang"))
		return action_with(ACTION_LANGUAGE, id_value(id));
	if (streq(id, "languages"))
		return action_push(SCREEN_LANGUAGES, "");
	if (streq(id, "search"))
		return action_push(SCREEN_SEARCH, "");
	if (streq(id, "make"))
		return action_push(SCREEN_SERVICES, "");
	if (streq(id, "follow"))
		return action_push(SCREEN_FOLLOW, "");
	if (streq(id, "places"))
		return action_push(SCREEN_PLACES, "");
	if (streq(id, "hours"))
		return action_push(SCREEN_DEPARTMENTS, "");
	if (streq(id, "events"))
		return action_push(SCREEN_AGENDA, "");
	if (streq(id, "waste"))
		return action_push(SCREEN_WASTE, "");
	if (streq(id, "talk"))
		return action_push(SCREEN_TALK, "");
	return ACTION_NOTHING;
}

const struct screen home_screen = {
	.name = "home",
	.flags = SCREEN_ROOT,
	.build = home_build,
	.on_press = home_on_press,
};
