#include "kiosk/screens/form_field.h"

#include <ctype.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/domain/geo.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"

enum { SUGGESTIONS = 3, LONG_LINES = 5, LONG_LINES_LARGE = 3, HERE_METRES = 150, ID_LEN = FORM_ID_MAX + 1 };

void suggestions_done(struct suggestions *suggestions)
{
	arena_free(suggestions->arena);
	*suggestions = (struct suggestions){ .arena = NULL };
}

/* ---- ids */

static bool split(const char *id, const char *name, char field[ID_LEN], const char **ret_rest)
{
	const char *at, *colon;

	if (!id_is(id, name))
		return false;
	at = id_value(id);
	colon = strchr(at, ':');
	snprintf(field, ID_LEN, "%.*s", (int)(colon ? (size_t)(colon - at) : strlen(at)), at);
	*ret_rest = colon ? colon + 1 : "";
	return true;
}

/* ---- fields that are typed into */

bool form_field_typed(const struct form_field *field)
{
	switch (field->type) {
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_YESNO:
	case FIELD_TYPES:
		return false;
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_NUMBER:
	case FIELD_DATE:
	case FIELD_ADDRESS:
	case FIELD_PHONE:
	case FIELD_EMAIL:
		break;
	}
	return true;
}

static enum ui_keys keys_of(const struct form_field *field)
{
	switch (field->type) {
	case FIELD_NUMBER:
		return KEYS_DECIMAL;
	case FIELD_DATE:
		return KEYS_DATE;
	case FIELD_PHONE:
		return KEYS_PHONE;
	case FIELD_ADDRESS:
		return KEYS_ADDRESS;
	case FIELD_EMAIL:
		return KEYS_EMAIL;
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_CHOICE:
	case FIELD_CHOICES:
	case FIELD_YESNO:
	case FIELD_TYPES:
		break;
	}
	return KEYS_TEXT;
}

/* What stands below the field: the town's words, then ours. */
static const char *help_of(struct ui *ui, const struct form_field *field, const char *value)
{
	const char *own = form_text(&field->help, ui_lang(ui)), *ours = NULL;
	int64_t day;

	if (field->type == FIELD_LONGTEXT || (field->type == FIELD_TEXT && field->role == ROLE_NONE))
		ours = ui_tr(ui, "form.no_health");
	if (ours && strstr(own, ours)) /* the town says it itself */
		ours = NULL;
	if (field->type == FIELD_LONGTEXT && field->max_chars - (int)utf8_count(value) < field->max_chars / 2)
		ours = ui_fmt(ui, "%s%s%s", or_empty(ours), ours ? " " : "",
		              trnf(ui_arena(ui), ui_lang(ui), "form.left", field->max_chars - (int64_t)utf8_count(value), NULL));
	if (field->type == FIELD_DATE)
		ours = date_from_typed(value, &day) ? fmt_capital(ui_arena(ui), fmt_date_year(ui_arena(ui), ui_lang(ui), day))
		                                    : ui_tr(ui, "form.date_order");
	if (!*own)
		return ours;
	return ours ? ui_fmt(ui, "%s %s", own, ours) : own;
}

static const char *placeholder_of(struct ui *ui, const struct form_field *field)
{
	const char *own = form_text(&field->placeholder, ui_lang(ui));

	if (*own)
		return own;
	if (field->type == FIELD_ADDRESS)
		return ui_tr(ui, "form.address_example");
	return form_text(&field->label, ui_lang(ui));
}

static const char *lang_of(const struct ui *ui, const struct form_text *text, const struct form_look *look)
{
	return kiosk_data_lang(look->ctx->data, form_text_lang(text, ui_lang(ui)));
}

/* All of it in one language: the question's. */
static const char *label_of(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	const char *label = form_text(&field->label, ui_lang(ui)), *lang = lang_of(ui, &field->label, look);

	if (look->alone)
		return NULL;
	return field->required ? label : trf(ui_arena(ui), ui_is_foreign(ui, lang) ? lang : ui_lang(ui), "form.optional", "label", label, NULL);
}

static const char *fault_of(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	if (look->wrong != field)
		return NULL;
	return answer_sentence(ui_arena(ui), ui_lang(ui), field, look->fault, draft_today(look->ctx));
}

/* How many addresses are proposed, for who does not see them. */
static const char *found_words(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	if (field->type != FIELD_ADDRESS || !streq(look->suggestions->field, field->id) ||
	    utf8_count(answers_get(look->draft->answers, field->id)) < 2)
		return NULL;
	return trnf(ui_arena(ui), ui_lang(ui), "form.found", (int64_t)look->suggestions->count, NULL);
}

static void typed_field(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	const char *value = answers_get(look->draft->answers, field->id);
	int lines = look->ctx->session->text_size > TEXT_LARGE ? LONG_LINES_LARGE : LONG_LINES; /* what must not be written stays in sight */

	ui_field(ui, (struct ui_field){
		.id = ui_id(ui, "q", field->id), .label = label_of(ui, field, look), .lang = lang_of(ui, &field->label, look),
		.spoken = label_of(ui, field, look) ? NULL : form_text(&field->label, ui_lang(ui)), .value = value, .placeholder = placeholder_of(ui, field),
		.help = help_of(ui, field, value), .error = fault_of(ui, field, look), .keys = keys_of(field), .max = field->max_chars,
		.lines = field->type == FIELD_LONGTEXT ? lines : 1, .autofocus = look->first, .clear = field->type != FIELD_LONGTEXT,
		.private_ = field->private_,
		.found = found_words(ui, field, look),
		.enter = look->alone && field->type != FIELD_LONGTEXT ? ui_tr(ui, "form.next") : NULL,
		.as_typed = field->type == FIELD_EMAIL || field->type == FIELD_ADDRESS,
	});
}

/* ---- dates */

void form_date_typed(const char *text, char out[16])
{
	size_t n = 0, run = 0, marks = 0;

	for (const char *s = text; *s && n < 10; s++) {
		bool digit = isdigit((unsigned char)*s);

		if (!digit && strchr("/.- ", *s) == NULL)
			continue;
		if (!digit) {
			if (run && marks < 2) {
				out[n++] = '/';
				marks++;
				run = 0;
			}
			continue;
		}
		if (run == 2 && marks < 2) {
			out[n++] = '/';
			marks++;
			run = 0;
		}
		if (n < 10) {
			out[n++] = *s;
			run++;
		}
	}
	out[n] = '\0';
}

static bool within(const struct form_field *field, int64_t day, int64_t today)
{
	int64_t min = (int64_t)field->min.value + (field->min.from_today ? today : 0);
	int64_t max = (int64_t)field->max.value + (field->max.from_today ? today : 0);

	return (!field->min.set || day >= min) && (!field->max.set || day <= max);
}

static void day_chips(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	static const struct {
		int days;
		const char *key;
	} chips[] = { { -1, "form.yesterday" }, { 0, "form.today" }, { 1, "form.tomorrow" } };
	int64_t today = draft_today(look->ctx), chosen = 0;
	bool is_day = date_from_typed(answers_get(look->draft->answers, field->id), &chosen);
	bool past = within(field, today - 1, today);

	if (look->ctx->data->clock_unsure) /* which day « hier » was is not known here */
		return;
	ui_row(ui);
	for (size_t i = 0; i < ARRAY_LEN(chips); i++) {
		int64_t day = today + chips[i].days;

		if (!within(field, day, today) || (chips[i].days > 0 && past && !field->min.set))
			continue; /* of something that happened, tomorrow is no answer */
		ui_button(ui, (struct ui_button){ .id = ui_fmt(ui, "day:%s:%d", field->id, chips[i].days), .text = ui_tr(ui, chips[i].key),
		                                  .icon = ICON_TODAY, .small = true, .selected = is_day && chosen == day });
	}
	ui_end(ui);
}

/* ---- addresses */

static const char *distance_of(struct ui *ui, const struct form_look *look, double lat, double lon)
{
	struct position here;

	if (!kiosk_data_here(look->ctx->data, &here))
		return NULL;
	return ui_trf(ui, "form.distance", "distance",
	              fmt_distance(ui_arena(ui), ui_lang(ui), geo_distance(here, (struct position){ lat, lon })), NULL);
}

static void address_choices(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	struct place_answer chosen = answers_address(look->draft->answers, field->id);
	const struct terminal *terminal = &look->ctx->data->terminal;

	if (chosen.located)
		ui_option(ui, (struct ui_option){ .id = ui_fmt(ui, "pick:%s:chosen", field->id), .icon = ICON_PLACE, .text = chosen.text,
		                                  .sub = distance_of(ui, look, chosen.lat, chosen.lon), .chosen = true });
	else if (streq(look->suggestions->field, field->id))
		for (size_t i = 0; i < look->suggestions->count; i++) {
			const struct address *found = &look->suggestions->list[i];

			ui_option(ui, (struct ui_option){ .id = ui_fmt(ui, "pick:%s:%zu", field->id, i), .icon = ICON_PLACE,
			                                  .text = address_text(found, ui_arena(ui)),
			                                  .sub = found->at.known ? distance_of(ui, look, found->at.lat, found->at.lon) : found->city });
		}
	/* what one reports may be here; where one lives is not */
	if (terminal->located && !chosen.located && !look->suggestions->count && streq(look->draft->service.kind, "signalement")) {
		ui_row(ui);
		ui_button(ui, (struct ui_button){ .id = ui_id(ui, "here", field->id), .icon = ICON_HERE, .small = true,
		                                  .text = ui_trf(ui, "form.here", "terminal", terminal_name(terminal, ui_lang(ui), ui_arena(ui)), NULL) });
		ui_end(ui);
	}
}

static void find(struct screen_ctx *ctx, const struct form_field *field, const char *text, struct suggestions *found)
{
	struct err err;

	if (!found->arena)
		found->arena = arena_new();
	arena_reset(found->arena);
	found->list = NULL;
	found->count = 0;
	utf8_copy(found->field, sizeof(found->field), field->id);
	if (ctx->data->db && utf8_count(text) >= 2 &&
	    !address_find(ctx->data->db, text, SUGGESTIONS, found->arena, &found->list, &found->count, &err))
		log_warn("addresses: %s", err.text);
}

static void pick(struct draft *draft, const struct form_field *field, const struct address *address)
{
	struct arena *arena = arena_new();

	answers_set_address(draft->answers, field->id,
	                    &(struct place_answer){ .text = address_text(address, arena), .id = or_empty(address->id),
	                                            .located = address->at.known, .lat = address->at.lat, .lon = address->at.lon });
	arena_free(arena);
}

/* « Ici »: where this terminal stands, with the nearest address so that an agent finds it. */
static void pick_here(struct screen_ctx *ctx, struct draft *draft, const struct form_field *field)
{
	const struct terminal *terminal = &ctx->data->terminal;
	struct arena *arena = arena_new();
	struct spot at = { .known = true, .lat = terminal->lat, .lon = terminal->lon };
	const char *name = terminal_name(terminal, ctx->session->lang, arena);
	struct address near;

	if (ctx->data->db && address_nearest(ctx->data->db, at, HERE_METRES, arena, &near, NULL))
		name = arena_printf(arena, "%s (%s)", name, address_text(&near, arena));
	answers_set_address(draft->answers, field->id,
	                    &(struct place_answer){ .text = name, .id = "", .located = true, .lat = at.lat, .lon = at.lon });
	arena_free(arena);
}

/* ---- choices */

static void option(struct ui *ui, const struct form_field *field, const char *id, const char *text, const char *lang,
                   const struct form_look *look)
{
	ui_option(ui, (struct ui_option){ .id = ui_fmt(ui, "opt:%s:%s", field->id, id), .text = text, .lang = lang,
	                                  .several = field->type == FIELD_CHOICES,
	                                  .chosen = answers_chosen(look->draft->answers, field->id, id) });
}

static void choices(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	const char *label = label_of(ui, field, look), *help = form_text(&field->help, ui_lang(ui)), *fault = fault_of(ui, field, look);

	ui_said(ui, lang_of(ui, &field->label, look));
	if (label)
		ui_heading(ui, label);
	if (*help)
		ui_muted(ui, help);
	ui_said(ui, NULL);
	if (fault) {
		ui_notice(ui, TONE_DANGER, ICON_ERROR);
		ui_strong(ui, fault);
		ui_end(ui);
	}
	if (field->type == FIELD_YESNO) {
		option(ui, field, "yes", ui_tr(ui, "form.yes"), NULL, look);
		option(ui, field, "no", ui_tr(ui, "form.no"), NULL, look);
	}
	for (size_t i = 0; i < field->n_options; i++)
		option(ui, field, field->options[i].id, form_text(&field->options[i].label, ui_lang(ui)),
		       lang_of(ui, &field->options[i].label, look), look);
}

static void choose(struct draft *draft, const struct form_field *field, const char *id)
{
	if (field->type == FIELD_CHOICES)
		answers_choose(draft->answers, field->id, id, !answers_chosen(draft->answers, field->id, id));
	else if (!field->required && streq(answers_get(draft->answers, field->id), id))
		answers_clear(draft->answers, field->id); /* what need not be answered can be taken back */
	else
		answers_set(draft->answers, field->id, id);
}

/* ---- all of them */

void form_field_build(struct ui *ui, const struct form_field *field, const struct form_look *look)
{
	if (!form_field_typed(field)) {
		choices(ui, field, look);
		return;
	}
	typed_field(ui, field, look);
	if (field->type == FIELD_DATE)
		day_chips(ui, field, look);
	else if (field->type == FIELD_ADDRESS)
		address_choices(ui, field, look);
}

void form_field_input(struct screen_ctx *ctx, struct draft *draft, const struct form_field *field, const char *text,
                      struct suggestions *suggestions)
{
	char date[16];

	if (field->type == FIELD_DATE) {
		form_date_typed(text, date);
		text = date;
	}
	answers_set(draft->answers, field->id, text);
	if (field->type == FIELD_ADDRESS)
		find(ctx, field, text, suggestions);
}

bool form_field_press(struct screen_ctx *ctx, struct draft *draft, const char *id, struct suggestions *suggestions,
                      const struct form_field **ret_field)
{
	static const char *const names[] = { "opt", "pick", "day", "here" };
	const struct form_field *field = NULL;
	char name[ID_LEN];
	const char *rest;
	size_t kind = 0, n;

	while (kind < ARRAY_LEN(names) && !split(id, names[kind], name, &rest))
		kind++;
	if (kind == ARRAY_LEN(names) || !(field = form_field_find(draft->form, name)))
		return false;
	*ret_field = field;
	if (kind == 0) {
		choose(draft, field, rest);
	} else if (kind == 1) {
		n = strtoul(rest, NULL, 10);
		if (!streq(rest, "chosen") && streq(suggestions->field, field->id) && n < suggestions->count)
			pick(draft, field, &suggestions->list[n]);
		suggestions->count = 0;
	} else if (kind == 2) {
		struct arena *arena = arena_new();

		answers_set(draft->answers, field->id, fmt_date_digits(arena, "fr", draft_today(ctx) + strtol(rest, NULL, 10)));
		arena_free(arena);
	} else {
		pick_here(ctx, draft, field);
		suggestions->count = 0;
	}
	return true;
}
