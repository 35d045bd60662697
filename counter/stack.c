#include "counter/stack.h"

#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/secret/secret.h"

struct opened *stack_top(struct stack *stack)
{
	return &stack->views[stack->depth - 1];
}

struct view_ctx stack_ctx(const struct stack *stack, const struct opened *opened)
{
	struct view_ctx ctx = stack->ctx;

	ctx.lang = board_lang(ctx.board);
	ctx.now = clock_wall(ctx.clock);
	ctx.arena = opened->arena;
	ctx.arg = opened->arg;
	ctx.opening = opened->opening;
	return ctx;
}

static void close_view(struct stack *stack, size_t at)
{
	struct opened *opened = &stack->views[at];
	struct view_ctx ctx = stack_ctx(stack, opened);

	if (opened->view->close)
		opened->view->close(&ctx, opened->state);
	secret_wipe(opened->state, opened->view->state_size);
	free(opened->state);
	arena_free(opened->arena);
	stack->depth--;
	memmove(opened, opened + 1, (stack->depth - at) * sizeof(*opened));
}

void stack_pop(struct stack *stack)
{
	close_view(stack, stack->depth - 1);
}

void stack_clear(struct stack *stack)
{
	while (stack->depth > 0)
		stack_pop(stack);
}

/* Who looks up one request after the other and never goes back would end before a full stack. */
static void make_room(struct stack *stack)
{
	for (size_t i = 1; i < stack->depth && stack->depth == STACK_MAX; i++)
		if (stack->views[i].view->flags & VIEW_LOOKED)
			close_view(stack, i);
}

bool stack_push(struct stack *stack, enum view_id id, const char *arg)
{
	const struct view *view = views[id];
	struct opened *opened;
	struct view_ctx ctx;
	struct err err = { .code = ERR_NONE };

	if (!session_open(stack->ctx.session) && id != VIEW_LOGIN && id != VIEW_HELP)
		return false;
	make_room(stack);
	if (stack->depth == STACK_MAX) /* somebody holds a key down */
		return false;
	opened = &stack->views[stack->depth++];
	*opened = (struct opened){ .view = view, .arena = arena_new(), .opening = ++stack->openings };
	opened->state = calloc(1, MAX(view->state_size, (size_t)1));
	if (!opened->state)
		abort();
	utf8_copy(opened->arg, sizeof(opened->arg), arg);
	ctx = stack_ctx(stack, opened);
	if (view->open && !view->open(&ctx, opened->state, &err)) {
		stack_pop(stack);
		notify(&stack->ctx, err.text);
		return false;
	}
	return true;
}

void stack_park(struct stack *stack)
{
	for (size_t i = 0; i < stack->depth; i++) {
		struct view_ctx ctx = stack_ctx(stack, &stack->views[i]);

		if (stack->views[i].view->park)
			stack->views[i].view->park(&ctx, stack->views[i].state);
	}
}

size_t stack_base(const struct stack *stack)
{
	size_t base = stack->depth - 1;

	while (base > 0 && (stack->views[base].view->flags & VIEW_POPUP))
		base--;
	return base;
}
