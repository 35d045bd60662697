#include "kiosk/screens/thread.h"

#include "common/domain/deadline.h"
#include "common/domain/names.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "common/text/guess.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/screens/print_panel.h"
#include "kiosk/screens/request_view.h"

struct thread {
	struct request_view view;
	struct print_panel print;
	const char *name;              /* of the service, in the person's language; in ctx->arena */
	const char *name_lang;         /* NULL: the town's own */
	bool report;                   /* something was reported: it may still be broken */
};

static void read_words(struct screen_ctx *ctx, struct thread *thread)
{
	const struct followed *known = &thread->view.known;
	struct db *db = ctx->data->db;
	struct service service;
	enum service_kind kind;

	arena_reset(ctx->arena);
	thread->name = thread->name_lang = NULL;
	thread->report = false;
	if (thread->view.state != VIEW_KNOWN && thread->view.state != VIEW_LOCAL)
		return;
	thread->name = *or_empty(known->name) ? arena_strdup(ctx->arena, known->name) : NULL;
	if (db && *or_empty(known->service) && service_read(db, ctx->session->lang, known->service, ctx->arena, &service, NULL)) {
		thread->name = service.name;
		thread->name_lang = service.lang;
		thread->report = service_kind_parse(or_empty(service.kind), &kind) && kind == KIND_SIGNALEMENT;
	}
}

static bool thread_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct thread *thread = state;
	struct tracking_reading reading = tracking_read(ctx->arg);

	if (reading.verdict != TRACKING_OK)
		return err_set(err, ERR_NOT_FOUND, "not a number");
	if (!ctx->data->enrolled) {
		thread->view.state = VIEW_BROKEN;
		return true;
	}
	request_view_open(&thread->view, ctx, &reading.number);
	explicit_bzero(&reading, sizeof(reading));
	print_panel_ask(&thread->print, ctx);
	return true;
}

static void thread_close(struct screen_ctx *ctx, void *state)
{
	(void)ctx;
	request_view_done(&((struct thread *)state)->view);
}

/* ---- building */

static const char *when(const struct screen_ctx *ctx, struct ui *ui, int64_t at)
{
	return fmt_capital(ui_arena(ui), fmt_when(ui_arena(ui), ui_lang(ui), ctx->data->zone, at, ctx->now));
}

static int64_t day_of(const struct screen_ctx *ctx, int64_t at)
{
	return deadline_day(ctx->data->zone, at);
}

static const char *state_word(struct ui *ui, const char *name)
{
	enum request_state state;

	return ui_tr(ui, request_state_parse(or_empty(name), &state) ? request_state_key(state) : "thread.state_new");
}

static const struct {
	enum tone tone;
	enum icon icon;
} looks[REQUEST_STATES] = {
	[STATE_RECEIVED] = { TONE_NEUTRAL, ICON_INBOX }, [STATE_IN_PROGRESS] = { TONE_NEUTRAL, ICON_WORKS },
	[STATE_WAITING] = { TONE_WARNING, ICON_CLOCK }, [STATE_DONE] = { TONE_DONE, ICON_CHECK_CIRCLE },
	[STATE_REFUSED] = { TONE_DANGER, ICON_CLOSE },
};

/* How it stands, in colour, with an icon and a word. */
static void status(const struct screen_ctx *ctx, const struct thread *thread, struct ui *ui)
{
	const struct followed *known = &thread->view.known;
	enum request_state state = STATE_RECEIVED;
	const char *means;
	struct civil date;

	if (thread->view.state == VIEW_LOCAL) {
		ui_status(ui, TONE_WARNING, ICON_INBOX, ui_tr(ui, thread->view.queued ? "thread.local" : "thread.local_sent"),
		          ui_tr(ui, thread->view.queued ? "thread.local_text" : "thread.local_sent_text"));
		return;
	}
	(void)!request_state_parse(known->state, &state);
	means = ui_tr(ui, request_state_means_key(state));
	if (request_state_open(state) && known->promised_by && civil_parse_date(known->promised_by, &date)) {
		int64_t due = civil_days(date.year, date.month, date.day);

		means = ui_fmt(ui, "%s %s", means, ui_trf(ui, due < day_of(ctx, ctx->now) ? "thread.late" : "thread.promised",
		                                          "date", fmt_date(ui_arena(ui), ui_lang(ui), due), NULL));
	}
	ui_status(ui, looks[state].tone, looks[state].icon,
	          known->closed ? ui_trf(ui, "thread.state_on", "state", state_word(ui, known->state), "date",
	                                 fmt_day(ui_arena(ui), ui_lang(ui), day_of(ctx, known->closed), day_of(ctx, ctx->now)), NULL)
	                        : state_word(ui, known->state), means);
}

static void steps(const struct screen_ctx *ctx, const struct thread *thread, struct ui *ui)
{
	const struct followed *known = &thread->view.known;
	const char *here = *or_empty(known->terminal) ? ui_trf(ui, "thread.registered_at", "terminal", known->terminal, NULL)
	                                              : ui_tr(ui, "thread.registered");

	ui_heading(ui, ui_tr(ui, "thread.happened"));
	ui_list(ui);
	if (known->registered)
		ui_card(ui, (struct ui_card){ .icon = ICON_CHECK_CIRCLE, .text = here,
		                              .sub = known->trusted ? when(ctx, ui, known->registered)
		                                                    : ui_fmt(ui, "%s. %s", when(ctx, ui, known->registered), ui_tr(ui, "ticket.clock_untrusted")) });
	if (known->received)
		ui_card(ui, (struct ui_card){ .icon = ICON_CHECK_CIRCLE, .text = ui_tr(ui, "thread.received"), .sub = when(ctx, ui, known->received) });
	for (size_t i = 0; i < known->n_lines; i++) {
		const struct followed_line *line = &known->lines[i];

		if (line->is_state && !streq(line->state, "received")) {
			enum request_state state = STATE_RECEIVED;

			(void)!request_state_parse(line->state, &state);
			ui_card(ui, (struct ui_card){ .icon = looks[state].icon, .icon_tone = looks[state].tone,
			                              .text = state_word(ui, line->state), .sub = when(ctx, ui, line->at) });
		}
	}
	ui_end(ui);
}

static const char *from(const struct screen_ctx *ctx, const struct thread *thread, struct ui *ui, const struct followed_line *line, bool pending)
{
	const char *sent = pending ? ui_tr(ui, thread->view.queued ? "thread.not_sent" : "thread.on_its_way") : NULL;
	const char *at = when(ctx, ui, line->at);

	return sent ? ui_fmt(ui, "%s. %s", at, sent) : at;
}

/* An agent writes in the town's language, or in the one of who asked; a resident in theirs. */
static const char *message_lang(const struct screen_ctx *ctx, const struct followed *known, const struct followed_line *line)
{
	const char *town = kiosk_data_lang(ctx->data, NULL), *asked = *or_empty(known->lang) ? known->lang : NULL;
	const char *const candidates[] = { line->from_town || !asked ? town : asked, line->from_town ? asked : ctx->session->lang, town };

	return lang_guess(line->text, candidates, ARRAY_LEN(candidates));
}

/* The newest first: it is what one came for. */
static void messages(const struct screen_ctx *ctx, const struct thread *thread, struct ui *ui)
{
	const struct followed *known = &thread->view.known;
	bool any = false;

	ui_language(ui, ui_lang(ui)); /* what was said above the title is far away */

	for (size_t i = known->n_lines; i-- > 0;) {
		const struct followed_line *line = &known->lines[i];
		bool named = line->from_town && *or_empty(line->name);
		bool pending = i >= known->n_lines - MIN(thread->view.pending, known->n_lines);

		if (!*or_empty(line->text))
			continue;
		if (!any)
			ui_heading(ui, ui_tr(ui, "thread.messages"));
		any = true;
		ui_language(ui, message_lang(ctx, known, line));
		ui_message(ui, (struct ui_message){ .text = line->text, .mine = !line->from_town, .from = from(ctx, thread, ui, line, pending),
		                                    .who = named ? line->name : ui_tr(ui, line->from_town ? "thread.town" : "thread.you"),
		                                    .who_lang = named ? kiosk_data_lang(ctx->data, NULL) : NULL,
		                                    .lang = message_lang(ctx, known, line) });
	}
}

static void number_said(const struct thread *thread, struct ui *ui)
{
	char grouped[TRACKING_GROUPED];

	tracking_group(&thread->view.number, grouped);
	ui_strong(ui, ui_trf(ui, "thread.number", "number", grouped, NULL));
	explicit_bzero(grouped, sizeof(grouped));
}

/* The town says that it is done: the one who reported it knows whether that is so. Asked until they have said something. */
static void is_it_done(const struct thread *thread, struct ui *ui)
{
	const struct followed *known = &thread->view.known;

	if (!thread->report || known->sensitive || !streq(known->state, "done"))
		return;
	for (size_t i = known->n_lines; i-- > 0 && !(known->lines[i].is_state && streq(known->lines[i].state, "done"));)
		if (!known->lines[i].from_town)
			return;
	ui_heading(ui, ui_tr(ui, "thread.is_it_done"));
	ui_row(ui);
	ui_button(ui, (struct ui_button){ .id = "done:yes", .text = ui_tr(ui, "thread.done_yes"), .icon = ICON_YES });
	ui_button(ui, (struct ui_button){ .id = "done:no", .text = ui_tr(ui, "thread.done_no"), .icon = ICON_REPLY });
	ui_end(ui);
}

static void known_build(const struct screen_ctx *ctx, const struct thread *thread, struct ui *ui)
{
	const struct followed *known = &thread->view.known;
	char grouped[TRACKING_GROUPED];
	const char *name = thread->name ? thread->name : ui_tr(ui, "thread.title");

	tracking_group(&thread->view.number, grouped);
	ui_overline_as(ui, ui_trf(ui, "thread.number", "number", grouped, NULL), /* its beginning: whoever listens has just given it */
	               ui_trf(ui, "thread.number", "number", ui_fmt(ui, "%c, %c, %c, %c", grouped[0], grouped[1], grouped[2], grouped[3]), NULL));
	explicit_bzero(grouped, sizeof(grouped));
	if (thread->name)
		ui_said(ui, kiosk_data_lang(ctx->data, thread->name_lang));
	ui_title(ui, name);
	ui_said(ui, NULL);
	if (*or_empty(known->subject) && !streq(known->subject, name))
		ui_muted(ui, known->subject);
	status(ctx, thread, ui);
	if (known->sensitive) {
		ui_notice(ui, TONE_NEUTRAL, ICON_LOCK);
		ui_text(ui, ui_tr(ui, "thread.sensitive"));
		ui_end(ui);
	}
	messages(ctx, thread, ui);
	is_it_done(thread, ui);
	steps(ctx, thread, ui);
	print_panel_build(&thread->print, ui, ui_tr(ui, known->received ? "thread.print_receipt" : "thread.print_ticket"), false);
	if (known->received)
		ui_overline(ui, ui_tr(ui, "thread.receipt_is"));
}

static void message_page(struct ui *ui, enum icon icon, enum tone tone, const char *title, const char *text)
{
	ui_space(ui);
	ui_centre(ui);
	ui_big_icon(ui, icon, tone);
	ui_title(ui, title);
	ui_muted(ui, text);
	ui_space(ui);
}

static void thread_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct thread *thread = state;
	bool open = thread->view.state == VIEW_LOCAL || thread->view.state == VIEW_KNOWN;

	switch (thread->view.state) {
	case VIEW_LOOKING:
		message_page(ui, ICON_SEARCH, TONE_NEUTRAL, ui_tr(ui, "thread.looking"), ui_tr(ui, "thread.looking_text"));
		break;
	case VIEW_UNKNOWN:
		message_page(ui, ICON_HELP, TONE_WARNING, ui_tr(ui, "thread.unknown"), ui_tr(ui, "thread.unknown_text"));
		number_said(thread, ui); /* to compare it with the paper */
		ui_list(ui);
		ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "thread.talk"), .chevron = true });
		ui_end(ui);
		break;
	case VIEW_BROKEN:
		message_page(ui, ICON_INFO, TONE_WARNING, ui_tr(ui, "thread.broken"), ui_tr(ui, "thread.broken_text"));
		break;
	case VIEW_LOCAL:
	case VIEW_KNOWN:
		known_build(ctx, thread, ui);
		break;
	}
	ui_actions(ui);
	ui_back_button(ui);
	if (open && !thread->view.known.sensitive)
		ui_button(ui, (struct ui_button){ .id = "reply", .text = ui_tr(ui, "thread.reply"),
		                                  .icon = ctx->session->text_size == TEXT_HUGE ? ICON_NONE : ICON_REPLY });
	ui_finish_button(ui);
	ui_end(ui);
}

/* ---- what happens */

static void print(struct screen_ctx *ctx, struct thread *thread)
{
	const struct followed *known = &thread->view.known;
	const char *town_lang = ctx->data->town.lang ? ctx->data->town.lang : "fr"; /* an official's copy */
	const char *name = *or_empty(known->name) ? known->name : tr(town_lang, "thread.title");

	print_panel_go(&thread->print, ctx, &(struct paper_order){
		.kind = known->received ? TICKET_RECEIPT : TICKET_REGISTRATION, .service = *or_empty(known->service) ? known->service : NULL,
		.subject = name, .detail = *or_empty(known->subject) ? known->subject : NULL, .number = thread->view.number.text,
		.terminal = *or_empty(known->terminal) ? known->terminal : NULL,
		/* where a sensitive request was made is withheld, and a date without a place would say "at the desk" */
		.registered = known->registered && !known->sensitive ? known->registered : TICKET_NO_TIME,
		.received = known->received ? known->received : TICKET_NO_TIME, .clock_untrusted = !known->trusted,
		.offline = thread->view.state == VIEW_LOCAL, .promised_by = known->promised_by,
	});
}

static struct action thread_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct thread *thread = state;

	if (streq(id, "reply"))
		return action_push(SCREEN_REPLY, thread->view.number.text);
	if (id_is(id, "done")) {
		char arg[TRACKING_TEXT + 8];

		snprintf(arg, sizeof(arg), "%s:%s", thread->view.number.text, id_value(id));
		return action_push(SCREEN_REPLY, arg);
	}
	if (streq(id, "talk"))
		return action_push(SCREEN_TALK, "");
	if (streq(id, "print:words"))
		return print_panel_press(&thread->print, ctx, id);
	if (streq(id, "print"))
		print(ctx, thread);
	return ACTION_NOTHING;
}

static struct action thread_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct thread *thread = state;

	if (request_view_result(&thread->view, ctx, work))
		read_words(ctx, thread);
	else
		(void)print_panel_result(&thread->print, work);
	return ACTION_NOTHING;
}

static struct action thread_on_change(struct screen_ctx *ctx, void *state)
{
	struct thread *thread = state;

	if (thread->view.arena)
		request_view_change(&thread->view, ctx);
	read_words(ctx, thread);
	return ACTION_NOTHING;
}

const struct screen thread_screen = {
	.name = "thread",
	.state_size = sizeof(struct thread),
	.flags = SCREEN_OWN_WAY,
	.open = thread_open,
	.close = thread_close,
	.build = thread_build,
	.on_press = thread_on_press,
	.on_result = thread_on_result,
	.on_change = thread_on_change,
};
