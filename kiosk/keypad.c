#include "kiosk/keypad.h"

#include "common/conf/conf.h"
#include "kiosk/kiosk.h"
#include "kiosk/pick.h"

static const struct keypad_row {
	const char *setting;
	bool repeats;
} rows[] = {
	[KEYPAD_UP] = { "keys.up", true }, [KEYPAD_DOWN] = { "keys.down", true }, [KEYPAD_LEFT] = { "keys.left", true },
	[KEYPAD_RIGHT] = { "keys.right", true }, [KEYPAD_OK] = { "keys.ok" }, [KEYPAD_BACK] = { "keys.back" },
	[KEYPAD_HOME] = { "keys.home" }, [KEYPAD_HELP] = { "keys.help" }, [KEYPAD_VOICE] = { "keys.voice" },
	[KEYPAD_REPEAT] = { "keys.repeat" }, [KEYPAD_TYPED] = { "keys.typed" }, [KEYPAD_SOFTER] = { "keys.softer" },
	[KEYPAD_LOUDER] = { "keys.louder" }, [KEYPAD_SLOWER] = { "keys.slower" }, [KEYPAD_FASTER] = { "keys.faster" },
	[KEYPAD_HEADING] = { "keys.heading" }, [KEYPAD_NEXT] = { "keys.next" }, [KEYPAD_CHOOSE] = { "keys.choose" },
};
static_assert(ARRAY_LEN(rows) == KEYPAD_KEYS, "one row a key");

bool keys_open(struct kiosk *k, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *name = conf_text(k->config.conf, rows[i].setting);

		k->keys.keypad[i] = SDL_GetKeyFromName(name);
		if (k->keys.keypad[i] == SDLK_UNKNOWN && *name)
			return conf_wrong(k->config.conf, rows[i].setting, "the name of a key, such as Escape, F1, Backspace or A, or nothing", err);
	}
	k->two_buttons = conf_choice(k->config.conf, "keys.mode") == 1;
	return true;
}

SDL_Keycode keys_keypad(const struct kiosk *k, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (streq(strchr(rows[i].setting, '.') + 1, name))
			return k->keys.keypad[i];
	return SDLK_UNKNOWN;
}

static enum keypad which_key(const struct kiosk *k, SDL_Keycode key)
{
	enum keypad which = 0;

	if (key == SDLK_KP_ENTER)
		key = SDLK_RETURN;
	while (which < KEYPAD_KEYS && (k->keys.keypad[which] != key || key == SDLK_UNKNOWN))
		which++;
	return which;
}

bool keypad_is(const struct kiosk *k, SDL_Keycode key)
{
	return which_key(k, key) < KEYPAD_KEYS;
}

bool keypad_repeats(const struct kiosk *k, SDL_Keycode key)
{
	enum keypad which = which_key(k, key);

	return which < KEYPAD_KEYS && rows[which].repeats;
}

/* ---- moving */

void keypad_move(struct kiosk *k, enum focus_move move)
{
	struct opened *top = nav_top(&k->nav);
	bool back = move == FOCUS_UP || move == FOCUS_PREVIOUS;
	bool flat = move == FOCUS_LEFT || move == FOCUS_RIGHT;
	struct node *to;

	k->focus_shown = true;
	if (k->picking) {
		pick_move(k, move);
		return;
	}
	if (k->voice_on || k->two_buttons) {
		if (flat)
			listen_piece(k, (move == FOCUS_LEFT) != k->look.rtl);
		else
			listen_choice(k, back);
		return;
	}
	to = focus_move(&k->ui, top->focus[0] ? top->focus : NULL, move);
	if (!to)
		return;
	if (to->role != ROLE_KEY && !streq(to->id, k->typing))
		edit_end(k);
	kiosk_focus(k, to->id);
	if (to->role == ROLE_FIELD)
		edit_begin(k, to->id);
	k->reveal = true;
}

/* OK: what is heard is what is meant. On a field, from a keypad without letters, the letter picker; on a text, that text again. */
static void enter(struct kiosk *k)
{
	struct node *field = edit_field(k);
	struct node *node = node_by_id(k->ui.root, nav_top(&k->nav)->focus);

	if (k->voice_on && !k->picking && !(field && k->hand_typed) && listen_text_again(k))
		return;
	if (node && node->role == ROLE_FIELD && !field) {
		edit_begin(k, node->id);
		kiosk_frame(k, false);
		field = edit_field(k);
		node = field;
	}
	if (field && node == field && !k->hand_typed)
		pick_open(k);
	else if (field && node == field && field->several_lines)
		edit_insert(k, "\n");
	else if (field && node == field)
		kiosk_press(k, "key:^enter");
	else if (node)
		kiosk_press(k, node->id);
	else if (k->voice_on)
		listen_choice(k, false);
}

/* ---- what the other keys mean */

static void back(struct kiosk *k)
{
	if (k->picking)
		pick_back(k);
	else if (k->typing[0] && id_is(nav_top(&k->nav)->focus, "key"))
		kiosk_focus(k, k->typing); /* out of the keyboard, still in the field */
	else if (k->typing[0] && !k->voice_on)
		edit_end(k);
	else if (node_by_id(k->ui.root, "back"))
		kiosk_press(k, "back");
	else
		listen_page(k); /* nothing leads back from here: this is where one is */
}

/* As far as it can be gone without losing a number that was not noted. */
static void home(struct kiosk *k)
{
	struct opened *top = nav_top(&k->nav);

	if (top->id == SCREEN_NUMBER)
		kiosk_press(k, "finish");
	else if (nav_find(&k->nav, SCREEN_NUMBER) || top->id == SCREEN_STILL_THERE)
		kiosk_act(k, action_of(ACTION_BACK));
	else if (top->screen->flags & SCREEN_ROOT)
		listen_page(k);
	else
		kiosk_act(k, action_of(ACTION_HOME));
}

/* Among the letters, how they are written; else the page of help, and to who does not listen, how to hear it. */
static void help(struct kiosk *k)
{
	if (k->picking && k->voice_on) {
		pick_help(k);
		return;
	}
	kiosk_press(k, "bar:help");
	if (!k->voice_on && nav_top(&k->nav)->id == SCREEN_HELP)
		listen_offer(k);
}

bool keypad_key(struct kiosk *k, SDL_Keycode key)
{
	enum keypad which = which_key(k, key);

	switch (which) {
	case KEYPAD_UP:
		keypad_move(k, FOCUS_UP);
		break;
	case KEYPAD_DOWN:
		keypad_move(k, FOCUS_DOWN);
		break;
	case KEYPAD_LEFT:
		keypad_move(k, FOCUS_LEFT);
		break;
	case KEYPAD_RIGHT:
		keypad_move(k, FOCUS_RIGHT);
		break;
	case KEYPAD_NEXT:
		k->two_buttons = true;
		keypad_move(k, FOCUS_NEXT);
		break;
	case KEYPAD_CHOOSE:
		k->two_buttons = true;
		enter(k);
		break;
	case KEYPAD_OK:
		enter(k);
		break;
	case KEYPAD_BACK:
		back(k);
		break;
	case KEYPAD_HOME:
		home(k);
		break;
	case KEYPAD_HELP:
		help(k);
		break;
	case KEYPAD_VOICE:
		listen_toggle(k);
		break;
	case KEYPAD_REPEAT:
		listen_again(k);
		break;
	case KEYPAD_TYPED:
		listen_typed(k);
		break;
	case KEYPAD_SOFTER:
	case KEYPAD_LOUDER:
		listen_loudness(k, which == KEYPAD_LOUDER ? VOICE_VOLUME_STEP : -VOICE_VOLUME_STEP);
		break;
	case KEYPAD_SLOWER:
	case KEYPAD_FASTER:
		listen_pace(k, which == KEYPAD_FASTER ? VOICE_RATE_STEP : -VOICE_RATE_STEP);
		break;
	case KEYPAD_HEADING:
		listen_heading(k);
		break;
	case KEYPAD_KEYS:
		return false;
	}
	return true;
}

void keypad_woke(struct kiosk *k, SDL_Keycode key)
{
	enum keypad which = which_key(k, key);

	if (which == KEYPAD_NEXT || which == KEYPAD_CHOOSE)
		k->two_buttons = true;
	if (k->two_buttons || which == KEYPAD_VOICE || which == KEYPAD_REPEAT || k->listen.headset)
		listen_start(k);
	else
		listen_offer(k);
}

bool keypad_digit(struct kiosk *k, const char *text)
{
	bool digit = text[0] >= '0' && text[0] <= '9' && !text[1];
	struct node *field = edit_field(k);

	if (!digit || !field || !conf_bool(k->config.conf, "keys.digits"))
		return false;
	session_touch(&k->session, clock_mono(&k->clock));
	if (field->keys == KEYS_NUMBER) {
		if (!k->picking)
			pick_open(k);
		pick_nth(k, text[0] - '1');
		return true;
	}
	edit_insert(k, text);
	listen_key(k, text);
	return true;
}
