/* A request for the person at the desk or on the phone: the service's form page by page, a look over it, then the number.
 * The number's key is derived while the form is filled; the draft is kept every two seconds. */
#include <stdio.h>
#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/secret/secret.h"
#include "common/store/service.h"
#include "counter/filling.h"
#include "counter/number.h"
#include "counter/view.h"

enum { SAVE_EVERY_S = 2, FORM_WIDTH = 90 };

struct form_view {
	char draft[UUID_TEXT], channel[16];
	const char *lang;           /* the person's: of their ticket and of what they read on totems */
	struct service service;
	struct filling filling;
	bool review, kept, waiting; /* waiting: the key is not there yet, and Enter was pressed */
	int64_t saved_at;           /* monotonic */
	struct tracking number;
	struct record_key key;
	bool derived;
	struct page page;           /* of the review */
	int height;
};

static bool begin(struct view_ctx *ctx, struct form_view *view, const char *service, struct err *err)
{
	const struct form *form;
	struct number_work *work;

	if (!board_db(ctx->board) ||
	    !service_read(board_db(ctx->board), ctx->lang, service, ctx->arena, &view->service, NULL) ||
	    !view->service.form || !form_parse(ctx->arena, view->service.form, &form, NULL))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.form.gone"));
	filling_init(&view->filling, ctx->arena, ctx->lang, form, board_day(ctx->board));
	view->lang = ctx->lang;
	work = number_work_new(ctx->rng, board_terminal(ctx->board));
	work->work.owner = ctx->opening;
	worker_submit(ctx->worker, &work->work);
	return true;
}

static bool resume(struct view_ctx *ctx, struct form_view *view, const char *id, struct err *err)
{
	struct draft draft;
	const struct lang *spoken;
	json_t *body;
	int page;

	if (!drafts_read(ctx->drafts, id, ctx->arena, &draft, err))
		return draft_unread(ctx, err);
	if (!begin(ctx, view, draft.service, err))
		return false;
	utf8_copy(view->draft, sizeof(view->draft), id);
	view->kept = true;
	body = json_loads(draft.body, 0, NULL);
	utf8_copy(view->channel, sizeof(view->channel), or_empty(json_string_value(json_object_get(body, "channel"))));
	spoken = lang_find(or_empty(json_string_value(json_object_get(body, "lang"))));
	view->lang = spoken ? spoken->code : ctx->lang;
	filling_restore(&view->filling, json_object_get(body, "answers"));
	page = (int)json_integer_value(json_object_get(body, "page"));
	json_decref(body);
	filling_go(&view->filling, CLAMP(page, 0, (int)view->filling.form->n_pages - 1));
	return true;
}

static bool form_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct form_view *view = state;
	char word[16], id[ARG_MAX_LEN];

	if (sscanf(ctx->arg, "%15s %159s", word, id) != 2)
		return err_set(err, ERR_BAD_INPUT, "%s", T("desk.form.gone"));
	if (streq(word, "draft"))
		return resume(ctx, view, id, err);
	utf8_copy(view->channel, sizeof(view->channel), word);
	uuid_text(uuid_v7(ctx->rng, ctx->now), view->draft);
	if (!begin(ctx, view, id, err))
		return false;
	filling_go(&view->filling, MAX(form_step(view->filling.form, view->filling.answers, -1, 1), 0));
	return true;
}

static void form_close(struct view_ctx *ctx, void *state)
{
	struct form_view *view = state;

	(void)ctx;
	filling_done(&view->filling);
	record_key_wipe(&view->key);
}

/* ---- drafts */
static bool save(struct view_ctx *ctx, struct form_view *view)
{
	json_t *body = json_pack("{s:s, s:s, s:i, s:o}", "channel", view->channel, "lang", view->lang, "page", view->filling.page,
	                         "answers", filling_save(&view->filling));
	char *text = json_dumps(body, JSON_COMPACT);
	struct draft draft = { .id = view->draft, .agent = ctx->session->agent.id, .kind = DRAFT_FORM, .request = "",
	                       .service = view->service.id, .title = view->service.name, .body = text, .updated = ctx->now };
	struct err err = { .code = ERR_NONE };
	bool saved = text && drafts_save(ctx->drafts, &draft, &err);

	if (saved) {
		view->filling.changed = false;
		view->kept = true;
	} else {
		notify_error(ctx, &err);
	}
	view->saved_at = clock_mono(ctx->clock);
	json_decref(body);
	if (text)
		secret_wipe(text, strlen(text));
	free(text);
	return saved;
}

static void form_park(struct view_ctx *ctx, void *state)
{
	struct form_view *view = state;

	view->waiting = false; /* nothing is registered behind what lies above */
	if (!answers_empty(view->filling.answers))
		save(ctx, view);
}

static void forget(struct view_ctx *ctx, struct form_view *view)
{
	struct err err;

	if (view->kept && !drafts_delete(ctx->drafts, view->draft, &err))
		log_warn("%s", err.text);
	view->kept = view->filling.changed = false;
	answers_wipe(view->filling.answers);
}

/* ---- drawing */
static void build_review(struct view_ctx *ctx, struct form_view *view, int width)
{
	const struct answer_line *lines;
	size_t count = answers_lines(ctx->frame, view->filling.form, view->filling.answers, ctx->lang, true, &lines);
	size_t top = view->page.top;

	page_init(&view->page, ctx->frame, width);
	view->page.top = top;
	for (size_t i = 0; i < count; i++)
		page_add(&view->page, STYLE_PLAIN, 1, NULL,
		         trf(ctx->frame, ctx->lang, "desk.answer", "label", lines[i].label, "value", lines[i].value, NULL));
	page_add(&view->page, STYLE_PLAIN, 1, NULL,
	         trf(ctx->frame, ctx->lang, "desk.form.language", "language", lang_find(view->lang)->name, NULL));
	page_gap(&view->page);
	page_add(&view->page, STYLE_MUTED, 1, NULL,
	         trf(ctx->frame, ctx->lang, "desk.form.gdpr", "purpose", or_empty(view->service.purpose), "basis",
	             or_empty(view->service.legal_basis), "recipients", or_empty(view->service.recipients), "retention",
	             or_empty(view->service.retention), NULL));
	page_gap(&view->page);
	page_add(&view->page, STYLE_STRONG, 1, NULL, T(view->waiting ? "desk.form.moment" : "desk.form.register"));
}

static void form_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct form_view *view = state;
	const struct form_page *page = &view->filling.form->pages[view->filling.page];
	const char *title = view->review ? T("desk.form.review") : form_text(&page->title, ctx->lang);
	struct rect inside = { .y = area.y + 2, .x = area.x + 1, .h = area.h - 2, .w = area.w - 2 };

	view->filling.db = board_db(ctx->board);
	tui_put(tui, area.y, area.x + 1, area.w - 2, STYLE_STRONG,
		arena_printf(ctx->frame, "%s (%s) · %s", view->service.name,
			     view->review ? T(streq(view->channel, "phone") ? "channel.phone" : "channel.desk")
					  : arena_printf(ctx->frame, "%d/%d", view->filling.page + 1,
							 (int)view->filling.form->n_pages), title));
	if (!view->review) {
		filling_draw(&view->filling, tui, inside, ctx->frame);
		return;
	}
	build_review(ctx, view, inside.w);
	view->height = inside.h;
	page_draw(tui, inside, &view->page, STYLE_PLAIN);
	tui_focus(tui, inside.y, inside.x);
}

/* ---- keys */
static struct next register_now(struct view_ctx *ctx, struct form_view *view)
{
	const struct form *form = view->filling.form;
	struct contact contact = answers_contact(ctx->frame, form, view->filling.answers);
	struct strbuf answers = STRBUF_INIT;
	struct new_request request;
	struct err err = { .code = ERR_NONE };
	char id[UUID_TEXT];
	bool done;

	if (!view->derived) {
		view->waiting = true;
		return STAY;
	}
	answers_write_json(form, view->filling.answers, &answers);
	request = (struct new_request){
		.number = view->number.text,
		.service = view->service.id,
		.lang = view->lang,
		.channel = view->channel,
		.answers = strbuf_str(&answers),
		.name = contact.name,
		.phone = contact.phone,
		.email = contact.email,
		.where_text = or_empty(contact.where.text),
		.where_id = or_empty(contact.where.id),
		.located = contact.where.located,
		.lat = contact.where.lat,
		.lon = contact.where.lon,
		.key = &view->key,
	};
	done = ops_request(ctx->ops, &request, id, &err);
	strbuf_done(&answers);
	view->waiting = false;
	if (!done) {
		notify_error(ctx, &err);
		return STAY;
	}
	forget(ctx, view);
	return next_replace(VIEW_NUMBER, id);
}

/* The next of the languages in which people can be answered. */
static void next_language(struct form_view *view)
{
	size_t at = 0;

	while (at < LANGS_LEN && !streq(langs[at].code, view->lang))
		at++;
	do
		at = (at + 1) % LANGS_LEN;
	while (!lang_offered(&langs[at]));
	view->lang = langs[at].code;
	view->filling.changed = true;
}

static void go_on(struct form_view *view)
{
	int next;

	if (!filling_check(&view->filling))
		return;
	next = form_step(view->filling.form, view->filling.answers, view->filling.page, 1);
	view->filling.changed = true;
	if (next < (int)view->filling.form->n_pages) {
		filling_go(&view->filling, next);
		return;
	}
	view->review = true;
	view->page.top = 0;
}

/* One page back; before the first one, the draft is kept and the form closes. */
static struct next go_back(struct view_ctx *ctx, struct form_view *view)
{
	int before = form_step(view->filling.form, view->filling.answers, view->filling.page, -1);

	if (view->review) {
		view->review = view->waiting = false;
		filling_go(&view->filling, view->filling.page);
		return STAY;
	}
	if (before >= 0) {
		filling_go(&view->filling, before);
		return STAY;
	}
	if (answers_empty(view->filling.answers))
		return BACK;
	if (!save(ctx, view))
		return STAY;
	notify(ctx, T("desk.draft.kept"));
	return BACK;
}

static struct next form_on_action(struct view_ctx *ctx, void *state, enum action_id action)
{
	struct form_view *view = state;

	view->filling.db = board_db(ctx->board);
	switch (action) {
	case ACT_BACK: return go_back(ctx, view);
	case ACT_CONTINUE:
		if (view->review)
			return register_now(ctx, view);
		go_on(view);
		return STAY;
	case ACT_PARK:
		if (!answers_empty(view->filling.answers) && !save(ctx, view))
			return STAY;
		notify(ctx, T("desk.draft.kept"));
		return BACK;
	case ACT_DISCARD:
		forget(ctx, view);
		notify(ctx, T("desk.draft.deleted"));
		return BACK;
	default: return STAY;
	}
}

/* Somebody held out their ticket while a form was open, and the scanner typed it into a field: the request that it is of, NULL
 * when the field holds anything else. Nobody answers a question with a number that is right to its last letter. */
static const char *scanned_here(struct view_ctx *ctx, struct form_view *view)
{
	struct tracking_reading reading = tracking_read(edit_text(&view->filling.edit));
	const char *id = reading.verdict == TRACKING_OK ? board_find(ctx->board, reading.number.text, ctx->frame) : NULL;

	secret_wipe(&reading, sizeof(reading));
	return id;
}

static struct next form_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct form_view *view = state;
	const char *ticket = key->code == K_ENTER && !view->review ? scanned_here(ctx, view) : NULL;

	view->filling.db = board_db(ctx->board);
	if (ticket) {
		filling_key(&view->filling, &(struct key){ .code = K_END }, FORM_WIDTH);
		filling_key(&view->filling, &(struct key){ .code = KEY_CTRL('u') }, FORM_WIDTH);
		form_park(ctx, view);
		return next_push(VIEW_REQUEST, ticket);
	}
	if (view->review) {
		if (key->code == K_ENTER)
			return register_now(ctx, view);
		if (key->code == 'l')
			next_language(view);
		page_key(&view->page, key, view->height);
		return STAY;
	}
	switch (filling_key(&view->filling, key, FORM_WIDTH)) {
	case FILLING_NEXT: go_on(view); break;
	case FILLING_FULL: notify(ctx, T("desk.compose.full")); break;
	case FILLING_STAY: break;
	}
	return STAY;
}

static struct next form_on_result(struct view_ctx *ctx, void *state, struct work *work)
{
	struct form_view *view = state;
	const struct number_work *made = (const struct number_work *)work;

	if (!made->derived) {
		notify(ctx, T("desk.error.not_kept"));
		view->waiting = false;
		return STAY;
	}
	view->number = made->number;
	view->key = made->key;
	view->derived = true;
	return view->waiting ? register_now(ctx, view) : STAY;
}

static struct next form_on_tick(struct view_ctx *ctx, void *state)
{
	struct form_view *view = state;

	if (view->filling.changed && clock_mono(ctx->clock) - view->saved_at > SAVE_EVERY_S * SECOND_US &&
	    !answers_empty(view->filling.answers))
		save(ctx, view);
	return STAY;
}

const struct view form_view = {
	.name = "form",
	.state_size = sizeof(struct form_view),
	.contexts = CTX_FORM,
	.open = form_open,
	.close = form_close,
	.draw = form_draw,
	.on_action = form_on_action,
	.on_key = form_on_key,
	.on_result = form_on_result,
	.on_tick = form_on_tick,
	.park = form_park,
};
