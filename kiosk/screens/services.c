/* What people can ask for here: first a theme, then its services. */
#include "kiosk/screens/services.h"

#include "common/store/service.h"
#include "kiosk/screens/site.h"

struct services {
	const struct service_theme *themes; /* without a theme */
	const struct service *list;         /* with one */
	size_t count;
};

static bool services_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct services *page = state;

	*page = (struct services){ .count = 0 };
	if (!ctx->data->db)
		return true;
	if (!*ctx->arg)
		return service_themes(ctx->data->db, ctx->session->lang, ctx->arena, &page->themes, &page->count, err);
	return service_list(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &page->list, &page->count, err);
}

static enum icon icon_or(const char *name, enum icon otherwise)
{
	enum icon icon = icon_by_name(or_empty(name));

	return icon ? icon : otherwise;
}

static void build_themes(const struct screen_ctx *ctx, const struct services *page, struct ui *ui)
{
	ui_title(ui, ui_tr(ui, "services.title"));
	ui_field_button(ui, "search", ICON_SEARCH, ui_tr(ui, "services.search"), NULL);
	ui_language(ui, kiosk_data_lang(ctx->data, page->themes[0].lang));
	ui_grid(ui);
	for (size_t i = 0; i < page->count; i++)
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, "theme", page->themes[i].key), .icon = icon_or(page->themes[i].icon, ICON_EDIT),
		                              .text = page->themes[i].name, .lang = kiosk_data_lang(ctx->data, page->themes[i].lang),
		                              .tall = true });
	ui_end(ui);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "home.talk"), .chevron = true });
	ui_end(ui);
}

static void build_list(const struct screen_ctx *ctx, const struct services *page, struct ui *ui)
{
	ui_overline(ui, ui_tr(ui, "services.overline"));
	ui_said(ui, kiosk_data_lang(ctx->data, page->list[0].lang)); /* a theme is translated with its services */
	ui_title(ui, page->list[0].theme);
	ui_said(ui, NULL);
	ui_column(ui);
	for (size_t i = 0; i < page->count; i++) {
		const struct service *service = &page->list[i];

		ui_language(ui, kiosk_data_lang(ctx->data, service->lang));
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, service->has_form ? "form" : "checklist", service->id),
		                              .icon = icon_or(service->icon, ICON_EDIT), .text = service->name, .sub = service->summary,
		                              .lang = kiosk_data_lang(ctx->data, service->lang),
		                              .sub_lang = kiosk_data_lang(ctx->data, service->text_lang),
		                              .badge = service->has_form ? NULL : ui_tr(ui, "services.papers"), .chevron = true });
	}
	ui_end(ui);
}

static void services_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct services *page = state;

	if (page->count == 0) {
		ui_title(ui, ui_tr(ui, "services.title"));
		site_nothing(ui);
	} else if (page->themes) {
		build_themes(ctx, page, ui);
	} else {
		build_list(ctx, page, ui);
	}
}

static struct action services_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	if (id_is(id, "theme"))
		return action_push(SCREEN_SERVICES, id_value(id));
	if (id_is(id, "form"))
		return action_push(SCREEN_FORM, id_value(id));
	if (id_is(id, "checklist"))
		return action_push(SCREEN_CHECKLIST, id_value(id));
	if (streq(id, "search"))
		return action_push(SCREEN_SEARCH, "");
	return streq(id, "talk") ? action_push(SCREEN_TALK, "") : ACTION_NOTHING;
}

static struct action services_on_change(struct screen_ctx *ctx, void *state)
{
	(void)services_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen services_screen = {
	.name = "services",
	.state_size = sizeof(struct services),
	.open = services_open,
	.build = services_build,
	.on_press = services_on_press,
	.on_change = services_on_change,
};
