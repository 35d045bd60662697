/* An operation that the hub refused: what was asked, why not, what the hub has now; then again, or not. */
#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "counter/choices.h"
#include "counter/items.h"

struct problem {
	struct choices choices; /* first: see choices_view_… */
	char op[UUID_TEXT], request[UUID_TEXT];
};

/* The hub's row in a few words. */
static const char *current_words(struct view_ctx *ctx, const struct desk_op *op)
{
	json_t *row = op->current ? json_loads(op->current, 0, NULL) : NULL;
	const char *state_name = or_empty(json_string_value(json_object_get(row, "state")));
	const char *assignee = json_string_value(json_object_get(row, "assignee"));
	enum request_state state;
	struct agent agent;
	const char *words = "";

	if (row)
		words = trf(ctx->arena, ctx->lang, "desk.problem.current", "state",
			    request_state_parse(state_name, &state) ? tr(ctx->lang, request_state_key(state)) : state_name,
			    "assignee",
			    assignee && board_db(ctx->board) &&
					    agent_read(board_db(ctx->board), assignee, ctx->arena, &agent, NULL)
				    ? trf(ctx->arena, ctx->lang, "desk.assigned", "name", agent.name, NULL)
				    : T("desk.unassigned"),
			    NULL);
	json_decref(row);
	return words;
}

static bool problem_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct problem *problem = state;
	const struct desk_op *op = overlay_op(board_overlay(ctx->board), ctx->arg);
	const char *intro;

	if (!op)
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.problem.gone"));
	utf8_copy(problem->op, sizeof(problem->op), op->id);
	utf8_copy(problem->request, sizeof(problem->request), op->request);
	intro = trf(ctx->arena, ctx->lang, op->state == OP_CONFLICT ? "desk.problem.conflict" : "desk.problem.rejected",
		    "what", op_sentence(ctx, op), "reason", or_empty(op->reason), "current", current_words(ctx, op), NULL);
	choices_init(&problem->choices, ctx, 3, intro, false);
	choices_add(&problem->choices, T("desk.problem.again"), NULL, "again");
	choices_add(&problem->choices, T("desk.problem.drop"), NULL, "drop");
	if (*problem->request)
		choices_add(&problem->choices, T("desk.problem.look"), NULL, "look");
	return true;
}

static struct next problem_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct problem *problem = state;
	const struct choice *choice = choices_key(&problem->choices, ctx, key);

	if (!choice)
		return STAY;
	if (streq(choice->id, "look"))
		return next_replace(VIEW_REQUEST, problem->request);
	settle_problem(ctx, problem->op, streq(choice->id, "again"));
	return BACK;
}

const struct view problem_view = {
	.name = "problem",
	.state_size = sizeof(struct problem),
	.flags = VIEW_POPUP,
	.title = "desk.problem.title",
	.contexts = CTX_PICK,
	.open = problem_open,
	.close = choices_view_close,
	.wants = choices_view_wants,
	.draw = choices_view_draw,
	.on_key = problem_on_key,
};
