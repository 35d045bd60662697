/* What is done with what one writes, whole (GDPR, article 13): purpose, basis, recipients, retention, how it travels, the
 * data protection officer, the rights, the CNIL. */
#include "kiosk/data.h"
#include "kiosk/screen.h"
#include "kiosk/screens/review.h"
#include "kiosk/screens/site.h"

#include "common/store/service.h"

struct privacy {
	struct service service;
};

static bool privacy_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct privacy *privacy = state;
	struct err why;

	if (!ctx->data->db || !service_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &privacy->service, &why))
		return site_unread(ctx, &why, err);
	return true;
}

static struct action privacy_on_change(struct screen_ctx *ctx, void *state)
{
	struct privacy *privacy = state;
	struct service fresh;

	if (ctx->data->db && service_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &fresh, NULL))
		privacy->service = fresh;
	return ACTION_NOTHING;
}

static void part(struct ui *ui, const char *heading, const char *text, const char *lang)
{
	if (!text)
		return;
	ui_heading(ui, ui_tr(ui, heading));
	ui_said(ui, lang);
	ui_text(ui, text);
	ui_said(ui, NULL);
}

static void privacy_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct service *service = &((const struct privacy *)state)->service;
	const struct town *town = &ctx->data->town;

	const char *lang = kiosk_data_lang(ctx->data, service->purpose_lang);

	ui_said(ui, kiosk_data_lang(ctx->data, service->lang));
	ui_overline(ui, service->name);
	ui_said(ui, NULL);
	ui_title(ui, ui_tr(ui, "privacy.title"));
	part(ui, "privacy.who", town->address ? ui_fmt(ui, "%s\n%s", or_empty(town->title), town->address) : town->title, NULL);
	part(ui, "privacy.purpose", service->purpose, lang);
	part(ui, "privacy.basis", service->legal_basis, lang);
	part(ui, "privacy.recipients", service->recipients, lang);
	part(ui, "privacy.retention", service->retention, lang);
	part(ui, "privacy.travel", ui_tr(ui, "privacy.travel_text"), ui_lang(ui));
	part(ui, "privacy.dpo", town->dpo, kiosk_data_lang(ctx->data, town->dpo_lang));
	part(ui, "privacy.rights", ui_tr(ui, "privacy.rights_text"), ui_lang(ui));
	part(ui, "privacy.cnil", ui_tr(ui, "privacy.cnil_text"), ui_lang(ui));
	ui_actions(ui);
	ui_back_button(ui);
	ui_end(ui);
}

const struct screen privacy_screen = {
	.name = "privacy",
	.state_size = sizeof(struct privacy),
	.flags = SCREEN_OWN_WAY,
	.open = privacy_open,
	.build = privacy_build,
	.on_change = privacy_on_change,
};
