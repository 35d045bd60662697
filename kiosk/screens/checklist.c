/* A service that wants papers: what to bring, to tick off, where to, and how; printed to take home. No form, so nobody files
 * something inadmissible. */
#include "kiosk/screens/checklist.h"

#include "common/store/department.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/screens/print_panel.h"
#include "kiosk/screens/site.h"

enum { PAPERS_MAX = TICKET_LINES_MAX };

struct paper_line {
	const char *label, *detail;
};

struct checklist {
	struct service service;
	struct department department;
	bool has_department;
	struct paper_line papers[PAPERS_MAX];
	size_t count;
	bool ticked[PAPERS_MAX];
	struct print_panel print;
};

/* The same words as on paper: what the ticket would list, in the person's language first. */
static void read_papers(struct screen_ctx *ctx, struct checklist *list)
{
	struct ticket ticket;
	struct paper_order order = { .kind = TICKET_CHECKLIST, .service = ctx->arg, .registered = TICKET_NO_TIME, .received = TICKET_NO_TIME };

	list->count = 0;
	paper_compose(ctx, &order, ctx->arena, &ticket);
	for (size_t i = 0; i < ticket.n_lines && list->count < PAPERS_MAX; i++) {
		const struct ticket_step *line = &ticket.lines[i];

		list->papers[list->count++] = (struct paper_line){
			.label = line->when.also ? line->when.also : line->when.main, .detail = line->what.also ? line->what.also : line->what.main,
		};
	}
}

static bool read_all(struct screen_ctx *ctx, struct checklist *list, struct err *err)
{
	struct db *db = ctx->data->db;
	struct service service;
	struct err why;

	if (!db || !service_read(db, ctx->session->lang, ctx->arg, ctx->arena, &service, &why))
		return site_unread(ctx, &why, err);
	list->service = service;
	list->has_department = service.department &&
	                       department_read(db, ctx->session->lang, service.department, ctx->arena, &list->department, NULL);
	read_papers(ctx, list);
	return true;
}

static bool checklist_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	if (!read_all(ctx, state, err))
		return false;
	print_panel_ask(&((struct checklist *)state)->print, ctx);
	return true;
}

static struct action checklist_on_change(struct screen_ctx *ctx, void *state)
{
	(void)read_all(ctx, state, NULL);
	return ACTION_NOTHING;
}

static void how_to_come(const struct screen_ctx *ctx, const struct checklist *list, struct ui *ui)
{
	const struct department *at = &list->department;
	enum open_state open = OPEN_UNKNOWN;
	const char *opening = list->has_department ? kiosk_data_opening(ctx->data, ui_arena(ui), ui_lang(ui), ctx->now, at->hours, at->id, &open) : NULL;
	const char *address = list->has_department && at->address ? at->address : ctx->data->town.address;

	ui_heading(ui, ui_tr(ui, "checklist.how"));
	if (list->service.how_to) {
		ui_said(ui, kiosk_data_lang(ctx->data, list->service.how_to_lang));
		ui_text(ui, list->service.how_to);
		ui_said(ui, NULL);
	}
	ui_list(ui);
	if (address)
		ui_card(ui, (struct ui_card){ .id = list->has_department ? ui_id(ui, "department", at->id) : NULL, .icon = ICON_PLACE,
		                              .text = list->has_department ? at->name : address,
		                              .lang = list->has_department ? kiosk_data_lang(ctx->data, at->lang) : NULL,
		                              .sub = list->has_department && at->floor ? ui_trf(ui, "list.comma", "a", address, "b", at->floor, NULL)
		                                                                     : address,
		                              .badge = opening, .badge_tone = open == OPEN_YES ? TONE_DONE : TONE_NEUTRAL,
		                              .chevron = list->has_department });
	if (list->has_department && at->phone)
		ui_card(ui, (struct ui_card){ .icon = ICON_PHONE, .text = fmt_phone(ui_arena(ui), ui_lang(ui), at->phone),
		                              .sub = ui_tr(ui, "checklist.phone") });
	ui_end(ui);
}

static void checklist_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct checklist *list = state;

	ui_overline(ui, ui_tr(ui, "checklist.overline"));
	ui_said(ui, kiosk_data_lang(ctx->data, list->service.lang));
	ui_title(ui, list->service.name);
	if (list->service.summary) {
		ui_said(ui, kiosk_data_lang(ctx->data, list->service.text_lang));
		ui_muted(ui, list->service.summary);
	}
	ui_said(ui, NULL);
	ui_heading(ui, ui_tr(ui, "checklist.bring"));
	ui_language(ui, kiosk_data_lang(ctx->data, list->service.checklist_lang));
	for (size_t i = 0; i < list->count; i++)
		ui_option(ui, (struct ui_option){ .id = ui_idn(ui, "paper", (int64_t)i), .text = list->papers[i].label, .sub = list->papers[i].detail,
		                                  .lang = kiosk_data_lang(ctx->data, list->service.checklist_lang),
		                                  .several = true, .chosen = list->ticked[i] });
	how_to_come(ctx, list, ui);
	if (list->service.appeal) {
		ui_heading(ui, ui_tr(ui, "checklist.appeal"));
		ui_said(ui, kiosk_data_lang(ctx->data, list->service.how_to_lang));
		ui_text(ui, list->service.appeal);
		ui_said(ui, NULL);
	}
	print_panel_build(&list->print, ui, ui_tr(ui, "checklist.print"), true);
}

static struct action checklist_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct checklist *list = state;
	int64_t n = id_number(id);

	if (id_is(id, "paper") && n >= 0 && n < (int64_t)list->count)
		list->ticked[n] = !list->ticked[n];
	else if (id_is(id, "department"))
		return action_push(SCREEN_DEPARTMENT, id_value(id));
	else if (streq(id, "print:words"))
		return print_panel_press(&list->print, ctx, id);
	else if (streq(id, "print"))
		print_panel_go(&list->print, ctx, &(struct paper_order){ .kind = TICKET_CHECKLIST, .service = ctx->arg,
		                                                         .registered = TICKET_NO_TIME, .received = TICKET_NO_TIME });
	return ACTION_NOTHING;
}

static struct action checklist_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	(void)ctx;
	(void)print_panel_result(&((struct checklist *)state)->print, work);
	return ACTION_NOTHING;
}

const struct screen checklist_screen = {
	.name = "checklist",
	.state_size = sizeof(struct checklist),
	.open = checklist_open,
	.build = checklist_build,
	.on_press = checklist_on_press,
	.on_result = checklist_on_result,
	.on_change = checklist_on_change,
};
