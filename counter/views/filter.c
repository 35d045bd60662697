/* Which states the list shows. */
#include <stdlib.h>

#include "common/domain/names.h"
#include "counter/choices.h"

static bool filter_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct choices *choices = state;

	(void)err;
	choices_init(choices, ctx, REQUEST_STATES + 2, NULL, false);
	choices_add(choices, T("desk.filter.open"), NULL, "0");
	for (enum request_state s = STATE_RECEIVED; s < REQUEST_STATES; s++) {
		const char *bits = arena_printf(ctx->arena, "%u", 1u << s);

		if (streq(bits, ctx->arg))
			choices->picker.selected = choices->count;
		choices_add(choices, tr(ctx->lang, request_state_key(s)), NULL, bits);
	}
	choices_add(choices, T("desk.filter.all"), NULL, arena_printf(ctx->arena, "%u", DESK_OPEN | DESK_CLOSED));
	return true;
}

static void filter_close(struct view_ctx *ctx, void *state)
{
	(void)ctx;
	choices_done(state);
}

static void filter_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	(void)ctx;
	choices_wants(state, ret_h, ret_w);
	*ret_w = 34;
}

static void filter_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	choices_draw(state, ctx, tui, area);
}

static struct next filter_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	const struct choice *choice = choices_key(state, ctx, key);

	return choice ? next_back((int64_t)strtoul(choice->id, NULL, 10)) : STAY;
}

const struct view filter_view = {
	.name = "filter",
	.state_size = sizeof(struct choices),
	.flags = VIEW_POPUP,
	.title = "desk.filter.title",
	.contexts = CTX_PICK,
	.open = filter_open,
	.close = filter_close,
	.wants = filter_wants,
	.draw = filter_draw,
	.on_key = filter_on_key,
};
