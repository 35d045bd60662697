/* Who takes care of a request: oneself first, nobody, then everyone of this desk's town hall. Typing narrows the list. */
#include "common/base/utf8.h"
#include "common/domain/names.h"
#include "counter/choices.h"

struct assign {
	struct choices choices; /* first: see choices_view_… */
	char request[UUID_TEXT];
	const char *from; /* NULL: nobody */
};

static bool assign_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct assign *assign = state;
	struct board_request request;
	const struct agent *agents;
	size_t count;
	enum agent_role role;

	choices_init(&assign->choices, ctx, CHOICES_MAX, NULL, true);
	if (!board_request(ctx->board, ctx->arg, ctx->arena, &request, NULL) || !board_db(ctx->board))
		return err_set(err, ERR_NOT_FOUND, "%s", T("desk.request.gone"));
	utf8_copy(assign->request, sizeof(assign->request), ctx->arg);
	assign->from = arena_strdup(ctx->arena, request.request.row.assignee);
	if (!agent_list(board_db(ctx->board), ctx->arena, &agents, &count, NULL))
		count = 0;
	if (!streq(assign->from, ctx->session->agent.id))
		choices_add(&assign->choices, T("desk.assign.me"), arena_strdup(ctx->arena, ctx->session->agent.name),
		            arena_strdup(ctx->arena, ctx->session->agent.id));
	if (assign->from)
		choices_add(&assign->choices, T("desk.assign.nobody"), NULL, "");
	for (size_t i = 0; i < count && assign->choices.count < CHOICES_MAX; i++)
		if (!streq(agents[i].id, assign->from) && !streq(agents[i].id, ctx->session->agent.id))
			choices_add(&assign->choices, agents[i].name,
				    agent_role_parse(agents[i].role, &role) ? tr(ctx->lang, agent_role_key(role)) : NULL,
				    agents[i].id);
	return true;
}

static struct next assign_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct assign *assign = state;
	const struct choice *choice = choices_key(&assign->choices, ctx, key);
	struct err err = { .code = ERR_NONE };

	if (!choice)
		return STAY;
	if (!ops_assign(ctx->ops, assign->request, assign->from, *choice->id ? choice->id : NULL, &err)) {
		notify_error(ctx, &err);
		return STAY;
	}
	return BACK;
}

const struct view assign_view = {
	.name = "assign",
	.state_size = sizeof(struct assign),
	.flags = VIEW_POPUP,
	.title = "desk.assign.title",
	.contexts = CTX_PICK | CTX_SEARCH,
	.open = assign_open,
	.close = choices_view_close,
	.wants = choices_view_wants,
	.draw = choices_view_draw,
	.on_key = assign_on_key,
};
