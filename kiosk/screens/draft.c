#include "kiosk/screens/draft.h"

#include <stdlib.h>

#include "common/base/log.h"
#include "common/domain/deadline.h"
#include "common/secret/secret.h"
#include "common/store/outbox.h"
#include "common/text/fmt.h"
#include "kiosk/data.h"
#include "kiosk/submit.h"

enum { PATH_LEN = 512 };

const char *draft_refusal(const struct screen_ctx *ctx)
{
	char folder[PATH_LEN];

	if (!ctx->data->db || !ctx->data->enrolled || !ctx->data->terminal.key_count)
		return "form.not_ready";
	snprintf(folder, sizeof(folder), "%s/outbox", ctx->data->state);
	if (!ctx->data->link.outbox_bad && outbox_has_room_in(folder))
		return NULL;
	log_error("%s: no form opens", ctx->data->link.outbox_bad ? "the outbox cannot be used" : "the disk is nearly full");
	return "form.no_room";
}

void draft_refused(struct ui *ui, const char *why)
{
	ui_space(ui);
	ui_centre(ui);
	ui_big_icon(ui, ICON_INFO, TONE_WARNING);
	ui_title(ui, ui_tr(ui, "form.not_here"));
	ui_muted(ui, ui_tr(ui, why));
	ui_space(ui);
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "talk", .icon = ICON_TALK, .text = ui_tr(ui, "thread.talk"), .chevron = true });
	ui_end(ui);
	ui_actions(ui);
	ui_back_button(ui);
	ui_finish_button(ui);
	ui_end(ui);
}

static void draft_free(struct draft *draft)
{
	answers_free(draft->answers);
	arena_free(draft->arena);
	secret_wipe(draft, sizeof(*draft));
	free(draft);
}

static struct draft *draft_begin(struct screen_ctx *ctx, const char *service, const char **ret_why)
{
	struct draft *draft = calloc(1, sizeof(*draft));
	struct err why = { .code = ERR_NONE };

	if (!draft)
		abort();
	draft->arena = arena_new();
	draft->answers = answers_new();
	if (!service_read(ctx->data->db, NULL, service, draft->arena, &draft->service, &why)) {
		*ret_why = why.code == ERR_NOT_FOUND ? "page.gone" : "form.unreadable";
		goto fail;
	}
	if (!draft->service.form) {
		*ret_why = "page.gone";
		goto fail;
	}
	if (!form_parse(draft->arena, draft->service.form, &draft->form, &why)) {
		log_error("service %s: its form cannot be read: %s", service, why.text);
		*ret_why = "form.unreadable";
		goto fail;
	}
	draft->page = form_step(draft->form, draft->answers, -1, 1);
	draft->number = tracking_make(ctx->rng);
	draft->id = uuid_v7(ctx->rng, ctx->now);
	return draft;
fail:
	draft_free(draft);
	return NULL;
}

/* The one of SERVICE that is not sent yet, taken out of the list. */
static struct draft *take_up(struct session *session, const char *service)
{
	for (struct draft **at = &session->draft; *at; at = &(*at)->next)
		if (!(*at)->sent && streq((*at)->service.id, service)) {
			struct draft *draft = *at;

			*at = draft->next;
			return draft;
		}
	return NULL;
}

bool draft_open(struct screen_ctx *ctx, const char *service, struct draft **ret_draft, const char **ret_why)
{
	struct draft *draft = take_up(ctx->session, service);
	const char *why = draft ? NULL : draft_refusal(ctx);

	if (!draft && !why)
		draft = draft_begin(ctx, service, &why);
	if (!draft) {
		*ret_why = why;
		return false;
	}
	draft->next = ctx->session->draft;
	ctx->session->draft = draft;
	*ret_draft = draft;
	return true;
}

struct draft *draft_current(const struct screen_ctx *ctx)
{
	return ctx->session->draft;
}

void draft_derive(struct screen_ctx *ctx, struct draft *draft)
{
	struct submit_key *job = submit_key_new(&draft->number, &ctx->data->terminal);

	job->work.owner = ctx->opening;
	worker_submit(ctx->worker, &job->work);
}

bool draft_derived(struct draft *draft, const struct work *work)
{
	const struct submit_key *job = (const struct submit_key *)work;

	if (!streq(work->kind, SUBMIT_KEY) || !streq(job->number.text, draft->number.text))
		return false;
	if (job->ok) {
		draft->key = job->key;
		draft->keyed = true;
	} else {
		log_error("a key could not be derived: %s", job->err.text);
	}
	return true;
}

/* "…, stap 1 van 5" without what stands in front, when nothing does. */
static const char *alone(struct ui *ui, const char *label)
{
	while (*label == ',' || *label == ' ' || starts_with(label, "\u00A0") || starts_with(label, "\u060C"))
		label += strcspn(label, ", ") ? 2 : 1;
	return fmt_capital(ui_arena(ui), label);
}

void draft_steps(const struct screen_ctx *ctx, struct ui *ui, const struct draft *draft, const struct service *service, int page)
{
	const char *lang = kiosk_data_lang(ctx->data, service->lang), *label;
	bool foreign = ui_is_foreign(ui, lang);
	int step = 1, all = 1;

	for (int p = form_step(draft->form, draft->answers, -1, 1); p < (int)draft->form->n_pages;
	     p = form_step(draft->form, draft->answers, p, 1)) {
		step += p < page;
		all++;
	}
	label = ui_trf(ui, "form.step", "service", foreign ? "" : service->name, "step", ui_fmt(ui, "%d", step), "steps", ui_fmt(ui, "%d", all), NULL);
	ui_steps(ui, step, all, foreign ? alone(ui, label) : label);
	if (!foreign)
		return;
	ui_said(ui, lang); /* two languages in one sentence are said wrong by any voice */
	ui_overline(ui, service->name);
	ui_said(ui, NULL);
}

bool drafts_unsent(const struct session *session)
{
	for (const struct draft *draft = session->draft; draft; draft = draft->next)
		if (!draft->sent && !answers_empty(draft->answers))
			return true;
	return false;
}

void drafts_wipe(struct session *session)
{
	while (session->draft) {
		struct draft *draft = session->draft;

		session->draft = draft->next;
		draft_free(draft);
	}
}

int64_t draft_today(const struct screen_ctx *ctx)
{
	return deadline_day(ctx->data->zone, ctx->now);
}
