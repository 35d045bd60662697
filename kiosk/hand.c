#include "kiosk/hand.h"

#include "common/base/utf8.h"
#include "kiosk/kiosk.h"

static uint32_t window_id(const struct kiosk *k)
{
	return k->window ? SDL_GetWindowID(k->window) : 0;
}

static void push_button(struct kiosk *k, uint32_t type, int x, int y)
{
	SDL_Event event = {
		.button = { .type = type, .windowID = window_id(k), .timestamp = SDL_GetTicks(), .button = SDL_BUTTON_LEFT, .clicks = 1,
		            .state = type == SDL_MOUSEBUTTONDOWN ? SDL_PRESSED : SDL_RELEASED, .x = x, .y = y },
	};

	SDL_PushEvent(&event);
}

void hand_touch(struct kiosk *k, int x, int y)
{
	turn_back(k, &x, &y);
	push_button(k, SDL_MOUSEBUTTONDOWN, x, y);
	push_button(k, SDL_MOUSEBUTTONUP, x, y);
}

void hand_finger(struct kiosk *k, uint32_t type, int finger, int x, int y)
{
	SDL_Event event = {
		.tfinger = { .type = type, .timestamp = SDL_GetTicks(), .windowID = window_id(k), .touchId = 1, .fingerId = finger },
	};
	int w = k->look.width, h = k->look.height;

	turn_back(k, &x, &y);
	if (k->window)
		SDL_GetWindowSize(k->window, &w, &h);
	event.tfinger.x = (float)x / (float)MAX(1, w - 1);
	event.tfinger.y = (float)y / (float)MAX(1, h - 1);
	SDL_PushEvent(&event);
}

static void push_key(struct kiosk *k, SDL_Scancode code, SDL_Keycode sym, uint16_t mod)
{
	SDL_Event event = {
		.key = { .type = SDL_KEYDOWN, .windowID = window_id(k), .timestamp = SDL_GetTicks(), .state = SDL_PRESSED,
		         .keysym = { .scancode = code, .sym = sym, .mod = mod } },
	};

	SDL_PushEvent(&event);
	event.key.type = SDL_KEYUP;
	event.key.state = SDL_RELEASED;
	SDL_PushEvent(&event);
}

void hand_type(struct kiosk *k, const char *text)
{
	while (*text) {
		SDL_Event event = { .text = { .type = SDL_TEXTINPUT, .windowID = window_id(k), .timestamp = SDL_GetTicks() } };
		size_t len = utf8_fit(text, sizeof(event.text.text) - 1);

		memcpy(event.text.text, text, len);
		SDL_PushEvent(&event);
		text += len;
		if (SDL_PeepEvents(NULL, 0, SDL_PEEKEVENT, SDL_TEXTINPUT, SDL_TEXTINPUT) > 1000)
			return; /* more than the queue takes: what a paste of that size loses, it loses */
	}
}

/* A HID scanner: keys of the US layout, one after the other, then Enter. */
void hand_scan(struct kiosk *k, const char *text)
{
	while (*text) {
		const char *from = text;
		uint32_t c = utf8_next(&text);
		char one[8] = { 0 }, name[2] = { (char)c, 0 };
		bool upper = c >= 'A' && c <= 'Z';
		SDL_Scancode code = c < 0x80 ? SDL_GetScancodeFromName(c == ':' ? ";" : c == '?' ? "/" : name) : SDL_SCANCODE_UNKNOWN;

		memcpy(one, from, (size_t)(text - from));
		push_key(k, code, SDLK_UNKNOWN, upper || c == ':' || c == '?' ? KMOD_LSHIFT : KMOD_NONE);
		hand_type(k, one);
	}
	push_key(k, SDL_SCANCODE_RETURN, SDLK_RETURN, KMOD_NONE);
}

static SDL_Keycode key_of(const struct kiosk *k, const char *name)
{
	static const struct {
		const char *name;
		SDL_Keycode key;
	} names[] = {
		{ "enter", SDLK_RETURN }, { "ok", SDLK_RETURN }, { "escape", SDLK_ESCAPE }, { "shift-tab", SDLK_TAB },
	};
	SDL_Keycode key = SDL_GetKeyFromName(name);

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (streq(names[i].name, name))
			key = names[i].key;
	if (keys_keypad(k, name) != SDLK_UNKNOWN)
		key = keys_keypad(k, name);
	return key;
}

bool hand_key(struct kiosk *k, const char *name)
{
	SDL_Keycode key = key_of(k, name);

	if (key == SDLK_UNKNOWN)
		return false;
	push_key(k, SDL_GetScancodeFromKey(key), key, streq(name, "shift-tab") ? KMOD_LSHIFT : KMOD_NONE);
	return true;
}

bool hand_hold(struct kiosk *k, const char *name, int times)
{
	SDL_Keycode key = key_of(k, name);
	SDL_Event event = { .key = { .type = SDL_KEYDOWN, .windowID = window_id(k), .timestamp = SDL_GetTicks(), .state = SDL_PRESSED,
	                             .keysym = { .scancode = SDL_GetScancodeFromKey(key), .sym = key } } };

	if (key == SDLK_UNKNOWN)
		return false;
	for (int i = 0; i <= times; i++) {
		event.key.repeat = i > 0;
		SDL_PushEvent(&event);
	}
	return true;
}
