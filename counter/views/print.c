/* Printing a ticket or a receipt: what, then what the printer says of it. */
#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/choices.h"
#include "counter/paper.h"

struct print {
	struct choices choices; /* first: see choices_view_… */
	char request[UUID_TEXT];
	bool printing;
	const char *outcome; /* catalogue; NULL: not printed yet */
};

static bool print_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct print *print = state;
	struct board_request request;

	choices_init(&print->choices, ctx, 2, NULL, false);
	if (!board_request(ctx->board, ctx->arg, ctx->arena, &request, NULL))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.request.gone"));
	if (!*request.request.row.number)
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.print.no_number"));
	utf8_copy(print->request, sizeof(print->request), ctx->arg);
	choices_add(&print->choices, T("desk.print.ticket"), T("desk.print.ticket.note"), "ticket");
	/* An accusé de réception says that the town has it: not while it stands here alone. */
	if (overlay_op(board_overlay(ctx->board), print->request) == NULL)
		choices_add(&print->choices, T("desk.print.receipt"), T("desk.print.receipt.note"), "receipt");
	if (!printing_there(ctx->printing))
		print->outcome = "desk.print.none";
	return true;
}

static void print_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	choices_wants(&((const struct print *)state)->choices, ret_h, ret_w);
	(void)ctx;
	*ret_h += 3;
	*ret_w = MAX(*ret_w, 64);
}

static void print_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct print *print = state;
	struct rect list = area;
	const char *say = print->printing ? T("desk.print.printing") : print->outcome ? T(print->outcome) : "";

	list.h = MAX(area.h - 3, 1);
	choices_draw(&print->choices, ctx, tui, list);
	for (int y = area.y + list.h + 1; *say && y < area.y + area.h; y++) {
		size_t next, len = cells_wrap(say, area.w, &next);

		tui_put(tui, y, area.x, area.w, print->printing ? STYLE_MUTED : STYLE_STRONG,
			arena_strndup(ctx->frame, say, len));
		say += next;
	}
}

static struct next print_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct print *print = state;
	const struct choice *choice = choices_key(&print->choices, ctx, key);
	struct board_request request;
	struct paper_work *work;

	if (!choice || print->printing || !printing_there(ctx->printing))
		return STAY;
	if (!board_request(ctx->board, print->request, ctx->frame, &request, NULL))
		return BACK;
	work = paper_work_new(ctx->printing, ctx->board, &request,
			      streq(choice->id, "ticket") ? TICKET_REGISTRATION : TICKET_RECEIPT);
	work->work.owner = ctx->opening;
	print->printing = true;
	worker_submit(ctx->worker, &work->work);
	return STAY;
}

static struct next print_on_result(struct view_ctx *ctx, void *state, struct work *work)
{
	struct print *print = state;
	const struct paper_work *paper = (const struct paper_work *)work;

	print->printing = false;
	print->outcome = paper_outcome(paper);
	if (!paper_came_out(paper))
		return STAY;
	paper_told(ctx, paper);
	return BACK;
}

const struct view print_view = {
	.name = "print",
	.state_size = sizeof(struct print),
	.flags = VIEW_POPUP,
	.title = "desk.print.title",
	.contexts = CTX_PICK,
	.open = print_open,
	.close = choices_view_close,
	.wants = print_wants,
	.draw = print_draw,
	.on_key = print_on_key,
	.on_result = print_on_result,
};
