#include "kiosk/screens/form.h"

#include "kiosk/data.h"
#include "kiosk/screens/form_field.h"

struct form_page_state {
	struct draft *draft;            /* NULL: WHY says why not */
	const char *why;
	struct service service;         /* in the person's language */
	struct suggestions suggestions;
	int page;                       /* of the form */
	const struct form_field *wrong;
	enum answer_fault fault;
};

static const char call_back[] = "rappel"; /* id of the service, where the town offers it */

/* Each page of a form is this screen opened anew: scrolled to its top, the focus in its first field. */
static struct action form_page_again(const struct draft *draft)
{
	return action_replace(SCREEN_FORM, draft->service.id);
}

/* The town's words in the person's language; those of the draft while they cannot be read. */
static void read_service(struct screen_ctx *ctx, struct form_page_state *page)
{
	if (!ctx->data->db || !service_read(ctx->data->db, ctx->session->lang, page->draft->service.id, ctx->arena, &page->service, NULL))
		page->service = page->draft->service;
}

static bool form_open(struct screen_ctx *ctx, void *state, struct err *err)
{
	struct form_page_state *page = state;

	(void)err;
	if (!draft_open(ctx, ctx->arg, &page->draft, &page->why))
		return true;
	page->page = page->draft->page;
	read_service(ctx, page);
	if (!page->draft->keyed)
		draft_derive(ctx, page->draft);
	if (page->draft->reviewed) /* back to put something right: what is wrong is said at once */
		page->fault = form_check(page->draft->form, page->draft->page, page->draft->answers, draft_today(ctx), &page->wrong);
	return true;
}

static void form_close(struct screen_ctx *ctx, void *state)
{
	(void)ctx;
	suggestions_done(&((struct form_page_state *)state)->suggestions);
}

/* ---- building */

static size_t asked(const struct draft *draft, const struct form_page *page)
{
	size_t n = 0;

	for (size_t i = 0; i < page->n_fields; i++)
		n += form_asks(draft->form, &page->fields[i], draft->answers);
	return n;
}

static void way(const struct screen_ctx *ctx, const struct form_page_state *state, struct ui *ui)
{
	ui_actions(ui);
	ui_back_button(ui);
	ui_quit_button(ui);
	ui_button(ui, (struct ui_button){ .id = "next", .text = ui_tr(ui, state->draft->reviewed ? "form.to_review" : "form.next"),
	                                  .icon_after = screen_arrow(ctx), .primary = true });
	ui_end(ui);
}

static void page_build(const struct screen_ctx *ctx, const struct form_page_state *at, struct ui *ui)
{
	const struct draft *draft = at->draft;
	const struct form_page *page = &draft->form->pages[draft->page];
	const char *title = form_text(&page->title, ui_lang(ui)), *help = form_text(&page->help, ui_lang(ui));
	struct form_look look = { .ctx = ctx, .draft = draft, .suggestions = &at->suggestions, .wrong = at->wrong, .fault = at->fault,
	                          .alone = asked(draft, page) == 1, .first = true };

	draft_steps(ctx, ui, draft, &at->service, draft->page);
	ui_said(ui, kiosk_data_lang(ctx->data, form_text_lang(*title ? &page->title : &page->fields[0].label, ui_lang(ui))));
	ui_title(ui, *title ? title : form_text(&page->fields[0].label, ui_lang(ui)));
	if (*help && !at->suggestions.count) { /* what was found needs the room */
		ui_said(ui, kiosk_data_lang(ctx->data, form_text_lang(&page->help, ui_lang(ui))));
		ui_muted(ui, help);
	}
	ui_said(ui, NULL);
	for (size_t i = 0; i < page->n_fields; i++) {
		if (!form_asks(draft->form, &page->fields[i], draft->answers))
			continue;
		form_field_build(ui, &page->fields[i], &look);
		look.first = false;
	}
	if (!streq(draft->service.id, call_back) && !at->suggestions.count) {
		ui_space(ui);
		ui_row(ui);
		ui_button(ui, (struct ui_button){ .id = "call-back", .text = ui_tr(ui, "form.call_back"), .icon = ICON_PHONE, .small = true });
		ui_end(ui);
	}
	way(ctx, at, ui);
}

static void form_build(const struct screen_ctx *ctx, const void *state, struct ui *ui)
{
	const struct form_page_state *at = state;

	if (at->draft)
		page_build(ctx, at, ui);
	else
		draft_refused(ui, at->why);
}

/* ---- what happens */

static struct action focus_on(const struct form_field *field)
{
	char id[FORM_ID_MAX + 4];

	snprintf(id, sizeof(id), "q:%s", field->id);
	return action_with(ACTION_FOCUS, id);
}

/* « Ici » is gone once it was pressed. Who listens hears the field with the address it gave; who sees needs no keyboard for that. */
static struct action focus_on_place(const struct screen_ctx *ctx, const struct form_field *field)
{
	char id[FORM_ID_MAX + sizeof("pick::chosen")];

	if (ctx->session->listens)
		return focus_on(field);
	snprintf(id, sizeof(id), "pick:%s:chosen", field->id);
	return action_with(ACTION_FOCUS, id);
}

/* A page is done: the next one, or the review page when all is well. */
static struct action go_on(struct screen_ctx *ctx, struct form_page_state *page)
{
	struct draft *draft = page->draft;
	const struct form_field *wrong;

	page->fault = form_check(draft->form, draft->page, draft->answers, draft_today(ctx), &page->wrong);
	if (page->fault != ANSWER_OK)
		return form_field_typed(page->wrong) ? focus_on(page->wrong) : ACTION_NOTHING;
	page->wrong = NULL;
	if (!draft->reviewed) {
		int next = form_step(draft->form, draft->answers, draft->page, 1);

		if (next < (int)draft->form->n_pages) {
			draft->page = next;
			return form_page_again(draft);
		}
	} else if (form_check(draft->form, -1, draft->answers, draft_today(ctx), &wrong) != ANSWER_OK) {
		for (int p = 0; p < (int)draft->form->n_pages; p++) /* another answer made another question necessary */
			if (wrong >= draft->form->pages[p].fields && wrong < draft->form->pages[p].fields + draft->form->pages[p].n_fields)
				draft->page = p;
		return form_page_again(draft);
	}
	draft->reviewed = true;
	return action_push(SCREEN_REVIEW, draft->service.id);
}

static struct action form_on_press(struct screen_ctx *ctx, void *state, const char *id)
{
	struct form_page_state *page = state;
	const struct form_field *field;

	if (!page->draft)
		return streq(id, "talk") ? action_push(SCREEN_TALK, "") : ACTION_NOTHING;
	if (streq(id, "next") || id_is(id, "q"))
		return go_on(ctx, page);
	if (streq(id, "call-back"))
		return action_push(SCREEN_FORM, call_back);
	if (!form_field_press(ctx, page->draft, id, &page->suggestions, &field))
		return ACTION_NOTHING;
	if (field == page->wrong)
		page->wrong = NULL;
	return id_is(id, "here") ? focus_on_place(ctx, field) : ACTION_NOTHING;
}

static struct action form_on_input(struct screen_ctx *ctx, void *state, const char *id, const char *text)
{
	struct form_page_state *page = state;
	const struct form_field *field = page->draft ? form_field_find(page->draft->form, id_value(id)) : NULL;

	if (!field)
		return ACTION_NOTHING;
	form_field_input(ctx, page->draft, field, text, &page->suggestions);
	if (field == page->wrong)
		page->wrong = NULL;
	return ACTION_NOTHING;
}

static struct action form_on_result(struct screen_ctx *ctx, void *state, struct work *work)
{
	struct form_page_state *page = state;

	(void)ctx;
	if (page->draft)
		(void)draft_derived(page->draft, work);
	return ACTION_NOTHING;
}

static struct action form_on_change(struct screen_ctx *ctx, void *state)
{
	struct form_page_state *page = state;

	if (!page->draft)
		return ACTION_NOTHING;
	if (draft_current(ctx) != page->draft) { /* « Être rappelé » was left: this one is in hand again */
		struct draft *again;
		const char *why;

		if (draft_open(ctx, page->draft->service.id, &again, &why))
			page->draft = again;
	}
	if (page->draft->page != page->page) /* the review page sent here */
		return form_page_again(page->draft);
	arena_reset(ctx->arena);
	read_service(ctx, page);
	return ACTION_NOTHING;
}

static struct action form_on_back(struct screen_ctx *ctx, void *state)
{
	struct draft *draft = ((struct form_page_state *)state)->draft;
	int before = draft ? form_step(draft->form, draft->answers, draft->page, -1) : -1;

	(void)ctx;
	if (before < 0)
		return action_of(ACTION_BACK);
	draft->page = before;
	return form_page_again(draft);
}

const struct screen form_screen = {
	.name = "form",
	.state_size = sizeof(struct form_page_state),
	.flags = SCREEN_ASKS | SCREEN_OWN_WAY,
	.open = form_open,
	.close = form_close,
	.build = form_build,
	.on_press = form_on_press,
	.on_input = form_on_input,
	.on_result = form_on_result,
	.on_change = form_on_change,
	.on_back = form_on_back,
};
