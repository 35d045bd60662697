/* A service that wants papers: what to bring, where to, and how. No form, so nobody files something inadmissible. */
#include "kiosk/screens/checklist.h"

#include "common/store/department.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "kiosk/screens/site.h"

#include <jansson.h>

enum { PAPERS_MAX = 60 };

struct paper {
	const char *label, *detail;
};

struct checklist {
	struct service service;
	struct paper *papers;
	size_t count;
	struct department department; /* id NULL: not known */
	struct hours_place hours;
};

static void read_papers(struct screen_ctx *ctx, struct checklist *page)
{
	json_t *root = page->service.checklist ? json_loads(page->service.checklist, 0, NULL) : NULL;

	page->papers = ARENA_ARRAY(ctx->arena, struct paper, MIN(json_array_size(root), (size_t)PAPERS_MAX) + 1);
	page->count = 0;
	for (size_t i = 0; i < json_array_size(root) && i < PAPERS_MAX; i++) {
		const json_t *paper = json_array_get(root, i);
		const char *label = json_string_value(json_object_get(paper, "label"));

		if (label)
			page->papers[page->count++] = (struct paper){ .label = arena_strdup(ctx->arena, label),
				.detail = arena_strdup(ctx->arena, json_string_value(json_object_get(paper, "detail"))) };
	}
	json_decref(root);
}

static bool checklist_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct checklist *page = state;

	if (!ctx->data->db || !service_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &page->service, NULL))
		return site_gone(ctx, err);
	read_papers(ctx, page);
	if (!department_read(ctx->data->db, ctx->session->lang, page->service.department, ctx->arena, &page->department, NULL))
		page->department = (struct department){ .id = NULL };
	page->hours = site_hours(ctx, page->service.department, page->department.hours);
	return true;
}

static void build_where(const struct screen_ctx *ctx, const struct checklist *page, struct ui *ui)
{
	struct ui_card card = { .id = ui_id(ui, "department", page->department.id), .icon = ICON_TOWN_HALL, .text = page->department.name,
	                        .sub = page->department.address, .chevron = true };

	if (!page->department.id)
		return;
	card.badge = site_open(ctx, ui, &page->hours, &card.badge_tone);
	ui_list(ui);
	ui_card(ui, card);
	if (page->department.phone)
		ui_card(ui, (struct ui_card){ .icon = ICON_PHONE, .text = fmt_phone(ui_arena(ui), ui_lang(ui), page->department.phone),
		                              .sub = ui_tr(ui, "place.phone") });
	ui_end(ui);
}

static void checklist_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct checklist *page = state;
	const struct service *service = &page->service;

	ui_overline(ui, service->theme);
	ui_title(ui, service->name);
	if (service->summary)
		ui_text(ui, service->summary);
	if (page->count > 0) {
		ui_heading(ui, ui_tr(ui, "checklist.bring"));
		ui_list(ui);
		for (size_t i = 0; i < page->count; i++)
			ui_card(ui, (struct ui_card){ .icon = ICON_BOX, .text = page->papers[i].label, .sub = page->papers[i].detail });
		ui_end(ui);
	}
	if (service->how_to) {
		ui_heading(ui, ui_tr(ui, "checklist.how"));
		ui_text(ui, service->how_to);
	}
	build_where(ctx, page, ui);
	if (service->appeal) {
		ui_heading(ui, ui_tr(ui, "checklist.appeal"));
		ui_text(ui, service->appeal);
	}
}

static struct action checklist_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	(void)ctx;
	(void)state;
	return id_is(id, "department") ? action_push(SCREEN_DEPARTMENT, id_value(id)) : ACTION_NOTHING;
}

static struct action checklist_on_change(struct screen_ctx *ctx, void *state)
{
	(void)checklist_open(ctx, state, NULL);
	return ACTION_NOTHING;
}

const struct screen checklist_screen = {
	.name = "checklist",
	.state_size = sizeof(struct checklist),
	.open = checklist_open,
	.build = checklist_build,
	.on_press = checklist_on_press,
	.on_change = checklist_on_change,
};
