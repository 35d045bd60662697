#include "kiosk/nav.h"

#include "common/base/log.h"
#include "common/base/utf8.h"

struct action action_push(enum screen_id screen, const char *arg)
{
	struct action action = { .kind = ACTION_PUSH, .screen = screen };

	utf8_copy(action.arg, sizeof(action.arg), or_empty(arg));
	return action;
}

struct action action_replace(enum screen_id screen, const char *arg)
{
	struct action action = action_push(screen, arg);

	action.kind = ACTION_REPLACE;
	return action;
}

struct action action_with(enum action_kind kind, const char *arg)
{
	struct action action = action_push(SCREEN_IDLE, arg);

	action.kind = kind;
	return action;
}

struct opened *nav_top(struct nav *nav)
{
	return nav->depth ? &nav->stack[nav->depth - 1] : NULL;
}

struct screen_ctx *nav_ctx(struct nav *nav, struct opened *opened)
{
	nav->ctx.arena = opened->arena;
	nav->ctx.arg = opened->arg;
	nav->ctx.opening = opened->opening;
	nav->ctx.now = clock_guess(nav->ctx.clock);
	return &nav->ctx;
}

void nav_push(struct nav *nav, enum screen_id id, const char *arg)
{
	struct opened *opened;

	if (nav->depth == NAV_DEPTH)
		return;
	opened = &nav->stack[nav->depth++];
	*opened = (struct opened){ .screen = screen_row(id), .id = id, .opening = ++nav->openings, .arena = arena_new() };
	utf8_copy(opened->arg, sizeof(opened->arg), or_empty(arg));
	opened->state = calloc(1, MAX(opened->screen->state_size, (size_t)1));
	if (!opened->state)
		abort();
	if (opened->screen->open && !opened->screen->open(nav_ctx(nav, opened), opened->state, &opened->err) &&
	    opened->err.code == ERR_NONE)
		opened->err.code = ERR_SYSTEM;
	if (opened->err.code != ERR_NONE && opened->err.code != ERR_NOT_FOUND)
		log_warn("screen %s: %s", opened->screen->name, opened->err.text);
}

static void close_top(struct nav *nav)
{
	struct opened *opened = nav_top(nav);

	if (!opened)
		return;
	if (opened->screen->close && opened->err.code == ERR_NONE)
		opened->screen->close(nav_ctx(nav, opened), opened->state);
	explicit_bzero(opened->state, opened->screen->state_size);
	free(opened->state);
	arena_free(opened->arena); /* overwrites */
	explicit_bzero(opened, sizeof(*opened));
	nav->depth--;
}

void nav_back(struct nav *nav)
{
	if (nav->depth > 1)
		close_top(nav);
}

void nav_replace(struct nav *nav, enum screen_id id, const char *arg)
{
	char kept[256];

	utf8_copy(kept, sizeof(kept), or_empty(arg)); /* ARG may belong to the screen that closes */
	close_top(nav);
	nav_push(nav, id, kept);
}

void nav_home(struct nav *nav)
{
	while (nav->depth > 1)
		close_top(nav);
}

bool nav_find(const struct nav *nav, enum screen_id id)
{
	for (int i = 0; i < nav->depth; i++)
		if (nav->stack[i].id == id)
			return true;
	return false;
}

void nav_done(struct nav *nav)
{
	while (nav->depth)
		close_top(nav);
}
