#include "kiosk/script_touch.h"

#include "kiosk/hand.h"
#include "kiosk/kiosk.h"
#include "kiosk/script.h"
#include "kiosk/window.h"

enum { FINGERS_MAX = 1000 };

/* "X Y", or the middle of what is called so. */
static bool place(struct kiosk *k, const char *what, int *ret_x, int *ret_y)
{
	struct node *node;

	if (sscanf(what, "%d %d", ret_x, ret_y) == 2)
		return true;
	node = script_find(k, what);
	if (!node)
		return false;
	*ret_x = node->rect.x + node->rect.w / 2;
	*ret_y = node->rect.y + node->rect.h / 2;
	return true;
}

/* "2 down #next" */
static bool finger(struct kiosk *k, const char *arg)
{
	static const struct {
		const char *name;
		uint32_t type;
	} kinds[] = { { "down ", SDL_FINGERDOWN }, { "move ", SDL_FINGERMOTION }, { "up ", SDL_FINGERUP } };
	char *what;
	long id = strtol(arg, &what, 10);
	int x, y;

	if (what == arg || *what++ != ' ')
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (starts_with(what, kinds[i].name) && place(k, what + strlen(kinds[i].name), &x, &y)) {
			hand_finger(k, kinds[i].type, (int)id, x, y);
			return true;
		}
	return false;
}

/* "50 #next": the first on #next, the others everywhere; all are down before the first is lifted. */
static bool fingers(struct kiosk *k, const char *arg)
{
	char *what;
	long n = strtol(arg, &what, 10);
	int x, y;

	if (n < 1 || n > FINGERS_MAX || *what++ != ' ' || !place(k, what, &x, &y))
		return false;
	for (int pass = 0; pass < 3; pass++) {
		static const uint32_t types[] = { SDL_FINGERDOWN, SDL_FINGERMOTION, SDL_FINGERUP };

		hand_finger(k, types[pass], 0, x, y);
		for (int i = 1; i < (int)n; i++)
			hand_finger(k, types[pass], i, k->look.width * (i * 37 % 100) / 100 + pass * 40, k->look.height * (i * 61 % 100) / 100);
	}
	return true;
}

/* As a hand that shakes. */
static bool strike(struct kiosk *k, const char *arg)
{
	int x, y;

	if (!place(k, arg, &x, &y))
		return false;
	hand_touch(k, x, y);
	hand_touch(k, x + 3, y - 2);
	return true;
}

static bool resize(struct kiosk *k, const char *arg)
{
	int w, h;

	if (sscanf(arg, "%dx%d", &w, &h) != 2 || w < 1 || h < 1 || w > 8192 || h > 8192)
		return false;
	window_resize(k, w, h);
	return true;
}

static const struct word {
	const char *word;
	bool (*act)(struct kiosk *k, const char *arg);
	const char *expected;
} words[] = {
	{ "finger", finger, "a number, down, move or up, and what is here or X Y" },
	{ "fingers", fingers, "how many, and what is here or X Y" },
	{ "strike", strike, "what is here, or X Y" },
	{ "resize", resize, "WIDTHxHEIGHT in pixels" },
};

bool script_touch(struct kiosk *k, const char *word, const char *arg, char *ret_wrong, size_t size)
{
	ret_wrong[0] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (streq(words[i].word, word)) {
			if (!words[i].act(k, arg))
				snprintf(ret_wrong, size, "%s %s: expected %s", word, arg, words[i].expected);
			return true;
		}
	return false;
}
