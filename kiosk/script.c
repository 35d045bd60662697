#include "kiosk/script.h"

#include <SDL_image.h>
#include <errno.h>
#include <stdarg.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "kiosk/hand.h"
#include "kiosk/kiosk.h"
#include "kiosk/script_touch.h"
#include "kiosk/ui/dump.h"
#include "kiosk/ui/focus.h"
#include "kiosk/watch.h"

enum { SCRIPT_MAX = 256 * 1024, VARS = 16, PATIENCE_MS = 5000 };

struct script {
	struct strbuf file;
	const char *path;
	char *at;             /* the next line */
	int line;             /* of the word being done */
	int64_t until;        /* monotonic: waiting for time to pass; 0: not */
	char watch[256];      /* file that gets every new frame's tree; "": none */
	int64_t watched;      /* monotonic: when the frame in it was drawn */
	int64_t patience;     /* monotonic: until when a condition may take; 0: not waiting for one */
	char expects[512];    /* a condition that may need a moment */
	struct strbuf heard;  /* all that the voice said, a line each */
	size_t last_said;     /* where the last of it begins */
	FILE *lags;           /* gets the ms from each act to its first sound; NULL: nothing does */
	int64_t lag_of;       /* the sound that was written last */
	FILE *transcript;     /* NULL: none is kept */
	char transcript_path[256];
	bool resumed, again;  /* again: the same line once more, later */
	struct {
		char name[32];
		char value[256];
	} vars[VARS];
	int n_vars;
};

bool script_open(const char *path, struct script **ret_script, struct err *err)
{
	struct script *script = calloc(1, sizeof(*script));
	const char *at = getenv("PARVIS_SCRIPT_AT");

	if (!script)
		abort();
	script->path = path;
	if (!strbuf_read_file(&script->file, path, SCRIPT_MAX)) {
		script_close(script);
		return err_errno(err, "--script %s", path);
	}
	script->at = script->file.data;
	if (at) {
		long lines = strtol(at, NULL, 10);

		script->resumed = true;
		utf8_copy(script->watch, sizeof(script->watch), or_empty(getenv("PARVIS_SCRIPT_WATCH")));
		utf8_copy(script->transcript_path, sizeof(script->transcript_path), or_empty(getenv("PARVIS_SCRIPT_TRANSCRIPT")));
		if (script->transcript_path[0])
			script->transcript = fopen(script->transcript_path, "ae");
		while (script->line < lines && script->at) {
			char *end = strchr(script->at, '\n');

			script->at = end ? end + 1 : NULL;
			script->line++;
		}
	}
	*ret_script = script;
	return true;
}

struct script *script_of(const char *name, const char *words)
{
	struct script *script = calloc(1, sizeof(*script));

	if (!script)
		abort();
	script->path = name;
	strbuf_add(&script->file, words);
	script->at = script->file.data;
	return script;
}

void script_close(struct script *script)
{
	if (!script)
		return;
	strbuf_done(&script->file);
	strbuf_done(&script->heard);
	if (script->transcript)
		fclose(script->transcript);
	if (script->lags)
		fclose(script->lags);
	free(script);
}

bool script_resumed(const struct script *script)
{
	return script && script->resumed;
}

int64_t script_wait_ms(const struct script *script, int64_t mono)
{
	if (script->until)
		return MAX(0, (script->until - mono + 999) / 1000);
	return script->patience ? 10 : 0;
}

void script_save(const struct script *script)
{
	char text[64];

	snprintf(text, sizeof(text), "%d", script->line);
	setenv("PARVIS_SCRIPT_AT", text, 1);
	setenv("PARVIS_SCRIPT_WATCH", script->watch, 1);
	setenv("PARVIS_SCRIPT_TRANSCRIPT", script->transcript_path, 1);
	for (int i = 0; i < script->n_vars; i++) {
		snprintf(text, sizeof(text), "PARVIS_VAR_%s", script->vars[i].name);
		setenv(text, script->vars[i].value, 1);
	}
}

/* ---- variables */

static void set_var(struct script *script, const char *name, const char *value)
{
	int i = 0;

	while (i < script->n_vars && !streq(script->vars[i].name, name))
		i++;
	if (i == VARS)
		return;
	script->n_vars = MAX(script->n_vars, i + 1);
	utf8_copy(script->vars[i].name, sizeof(script->vars[i].name), name);
	utf8_copy(script->vars[i].value, sizeof(script->vars[i].value), value);
}

static const char *get_var(const struct script *script, const char *name)
{
	char env[64];

	for (int i = 0; i < script->n_vars; i++)
		if (streq(script->vars[i].name, name))
			return script->vars[i].value;
	snprintf(env, sizeof(env), "PARVIS_VAR_%s", name);
	return or_empty(getenv(env));
}

/* ${NAME} in a line. */
static void expand(const struct script *script, const char *from, struct strbuf *out)
{
	const char *open;

	while ((open = strstr(from, "${"))) {
		const char *close = strchr(open, '}');
		char name[32];

		if (!close || (size_t)(close - open) > sizeof(name))
			break;
		strbuf_addn(out, from, (size_t)(open - from));
		snprintf(name, sizeof(name), "%.*s", (int)(close - open - 2), open + 2);
		strbuf_add(out, get_var(script, name));
		from = close + 1;
	}
	strbuf_add(out, from);
}

/* ---- failing */

static void fail(struct script *script, struct kiosk *k, const char *what)
{
	struct strbuf tree = STRBUF_INIT;

	dump_tree(&k->ui, false, &tree);
	fprintf(stderr, "%s:%d: %s\nThe screen is %s and holds:\n%s", script->path, script->line, what,
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

static void tap(struct script *script, struct kiosk *k, const char *what)
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
		script->line--;
		script->again = true;
		return;
	}
	hand_touch(k, x, y);
}

static void screenshot(struct script *script, struct kiosk *k, const char *path)
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

/* ---- what the voice says */

void script_heard(struct script *script, struct kiosk *k, const char *said)
{
	script->last_said = script->heard.len;
	strbuf_addf(&script->heard, "%s\n", said);
	if (script->transcript)
		fprintf(script->transcript, "  %s\n", said);
	(void)k;
}

static const char *last_said(const struct script *script)
{
	return strbuf_str(&script->heard) + script->last_said;
}

/* The answer to the last act can be heard: how long it took. */
static void write_lag(struct script *script, struct kiosk *k)
{
	int64_t first = voice_first_sound(k->voice);

	if (!script->lags || !first || first == script->lag_of)
		return;
	script->lag_of = first;
	fprintf(script->lags, "%.1f\n", (double)(first - k->acted_at) / 1000);
}

/* From now on all that is said goes to PATH, under the line of the script that made it so. */
static void transcribe(struct script *script, struct kiosk *k, const char *path)
{
	if (script->transcript)
		fclose(script->transcript);
	script->transcript = fopen(path, "ae");
	if (!script->transcript) {
		failf(script, k, "transcript %s: %s", path, strerror(errno));
		return;
	}
	setvbuf(script->transcript, NULL, _IOLBF, 0);
	utf8_copy(script->transcript_path, sizeof(script->transcript_path), path);
}

/* Empty when it holds, else what is wrong. */
static void check(const struct script *script, struct kiosk *k, const char *what, char *wrong, size_t size)
{
	struct opened *top = nav_top(&k->nav);

	wrong[0] = '\0';
	if (starts_with(what, "screen ")) {
		if (!streq(top->screen->name, what + 7))
			snprintf(wrong, size, "expected the screen %s", what + 7);
	} else if (starts_with(what, "text ")) {
		if (!dump_has_text(&k->ui, what + 5))
			snprintf(wrong, size, "expected the text \"%s\"", what + 5);
	} else if (starts_with(what, "no-text ")) {
		if (dump_has_text(&k->ui, what + 8))
			snprintf(wrong, size, "did not expect the text \"%s\"", what + 8);
	} else if (starts_with(what, "focus ")) {
		if (!streq(top->focus, what + 6 + (what[6] == '#')))
			snprintf(wrong, size, "expected the focus on %s, it is on \"%s\"", what + 6, top->focus);
	} else if (starts_with(what, "speech ")) {
		if (!strstr(last_said(script), what + 7))
			snprintf(wrong, size, "expected to hear \"%s\", last said was \"%.300s\"", what + 7, last_said(script));
	} else if (starts_with(what, "said ")) {
		if (!strstr(strbuf_str(&script->heard), what + 5))
			snprintf(wrong, size, "expected \"%s\" to have been said; last said was \"%.300s\"", what + 5, last_said(script));
	} else if (starts_with(what, "silence")) {
		if (voice_state(k->voice) == VOICE_SPEAKS)
			snprintf(wrong, size, "expected silence, heard \"%.300s\"", last_said(script));
	} else if (starts_with(what, "role ")) {
		char id[ID_MAX];
		const char *space = strchr(what + 5, ' ');
		struct node *node;

		snprintf(id, sizeof(id), "%.*s", space ? (int)(space - what - 5) : 0, what + 5);
		node = node_by_id(k->ui.root, id[0] == '#' ? id + 1 : id);
		if (!space || !node || !streq(role_name(node->role), space + 1))
			snprintf(wrong, size, "expected #%s to be a %s, it is %s", id, space ? space + 1 : "?",
			         node ? role_name(node->role) : "not here");
	} else {
		snprintf(wrong, size, "expect %s: not understood", what);
	}
}

static void expect(struct script *script, struct kiosk *k, const char *what)
{
	char wrong[600];

	check(script, k, what, wrong, sizeof(wrong));
	if (!wrong[0]) {
		script->patience = 0;
		script->expects[0] = '\0';
		return;
	}
	if (!script->patience) {
		utf8_copy(script->expects, sizeof(script->expects), what);
		script->patience = clock_mono(&k->clock) + (strstr(wrong, "not understood") ? 0 : 1500 * 1000);
	} else if (clock_mono(&k->clock) > script->patience) {
		fail(script, k, wrong);
	}
}

static void wait_for(struct script *script, struct kiosk *k, const char *what)
{
	int64_t mono = clock_mono(&k->clock);
	char *end;
	long ms = strtol(what, &end, 10);

	if (end != what && !*end) {
		script->until = mono + ms * 1000;
		return;
	}
	if (!starts_with(what, "screen ") && !starts_with(what, "text ")) {
		failf(script, k, "wait %s: expected milliseconds, screen NAME [MS] or text T [MS]", what);
		return;
	}
	/* what is waited for is an expectation with more patience; a number at its end says how much */
	utf8_copy(script->expects, sizeof(script->expects), what);
	ms = PATIENCE_MS;
	end = strrchr(script->expects, ' ');
	if (end > strchr(script->expects, ' ') && end[1] && strspn(end + 1, "0123456789") == strlen(end + 1)) {
		ms = strtol(end + 1, NULL, 10);
		*end = '\0';
	}
	script->patience = mono + ms * 1000;
}

static void low(struct script *script, struct kiosk *k, const char *what)
{
	if (!streq(what, "on") && !streq(what, "off"))
		failf(script, k, "low %s: expected on or off", what);
	if (k->session.low_reach != streq(what, "on"))
		kiosk_act(k, action_of(ACTION_LOW_REACH));
}

static void capture(struct script *script, struct kiosk *k, const char *what)
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
		set_var(script, name, node_name(k->arena, node));
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

static void do_line(struct script *script, struct kiosk *k, char *line)
{
	char *arg = strchr(line, ' '), wrong[600] = "";

	if (arg)
		*arg++ = '\0';
	else
		arg = line + strlen(line);
	if (streq(line, "tap"))
		tap(script, k, arg);
	else if (streq(line, "touch")) {
		char *end;
		long x = strtol(arg, &end, 10), y = strtol(end, NULL, 10);

		hand_touch(k, (int)x, (int)y);
	} else if (streq(line, "type"))
		hand_type(k, arg);
	else if (streq(line, "key")) {
		if (!hand_key(k, arg))
			failf(script, k, "key %s: no such key", arg);
	} else if (streq(line, "scan"))
		hand_scan(k, arg);
	else if (streq(line, "wait"))
		wait_for(script, k, arg);
	else if (streq(line, "expect"))
		expect(script, k, arg);
	else if (streq(line, "low"))
		low(script, k, arg);
	else if (streq(line, "screenshot"))
		screenshot(script, k, arg);
	else if (streq(line, "dump"))
		dump_to(script, k, arg, false);
	else if (streq(line, "places"))
		dump_to(script, k, arg, true);
	else if (streq(line, "watch"))
		utf8_copy(script->watch, sizeof(script->watch), arg);
	else if (streq(line, "lags")) {
		script->lags = fopen(arg, "we");
		if (!script->lags)
			failf(script, k, "lags %s: %s", arg, strerror(errno));
	} else if (streq(line, "hold"))
		hold(script, k, arg);
	else if (streq(line, "transcript"))
		transcribe(script, k, arg);
	else if (streq(line, "capture"))
		capture(script, k, arg);
	else if (!script_touch(k, line, arg, wrong, sizeof(wrong)))
		failf(script, k, "%s: no such word (docs/driving.md)", line);
	if (wrong[0])
		fail(script, k, wrong);
}

static bool still_waiting(struct script *script, struct kiosk *k)
{
	int64_t mono = clock_mono(&k->clock);

	if (script->until) {
		if (mono < script->until)
			return true;
		script->until = 0;
	}
	if (script->expects[0]) {
		char what[sizeof(script->expects)];

		utf8_copy(what, sizeof(what), script->expects);
		expect(script, k, what);
		return script->expects[0];
	}
	return false;
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
	char *end, *from;

	show_watcher(script, k);
	write_lag(script, k);
	if (still_waiting(script, k) || k->quit)
		return;
	if (!script->at || !*script->at) {
		k->quit = true;
		return;
	}
	from = script->at;
	end = strchr(from, '\n');
	script->line++;
	if (end)
		*end = '\0';
	expand(script, from, &line);
	if (end)
		*end = '\n';
	script->at = end ? end + 1 : NULL;
	while (line.len && (line.data[line.len - 1] == '\r' || line.data[line.len - 1] == ' '))
		strbuf_truncate(&line, line.len - 1);
	script->again = false;
	if (line.len && line.data[0] != '#') {
		char act[128];

		utf8_copy(act, sizeof(act), is_act(line.data, line.len) ? line.data : "");
		do_line(script, k, line.data);
		if (script->transcript && act[0] && !script->again)
			fprintf(script->transcript, "%s\n", act);
	}
	if (script->again)
		script->at = from;
	strbuf_done(&line);
}
