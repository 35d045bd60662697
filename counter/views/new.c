/* A new request: for somebody at the desk or on the phone, and for which service. */
#include <stdio.h>

#include "common/store/service.h"
#include "counter/choices.h"
#include "counter/paper.h"

struct new_view {
	struct choices channels, services;
	const char *channel; /* NULL: not chosen yet */
	const struct service *list;
	size_t count;
	bool printing;
};

static bool new_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct new_view *view = state;

	if (!board_db(ctx->board))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.first_sync"));
	/* Said before a form opens, not after it was filled. */
	if (!outbox_has_room(board_outbox(ctx->board)))
		return err_set(err, ERR_DISK_FULL, "%s", T("desk.error.disk_full"));
	choices_init(&view->channels, ctx, 2, T("desk.new.channel"), false);
	choices_add(&view->channels, T("channel.desk"), NULL, "desk");
	choices_add(&view->channels, T("channel.phone"), NULL, "phone");
	if (!service_list(board_db(ctx->board), ctx->lang, NULL, ctx->arena, &view->list, &view->count, err))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.error.replica"));
	choices_init(&view->services, ctx, view->count, T("desk.new.service"), true);
	for (size_t i = 0; i < view->count; i++) {
		choices_add(&view->services, view->list[i].name,
			    view->list[i].has_form ? view->list[i].theme : T("desk.new.papers.note"), view->list[i].id);
		choices_also(&view->services, view->list[i].keywords);
	}
	return true;
}

static void new_close(struct view_ctx *ctx, void *state)
{
	struct new_view *view = state;

	(void)ctx;
	choices_done(&view->channels);
	choices_done(&view->services);
}

static unsigned new_context(const struct view_ctx *ctx, const void *state)
{
	(void)ctx;
	return ((const struct new_view *)state)->channel ? CTX_PICK | CTX_SEARCH : CTX_PICK;
}

static void new_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	const struct new_view *view = state;

	(void)ctx;
	choices_wants(view->channel ? &view->services : &view->channels, ret_h, ret_w);
}

static void new_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct new_view *view = state;

	choices_draw(view->channel ? &view->services : &view->channels, ctx, tui, area);
}

/* A service that needs papers has no form here: the person leaves with the list of what to bring. */
static struct next give_checklist(struct view_ctx *ctx, struct new_view *view, const char *service)
{
	struct paper_work *work;

	if (!printing_there(ctx->printing)) {
		notify(ctx, T("desk.new.papers"));
		return STAY;
	}
	if (view->printing)
		return STAY;
	view->printing = true;
	work = paper_work_checklist(ctx->printing, ctx->board, service);
	work->work.owner = ctx->opening;
	worker_submit(ctx->worker, &work->work);
	notify(ctx, T("desk.new.checklist"));
	return STAY;
}

static struct next new_on_result(struct view_ctx *ctx, void *state, struct work *work)
{
	struct paper_work *paper = (struct paper_work *)work;

	((struct new_view *)state)->printing = false;
	paper_told(ctx, paper);
	return paper_came_out(paper) ? BACK : STAY;
}

static struct next new_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct new_view *view = state;
	const struct choice *choice = choices_key(view->channel ? &view->services : &view->channels, ctx, key);
	char arg[ARG_MAX_LEN];

	if (!choice)
		return STAY;
	if (!view->channel) {
		view->channel = choice->id;
		return STAY;
	}
	for (size_t i = 0; i < view->count; i++)
		if (streq(view->list[i].id, choice->id) && !view->list[i].has_form)
			return give_checklist(ctx, view, choice->id);
	snprintf(arg, sizeof(arg), "%s %s", view->channel, choice->id);
	return next_replace(VIEW_FORM, arg);
}

const struct view new_view = {
	.name = "new",
	.state_size = sizeof(struct new_view),
	.flags = VIEW_POPUP,
	.title = "desk.new.title",
	.open = new_open,
	.close = new_close,
	.context = new_context,
	.wants = new_wants,
	.draw = new_draw,
	.on_key = new_on_key,
	.on_result = new_on_result,
};
