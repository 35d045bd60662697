#include "kiosk/script.h"

#include <SDL_image.h>
#include <stdarg.h>

#include "common/base/utf8.h"
#include "kiosk/hand.h"
#include "kiosk/kiosk.h"
#include "kiosk/script_expect.h"
#include "kiosk/script_text.h"
#include "kiosk/script_touch.h"
#include "kiosk/transcript.h"
#include "kiosk/ui/dump.h"
#include "kiosk/ui/focus.h"
#include "kiosk/watch.h"

struct script {
	struct script_text text;
	int64_t until;        /* monotonic: waiting for time to pass; 0: not */
	char watch[256];      /* file that gets every new frame's tree; "": none */
	int64_t watched;      /* monotonic: when the frame in it was drawn */
	struct expecting expecting;
	struct transcript transcript;
	bool again;           /* the same line once more, later */
};

static struct script *script_new(void)
{
	struct script *script = calloc(1, sizeof(*script));

	if (!script)
		abort();
	return script;
}

bool script_open(const char *path, struct script **ret_script, struct err *err)
{
	struct script *script = script_new();

	if (!script_text_open(&script->text, path, err)) {
		script_close(script);
		return false;
	}
	if (script->text.resumed) {
		utf8_copy(script->watch, sizeof(script->watch), or_empty(getenv("PARVIS_SCRIPT_WATCH")));
		transcript_resume(&script->transcript, or_empty(getenv("PARVIS_SCRIPT_TRANSCRIPT")));
	}
	*ret_script = script;
	return true;
}

struct script *script_of(const char *name, const char *words)
{
	struct script *script = script_new();

	script_text_of(&script->text, name, words);
	return script;
}

void script_close(struct script *script)
{
	if (!script)
		return;
	script_text_done(&script->text);
	transcript_done(&script->transcript);
	free(script);
}

bool script_resumed(const struct script *script)
{
	return script && script->text.resumed;
}

int64_t script_wait_ms(const struct script *script, int64_t mono)
{
	if (script->until)
		return MAX(0, (script->until - mono + 999) / 1000);
	return script->expecting.patience ? 10 : 0;
}

void script_save(const struct script *script)
{
	script_text_save(&script->text);
	setenv("PARVIS_SCRIPT_WATCH", script->watch, 1);
	setenv("PARVIS_SCRIPT_TRANSCRIPT", script->transcript.path, 1);
}

/* ---- failing */

static void fail(struct script *script, struct kiosk *k, const char *what)
{
	struct strbuf tree = STRBUF_INIT;

	dump_tree(&k->ui, false, &tree);
	fprintf(stderr, "%s:%d: %s\nThe screen is %s and holds:\n%s", script->text.path, script->text.line, what,
	        nav_top(&k->nav)->screen->name, strbuf_str(&tree));
	strbuf_done(&tree);
	k->exit_code = 1;
	k->quit = true;
}

static void failf(struct script *script, struct kiosk *k, const char *fmt, ...) PRINTF_LIKE(3, 4);
static void failf(struct script *script, struct kiosk *k, const char *fmt, ...)
{
	char what[600];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	fail(script, k, what);
}

/* ---- words */

/* By #id, by exact name, then by any name that holds the text. */
struct node *script_find(struct kiosk *k, const char *what)
{
	if (what[0] == '#')
		return node_by_id(k->ui.root, what + 1);
	for (int exact = 1; exact >= 0; exact--)
		for (struct node *n = k->ui.root; n; n = node_next(k->ui.root, n)) {
			const char *name = node_can_focus(n) ? node_name(k->arena, n) : NULL;

			if (name && (exact ? streq(name, what) : strstr(name, what) || strstr(or_empty(n->value), what)))
				return n;
		}
	return NULL;
}

/* Nearest to the middle of the glass, where there is nothing that asks for more than to wake. */
static int bare_y(const struct kiosk *k)
{
	int middle = k->look.height / 2;

	for (int off = 0; off < middle; off += 8)
		for (int side = -1; side <= 1; side += 2)
			if (!focus_hit(&k->ui, k->look.width / 2, middle + side * off))
				return middle + side * off;
	return middle;
}

static void tap(struct script *script, struct kiosk *k, char *what)
{
	struct node *node = script_find(k, what);
	int x, y, off;

	if (!node && streq(what, "anywhere")) {
		hand_touch(k, k->look.width / 2, bare_y(k));
		return;
	}
	if (!node) {
		failf(script, k, "tap %s: nothing here has this name", what);
		return;
	}
	off = focus_reveal(&k->ui, node);
	if (off) { /* a person would turn the page */
		char kept[ID_MAX];

		snprintf(kept, sizeof(kept), "#%s", node->id);
		kiosk_scroll(k, off);
		kiosk_frame(k, true);
		node = script_find(k, kept);
		if (!node)
			return;
	}
	x = node->rect.x + node->rect.w / 2;
	y = node->rect.y + node->rect.h / 2;
	if (abs(x - k->press.last_x) < 40 && abs(y - k->press.last_y) < 40 && node->role != ROLE_KEY &&
	    clock_mono(&k->clock) - k->press.last_at < 510000) { /* nobody taps the same place so fast on purpose */
		script->until = k->press.last_at + 520000;
		script_text_again(&script->text);
		script->again = true;
		return;
	}
	hand_touch(k, x, y);
}

static void screenshot(struct script *script, struct kiosk *k, char *path)
{
	SDL_Surface *copy;

	kiosk_frame(k, true);
	copy = SDL_ConvertSurfaceFormat(k->surface, SDL_PIXELFORMAT_RGB24, 0);
	if (!copy || IMG_SavePNG(copy, path) != 0)
		failf(script, k, "screenshot %s: %s", path, SDL_GetError());
	SDL_FreeSurface(copy);
}

static void dump_to(struct script *script, struct kiosk *k, const char *path, bool places)
{
	struct err err;

	if (!watch_write(k, path, places, &err))
		failf(script, k, "dump: %s", err.text);
}

static void dump(struct script *script, struct kiosk *k, char *path)
{
	dump_to(script, k, path, false);
}

static void dump_places(struct script *script, struct kiosk *k, char *path)
{
	dump_to(script, k, path, true);
}

static void expect(struct script *script, struct kiosk *k, char *what)
{
	char wrong[600];

	if (script_expect(&script->expecting, k, &script->transcript, what, wrong, sizeof(wrong)) == EXPECT_FAILED)
		fail(script, k, wrong);
}

static void wait_for(struct script *script, struct kiosk *k, char *what)
{
	int64_t mono = clock_mono(&k->clock);
	char *end;
	long ms = strtol(what, &end, 10);

	if (end != what && !*end)
		script->until = mono + ms * 1000;
	else if (!script_expect_later(&script->expecting, mono, what))
		failf(script, k, "wait %s: expected milliseconds, screen NAME [MS] or text T [MS]", what);
}

static void low(struct script *script, struct kiosk *k, char *what)
{
	bool on = streq(what, "on");

	if (!on && !streq(what, "off"))
		failf(script, k, "low %s: expected on or off", what);
	if (k->session.low_reach != on)
		kiosk_act(k, action_of(ACTION_LOW_REACH));
}

static void capture(struct script *script, struct kiosk *k, char *what)
{
	char name[32];
	const char *id = strchr(what, ' ');
	struct node *node;

	if (!id) {
		failf(script, k, "capture %s: expected NAME #id", what);
		return;
	}
	snprintf(name, sizeof(name), "%.*s", (int)MIN(id - what, 31), what);
	id += 1 + (id[1] == '#');
	for (node = k->ui.root; node; node = node_next(k->ui.root, node))
		if (streq(node->id, id) || (node->role && streq(role_name(node->role), id)))
			break;
	if (node)
		script_text_name(&script->text, name, node_name(k->arena, node));
	else
		failf(script, k, "capture %s: nothing here is called %s", name, id);
}

/* NAME N: a key that is held, or stuck, and repeats N times. */
static void hold(struct script *script, struct kiosk *k, char *what)
{
	char *space = strrchr(what, ' ');

	if (space)
		*space = '\0';
	if (!space || !hand_hold(k, what, (int)strtol(space + 1, NULL, 10)))
		failf(script, k, "hold %s: expected NAME of a key and a number", what);
}

static void touch(struct script *script, struct kiosk *k, char *where)
{
	char *end;
	long x = strtol(where, &end, 10), y = strtol(end, NULL, 10);

	(void)script;
	hand_touch(k, (int)x, (int)y);
}

static void type(struct script *script, struct kiosk *k, char *text)
{
	(void)script;
	hand_type(k, text);
}

static void key(struct script *script, struct kiosk *k, char *name)
{
	if (!hand_key(k, name))
		failf(script, k, "key %s: no such key", name);
}

static void scan(struct script *script, struct kiosk *k, char *text)
{
	(void)script;
	hand_scan(k, text);
}

static void watch(struct script *script, struct kiosk *k, char *path)
{
	(void)k;
	utf8_copy(script->watch, sizeof(script->watch), path);
}

static void transcribe(struct script *script, struct kiosk *k, char *path)
{
	struct err err;

	if (!transcript_open(&script->transcript, path, &err))
		fail(script, k, err.text);
}

static void lags(struct script *script, struct kiosk *k, char *path)
{
	struct err err;

	if (!transcript_lags(&script->transcript, path, &err))
		fail(script, k, err.text);
}

static const struct word {
	const char *word;
	void (*act)(struct script *script, struct kiosk *k, char *arg);
} words[] = {
	{ "tap", tap },
	{ "touch", touch },
	{ "type", type },
	{ "key", key },
	{ "hold", hold },
	{ "scan", scan },
	{ "low", low },
	{ "wait", wait_for },
	{ "expect", expect },
	{ "capture", capture },
	{ "screenshot", screenshot },
	{ "dump", dump },
	{ "places", dump_places },
	{ "watch", watch },
	{ "transcript", transcribe },
	{ "lags", lags },
};

static void do_line(struct script *script, struct kiosk *k, char *line)
{
	char *arg = strchr(line, ' '), wrong[600] = "";

	if (arg)
		*arg++ = '\0';
	else
		arg = line + strlen(line);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (streq(words[i].word, line)) {
			words[i].act(script, k, arg);
			return;
		}
	if (!script_touch(k, line, arg, wrong, sizeof(wrong)))
		failf(script, k, "%s: no such word (docs/driving.md)", line);
	if (wrong[0])
		fail(script, k, wrong);
}

/* ---- steps */

void script_heard(struct script *script, struct kiosk *k, const char *said)
{
	(void)k;
	transcript_said(&script->transcript, said);
}

/* Each new frame's tree goes to the file that `watch` named. */
static void show_watcher(struct script *script, struct kiosk *k)
{
	struct err err;

	if (!script->watch[0] || script->watched == k->drawn_at)
		return;
	script->watched = k->drawn_at;
	if (!watch_write(k, script->watch, true, &err))
		failf(script, k, "watch: %s", err.text);
}

static bool still_waiting(struct script *script, struct kiosk *k)
{
	int64_t mono = clock_mono(&k->clock);
	enum expect_news news;
	char wrong[600];

	if (script->until) {
		if (mono < script->until)
			return true;
		script->until = 0;
	}
	news = script_expect_again(&script->expecting, k, &script->transcript, wrong, sizeof(wrong));
	if (news == EXPECT_FAILED)
		fail(script, k, wrong);
	return news != EXPECT_HOLDS;
}

/* Lines that a person does, for the transcript. */
static bool is_act(const char *line, size_t len)
{
	static const char *const acts[] = { "key ", "tap ", "touch ", "type ", "scan ", "headset " };

	for (size_t i = 0; len && i < ARRAY_LEN(acts); i++)
		if (starts_with(line, acts[i]))
			return true;
	return false;
}

void script_step(struct script *script, struct kiosk *k)
{
	struct strbuf line = STRBUF_INIT;

	show_watcher(script, k);
	transcript_lag(&script->transcript, k->voice, k->acted_at);
	if (still_waiting(script, k) || k->quit)
		return;
	if (!script_text_next(&script->text, &line)) {
		k->quit = true;
		return;
	}
	script->again = false;
	if (line.len && line.data[0] != '#') {
		char act[128];

		utf8_copy(act, sizeof(act), is_act(line.data, line.len) ? line.data : "");
		do_line(script, k, line.data);
		if (act[0] && !script->again)
			transcript_act(&script->transcript, act);
	}
	strbuf_done(&line);
}
