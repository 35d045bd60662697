/* My bins: when what is collected where somebody lives. The address is used to find the sector, and kept by nobody. */
#include "kiosk/screens/waste_days.h"

#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "common/domain/waste.h"
#include "common/store/address.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/screens/site.h"

enum { TYPED_MAX = 200, PROPOSED = 5, NEAR_METRES = 400 };

struct round { /* one kind of bin */
	const struct waste *waste;
	int64_t next, then;  /* days since 1970 */
};

struct waste_page {
	char typed[TYPED_MAX];
	struct arena *found;          /* of proposed: emptied with every letter */
	const struct address *proposed;
	size_t proposed_count;
	const char *address;          /* the chosen one, in words; NULL while none is */
	char chosen[TYPED_MAX];       /* its id */
	bool no_sector;               /* this address has none */
	bool failed;                  /* the streets cannot be read */
	struct round *rounds;         /* soonest first */
	size_t count;
};

/* ---- reading */

static int sooner(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->next > y->next) - (x->next < y->next);
}

static bool read_rounds(struct screen_ctx *ctx, struct waste_page *page, const char *sector)
{
	struct civil now = kiosk_data_civil(ctx->data, ctx->now), first;
	int64_t today = civil_days(now.year, now.month, now.day);
	const struct waste *list;
	size_t count;

	page->count = 0;
	if (!waste_list(ctx->data->db, ctx->session->lang, sector, ctx->arena, &list, &count, NULL))
		return false;
	page->rounds = ARENA_ARRAY(ctx->arena, struct round, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct waste_rule rule = { .weekday = (int)list[i].weekday, .every_weeks = (int)list[i].every_weeks };
		struct round round = { .waste = &list[i] };

		if (!list[i].first_day || !civil_parse_date(list[i].first_day, &first))
			continue;
		rule.first_day = civil_days(first.year, first.month, first.day);
		if (!waste_next(&rule, today, &round.next))
			continue;
		if (!waste_next(&rule, round.next + 1, &round.then))
			round.then = 0;
		page->rounds[page->count++] = round;
	}
	qsort(page->rounds, page->count, sizeof(page->rounds[0]), sooner);
	return true;
}

/* A street whose houses are collected on different days has no sector: its numbers are asked for. */
static void choose(struct screen_ctx *ctx, struct waste_page *page, const struct address *address)
{
	const char *text = address_text(address, ctx->arena);
	const char *sector = arena_strdup(ctx->arena, address->sector);

	utf8_copy(page->chosen, sizeof(page->chosen), or_empty(address->id));
	page->no_sector = !sector;
	utf8_copy(page->typed, sizeof(page->typed), text);
	page->proposed_count = 0;
	page->address = sector && read_rounds(ctx, page, sector) ? text : NULL;
}

static void propose(struct screen_ctx *ctx, struct waste_page *page, const char *text)
{
	utf8_copy(page->typed, sizeof(page->typed), text);
	arena_reset(page->found);
	page->proposed_count = 0;
	page->no_sector = false;
	page->failed = ctx->data->db && !address_find(ctx->data->db, page->typed, PROPOSED, page->found, &page->proposed, &page->proposed_count, NULL);
	if (page->failed)
		page->proposed_count = 0;
}

static bool waste_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct waste_page *page = state;
	struct address address;

	(void)err;
	page->found = arena_new();
	if (id_is(ctx->arg, "street")) {
		propose(ctx, page, id_value(ctx->arg));
		if (page->proposed_count > 0 && !page->proposed[0].number && page->proposed[0].sector)
			choose(ctx, page, &page->proposed[0]);
	} else if (ctx->data->db && *ctx->arg && address_read(ctx->data->db, ctx->arg, ctx->arena, &address, NULL))
		choose(ctx, page, &address);
	return true;
}

/* Another language, other days. */
static struct action waste_on_change(struct screen_ctx *ctx, void *state)
{
	struct waste_page *page = state;
	struct address address;

	if (page->address && ctx->data->db && address_read(ctx->data->db, page->chosen, ctx->arena, &address, NULL))
		choose(ctx, page, &address);
	return ACTION_NOTHING;
}

static void waste_close(struct screen_ctx *ctx, void *state)
{
	struct waste_page *page = state;

	(void)ctx;
	arena_free(page->found);
}

/* ---- building */

static enum icon kind_icon(const char *kind)
{
	enum waste_kind which;

	if (!waste_kind_parse(or_empty(kind), &which))
		return ICON_BIN;
	switch (which) {
	case WASTE_HOUSEHOLD:
		return ICON_DELETE;
	case WASTE_RECYCLING:
		return ICON_RECYCLING;
	case WASTE_GLASS:
		return ICON_GLASS;
	case WASTE_GARDEN:
		return ICON_NATURE;
	case WASTE_BULKY:
		return ICON_SOFA;
	case WASTE_KINDS:
		break;
	}
	return ICON_BIN;
}

static const char *day_words(const struct screen_ctx *ctx, struct ui *ui, int64_t day)
{
	struct civil now = kiosk_data_civil(ctx->data, ctx->now);
	int64_t today = civil_days(now.year, now.month, now.day);
	const char *near = fmt_day(ui_arena(ui), ui_lang(ui), day, today);
	const char *date = fmt_date(ui_arena(ui), ui_lang(ui), day);

	/* « Demain, mercredi 25 novembre »: the word alone is wrong tomorrow, when the photograph of the screen is looked at */
	return fmt_capital(ui_arena(ui), day - today <= 1 && !ctx->data->clock_unsure ? ui_trf(ui, "list.comma", "a", near, "b", date, NULL) : date);
}

static void build_rounds(const struct screen_ctx *ctx, const struct waste_page *page, struct ui *ui)
{
	for (size_t i = 0; i < page->count; i++) {
		const struct round *round = &page->rounds[i];
		const char *sub = round->waste->put_out, *lang = kiosk_data_lang(ctx->data, round->waste->lang);
		bool foreign = ui_is_foreign(ui, lang);

		if (round->then && !foreign) /* two languages in one line are said wrong by any voice */
			sub = ui_trf(ui, "waste.then", "put_out", or_empty(sub), "date", fmt_date(ui_arena(ui), ui_lang(ui), round->then), NULL);
		ui_language(ui, lang);
		ui_card(ui, (struct ui_card){ .icon = kind_icon(round->waste->kind), .text = round->waste->name, .sub = sub,
		                              .lang = lang, .sub_lang = foreign ? lang : NULL,
		                              .badge = day_words(ctx, ui, round->next),
		                              .badge_tone = i == 0 ? TONE_DONE : TONE_NEUTRAL, .badge_first = true });
	}
}

static void build_proposed(const struct screen_ctx *ctx, const struct waste_page *page, struct ui *ui)
{
	ui_column(ui);
	for (size_t i = 0; i < page->proposed_count; i++)
		ui_card(ui, (struct ui_card){ .id = ui_idn(ui, "address", (int64_t)i), .icon = ICON_PLACE,
		                              .text = address_text(&page->proposed[i], ui_arena(ui)),
		                              .sub = site_distance(ctx, ui, page->proposed[i].at, false), .highlight = page->typed, .chevron = true });
	ui_end(ui);
}

static void waste_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct waste_page *page = state;
	const char *found;

	if (page->address) {
		ui_overline(ui, ui_tr(ui, "waste.title"));
		ui_title(ui, fmt_capital(ui_arena(ui), page->address));
		ui_column(ui);
		build_rounds(ctx, page, ui);
		ui_end(ui);
		if (page->count == 0)
			ui_text(ui, ui_tr(ui, "waste.none"));
		ui_row(ui);
		ui_button(ui, (struct ui_button){ .id = "other", .icon = ICON_EDIT, .text = ui_tr(ui, "waste.other") });
		ui_button(ui, (struct ui_button){ .id = "search", .icon = ICON_SEARCH, .text = ui_tr(ui, "waste.search") });
		ui_end(ui);
		return;
	}
	ui_title(ui, ui_tr(ui, "waste.question"));
	if (!ctx->data->db) {
		site_nothing(ui);
		return;
	}
	ui_muted(ui, ui_tr(ui, "waste.help"));
	found = trnf(ui_arena(ui), ui_lang(ui), "form.found", (int64_t)page->proposed_count, NULL);
	ui_field(ui, (struct ui_field){ .id = "address", .value = page->typed, .placeholder = ui_tr(ui, "waste.placeholder"), .icon = ICON_PLACE,
	                                .autofocus = true, .clear = true, .max = TYPED_MAX - 1, .keys = KEYS_ADDRESS, .as_typed = true,
	                                .found = page->typed[0] ? found : NULL,
	                                .error = page->no_sector ? ui_tr(ui, "waste.no_sector") : NULL });
	build_proposed(ctx, page, ui);
	if (page->typed[0] && page->proposed_count == 0 && !page->no_sector && strlen(page->typed) >= 3)
		ui_text(ui, ui_tr(ui, page->failed ? "search.failed" : "waste.unknown"));
	if (site_here(ctx).known && !page->typed[0]) {
		ui_row(ui);
		ui_button(ui, (struct ui_button){ .id = "here", .icon = ICON_HERE, .text = ui_tr(ui, "waste.here") });
		ui_end(ui);
	}
}

/* ---- what people do */

static struct action waste_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct waste_page *page = state;

	(void)id;
	propose(ctx, page, text);
	return ACTION_NOTHING;
}

static struct action here(struct screen_ctx *ctx, struct waste_page *page)
{
	struct address address;

	if (ctx->data->db && address_nearest(ctx->data->db, site_here(ctx), NEAR_METRES, ctx->arena, &address, NULL))
		choose(ctx, page, &address);
	else
		page->no_sector = true;
	return ACTION_NOTHING;
}

static struct action waste_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct waste_page *page = state;
	size_t at = (size_t)id_number(id);

	if (id_is(id, "address") && id_value(id)[0] && at < page->proposed_count)
		choose(ctx, page, &page->proposed[at]);
	else if (streq(id, "here"))
		return here(ctx, page);
	else if (streq(id, "search"))
		return action_push(SCREEN_SEARCH, tr(ctx->session->lang, "waste.search_words"));
	else if (streq(id, "other")) {
		page->address = NULL;
		page->typed[0] = '\0';
		return action_with(ACTION_FOCUS, "address");
	}
	return ACTION_NOTHING;
}

const struct screen waste_days_screen = {
	.name = "waste",
	.state_size = sizeof(struct waste_page),
	.open = waste_open,
	.on_change = waste_on_change,
	.close = waste_close,
	.build = waste_build,
	.on_press = waste_on_press,
	.on_input = waste_on_input,
};
