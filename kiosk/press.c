/* What a press means, and a scan: what the loop answers itself, or what the screen makes of it. */
#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "kiosk/kiosk.h"
#include "kiosk/pick.h"
#include "kiosk/sizes.h"
#include "kiosk/ui/keyboard.h"
/* The keyboard's main key: what the screen makes of it, or the end of the field. Who wrote by keypad goes on to what comes next. */
static void press_enter(struct kiosk *k)
{
	struct opened *top = nav_top(&k->nav);
	const struct node *field = edit_field(k);
	bool picked = k->picking;
	char id[ID_MAX];

	if (!field)
		return;
	utf8_copy(id, sizeof(id), field->id);
	if (field->enter && !pick_proposes(k)) {
		k->picking = false;
		kiosk_focus(k, id);
		kiosk_act(k, top->screen->on_press(nav_ctx(&k->nav, top), top->state, id));
		if (picked && nav_top(&k->nav) == top && streq(top->focus, id) && k->typing[0])
			pick_leave(k);
	} else if (picked) {
		pick_leave(k);
	} else {
		kiosk_focus(k, id);
		edit_end(k);
	}
}

static void press_key(struct kiosk *k, enum key_kind kind, const char *text)
{
	switch (kind) {
	case KEY_NONE:
		break;
	case KEY_TYPES:
		if (k->capital && strlen(text) <= 2) {
			const char *at = text;
			uint32_t c = utf8_next(&at);
			char out[5] = { 0 };

			utf8_encode(keyboard_capital(c, k->session.lang), out);
			edit_insert(k, out);
		} else {
			edit_insert(k, text);
		}
		if (k->picking)
			pick_typed(k, text);
		else
			listen_key(k, text);
		break;
	case KEY_BACKSPACE:
		pick_erase(k);
		break;
	case KEY_ENTER:
		press_enter(k);
		break;
	case KEY_PAGE:
		k->keys_page = streq(k->keys_page, text) ? "" : text; /* the key of the other script is on both */
		break;
	case KEY_SHIFT:
		k->capital = !k->capital;
		k->shifted = k->capital;
		break;
	case KEY_ORDER:
		k->session.abc = !k->session.abc;
		k->keys_page = "";
		break;
	}
	k->dirty = true;
}

static bool press_bar(struct kiosk *k, const char *which)
{
	enum screen_id top = nav_top(&k->nav)->id;

	if (streq(which, "language"))
		kiosk_act(k, top == SCREEN_LANGUAGES ? action_of(ACTION_BACK) : action_push(SCREEN_LANGUAGES, ""));
	else if (streq(which, "text"))
		kiosk_act(k, action_of(ACTION_TEXT_SIZE));
	else if (streq(which, "face"))
		kiosk_act(k, action_of(ACTION_FACE));
	else if (sizes_read(which, &k->session.text_size))
		k->reveal = true;
	else if (streq(which, "contrast"))
		kiosk_act(k, action_of(ACTION_THEME));
	else if (streq(which, "voice"))
		kiosk_act(k, action_of(ACTION_VOICE));
	else if (streq(which, "help"))
		kiosk_act(k, top == SCREEN_HELP ? action_of(ACTION_BACK) : action_push(SCREEN_HELP, ""));
	else
		return false;
	return true;
}

/* What the loop answers itself, on every screen. */
static bool press_own(struct kiosk *k, const char *id)
{
	struct opened *top = nav_top(&k->nav);

	if (id_is(id, "bar")) {
		bool known = press_bar(k, id_value(id));

		listen_bar(k, id_value(id));
		return known;
	}
	if (id_is(id, "clear")) {
		edit_begin(k, id_value(id));
		edit_set(k, id_value(id), "", 0);
		return true;
	}
	if (id_is(id, "page")) {
		kiosk_turn_page(k, streq(id_value(id), "up"));
		return true;
	}
	if (streq(id, "back")) {
		if (top->screen->on_back && top->err.code == ERR_NONE)
			kiosk_act(k, top->screen->on_back(nav_ctx(&k->nav, top), top->state));
		else
			kiosk_act(k, action_of(ACTION_BACK));
		return true;
	}
	if (streq(id, "quit")) {
		kiosk_leave(k);
		return true;
	}
	if (id_is(id, "alert")) {
		kiosk_act(k, action_push(SCREEN_ALERT, id_value(id)));
		return true;
	}
	if (streq(id, "home")) {
		kiosk_act(k, action_of(ACTION_HOME));
		return true;
	}
	return false;
}

void kiosk_press(struct kiosk *k, const char *which)
{
	struct opened *top = nav_top(&k->nav);
	struct node *node = node_by_id(k->ui.root, which);
	const char *text = NULL;
	enum key_kind key;
	char id[ID_MAX];

	if (!node || node->disabled)
		return;
	k->notice = NULL;
	utf8_copy(id, sizeof(id), which); /* the tree it stands in is built anew below */
	session_touch(&k->session, clock_mono(&k->clock));
	if (!streq(which, "bar:voice"))
		listen_stop(k);
	k->dirty = true;
	k->sizes = sizes_keep(id) && (k->sizes || streq(id, "bar:text"));
	key = keyboard_key(id, &text);
	if (key != KEY_NONE || pick_press(k, id)) {
		press_key(k, key, text);
		return;
	}
	if (!id_is(id, "bar") && !id_is(id, "page")) /* these leave the person where they were */
		kiosk_focus(k, id);
	if (node->role == ROLE_FIELD) {
		edit_begin(k, id);
		return;
	}
	if (!id_is(id, "page") && !id_is(id, "clear") && !id_is(id, "bar"))
		edit_end(k);
	if (press_own(k, id) || !top->screen->on_press || top->err.code != ERR_NONE)
		return;
	if (top->screen->flags & SCREEN_ASKS)
		k->session.typed = true;
	kiosk_act(k, top->screen->on_press(nav_ctx(&k->nav, top), top->state, id));
}

void kiosk_scanned(struct kiosk *k, const char *text)
{
	struct opened *top;

	if (!k->session.awake)
		kiosk_wake(k);
	session_touch(&k->session, clock_mono(&k->clock));
	top = nav_top(&k->nav);
	if (top->screen->on_scan && top->err.code == ERR_NONE)
		kiosk_act(k, top->screen->on_scan(nav_ctx(&k->nav, top), top->state, text));
	else if (tracking_looks_like(text)) {
		struct tracking_reading reading = tracking_read(text);

		if (reading.verdict == TRACKING_OK)
			kiosk_act(k, action_push(SCREEN_THREAD, reading.number.text));
		else
			kiosk_act(k, action_push(SCREEN_FOLLOW, reading.letters));
		explicit_bzero(&reading, sizeof(reading));
	} else {
		k->notice = "scan.unknown";
		top->scroll = 0;
		k->dirty = true;
	}
}
