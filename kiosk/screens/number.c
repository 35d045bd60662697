#include "kiosk/screens/number.h"

#include "common/base/strbuf.h"
#include "common/domain/deadline.h"
#include "common/store/department.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screens/draft.h"
#include "kiosk/screens/print_panel.h"

struct number {
	struct draft *draft;
	struct service service;      /* in the person's language */
	const char *department;      /* its name; NULL: the town hall */
	struct print_panel print;
	bool spelled;                /* the letters with their words show */
	bool leaving;                /* « Avez-vous noté le numéro ? » */
};

static void read_words(struct screen_ctx *ctx, struct number *number)
{
	struct db *db = ctx->data->db;
	struct department department;

	arena_reset(ctx->arena);
	number->department = NULL;
	if (!db || !service_read(db, ctx->session->lang, number->draft->service.id, ctx->arena, &number->service, NULL))
		number->service = number->draft->service;
	if (db && number->service.department &&
	    department_read(db, ctx->session->lang, number->service.department, ctx->arena, &department, NULL))
		number->department = department.name;
}

static bool number_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct number *number = state;

	number->draft = draft_current(ctx);
	if (!number->draft || !number->draft->sent)
		return err_set(err, ERR_NOT_FOUND, "nothing was filled in");
	read_words(ctx, number);
	print_panel_ask(&number->print, ctx);
	return true;
}

/* ---- building */

static void the_number(const struct screen_ctx *ctx, const struct number *number, struct ui *ui, bool qr)
{
	const struct tracking *tracking = &number->draft->number;
	const char *web = ctx->data->town.web ? ctx->data->town.web : ctx->data->terminal.web;
	char grouped[TRACKING_GROUPED];

	tracking_group(tracking, grouped);
	ui_number(ui, grouped, tracking_spell(ui_arena(ui), ui_lang(ui), tracking),
	          qr && *web ? tracking_link(ui_arena(ui), web, tracking) : NULL);
	explicit_bzero(grouped, sizeof(grouped));
}

/* Today, by which date, then. */
static void timeline(const struct screen_ctx *ctx, const struct number *number, struct ui *ui)
{
	const struct draft *draft = number->draft;
	const char *time = fmt_clock(ui_arena(ui), ui_lang(ui), ctx->data->zone, draft->made.wall);
	const char *lead = ui_tr(ui, "number.next"), *next = number->service.promised_text;
	const char *lang = next ? kiosk_data_lang(ctx->data, number->service.promised_lang) : NULL; /* of the town's promise */

	if (!next)
		next = number->department ? ui_trf(ui, "ticket.next", "department", number->department, NULL) : ui_tr(ui, "ticket.next_town");
	if (number->service.promised_days >= 0 && draft->made.trusted) {
		int64_t day = deadline_promised(deadline_day(ctx->data->zone, draft->made.wall), (int)number->service.promised_days,
		                                streq(ctx->data->town.holidays, "FR"));

		lead = ui_trf(ui, "number.by_date", "date", fmt_date(ui_arena(ui), ui_lang(ui), day), NULL);
		if (draft->offline) /* what is promised counts from the day the town has it */
			next = trf(ui_arena(ui), ui_is_foreign(ui, lang) ? lang : ui_lang(ui), "number.if_today", "next", next, NULL);
	}
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .icon = ICON_INBOX, .text = ui_tr(ui, "number.today"),
	                              .sub = ui_trf(ui, draft->made.trusted ? "number.registered" : "number.registered_unsure", "time", time, NULL) });
	ui_language(ui, lang);
	ui_card(ui, (struct ui_card){ .icon = ICON_WORKS, .text = lead, .sub = next, .sub_lang = lang });
	ui_card(ui, (struct ui_card){ .icon = ICON_MESSAGE, .text = ui_tr(ui, "number.then"), .sub = ui_tr(ui, "number.then_text") });
	ui_end(ui);
}

/* Words that stay on one line. */
static const char *together(struct ui *ui, const char *words)
{
	struct strbuf out = STRBUF_INIT;
	const char *kept;

	for (; *words; words++)
		if (*words == ' ')
			strbuf_add(&out, "\u00a0");
		else
			strbuf_addc(&out, *words);
	kept = arena_strdup(ui_arena(ui), strbuf_str(&out));
	strbuf_done(&out);
	return kept;
}

/* « K comme Karim », letter by letter: to write it down, or to read it out to somebody. */
static void spelling(const struct number *number, struct ui *ui)
{
	char grouped[TRACKING_GROUPED];

	tracking_group(&number->draft->number, grouped);
	ui_list(ui);
	for (int group = 0; group < 4; group++) {
		const char *words = "";

		for (int i = 0; i < 4; i++) {
			const char *letter = together(ui, tracking_spell_letter(ui_lang(ui), grouped[group * 5 + i]));

			words = i ? ui_trf(ui, "list.comma", "a", words, "b", letter, NULL) : letter;
		}
		ui_card(ui, (struct ui_card){ .text = ui_fmt(ui, "%.4s", grouped + group * 5), .sub = words });
	}
	ui_end(ui);
	explicit_bzero(grouped, sizeof(grouped));
}

static void leaving(const struct screen_ctx *ctx, const struct number *number, struct ui *ui)
{
	ui_centre(ui);
	ui_big_icon(ui, ICON_HELP, TONE_WARNING);
	ui_title(ui, ui_tr(ui, "number.noted"));
	ui_muted(ui, ui_tr(ui, "number.noted_text"));
	the_number(ctx, number, ui, true);
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "stay", .text = ui_tr(ui, "number.stay"), .icon = ICON_BACK });
	ui_button(ui, (struct ui_button){ .id = "leave", .text = ui_tr(ui, "number.leave"), .primary = true });
	ui_end(ui);
}

static void number_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct number *number = state;
	bool done = print_panel_done(&number->print);

	if (number->leaving) {
		leaving(ctx, number, ui);
		return;
	}
	ui_centre(ui);
	if (!number->print.tried && !ui_lies(ui)) /* what the printer said and offers needs the room, and has icons of its own */
		ui_big_icon(ui, ICON_CHECK, TONE_DONE);
	ui_title(ui, ui_tr(ui, "number.title"));
	ui_muted(ui, number->draft->offline ? ui_fmt(ui, "%s\n%s", ui_tr(ui, "number.offline"), ui_tr(ui, "number.note"))
	                                    : ui_tr(ui, "number.note"));
	the_number(ctx, number, ui, true);
	print_panel_build(&number->print, ui, ui_tr(ui, "number.print"), true);
	if (number->spelled)
		spelling(number, ui);
	timeline(ctx, number, ui);
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "spell", .text = ui_tr(ui, "number.spell"),
	                                  .icon = ctx->session->text_size == TEXT_HUGE ? ICON_NONE : ICON_VOICE });
	ui_button(ui, (struct ui_button){ .id = "finish", .text = ui_tr(ui, done ? "nav.finish" : "number.finish"), .primary = done,
	                                  .disabled = number->print.busy });
	ui_end(ui);
}

/* ---- what happens */

static void print(struct screen_ctx *ctx, struct number *number)
{
	const struct draft *draft = number->draft;
	struct contact contact = answers_contact(ctx->arena, draft->form, draft->answers);

	print_panel_go(&number->print, ctx, &(struct paper_order){
		.kind = TICKET_REGISTRATION, .service = draft->service.id, .detail = *or_empty(contact.where.text) ? contact.where.text : NULL,
		.number = draft->number.text, .terminal = ctx->data->terminal.name, .registered = draft->made.wall,
		.received = TICKET_NO_TIME, .clock_untrusted = !draft->made.trusted, .offline = draft->offline,
	});
}

static struct action finish(struct number *number)
{
	if (number->print.busy)
		return ACTION_NOTHING;
	if (print_panel_done(&number->print))
		return action_of(ACTION_END);
	number->leaving = true;
	return ACTION_NOTHING;
}

static struct action number_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct number *number = state;
	struct action say = ACTION_NOTHING;

	if (streq(id, "print")) {
		print(ctx, number);
	} else if (streq(id, "spell")) {
		struct arena *arena = arena_new();

		number->spelled = true;
		say = action_with(ACTION_SAY, tracking_spell(arena, ctx->session->lang, &number->draft->number));
		arena_free(arena);
	} else if (streq(id, "print:words")) {
		return print_panel_press(&number->print, ctx, id);
	} else if (streq(id, "finish")) {
		return finish(number);
	} else if (streq(id, "leave")) {
		return action_of(ACTION_END);
	} else if (streq(id, "stay")) {
		number->leaving = false;
	}
	return say;
}

static struct action number_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct number *number = state;

	(void)ctx;
	(void)print_panel_result(&number->print, work);
	return ACTION_NOTHING;
}

static struct action number_on_tick(struct screen_ctx *ctx, void *state)
{
	print_panel_tick(&((struct number *)state)->print, ctx);
	return ACTION_NOTHING;
}

static struct action number_on_change(struct screen_ctx *ctx, void *state)
{
	read_words(ctx, state);
	return ACTION_NOTHING;
}

const struct screen number_screen = {
	.name = "number",
	.state_size = sizeof(struct number),
	.flags = SCREEN_LONG | SCREEN_OWN_WAY,
	.open = number_open,
	.build = number_build,
	.on_press = number_on_press,
	.on_result = number_on_result,
	.on_change = number_on_change,
	.on_tick = number_on_tick,
	.tick_ms = PRINT_PANEL_TICK_MS,
};
