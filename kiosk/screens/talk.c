/* « Parler à quelqu’un »: numbers, hours, and a call back. */
#include "kiosk/screens/talk.h"

#include "common/store/department.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/screen.h"

struct talk {
	struct department at;       /* the one asked for, or the reception */
	bool known;
	bool call_back;             /* the town has such a service */
};

static const char call_back[] = "rappel"; /* id of the service, where the town offers it */

static bool talk_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct talk *talk = state;
	struct db *db = ctx->data->db;
	struct service service;

	arena_reset(ctx->arena);
	*talk = (struct talk){ .known = false };
	if (!db)
		return true;
	talk->known = *ctx->arg ? department_read(db, ctx->session->lang, ctx->arg, ctx->arena, &talk->at, err)
	                        : department_reception(db, ctx->session->lang, ctx->arena, &talk->at, err);
	talk->call_back = service_read(db, ctx->session->lang, call_back, ctx->arena, &service, NULL);
	return true;
}

static struct action talk_on_change(struct screen_ctx *ctx, void *state)
{
	struct err err;

	(void)talk_open(ctx, state, &err);
	return ACTION_NOTHING;
}

static void department_item(const struct screen_ctx *ctx, struct ui *ui, const struct department *department)
{
	enum open_state open;
	const char *opening = kiosk_data_opening(ctx->data, ui_arena(ui), ui_lang(ui), ctx->now, department->hours, department->id, &open);

	ui_language(ui, kiosk_data_lang(ctx->data, department->lang));
	ui_card(ui, (struct ui_card){ .icon = ICON_PHONE, .text = department->name, .lang = kiosk_data_lang(ctx->data, department->lang),
	                              .sub = fmt_phone(ui_arena(ui), ui_lang(ui), department->phone), .badge = opening,
	                              .badge_tone = open == OPEN_YES ? TONE_DONE : TONE_NEUTRAL });
}

static void danger(struct ui *ui)
{
	ui_heading(ui, ui_tr(ui, "talk.danger"));
	ui_notice(ui, TONE_DANGER, ICON_WARNING);
	ui_strong(ui, ui_tr(ui, "talk.emergency"));
	ui_end(ui);
}

static void talk_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct talk *talk = state;

	ui_title(ui, ui_tr(ui, "talk.title"));
	if (!talk->known) {
		ui_text(ui, ui_tr(ui, "talk.nothing"));
		danger(ui);
		return;
	}
	if (talk->call_back)
		ui_button(ui, (struct ui_button){ .id = "call-back", .text = ui_tr(ui, "talk.call_back"), .icon = ICON_PHONE, .primary = true });
	ui_language(ui, kiosk_data_lang(ctx->data, talk->at.lang));
	ui_list(ui);
	if (talk->at.phone)
		department_item(ctx, ui, &talk->at);
	if (talk->at.address)
		ui_card(ui, (struct ui_card){ .icon = ICON_PLACE, .text = ui_tr(ui, "talk.come"),
		                              .sub = talk->at.floor ? ui_trf(ui, "list.comma", "a", talk->at.address, "b", talk->at.floor, NULL)
		                                                    : talk->at.address });
	ui_end(ui);
	ui_list(ui); /* the others one by one: fourteen numbers in a row are too many, above all to who listens */
	ui_card(ui, (struct ui_card){ .id = "departments", .icon = ICON_TOWN_HALL, .text = ui_tr(ui, "talk.departments"), .chevron = true });
	ui_end(ui);
	danger(ui);
}

static struct action talk_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	if (streq(id, "departments"))
		return action_push(SCREEN_DEPARTMENTS, "");
	return streq(id, "call-back") ? action_push(SCREEN_FORM, call_back) : ACTION_NOTHING;
}

const struct screen talk_screen = {
	.name = "talk",
	.state_size = sizeof(struct talk),
	.open = talk_open,
	.build = talk_build,
	.on_press = talk_on_press,
	.on_change = talk_on_change,
};
