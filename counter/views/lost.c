/* A lost ticket: who stands here was recognised, and how, is recorded; the old number stops working, a new one is made. */
#include "common/base/utf8.h"
#include "counter/choices.h"
#include "counter/number.h"

struct lost {
	struct choices choices; /* first: see choices_view_… */
	char request[UUID_TEXT], old[TRACKING_TEXT];
	const char *identity; /* what was checked; NULL: not yet */
};

static const char *const checks[] = {
	"desk.lost.id_card", "desk.lost.passport", "desk.lost.residence", "desk.lost.licence", "desk.lost.answers",
};

static bool lost_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct lost *lost = state;
	struct board_request request;

	if (!board_request(ctx->board, ctx->arg, ctx->arena, &request, NULL) || !tracking_valid(request.request.row.number))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.print.no_number"));
	utf8_copy(lost->request, sizeof(lost->request), ctx->arg);
	utf8_copy(lost->old, sizeof(lost->old), request.request.row.number);
	choices_init(&lost->choices, ctx, ARRAY_LEN(checks), T("desk.lost.intro"), false);
	for (size_t i = 0; i < ARRAY_LEN(checks); i++)
		choices_add(&lost->choices, T(checks[i]), NULL, checks[i]);
	return true;
}

static struct next lost_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct lost *lost = state;
	const struct choice *choice = choices_key(&lost->choices, ctx, key);
	struct number_work *work;

	if (!choice || lost->identity)
		return STAY;
	lost->identity = choice->text;
	work = number_work_new(ctx->rng, board_terminal(ctx->board));
	work->work.owner = ctx->opening;
	worker_submit(ctx->worker, &work->work);
	return STAY;
}

static struct next lost_on_result(struct view_ctx *ctx, void *state, struct work *work)
{
	struct lost *lost = state;
	const struct number_work *made = (const struct number_work *)work;
	struct err err = { .code = ERR_SYSTEM };

	if (!made->derived ||
	    !ops_replace(ctx->ops, lost->request, lost->old, made->number.text, &made->key, lost->identity, &err)) {
		lost->identity = NULL;
		notify_error(ctx, &err);
		return STAY;
	}
	return next_replace(VIEW_NUMBER, lost->request);
}

const struct view lost_view = {
	.name = "lost",
	.state_size = sizeof(struct lost),
	.flags = VIEW_POPUP,
	.title = "desk.lost.title",
	.contexts = CTX_PICK,
	.open = lost_open,
	.close = choices_view_close,
	.wants = choices_view_wants,
	.draw = choices_view_draw,
	.on_key = lost_on_key,
	.on_result = lost_on_result,
};
