#include "kiosk/keys.h"

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "kiosk/keypad.h"
#include "kiosk/kiosk.h"
#include "kiosk/pick.h"

enum { STUCK_US = 8000000, REPEAT_US = 120000 };

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
	if (k->before_scan[0]) {
		bool typed = k->session.typed;

		/* somebody who types fast, or pastes: what they wrote is theirs, and where they have gone since they stay */
		if (!streq(k->before_scan, k->typing) || !tracking_looks_like(text)) {
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

static bool editing_key(struct kiosk *k, SDL_Keycode key)
{
	struct opened *top = nav_top(&k->nav);

	bool by_ear = k->voice_on && !k->hand_typed; /* then the arrows lead through the page */

	if (!edit_field(k) || !streq(top->focus, k->typing) || k->picking)
		return false;
	if (by_ear && (key == SDLK_LEFT || key == SDLK_RIGHT))
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

/* ---- keys that are held down */

/* True when this press only repeats one that cannot repeat, or comes too soon, or from a key that is stuck. */
static bool held_back(struct kiosk *k, const SDL_KeyboardEvent *event)
{
	SDL_Keycode key = event->keysym.sym;
	int64_t mono = clock_mono(&k->clock);

	k->session.key = SDL_GetScancodeName(event->keysym.scancode);
	if (!event->repeat || key != k->keys.held) {
		k->keys.held = key;
		k->keys.held_since = k->keys.repeated = mono;
		return false;
	}
	if (mono - k->keys.held_since > STUCK_US || mono - k->keys.repeated < REPEAT_US)
		return true;
	k->keys.repeated = mono;
	return !keypad_repeats(k, key) && key != SDLK_BACKSPACE && key != SDLK_DELETE && key != SDLK_TAB;
}

bool keys_stuck(const struct kiosk *k)
{
	return k->keys.held != SDLK_UNKNOWN && clock_mono(&k->clock) - k->keys.held_since > STUCK_US;
}

/* ---- events */

static bool ends_scan(SDL_Keycode key)
{
	return key == SDLK_RETURN || key == SDLK_KP_ENTER;
}

/* Any key wakes, but letters and digits: a scanner may be at work. */
static void wake(struct kiosk *k, const SDL_KeyboardEvent *event)
{
	bool of_keypad = keypad_is(k, event->keysym.sym);

	if (us_of(event->keysym.scancode, false) && !of_keypad) {
		watch_burst(k, event);
		return;
	}
	k->focus_shown = true;
	kiosk_wake(k);
	if (of_keypad)
		keypad_woke(k, event->keysym.sym);
}

static void key_down(struct kiosk *k, const SDL_KeyboardEvent *event)
{
	SDL_Keycode key = event->keysym.sym;
	bool modifier = (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_CAPSLOCK || key == SDLK_MODE;

	if (modifier || held_back(k, event) || (ends_scan(key) && keys_finish_scan(k)))
		return;
	if (!k->session.awake) {
		wake(k, event);
		return;
	}
	watch_burst(k, event);
	session_touch(&k->session, clock_mono(&k->clock));
	listen_stop(k);
	k->dirty = true;
	if (editing_key(k, key) || keypad_key(k, key))
		return;
	if (key == SDLK_TAB)
		keypad_move(k, event->keysym.mod & KMOD_SHIFT ? FOCUS_PREVIOUS : FOCUS_NEXT);
	else if (key == SDLK_PAGEUP || key == SDLK_PAGEDOWN)
		kiosk_turn_page(k, key == SDLK_PAGEUP);
}

static void text(struct kiosk *k, const char *typed)
{
	scanner_text(&k->scanner, typed);
	if (!k->session.awake || keys_stuck(k) || keypad_digit(k, typed))
		return;
	session_touch(&k->session, clock_mono(&k->clock));
	k->hand_typed = true;
	if (k->picking)
		pick_close(k);
	edit_insert(k, typed);
	listen_key(k, typed);
}

void keys_event(struct kiosk *k, const SDL_Event *event)
{
	kiosk_fresh(k);
	if (event->type == SDL_KEYDOWN)
		key_down(k, &event->key);
	else if (event->type == SDL_KEYUP)
		k->keys.held = SDLK_UNKNOWN;
	else
		text(k, event->text.text);
}
