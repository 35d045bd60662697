/* Help: every key that works here, made from the table of actions, then the others. */
#include <stdlib.h>

#include "counter/cells.h"
#include "counter/frame.h"
#include "counter/page.h"
#include "counter/view.h"

enum { KEY_CELLS = 18 };

struct help {
	unsigned contexts; /* of the view from which help was asked */
	struct page page;
	int height;
};

static bool help_open(struct view_ctx *ctx, void *state, struct err *err)
{
	(void)err;
	((struct help *)state)->contexts = (unsigned)strtoul(ctx->arg, NULL, 10);
	return true;
}

static void add_action(struct view_ctx *ctx, struct page *page, const struct action *action, unsigned contexts)
{
	uint32_t code = action_key(action, contexts);
	const char *keys = frame_key(ctx, code);

	if (action->also != K_NONE && action->also != code)
		keys = arena_printf(ctx->frame, "%s, %s", keys, frame_key(ctx, action->also));
	page_add(page, STYLE_PLAIN, KEY_CELLS, arena_printf(ctx->frame, " %s", keys), T(action->help));
}

static void build(struct view_ctx *ctx, struct help *help, int width)
{
	page_init(&help->page, ctx->arena, width);
	page_add(&help->page, STYLE_STRONG, 1, NULL, T("desk.help.here"));
	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++)
		if (actions[id].contexts & help->contexts)
			add_action(ctx, &help->page, &actions[id], help->contexts);
	page_gap(&help->page);
	page_add(&help->page, STYLE_STRONG, 1, NULL, T("desk.help.move"));
	page_add(&help->page, STYLE_PLAIN, 1, NULL, T("desk.help.move.text"));
	page_gap(&help->page);
	page_add(&help->page, STYLE_STRONG, 1, NULL, T("desk.help.marks"));
	page_add(&help->page, STYLE_PLAIN, 1, NULL, T("desk.help.marks.text"));
	page_gap(&help->page);
	page_add(&help->page, STYLE_STRONG, 1, NULL, T("desk.help.elsewhere"));
	for (enum action_id id = ACT_NONE + 1; id < ACT_COUNT; id++)
		if (!(actions[id].contexts & help->contexts))
			add_action(ctx, &help->page, &actions[id], actions[id].contexts & ~(unsigned)(CTX_TYPING | CTX_PICK));
}

static void help_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct help *help = state;

	if (help->page.width != area.w - 2)
		build(ctx, help, area.w - 2);
	help->height = area.h;
	page_draw(tui, area, &help->page, STYLE_STRONG);
	tui_focus(tui, area.y, area.x + 1);
}

static struct next help_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct help *help = state;

	(void)ctx;
	if (key->code == '?' || key->code == K_F1 || key->code == 'q')
		return BACK;
	page_key(&help->page, key, help->height);
	return STAY;
}

const struct view help_view = {
	.name = "help",
	.state_size = sizeof(struct help),
	.contexts = CTX_READ,
	.open = help_open,
	.draw = help_draw,
	.on_key = help_on_key,
};
