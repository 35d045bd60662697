/* Keys: a hardware keyboard, a scanner that types, the keypad whose keys kiosk.conf maps. */
#include "common/base/utf8.h"
#include "common/conf/conf.h"
#include "common/domain/tracking.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/voice.h"

/* The character of a key in the US layout, by where it lies. */
static char us_of(SDL_Scancode code, bool shift)
{
	static const char plain[] = "1234567890", shifted[] = "!@#$%^&*()";
	static const struct {
		SDL_Scancode code;
		char plain, shifted;
	} signs[] = {
		{ SDL_SCANCODE_MINUS, '-', '_' }, { SDL_SCANCODE_EQUALS, '=', '+' }, { SDL_SCANCODE_SLASH, '/', '?' },
		{ SDL_SCANCODE_SEMICOLON, ';', ':' }, { SDL_SCANCODE_PERIOD, '.', '>' }, { SDL_SCANCODE_COMMA, ',', '<' },
		{ SDL_SCANCODE_APOSTROPHE, '\'', '"' }, { SDL_SCANCODE_SPACE, ' ', ' ' },
	};

	if (code >= SDL_SCANCODE_A && code <= SDL_SCANCODE_Z)
		return (char)((shift ? 'A' : 'a') + (code - SDL_SCANCODE_A));
	if (code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_0)
		return shift ? shifted[code - SDL_SCANCODE_1] : plain[code - SDL_SCANCODE_1];
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (signs[i].code == code)
			return shift ? signs[i].shifted : signs[i].plain;
	return 0;
}

/* A burst may turn out to be a scan; then what it typed into a field is taken back. No scanner corrects itself or moves about:
 * such a key begins anew, else it would bring back what a hand has just erased. */
static void watch_burst(struct kiosk *k, const SDL_KeyboardEvent *key)
{
	SDL_Keycode sym = key->keysym.sym;
	struct node *field;

	if (sym == SDLK_BACKSPACE || sym == SDLK_DELETE || sym == SDLK_LEFT || sym == SDLK_RIGHT || sym == SDLK_HOME || sym == SDLK_END) {
		scanner_clear(&k->scanner);
		return;
	}
	if (!scanner_key(&k->scanner, us_of(key->keysym.scancode, key->keysym.mod & (KMOD_SHIFT | KMOD_CAPS)), key->timestamp))
		return;
	field = edit_field(k);
	strbuf_clear(&k->before_scan_text);
	utf8_copy(k->before_scan, sizeof(k->before_scan), field ? field->id : "");
	if (field)
		strbuf_add(&k->before_scan_text, field->typed);
}

bool keys_finish_scan(struct kiosk *k)
{
	struct scanner scan = k->scanner;
	const char *text;

	scanner_clear(&k->scanner);
	if (!scanner_is_scan(&scan))
		return false;
	/* The layout of the keys, unless only the text makes sense: a keyboard that says what it types. */
	text = scan.key_len >= scan.text_len && tracking_read(scan.by_text).verdict != TRACKING_OK ? scan.by_key : scan.by_text;
	if (k->before_scan[0] && streq(k->before_scan, k->typing)) {
		bool typed = k->session.typed;

		if (!tracking_looks_like(text)) { /* somebody who types fast, or pastes: what they wrote is theirs */
			explicit_bzero(&scan, sizeof(scan));
			return false;
		}
		edit_set(k, k->before_scan, strbuf_str(&k->before_scan_text), k->before_scan_text.len);
		k->session.typed = typed;
	}
	kiosk_scanned(k, text);
	explicit_bzero(&scan, sizeof(scan));
	return true;
}

/* Arrows and OK of a keypad are keys like those of any keyboard; the others are settings. */
enum keypad { KEYPAD_BACK, KEYPAD_HELP, KEYPAD_VOICE, KEYPAD_REPEAT, KEYPAD_SOFTER, KEYPAD_LOUDER, KEYPAD_SLOWER, KEYPAD_FASTER };

static const char *const keypad_settings[] = {
	[KEYPAD_BACK] = "keys.back", [KEYPAD_HELP] = "keys.help", [KEYPAD_VOICE] = "keys.voice", [KEYPAD_REPEAT] = "keys.repeat",
	[KEYPAD_SOFTER] = "keys.softer", [KEYPAD_LOUDER] = "keys.louder", [KEYPAD_SLOWER] = "keys.slower", [KEYPAD_FASTER] = "keys.faster",
};

bool keys_open(struct kiosk *k, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(keypad_settings); i++) {
		const char *name = conf_text(k->config.conf, keypad_settings[i]);

		k->keys[i] = SDL_GetKeyFromName(name);
		if (k->keys[i] == SDLK_UNKNOWN && *name)
			return conf_wrong(k->config.conf, keypad_settings[i], "the name of a key, such as Escape, F1, Backspace or A, or nothing", err);
	}
	return true;
}

SDL_Keycode keys_keypad(const struct kiosk *k, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(keypad_settings); i++)
		if (streq(strchr(keypad_settings[i], '.') + 1, name))
			return k->keys[i];
	return SDLK_UNKNOWN;
}

static bool keypad_key(struct kiosk *k, SDL_Keycode key)
{
	size_t which = 0;

	while (which < ARRAY_LEN(keypad_settings) && (k->keys[which] != key || key == SDLK_UNKNOWN))
		which++;
	if (which == ARRAY_LEN(keypad_settings))
		return false;
	switch ((enum keypad)which) {
	case KEYPAD_BACK:
		if (k->typing[0] && id_is(nav_top(&k->nav)->focus, "key"))
			kiosk_focus(k, k->typing); /* out of the keyboard, still in the field */
		else if (k->typing[0])
			edit_end(k);
		else
			kiosk_press(k, "back");
		break;
	case KEYPAD_HELP:
		kiosk_press(k, "bar:help");
		break;
	case KEYPAD_VOICE:
		kiosk_press(k, "bar:voice");
		break;
	case KEYPAD_REPEAT:
		listen_again(k);
		break;
	case KEYPAD_SOFTER:
	case KEYPAD_LOUDER:
		voice_louder(k->voice, which == KEYPAD_LOUDER ? VOICE_VOLUME_STEP : -VOICE_VOLUME_STEP);
		listen_again(k);
		break;
	case KEYPAD_SLOWER:
	case KEYPAD_FASTER:
		voice_faster(k->voice, which == KEYPAD_FASTER ? VOICE_RATE_STEP : -VOICE_RATE_STEP);
		listen_again(k);
		break;
	}
	return true;
}

static void move_focus(struct kiosk *k, enum focus_move move)
{
	struct opened *top = nav_top(&k->nav);
	struct node *to = focus_move(&k->ui, top->focus[0] ? top->focus : NULL, move);

	k->focus_shown = true;
	if (!to)
		return;
	if (to->role != ROLE_KEY && !streq(to->id, k->typing))
		edit_end(k);
	kiosk_focus(k, to->id);
	if (to->role == ROLE_FIELD)
		edit_begin(k, to->id);
	k->reveal = true;
	listen_focus(k);
}

static bool editing_key(struct kiosk *k, SDL_Keycode key)
{
	struct opened *top = nav_top(&k->nav);

	if (!edit_field(k) || !streq(top->focus, k->typing))
		return false;
	switch (key) {
	case SDLK_BACKSPACE:
		edit_backspace(k, false);
		return true;
	case SDLK_DELETE:
		edit_backspace(k, true);
		return true;
	case SDLK_LEFT:
	case SDLK_RIGHT:
		edit_move(k, (key == SDLK_LEFT) == k->look.rtl ? 1 : -1);
		return true;
	case SDLK_HOME:
		edit_move(k, INT32_MIN);
		return true;
	case SDLK_END:
		edit_move(k, INT32_MAX);
		return true;
	default:
		return false;
	}
}

/* OK on a field, from a keypad without letters: the focus goes to the keys on the screen. */
static void into_keyboard(struct kiosk *k)
{
	for (struct node *n = k->ui.root; n; n = node_next(k->ui.root, n))
		if (n->role == ROLE_KEY) {
			k->focus_shown = true;
			kiosk_focus(k, n->id);
			listen_focus(k);
			return;
		}
}

static void enter(struct kiosk *k)
{
	struct opened *top = nav_top(&k->nav);
	struct node *field = edit_field(k);
	struct node *node = node_by_id(k->ui.root, top->focus);

	if (field && node == field && !k->hand_typed)
		into_keyboard(k);
	else if (field && node == field && field->several_lines)
		edit_insert(k, "\n");
	else if (field && node == field)
		kiosk_press(k, "key:^enter");
	else if (node)
		kiosk_press(k, node->id);
}

void keys_down(struct kiosk *k, const SDL_KeyboardEvent *event)
{
	SDL_Keycode key = event->keysym.sym;

	bool modifier = (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_CAPSLOCK || key == SDLK_MODE;

	if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
		if (keys_finish_scan(k))
			return;
		if (k->session.awake)
			enter(k);
		else
			kiosk_wake(k);
		k->dirty = true;
		return;
	}
	if (!k->session.awake && !modifier && !us_of(event->keysym.scancode, false)) {
		k->focus_shown = true;
		kiosk_wake(k); /* letters do not: a scanner may be at work */
		return;
	}
	watch_burst(k, event);
	session_touch(&k->session, clock_mono(&k->clock));
	if (editing_key(k, key) || keypad_key(k, key))
		return;
	if (key == SDLK_TAB)
		move_focus(k, event->keysym.mod & KMOD_SHIFT ? FOCUS_PREVIOUS : FOCUS_NEXT);
	else if (key == SDLK_UP || key == SDLK_DOWN || key == SDLK_LEFT || key == SDLK_RIGHT)
		move_focus(k, key == SDLK_UP ? FOCUS_UP : key == SDLK_DOWN ? FOCUS_DOWN : key == SDLK_LEFT ? FOCUS_LEFT : FOCUS_RIGHT);
	else if (key == SDLK_PAGEUP || key == SDLK_PAGEDOWN)
		kiosk_turn_page(k, key == SDLK_PAGEUP);
}
