#include "kiosk/screens/review.h"

#include "common/base/log.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "kiosk/data.h"
#include "kiosk/paper.h"
#include "kiosk/screens/draft.h"
#include "kiosk/submit.h"

struct review {
	struct draft *draft;
	struct service service; /* in the person's language */
	bool sending;
	enum err_code failed;   /* ERR_NONE: not */
};

static void read_service(struct screen_ctx *ctx, struct review *review)
{
	arena_reset(ctx->arena);
	if (!ctx->data->db || !service_read(ctx->data->db, ctx->session->lang, review->draft->service.id, ctx->arena, &review->service, NULL))
		review->service = review->draft->service;
}

static bool review_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct review *review = state;

	review->draft = draft_current(ctx);
	if (!review->draft || review->draft->sent)
		return err_set(err, ERR_NOT_FOUND, "nothing was filled in");
	read_service(ctx, review);
	paper_warm_up(ctx);
	return true;
}

/* ---- building */

/* Who uses it for what, on what basis, who sees it, for how long: what the town wrote, in one paragraph. */
static const char *privacy_sentence(const struct screen_ctx *ctx, struct ui *ui, const struct service *service)
{
	const char *written = kiosk_data_lang(ctx->data, service->purpose_lang), *lang = ui_is_foreign(ui, written) ? written : ui_lang(ui);
	const struct {
		const char *key, *value;
	} parts[] = {
		{ "review.basis", service->legal_basis }, { "review.recipients", service->recipients },
		{ "review.retention", service->retention },
	};
	const char *all = or_empty(service->purpose);

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (parts[i].value)
			all = ui_fmt(ui, "%s%s%s", all, *all ? " " : "", trf(ui_arena(ui), lang, parts[i].key, "text", parts[i].value, NULL));
	return all;
}

/* A date stands at the head of its line. */
static const char *value_of(struct ui *ui, const struct answer_line *line)
{
	return line->field->type == FIELD_DATE ? fmt_capital(ui_arena(ui), line->value) : line->value;
}

/* Of what was chosen: an option's words are the town's, the rest is the person's. */
static const char *value_lang(const struct screen_ctx *ctx, const struct ui *ui, const struct form_field *field)
{
	return field->n_options ? kiosk_data_lang(ctx->data, form_text_lang(&field->options[0].label, ui_lang(ui))) : NULL;
}

static void answer_cards(const struct screen_ctx *ctx, const struct review *review, struct ui *ui)
{
	const struct answer_line *lines;
	size_t n = answers_lines(ui_arena(ui), review->draft->form, review->draft->answers, ui_lang(ui), true, &lines);

	ui_list(ui);
	for (size_t i = 0; i < n; i++)
		ui_card(ui, (struct ui_card){ .id = ui_fmt(ui, "edit:%d:%s", lines[i].page, lines[i].field->id), .icon = ICON_EDIT,
		                              .text = value_of(ui, &lines[i]), .sub = lines[i].label, .answer = true, .private_ = lines[i].field->private_,
		                              .lang = value_lang(ctx, ui, lines[i].field),
		                              .sub_lang = kiosk_data_lang(ctx->data, form_text_lang(&lines[i].field->label, ui_lang(ui))) });
	ui_end(ui);
}

static void review_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct review *review = state;

	draft_steps(ctx, ui, review->draft, &review->service, (int)review->draft->form->n_pages);
	ui_title(ui, ui_tr(ui, "review.title"));
	ui_muted(ui, ui_tr(ui, "review.help"));
	if (review->failed) {
		ui_notice(ui, TONE_DANGER, ICON_ERROR);
		ui_strong(ui, ui_tr(ui, review->failed == ERR_DISK_FULL ? "review.no_room" : "review.failed"));
		ui_end(ui);
	}
	answer_cards(ctx, review, ui);
	ui_heading(ui, ui_tr(ui, "review.privacy"));
	ui_said(ui, kiosk_data_lang(ctx->data, review->service.purpose_lang));
	ui_overline(ui, privacy_sentence(ctx, ui, &review->service));
	ui_said(ui, NULL);
	ui_row(ui);
	ui_button(ui, (struct ui_button){ .id = "privacy", .icon = ICON_LOCK, .text = ui_tr(ui, "review.more"), .small = true });
	ui_end(ui);
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "back", .text = ui_tr(ui, "nav.back"), .icon = ICON_BACK, .disabled = review->sending });
	ui_button(ui, (struct ui_button){ .id = "quit", .text = ui_tr(ui, "nav.quit"), .disabled = review->sending });
	ui_button(ui, (struct ui_button){ .id = "send", .text = ui_tr(ui, review->sending ? "review.sending" : "review.send"),
	                                  .icon_after = screen_arrow(ctx), .primary = true, .disabled = review->sending });
	ui_end(ui);
}

/* ---- sending */

static void send(struct screen_ctx *ctx, struct review *review)
{
	struct draft *draft = review->draft;
	struct submit_send *job;

	draft->made = clock_stamp(ctx->clock);
	draft->offline = ctx->data->link.state != LINK_ONLINE;
	job = submit_send_new(&(struct submit_request){
		.state = ctx->data->state, .terminal = &ctx->data->terminal, .service = &draft->service, .form = draft->form,
		.answers = draft->answers, .lang = ctx->session->lang, .number = &draft->number, .key = &draft->key, .id = draft->id,
		.made = draft->made,
	});
	job->work.owner = ctx->opening;
	worker_submit(ctx->worker, &job->work);
}

static struct action review_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct review *review = state;

	if (streq(id, "privacy"))
		return action_push(SCREEN_PRIVACY, review->draft->service.id);
	if (id_is(id, "edit") && !review->sending) {
		review->draft->page = (int)id_number(id);
		return action_of(ACTION_BACK);
	}
	if (!streq(id, "send") || review->sending)
		return ACTION_NOTHING;
	review->sending = true;
	review->failed = ERR_NONE;
	if (review->draft->keyed)
		send(ctx, review);
	else
		draft_derive(ctx, review->draft); /* someone was quicker than the worker */
	return ACTION_NOTHING;
}

static struct action failed(struct review *review, const struct err *err)
{
	log_error("a request could not be kept: %s", err->text);
	review->sending = false;
	review->failed = err->code == ERR_NONE ? ERR_SYSTEM : err->code;
	return ACTION_NOTHING;
}

static struct action review_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct review *review = state;

	if (draft_derived(review->draft, work)) {
		if (review->sending && review->draft->keyed)
			send(ctx, review);
		else if (review->sending)
			return failed(review, &((struct submit_key *)work)->err);
	} else if (streq(work->kind, SUBMIT_SEND)) {
		struct submit_send *job = (struct submit_send *)work;

		if (!job->ok)
			return failed(review, &job->err);
		review->draft->sent = true;
		ctx->session->typed = false; /* nothing is lost any more by leaving */
		return (struct action){ .kind = ACTION_OVER, .screen = SCREEN_NUMBER };
	}
	return ACTION_NOTHING;
}

static struct action review_on_change(struct screen_ctx *ctx, void *state)
{
	read_service(ctx, state);
	return ACTION_NOTHING;
}

static struct action review_on_back(struct screen_ctx *ctx, void *state)
{
	(void)ctx;
	return ((struct review *)state)->sending ? ACTION_NOTHING : action_of(ACTION_BACK);
}

const struct screen review_screen = {
	.name = "review",
	.state_size = sizeof(struct review),
	.flags = SCREEN_ASKS | SCREEN_OWN_WAY,
	.open = review_open,
	.build = review_build,
	.on_press = review_on_press,
	.on_result = review_on_result,
	.on_change = review_on_change,
	.on_back = review_on_back,
};
