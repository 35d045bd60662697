/* Services and hours: every department of the town hall, open or not. */
#include "kiosk/screens/departments.h"

#include "common/store/department.h"
#include "kiosk/screens/site.h"

struct departments {
	const struct department *list;
	struct hours_place *hours;
	size_t count;
};

static bool departments_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct departments *page = state;

	*page = (struct departments){ .count = 0 };
	if (!ctx->data->db)
		return true;
	if (!department_list(ctx->data->db, ctx->session->lang, ctx->arena, &page->list, &page->count, err))
		return false;
	page->hours = ARENA_ARRAY(ctx->arena, struct hours_place, page->count + 1);
	for (size_t i = 0; i < page->count; i++)
		page->hours[i] = site_hours(ctx, page->list[i].id, page->list[i].hours);
	return true;
}

static void departments_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct departments *page = state;

	ui_title(ui, ui_tr(ui, "departments.title"));
	if (page->count == 0) {
		site_nothing(ui);
		return;
	}
	ui_language(ui, kiosk_data_lang(ctx->data, page->list[0].lang));
	ui_column(ui);
	for (size_t i = 0; i < page->count; i++) {
		const struct department *department = &page->list[i];
		struct ui_card card = { .id = ui_id(ui, "department", department->id), .icon = ICON_TOWN_HALL, .text = department->name,
		                        .sub = department->summary, .chevron = true, .lang = kiosk_data_lang(ctx->data, department->lang),
		                        .sub_lang = kiosk_data_lang(ctx->data, department->text_lang) };

		card.badge = site_open(ctx, ui, &page->hours[i], &card.badge_tone);
		ui_language(ui, card.lang);
		ui_card(ui, card);
	}
	ui_end(ui);
}

static struct action departments_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return id_is(id, "department") ? action_push(SCREEN_DEPARTMENT, id_value(id)) : ACTION_NOTHING;
}

static struct action departments_on_change(struct screen_ctx *ctx, void *state)
{
	(void)departments_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen departments_screen = {
	.name = "departments",
	.state_size = sizeof(struct departments),
	.open = departments_open,
	.build = departments_build,
	.on_press = departments_on_press,
	.on_change = departments_on_change,
};
