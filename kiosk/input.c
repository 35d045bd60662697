/* Events of the window become presses, keystrokes and scans. Only what is completed counts: rain on the glass does not. */
#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/conf/conf.h"
#include "common/domain/tracking.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/voice.h"

enum { AGAIN_US = 500000, REPEAT_FIRST_US = 500000, REPEAT_US = 90000, GESTURE_US = 3000000, GESTURE_TOUCHES = 5,
       SLIDE_US = 160000, FRAME_US = 16000 };

void kiosk_focus(struct kiosk *k, const char *id)
{
	struct opened *top = nav_top(&k->nav);

	utf8_copy(top->focus, sizeof(top->focus), or_empty(id));
	k->dirty = true;
}

void kiosk_scroll(struct kiosk *k, int by)
{
	struct opened *top = nav_top(&k->nav);
	int room = MAX(0, k->ui.body->content_h - k->ui.body->rect.h);

	top->scroll = CLAMP(top->scroll + by, 0, room);
	k->dirty = true;
}

void kiosk_turn_page(struct kiosk *k, bool back)
{
	struct opened *top = nav_top(&k->nav);
	int by = k->ui.body->rect.h * (back ? -4 : 4) / 5, from = top->scroll;

	kiosk_scroll(k, by);
	if (!k->config.motion || top->scroll == from)
		return;
	k->slide = (struct slide){ .on = true, .from = from, .to = top->scroll, .began = clock_mono(&k->clock) };
	top->scroll = from;
}

/* Fast at first, gentle at the end. */
static void slide(struct kiosk *k, int64_t mono)
{
	int64_t passed = mono - k->slide.began;
	double left = 1 - (double)passed / SLIDE_US;

	if (!k->slide.on || mono < k->drawn_at + FRAME_US)
		return;
	if (passed >= SLIDE_US) {
		k->slide.on = false;
		left = 0;
	}
	nav_top(&k->nav)->scroll = k->slide.to - (int)((k->slide.to - k->slide.from) * left * left);
	k->dirty = true;
}

/* ---- touch */

static int mm(const struct kiosk *k, float length)
{
	return (int)(length * k->look.metrics.px_per_mm);
}

static void finger_down(struct kiosk *k, int x, int y)
{
	struct node *node;

	turn_point(k, &x, &y);
	node = focus_hit(&k->ui, x, y);
	k->slide.on = false;
	k->press.down = true;
	k->press.dragging = false;
	k->press.x = x;
	k->press.y = y;
	k->press.scroll = nav_top(&k->nav)->scroll;
	k->press.repeat_at = INT64_MAX;
	k->press.id[0] = '\0';
	if (!node)
		return;
	utf8_copy(k->press.id, sizeof(k->press.id), node->id);
	if (streq(node->id, "key:^back"))
		k->press.repeat_at = clock_mono(&k->clock) + REPEAT_FIRST_US;
	k->dirty = true;
}

static void finger_move(struct kiosk *k, int x, int y)
{
	turn_point(k, &x, &y);
	if (!k->press.down)
		return;
	if (!k->press.dragging && k->paged && rect_holds(k->ui.body->rect, k->press.x, k->press.y) &&
	    abs(y - k->press.y) > mm(k, 6))
		k->press.dragging = true;
	if (k->press.dragging)
		kiosk_scroll(k, k->press.scroll - (y - k->press.y) - nav_top(&k->nav)->scroll);
	(void)x;
}

/* Five touches on the town's arms within three seconds: nobody does that by accident, and gloves can. */
static bool maintenance_gesture(struct kiosk *k, int x, int y)
{
	int64_t now = clock_mono(&k->clock);
	int start = k->look.rtl ? k->look.width - x : x;

	if (y > k->look.metrics.header_height || start > k->look.width / 3) {
		k->press.arms = 0;
		return false;
	}
	if (now - k->press.arms_at > GESTURE_US) {
		k->press.arms = 0;
		k->press.arms_at = now;
	}
	if (++k->press.arms < GESTURE_TOUCHES)
		return false;
	k->press.arms = 0;
	if (!k->session.awake)
		kiosk_wake(k);
	if (!nav_find(&k->nav, SCREEN_MAINTENANCE))
		kiosk_act(k, action_push(SCREEN_MAINTENANCE, ""));
	return true;
}

static void finger_up(struct kiosk *k, int x, int y)
{
	struct node *node;
	int64_t now = clock_mono(&k->clock);
	bool was_down = k->press.down, same, again;

	turn_point(k, &x, &y);
	node = focus_hit(&k->ui, x, y);
	k->press.down = false;
	k->dirty = true;
	if (!was_down || k->press.dragging || maintenance_gesture(k, x, y))
		return;
	if (!k->session.awake) {
		char id[ID_MAX];

		utf8_copy(id, sizeof(id), node && streq(node->id, k->press.id) ? node->id : "");
		kiosk_wake(k);
		if (id_is(id, "lang")) /* the one thing that is worth a touch less */
			kiosk_act(k, action_with(ACTION_LANGUAGE, id_value(id)));
		k->press.last_at = now; /* else the touch that wakes does nothing more */
		k->press.last_x = x;
		k->press.last_y = y;
		return;
	}
	same = node && streq(node->id, k->press.id);
	again = now - k->press.last_at < AGAIN_US && abs(x - k->press.last_x) < mm(k, 10) && abs(y - k->press.last_y) < mm(k, 10);
	if (!same || (again && node->role != ROLE_KEY) || k->press.repeat_at < now)
		return;
	k->press.last_at = now;
	k->press.last_x = x;
	k->press.last_y = y;
	k->focus_shown = false;
	kiosk_press(k, node->id);
}

/* ---- keys */

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

static bool finish_scan(struct kiosk *k)
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

bool input_keys(struct kiosk *k, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(keypad_settings); i++) {
		const char *name = conf_text(k->config.conf, keypad_settings[i]);

		k->keys[i] = SDL_GetKeyFromName(name);
		if (k->keys[i] == SDLK_UNKNOWN && *name)
			return conf_wrong(k->config.conf, keypad_settings[i], "the name of a key, such as Escape, F1, Backspace or A, or nothing", err);
	}
	return true;
}

SDL_Keycode input_keypad(const struct kiosk *k, const char *name)
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

static void key_down(struct kiosk *k, const SDL_KeyboardEvent *event)
{
	SDL_Keycode key = event->keysym.sym;

	bool modifier = (key >= SDLK_LCTRL && key <= SDLK_RGUI) || key == SDLK_CAPSLOCK || key == SDLK_MODE;

	if (key == SDLK_RETURN || key == SDLK_KP_ENTER) {
		if (finish_scan(k))
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

void input_event(struct kiosk *k, const SDL_Event *event)
{
	switch (event->type) {
	case SDL_QUIT:
		k->quit = true;
		break;
	case SDL_WINDOWEVENT:
		k->dirty = true;
		break;
	case SDL_MOUSEBUTTONDOWN:
		if (event->button.button == SDL_BUTTON_LEFT)
			finger_down(k, event->button.x, event->button.y);
		break;
	case SDL_MOUSEBUTTONUP:
		if (event->button.button == SDL_BUTTON_LEFT)
			finger_up(k, event->button.x, event->button.y);
		break;
	case SDL_MOUSEMOTION:
		finger_move(k, event->motion.x, event->motion.y);
		break;
	case SDL_KEYDOWN:
		key_down(k, &event->key);
		break;
	case SDL_TEXTINPUT:
		scanner_text(&k->scanner, event->text.text);
		if (!k->session.awake)
			break;
		session_touch(&k->session, clock_mono(&k->clock));
		k->hand_typed = true;
		edit_insert(k, event->text.text);
		break;
	default:
		break;
	}
}

/* ---- what time does */

int64_t input_deadline(const struct kiosk *k)
{
	int64_t due = k->press.down ? k->press.repeat_at : INT64_MAX;

	if (k->slide.on)
		due = MIN(due, k->drawn_at + FRAME_US);

	if (scanner_is_scan(&k->scanner)) /* a scanner that sends no Enter */
		due = MIN(due, clock_mono(&k->clock) + SCAN_GAP_MS * 1000);
	return due;
}

void input_timers(struct kiosk *k, int64_t mono)
{
	slide(k, mono);
	if (k->press.down && mono >= k->press.repeat_at) {
		k->press.repeat_at = mono + REPEAT_US;
		session_touch(&k->session, mono);
		edit_backspace(k, false);
	}
	if (scanner_is_scan(&k->scanner) && SDL_GetTicks() - k->scanner.last_ms > SCAN_GAP_MS)
		finish_scan(k);
}
