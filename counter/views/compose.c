/* Writing to the resident, an internal note, or asking for a document: the request above, the words below. What is typed
 * is kept as a draft every two seconds, so that neither a phone call nor a power cut costs more. */
#include <stdio.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/store/department.h"
#include "common/text/fmt.h"
#include "counter/page.h"
#include "counter/row.h"
#include "counter/view.h"

enum { MESSAGE_LIMIT = 4000, SAVE_EVERY_S = 2 };

struct compose {
	enum draft_kind kind;
	char request[UUID_TEXT], draft[UUID_TEXT];
	struct edit text;
	struct page page;
	uint64_t generation;
	struct arena *page_arena;
	char state[16];        /* of the request when it was last looked at */
	const char *who;       /* reads it; in page_arena */
	bool changed, kept;    /* since the last save; a draft is on disk */
	int64_t saved_at;      /* monotonic */
	int page_height, width;
};

/* « Il nous faut … », in the resident's words, with the cursor where the document is named. */
static void begin_document(struct view_ctx *ctx, struct compose *compose)
{
	struct board_request request;
	struct department department;
	const char *lang = ctx->lang, *text, *phone = "", *hole;

	if (board_request(ctx->board, compose->request, ctx->arena, &request, NULL)) {
		const struct lang *known = lang_find(or_empty(request.request.lang));

		if (lang_offered(known))
			lang = known->code;
		if (department_read(board_db(ctx->board), NULL, request.request.row.department, ctx->arena, &department,
				    NULL) ||
		    department_reception(board_db(ctx->board), NULL, ctx->arena, &department, NULL))
			phone = or_empty(department.phone);
	}
	text = *phone ? trf(ctx->arena, lang, "desk.document.template", "phone", fmt_phone(ctx->arena, lang, phone), NULL) :
	                tr(lang, "desk.document.template_no_phone");
	edit_set(&compose->text, text);
	hole = strstr(text, "…");
	if (hole) {
		struct key remove = { .code = K_DELETE };

		compose->text.at = (size_t)(hole - text);
		edit_key(&compose->text, &remove, 80);
	}
}

static bool resume(struct view_ctx *ctx, struct compose *compose, const struct draft *draft)
{
	compose->kind = draft->kind;
	utf8_copy(compose->draft, sizeof(compose->draft), draft->id);
	utf8_copy(compose->request, sizeof(compose->request), draft->request);
	edit_set(&compose->text, draft->body);
	compose->kept = true;
	(void)ctx;
	return true;
}

static bool compose_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct compose *compose = state;
	struct draft draft;
	char kind[16], id[UUID_TEXT];

	edit_init(&compose->text, MESSAGE_LIMIT, true);
	if (sscanf(ctx->arg, "%15s %36s", kind, id) != 2)
		return err_set(err, ERR_BAD_INPUT, "%s", T("desk.request.gone"));
	if (streq(kind, "draft"))
		return drafts_read(ctx->drafts, id, ctx->arena, &draft, err)
			       ? resume(ctx, compose, &draft)
			       : draft_unread(ctx, err);
	utf8_copy(compose->request, sizeof(compose->request), id);
	for (enum draft_kind k = 0; k < DRAFT_KINDS; k++)
		if (streq(kind, draft_kind_name(k)))
			compose->kind = k;
	/* An answer that was begun goes on. */
	if (drafts_find(ctx->drafts, ctx->session->agent.id, id, compose->kind, ctx->arena, &draft)) {
		notify(ctx, T("desk.draft.resumed"));
		return resume(ctx, compose, &draft);
	}
	uuid_text(uuid_v7(ctx->rng, ctx->now), compose->draft);
	if (compose->kind == DRAFT_DOCUMENT)
		begin_document(ctx, compose);
	return true;
}

static void compose_close(struct view_ctx *ctx, void *state)
{
	struct compose *compose = state;

	(void)ctx;
	edit_done(&compose->text);
	arena_free(compose->page_arena);
}

static bool save(struct view_ctx *ctx, struct compose *compose)
{
	char title[64];
	struct draft draft = { .id = compose->draft,
			       .agent = ctx->session->agent.id,
			       .kind = compose->kind,
			       .request = compose->request,
			       .service = "",
			       .title = title,
			       .body = edit_text(&compose->text),
			       .updated = ctx->now };
	struct err err = { .code = ERR_NONE };

	if (!compose->changed)
		return compose->kept;
	utf8_copy(title, sizeof(title), draft.body);
	for (char *c = title; *c; c++)
		*c = *c == '\n' ? ' ' : *c;
	compose->saved_at = clock_mono(ctx->clock);
	if (!drafts_save(ctx->drafts, &draft, &err)) {
		notify_error(ctx, &err);
		return false;
	}
	compose->changed = false;
	compose->kept = true;
	return true;
}

static void compose_park(struct view_ctx *ctx, void *state)
{
	struct compose *compose = state;

	if (compose->text.text.len > 0)
		save(ctx, compose);
}

static void forget(struct view_ctx *ctx, struct compose *compose)
{
	struct err err;

	if (compose->kept && !drafts_delete(ctx->drafts, compose->draft, &err))
		log_warn("%s", err.text);
	compose->changed = compose->kept = false;
	edit_set(&compose->text, "");
}

/* ---- drawing */
static void look(struct view_ctx *ctx, struct compose *compose, int width)
{
	struct board_request request;

	if (compose->page_arena && compose->generation == board_generation(ctx->board) && compose->page.width == width)
		return;
	arena_free(compose->page_arena);
	compose->page_arena = arena_new();
	page_init(&compose->page, compose->page_arena, width);
	compose->page.top = SIZE_MAX / 2; /* the end of the thread is what is answered */
	compose->who = "";
	compose->generation = board_generation(ctx->board);
	if (!board_request(ctx->board, compose->request, compose->page_arena, &request, NULL))
		return;
	page_request(&compose->page, ctx->lang, ctx->board, &request, true, ctx->now);
	utf8_copy(compose->state, sizeof(compose->state), request.request.row.state);
	compose->who = row_title(compose->page_arena, ctx->lang, &request.request.row);
}

static void compose_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	static const char *const titles[DRAFT_KINDS] = {
		[DRAFT_MESSAGE] = "desk.compose.message",
		[DRAFT_NOTE] = "desk.compose.note",
		[DRAFT_DOCUMENT] = "desk.compose.document",
	};
	struct compose *compose = state;
	struct rect above = area, below = area;
	size_t over = edit_over(&compose->text);
	const char *count;

	above.h = area.h * 2 / 5;
	below.y += above.h + 1;
	below.h -= above.h + 1;
	below.x += 1;
	below.w -= 2;
	look(ctx, compose, area.w - 2);
	compose->page_height = above.h;
	compose->width = below.w;
	page_draw(tui, above, &compose->page, STYLE_STRONG);
	tui_rule(tui, below.y - 1, area.x, area.w);
	count = over ? trnf(ctx->frame, ctx->lang, "desk.compose.over", (int64_t)over, NULL)
		     : trnf(ctx->frame, ctx->lang, "desk.compose.left",
			    (int64_t)(MESSAGE_LIMIT - utf8_count(edit_text(&compose->text))), NULL);
	tui_add(tui, below.y - 1, 1, area.w - 2, STYLE_STRONG,
	        arena_printf(ctx->frame, " %s · %s ", titles[compose->kind] ? T(titles[compose->kind]) : "", compose->who));
	tui_put(tui, below.y, below.x, below.w, over ? STYLE_LATE : STYLE_MUTED, count);
	below.y++;
	below.h--;
	tui_edit_area(tui, below, &compose->text, true);
}

/* ---- keys */
static bool is_blank(const char *text)
{
	return text[strspn(text, " \n")] == '\0';
}

static struct next send(struct view_ctx *ctx, struct compose *compose)
{
	const char *text = edit_text(&compose->text);
	struct err err = { .code = ERR_NONE };
	bool done = false;

	if (is_blank(text)) {
		notify(ctx, T("desk.compose.empty"));
		return STAY;
	}
	if (edit_over(&compose->text)) {
		notify(ctx, trnf(ctx->frame, ctx->lang, "desk.compose.too_long", (int64_t)edit_over(&compose->text), NULL));
		return STAY;
	}
	switch (compose->kind) {
	case DRAFT_MESSAGE: done = ops_message(ctx->ops, compose->request, text, false, &err); break;
	case DRAFT_NOTE: done = ops_message(ctx->ops, compose->request, text, true, &err); break;
	case DRAFT_DOCUMENT: done = ops_document(ctx->ops, compose->request, compose->state, text, &err); break;
	case DRAFT_FORM:
	case DRAFT_KINDS: break;
	}
	if (!done) {
		notify_error(ctx, &err);
		return STAY;
	}
	forget(ctx, compose);
	return BACK;
}

static struct next compose_on_action(struct view_ctx *ctx, void *state, enum action_id action)
{
	struct compose *compose = state;

	switch (action) {
	case ACT_SEND: return send(ctx, compose);
	case ACT_DISCARD:
		forget(ctx, compose);
		notify(ctx, T("desk.draft.deleted"));
		return BACK;
	case ACT_BACK:
	case ACT_PARK:
		/* A template that nobody touched is not theirs to keep. */
		if (is_blank(edit_text(&compose->text)) || (!compose->changed && !compose->kept)) {
			forget(ctx, compose);
			return BACK;
		}
		if (!save(ctx, compose))
			return STAY;
		notify(ctx, T("desk.draft.kept"));
		return BACK;
	default: return STAY;
	}
}

static struct next compose_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct compose *compose = state;

	switch (key->code) {
	case K_PAGE_UP:
	case K_PAGE_DOWN:
	case K_WHEEL_UP:
	case K_WHEEL_DOWN: page_key(&compose->page, key, compose->page_height); return STAY;
	default: break;
	}
	switch (edit_key(&compose->text, key, MAX(compose->width, 20))) {
	case EDIT_CHANGED:
		compose->changed = true;
		if (key->code == K_PASTE && edit_over(&compose->text))
			notify(ctx, trnf(ctx->frame, ctx->lang, "desk.compose.too_long", (int64_t)edit_over(&compose->text),
					 NULL));
		break;
	case EDIT_FULL: notify(ctx, T("desk.compose.full")); break;
	case EDIT_MOVED:
	case EDIT_IGNORED: break;
	}
	return STAY;
}

/* Erased for good, or gone to another desk: nothing written about it stays, and nothing of it is saved again. */
static struct next compose_on_change(struct view_ctx *ctx, void *state)
{
	struct compose *compose = state;

	if (board_holds(ctx->board, compose->request))
		return STAY;
	forget(ctx, compose);
	notify(ctx, T("desk.request.gone"));
	return BACK;
}

/* Somebody looked something up, and may have gone on with these words there: what became of the draft counts. */
static struct next compose_on_return(struct view_ctx *ctx, void *state, int64_t number)
{
	struct compose *compose = state;
	struct draft draft;
	struct err err;

	(void)number;
	if (!board_holds(ctx->board, compose->request))
		return BACK;
	if (!compose->kept || compose->changed)
		return STAY;
	if (!drafts_read(ctx->drafts, compose->draft, ctx->arena, &draft, &err)) {
		if (err.code != ERR_NOT_FOUND) /* the words here are all that is left of it */
			return STAY;
		compose->kept = false;
		edit_set(&compose->text, "");
		return BACK;
	}
	if (!streq(draft.body, edit_text(&compose->text)))
		edit_set(&compose->text, draft.body);
	return STAY;
}

static struct next compose_on_tick(struct view_ctx *ctx, void *state)
{
	struct compose *compose = state;

	if (compose->changed && clock_mono(ctx->clock) - compose->saved_at > SAVE_EVERY_S * SECOND_US &&
	    !is_blank(edit_text(&compose->text)))
		save(ctx, compose);
	return STAY;
}

const struct view compose_view = {
	.name = "compose",
	.state_size = sizeof(struct compose),
	.contexts = CTX_EDIT,
	.open = compose_open,
	.close = compose_close,
	.draw = compose_draw,
	.on_action = compose_on_action,
	.on_key = compose_on_key,
	.on_return = compose_on_return,
	.on_change = compose_on_change,
	.on_tick = compose_on_tick,
	.park = compose_park,
};
