/* One place, or one department: open or not, where, how far, when, and what it does for people. */
#include "kiosk/screens/place.h"

#include "common/domain/names.h"
#include "common/store/department.h"
#include "common/store/place.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "kiosk/photo.h"
#include "kiosk/screens/site.h"

struct site {
	const char *lang, *text_lang;
	const char *id, *name, *summary, *address, *floor, *phone, *email, *web, *hours_text, *access, *kind, *department;
	struct spot at;
	struct photo photo;
	struct hours_place hours;
	const struct service *services; /* of a department */
	size_t service_count;
	bool is_department;
};

/* ---- reading */

static bool read_place(struct screen_ctx *ctx, struct site *site, struct err *err)
{
	struct place place;

	if (!place_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &place, err))
		return false;
	*site = (struct site){
		.id = place.id, .name = place.name, .summary = place.summary, .address = place.address, .phone = place.phone,
		.email = place.email, .web = place.web, .hours_text = place.hours, .access = place.access, .kind = place.kind,
		.department = place.department, .at = place.at, .lang = place.lang, .text_lang = place.text_lang,
	};
	return true;
}

/* The services that this department answers for, packed to the front of the town's list. */
static void read_services(struct screen_ctx *ctx, struct site *site)
{
	const struct service *all;
	struct service *own;
	size_t count;

	if (!service_list(ctx->data->db, ctx->session->lang, NULL, ctx->arena, &all, &count, NULL))
		return;
	own = ARENA_ARRAY(ctx->arena, struct service, count + 1);
	for (size_t i = 0; i < count; i++)
		if (streq(all[i].department, site->id))
			own[site->service_count++] = all[i];
	site->services = own;
}

static bool read_department(struct screen_ctx *ctx, struct site *site, struct err *err)
{
	struct department department;

	if (!department_read(ctx->data->db, ctx->session->lang, ctx->arg, ctx->arena, &department, err))
		return false;
	*site = (struct site){
		.id = department.id, .name = department.name, .summary = department.summary, .address = department.address,
		.floor = department.floor, .phone = department.phone, .email = department.email, .hours_text = department.hours,
		.access = department.access, .at = department.at, .is_department = true, .lang = department.lang,
		.text_lang = department.text_lang,
	};
	read_services(ctx, site);
	return true;
}

static bool open_site(struct screen_ctx *ctx, struct site *site, bool (*read)(struct screen_ctx *, struct site *, struct err *),
                      struct err *err)
{
	struct photo photo = site->photo;
	struct err why;

	if (!ctx->data->db || !read(ctx, site, &why))
		return site_unread(ctx, &why, err);
	site->photo = photo;
	photo_ask(ctx, site->is_department ? "department" : "place", site->id, &site->photo);
	site->hours = site_hours(ctx, site->id, site->hours_text);
	return true;
}

static bool place_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	return open_site(ctx, state, read_place, err);
}

static bool department_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	return open_site(ctx, state, read_department, err);
}

/* ---- building */

/* « Aujourd’hui : 8 h 30 – 12 h, 13 h 30 – 17 h 30 »; NULL on a day without. */
static const char *today_words(const struct screen_ctx *ctx, const struct site *site, struct ui *ui)
{
	struct civil now = kiosk_data_civil(ctx->data, ctx->now);
	int64_t today = civil_days(now.year, now.month, now.day);
	struct hours_row rows[7];
	struct day_hours day;

	if (!hours_day(&site->hours, today, &day) || day.n == 0 || hours_always(site->hours.hours) ||
	    hours_week(ui_arena(ui), ui_lang(ui), &site->hours, today, today, rows) == 0)
		return NULL;
	return ui_trf(ui, "place.today_hours", "hours", rows[0].text, NULL);
}

static void build_open(const struct screen_ctx *ctx, const struct site *site, struct ui *ui)
{
	enum tone tone = TONE_NEUTRAL;
	const char *sentence = site_open(ctx, ui, &site->hours, &tone);
	const char *why = sentence ? hours_at(&site->hours, ctx->now).reason : NULL;

	if (sentence)
		ui_status(ui, tone, ICON_CLOCK, sentence, why ? why : today_words(ctx, site, ui));
}

static const char *joined(struct ui *ui, const char *a, const char *b)
{
	return a && b ? ui_trf(ui, "list.comma", "a", a, "b", b, NULL) : a ? a : b;
}

static void build_facts(const struct screen_ctx *ctx, const struct site *site, struct ui *ui)
{
	const char *distance = site_distance(ctx, ui, site->at, true);
	const char *where = joined(ui, site->address, site->floor);

	if (!where && !distance && !site->phone && !site->email && !site->web && !site->access)
		return;
	ui_list(ui);
	if (where || distance)
		ui_card(ui, (struct ui_card){ .icon = ICON_PLACE, .text = where ? where : distance, .sub = where ? distance : NULL });
	if (site->phone)
		ui_card(ui, (struct ui_card){ .icon = ICON_PHONE, .text = fmt_phone(ui_arena(ui), ui_lang(ui), site->phone),
		                              .sub = ui_tr(ui, "place.phone") });
	if (site->email)
		ui_card(ui, (struct ui_card){ .icon = ICON_MAIL, .text = site->email });
	if (site->web)
		ui_card(ui, (struct ui_card){ .icon = ICON_GLOBE, .text = site->web });
	if (site->access)
		ui_card(ui, (struct ui_card){ .icon = ICON_ACCESSIBLE, .text = site->access,
		                              .lang = kiosk_data_lang(ctx->data, site->text_lang) });
	ui_end(ui);
}

static void build_week(const struct screen_ctx *ctx, const struct site *site, struct ui *ui)
{
	struct civil now = kiosk_data_civil(ctx->data, ctx->now);
	int64_t today = civil_days(now.year, now.month, now.day);
	struct hours_row rows[7];
	size_t count = site->hours.hours ? hours_week(ui_arena(ui), ui_lang(ui), &site->hours, today, today, rows) : 0;

	if (count == 0 && !site->hours_text)
		return;
	ui_heading(ui, ui_tr(ui, "place.hours"));
	ui_list(ui);
	for (size_t i = 0; i < count; i++)
		ui_card(ui, (struct ui_card){ .text = fmt_capital(ui_arena(ui), rows[i].today && !ctx->data->clock_unsure ? ui_trf(ui, "place.today", "day", rows[i].day, NULL)
		                                                                              : rows[i].day),
		                              .sub = rows[i].text, .badge = rows[i].exceptional ? ui_tr(ui, "place.exceptional") : NULL,
		                              .badge_tone = TONE_WARNING });
	if (count == 0) /* never guessed: as it was written */
		ui_card(ui, (struct ui_card){ .text = hours_as_written(ui_arena(ui), site->hours_text) });
	ui_end(ui);
}

static void build_services(const struct screen_ctx *ctx, const struct site *site, struct ui *ui)
{
	if (site->service_count == 0)
		return;
	ui_heading(ui, ui_tr(ui, "place.services"));
	ui_language(ui, kiosk_data_lang(ctx->data, site->services[0].lang));
	ui_list(ui);
	for (size_t i = 0; i < site->service_count; i++)
		ui_card(ui, (struct ui_card){ .id = ui_id(ui, site->services[i].has_form ? "form" : "checklist", site->services[i].id),
		                              .icon = icon_by_name(or_empty(site->services[i].icon)), .text = site->services[i].name, .chevron = true,
		                              .lang = kiosk_data_lang(ctx->data, site->services[i].lang) });
	ui_end(ui);
}

static void place_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct site *site = state;
	enum place_kind kind;

	if (site->is_department)
		ui_overline(ui, ui_tr(ui, "departments.overline"));
	else if (place_kind_parse(or_empty(site->kind), &kind))
		ui_overline(ui, ui_tr(ui, place_kind_key(kind)));
	ui_said(ui, kiosk_data_lang(ctx->data, site->lang));
	ui_title(ui, site->name);
	if (site->summary) {
		ui_said(ui, kiosk_data_lang(ctx->data, site->text_lang));
		ui_text(ui, site->summary);
	}
	ui_said(ui, NULL);
	photo_build(ctx, &site->photo, ui);
	build_open(ctx, site, ui);
	build_facts(ctx, site, ui);
	build_services(ctx, site, ui);
	build_week(ctx, site, ui);
	if (site->is_department || site->department) {
		ui_list(ui);
		ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "place.talk"), .chevron = true });
		ui_end(ui);
	}
}

static struct action place_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	const struct site *site = state;

	(void)ctx;
	if (id_is(id, "form"))
		return action_push(SCREEN_FORM, id_value(id));
	if (id_is(id, "checklist"))
		return action_push(SCREEN_CHECKLIST, id_value(id));
	if (streq(id, "talk"))
		return action_push(SCREEN_TALK, site->is_department ? site->id : site->department);
	return ACTION_NOTHING;
}

/* What was there stays when it is there no more: the person is reading it. */
static struct action place_on_change(struct screen_ctx *ctx, void *state)
{
	(void)open_site(ctx, state, ((struct site *)state)->is_department ? read_department : read_place, NULL);
	return ACTION_NOTHING;
}

static struct action place_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	(void)photo_take(ctx, work, &((struct site *)state)->photo);
	return ACTION_NOTHING;
}

const struct screen place_screen = {
	.name = "place",
	.state_size = sizeof(struct site),
	.open = place_open,
	.build = place_build,
	.on_press = place_on_press,
	.on_change = place_on_change,
	.on_result = place_on_result,
};

const struct screen department_screen = {
	.name = "department",
	.state_size = sizeof(struct site),
	.open = department_open,
	.build = place_build,
	.on_press = place_on_press,
	.on_change = place_on_change,
	.on_result = place_on_result,
};
