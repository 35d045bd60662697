/* The menu: every action that works where it was opened, made from the table of actions. */
#include <stdlib.h>

#include "counter/cells.h"
#include "counter/frame.h"
#include "counter/picker.h"
#include "counter/view.h"

enum { KEY_CELLS = 8 };

struct menu {
	unsigned contexts;
	enum action_id list[ACT_COUNT];
	size_t count;
	struct picker picker;
};

static bool menu_open(struct view_ctx *ctx, void *state, struct err *err)
{
	struct menu *menu = state;
	size_t n = 0;

	(void)err;
	menu->contexts = (unsigned)strtoul(ctx->arg, NULL, 10);
	menu->count = actions_in(menu->contexts, false, menu->list);
	for (size_t i = 0; i < menu->count; i++)
		if (menu->list[i] != ACT_MENU)
			menu->list[n++] = menu->list[i];
	menu->count = n;
	return true;
}

static void menu_wants(const struct view_ctx *ctx, const void *state, int *ret_h, int *ret_w)
{
	const struct menu *menu = state;

	*ret_h = (int)menu->count;
	*ret_w = 0;
	for (size_t i = 0; i < menu->count; i++)
		*ret_w = MAX(*ret_w, KEY_CELLS + 4 + cells_width(T(actions[menu->list[i]].label)));
	*ret_w = MAX(*ret_w, 30);
}

static void menu_draw(struct view_ctx *ctx, void *state, struct tui *tui, struct rect area)
{
	struct menu *menu = state;

	picker_fit(&menu->picker, menu->count, area.h);
	menu->picker.y = area.y;
	for (int i = 0; i < area.h && menu->picker.top + (size_t)i < menu->count; i++) {
		size_t index = menu->picker.top + (size_t)i;
		const struct action *action = &actions[menu->list[index]];
		bool selected = index == menu->picker.selected;
		enum style style = selected ? STYLE_SELECTED : STYLE_PLAIN;

		tui_put(tui, area.y + i, area.x, 2, style, selected ? "▸" : "");
		tui_put(tui, area.y + i, area.x + 2, KEY_CELLS, style,
			frame_key(ctx, action_key(action, menu->contexts)));
		tui_put(tui, area.y + i, area.x + 2 + KEY_CELLS, area.w - KEY_CELLS - 2, style, T(action->label));
		if (selected)
			tui_focus(tui, area.y + i, area.x);
	}
}

static struct next menu_on_key(struct view_ctx *ctx, void *state, const struct key *key)
{
	struct menu *menu = state;
	enum action_id action;

	(void)ctx;
	if (picker_key(&menu->picker, key, false) == PICK_CHOSEN)
		return (struct next){ .kind = NEXT_ACTION, .number = menu->list[menu->picker.selected] };
	action = action_for_key(key->code, menu->contexts & ~(unsigned)CTX_TYPING);
	if (action != ACT_NONE && action != ACT_MENU && (actions[action].contexts & menu->contexts))
		return (struct next){ .kind = NEXT_ACTION, .number = action };
	return key->code == 'm' || key->code == K_F10 ? BACK : STAY;
}

const struct view menu_view = {
	.name = "menu",
	.state_size = sizeof(struct menu),
	.flags = VIEW_POPUP,
	.title = "desk.menu.title",
	.contexts = CTX_MENU,
	.open = menu_open,
	.wants = menu_wants,
	.draw = menu_draw,
	.on_key = menu_on_key,
};
