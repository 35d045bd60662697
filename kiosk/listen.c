#include "kiosk/listen.h"

#include <ctype.h>

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/script.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"

void listen_done(struct kiosk *k)
{
	voice_free(k->voice);
	voice_clips_free(k->clips);
	strbuf_done(&k->listen.said);
}

static void say(struct kiosk *k, const char *utterance)
{
	struct strbuf plain = STRBUF_INIT;

	if (!k->config.voice || !*utterance)
		return;
	if (utterance != strbuf_str(&k->listen.said)) {
		strbuf_clear(&k->listen.said);
		strbuf_add(&k->listen.said, utterance);
	}
	k->listen.fresh = true;
	k->dirty = true;
	voice_say(k->voice, strbuf_str(&k->listen.said));
	if (k->script) {
		utter_plain(strbuf_str(&k->listen.said), k->session.lang, &plain);
		script_heard(k->script, k, strbuf_str(&plain));
		strbuf_done(&plain);
	}
}

void listen_say(struct kiosk *k, const char *utterance)
{
	if (k->config.voice && *utterance)
		k->voice_on = true;
	say(k, utterance);
}

void listen_text(struct kiosk *k, const char *text)
{
	struct strbuf out = STRBUF_INIT;

	utter(&out, k->session.lang, text);
	utter_stop(&out);
	listen_say(k, strbuf_str(&out));
	strbuf_done(&out);
}

static const char *words(struct kiosk *k, const char *key)
{
	return tr(k->session.lang, key);
}

/* A sentence with one number in it. */
static void say_level(struct kiosk *k, const char *key, int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", n);
	listen_text(k, trf(k->arena, k->session.lang, key, "n", text, NULL));
}

static struct reading reading(struct kiosk *k)
{
	return reading_of(&k->ui, k->two_buttons);
}

/* ---- what changed on the page */

static uint64_t hash_more(uint64_t hash, const char *text, bool digits)
{
	for (; *text; text++)
		if (digits || !isdigit((unsigned char)*text))
			hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
	return hash;
}

static uint64_t hash_of(const char *text, bool digits)
{
	return hash_more(0xcbf29ce484222325U, text, digits);
}

static uint64_t page_hash(struct kiosk *k)
{
	uint64_t hash = hash_of(k->session.lang, true) + nav_top(&k->nav)->opening;

	for (const struct node *n = k->ui.body; n; n = node_next(k->ui.body, n))
		if (n->role == ROLE_TITLE)
			return hash_more(hash, node_name(k->arena, n), true);
	return hash;
}

static uint64_t state_hash(struct kiosk *k, const struct node *node)
{
	struct strbuf out = STRBUF_INIT;
	uint64_t hash;

	speech_state(&k->ui, node, &out);
	hash = hash_of(strbuf_str(&out), true);
	strbuf_done(&out);
	return hash;
}

static bool is_live(const struct node *node)
{
	return node->role == ROLE_STATUS || node->role == ROLE_NOTICE || node->role == ROLE_MESSAGE || node->role == ROLE_ALERT;
}

/* What is new among the things that change by themselves; a count that goes on is not. Remembers them. */
static void live(struct kiosk *k, bool quietly, struct strbuf *out)
{
	struct listening *l = &k->listen;
	uint64_t now[LISTEN_LIVE];
	int count = 0;

	for (const struct node *n = k->ui.root; n && count < LISTEN_LIVE; n = node_next(k->ui.root, n)) {
		bool known = quietly;

		if (!is_live(n) || !*node_name(k->arena, n))
			continue;
		now[count] = hash_of(node_name(k->arena, n), false);
		for (int i = 0; i < l->live_count; i++)
			known |= l->live[i] == now[count];
		count++;
		if (known)
			continue;
		utter(out, n->lang ? n->lang : k->session.lang, node_name(k->arena, n));
		utter_stop(out);
	}
	memcpy(l->live, now, sizeof(*now) * (size_t)count);
	l->live_count = count;
}

/* "pick:q:0" is gone, "pick:q:chosen" stands there instead. */
static int relative(const struct reading *r, const char *id)
{
	const char *colon = strrchr(id, ':');
	size_t len = colon ? (size_t)(colon - id) + 1 : 0;

	for (int i = 0; len && i < r->count; i++)
		if (r->list[i].choice && r->list[i].node->chosen && strncmp(r->list[i].node->id, id, len) == 0)
			return i;
	return -1;
}

/* How what has the focus stands now, when that is new. */
static void focus_state(struct kiosk *k, bool quietly, struct strbuf *out)
{
	struct listening *l = &k->listen;
	struct opened *top = nav_top(&k->nav);
	const struct node *node = top->focus[0] ? node_by_id(k->ui.root, top->focus) : NULL;
	uint64_t state;

	if (!node && top->focus[0] && !quietly) {
		struct reading r = reading(k);
		int at = relative(&r, top->focus);

		if (at >= 0) {
			kiosk_focus(k, r.list[at].node->id);
			node = r.list[at].node;
			speech_state(&k->ui, node, out);
			utter_stop(out);
		}
	}
	state = node && node->role != ROLE_KEY ? state_hash(k, node) : 0;
	if (node && state && !quietly && !out->len && streq(l->focus, top->focus) && state != l->state) {
		speech_state(&k->ui, node, out);
		utter_stop(out);
	}
	utf8_copy(l->focus, sizeof(l->focus), top->focus);
	l->state = state;
}

static void greet(struct kiosk *k, struct strbuf *out)
{
	k->listen.greet = false;
	utter(out, k->session.lang, words(k, k->two_buttons ? "voice.welcome_two" : "voice.welcome"));
	utter_stop(out);
}

void listen_frame(struct kiosk *k)
{
	struct listening *l = &k->listen;
	bool came_up = k->page_came_up, hears = k->voice_on && k->session.awake;
	uint64_t page = page_hash(k);
	struct strbuf out = STRBUF_INIT;

	k->page_came_up = false;
	if (came_up || page != l->page)
		l->at = -1;
	l->aside &= l->at >= 0;
	if (hears && (came_up || page != l->page)) {
		bool fresh = l->fresh;

		if (fresh) /* what was said on the way here comes first */
			strbuf_add(&out, strbuf_str(&l->said));
		if (l->greet)
			greet(k, &out);
		struct reading r = reading(k);

		speech_page(&k->ui, &r, &out);
		listen_say(k, strbuf_str(&out));
		strbuf_clear(&out);
		live(k, true, &out);
		focus_state(k, true, &out);
	} else {
		if (hears && l->fresh)
			strbuf_add(&out, strbuf_str(&l->said));
		size_t before = out.len;

		live(k, !hears, &out);
		focus_state(k, !hears || out.len > before || l->fresh, &out);
		if (hears && out.len > before)
			listen_say(k, strbuf_str(&out));
	}
	l->page = page;
	l->fresh = false;
	strbuf_done(&out);
}

/* ---- on request */

void listen_again(struct kiosk *k)
{
	if (k->listen.said.len)
		listen_say(k, strbuf_str(&k->listen.said));
	else if (k->voice_on)
		listen_page(k);
}

void listen_page(struct kiosk *k)
{
	struct strbuf out = STRBUF_INIT;
	struct reading r = reading(k);

	if (k->voice_on && k->session.awake) {
		speech_page(&k->ui, &r, &out);
		listen_say(k, strbuf_str(&out));
	}
	strbuf_done(&out);
}

void listen_announce(struct kiosk *k)
{
	struct strbuf out = STRBUF_INIT;
	struct reading r = reading(k);

	speech_page(&k->ui, &r, &out);
	say(k, strbuf_str(&out));
	strbuf_done(&out);
}

void listen_key(struct kiosk *k, const char *text)
{
	const struct node *field = edit_field(k);

	if (!k->voice_on || !field || field->secret)
		return;
	if (field->private_ && !k->listen.headset)
		listen_text(k, words(k, "speech.noted"));
	else
		listen_text(k, keyboard_word(k->arena, k->session.lang, text));
}

void listen_typed(struct kiosk *k)
{
	struct node *node = edit_field(k);
	struct strbuf out = STRBUF_INIT;

	if (!node)
		node = node_by_id(k->ui.root, nav_top(&k->nav)->focus);
	if (node && (node->role == ROLE_FIELD || node->value)) {
		utter(&out, k->session.lang, node->role == ROLE_FIELD ? words(k, "speech.written") : NULL);
		speech_value(&k->ui, node, &out);
	} else {
		utter(&out, k->session.lang, words(k, "speech.nothing_written"));
		utter_stop(&out);
	}
	listen_say(k, strbuf_str(&out));
	strbuf_done(&out);
}

void listen_loudness(struct kiosk *k, int by)
{
	say_level(k, "speech.volume", voice_louder(k->voice, by));
}

void listen_pace(struct kiosk *k, int by)
{
	say_level(k, "speech.rate", 1 + (voice_faster(k->voice, by) - VOICE_RATE_MIN) / VOICE_RATE_STEP);
}

void listen_bar(struct kiosk *k, const char *which)
{
	static const char *const themes[THEMES] = {
		[THEME_LIGHT] = "speech.theme_light", [THEME_DARK] = "speech.theme_dark", [THEME_WHITE] = "speech.theme_white",
		[THEME_YELLOW] = "speech.theme_yellow",
	};

	if (k->voice_on && streq(which, "text"))
		say_level(k, "speech.text_size", (int)k->session.text_size + 1);
	else if (k->voice_on && streq(which, "contrast"))
		listen_text(k, words(k, themes[k->session.theme]));
}

void listen_stop(struct kiosk *k)
{
	voice_stop(k->voice);
	k->listen.fresh = false;
}

/* ---- moving by ear */

static void go(struct kiosk *k, const struct reading *r, int at)
{
	const struct piece *piece = &r->list[at];
	struct strbuf out = STRBUF_INIT;

	k->listen.at = at;
	k->listen.aside = !piece->choice;
	k->focus_shown = true;
	if (piece->choice) {
		if (!streq(piece->node->id, k->typing))
			edit_end(k);
		kiosk_focus(k, piece->node->id);
		if (piece->node->role == ROLE_FIELD)
			edit_begin(k, piece->node->id);
		k->reveal = true;
	}
	if (k->voice_on) {
		speech_piece(&k->ui, r, at, k->listen.headset, &out);
		listen_say(k, strbuf_str(&out));
	}
	strbuf_done(&out);
}

/* Where the person is: the focus, else what was read last. */
static int here(struct kiosk *k, const struct reading *r)
{
	int at = reading_find(r, nav_top(&k->nav)->focus);

	return at >= 0 && !k->listen.aside ? at : MIN(k->listen.at, r->count - 1);
}

void listen_focus(struct kiosk *k)
{
	struct reading r = reading(k);
	int at = reading_find(&r, nav_top(&k->nav)->focus);

	if (at >= 0)
		go(k, &r, at);
}

void listen_choice(struct kiosk *k, bool back)
{
	struct reading r = reading(k);
	int to = reading_choice(&r, here(k, &r), back);

	if (to >= 0)
		go(k, &r, to);
}

void listen_piece(struct kiosk *k, bool back)
{
	struct reading r = reading(k);
	int at = here(k, &r);

	if (r.count)
		go(k, &r, at < 0 && back ? r.count - 1 : (at + (back ? -1 : 1) + r.count) % r.count);
}

void listen_heading(struct kiosk *k)
{
	struct reading r = reading(k);
	int to = reading_heading(&r, here(k, &r));

	if (to >= 0)
		go(k, &r, to);
}

/* ---- starting and stopping */

void listen_start(struct kiosk *k)
{
	if (!k->config.voice)
		return;
	k->voice_on = true;
	k->page_came_up = k->listen.greet = k->dirty = true;
}

void listen_toggle(struct kiosk *k)
{
	if (!k->voice_on) {
		listen_start(k);
		return;
	}
	voice_stop(k->voice);
	k->voice_on = false;
	k->dirty = true;
}

void listen_headset(struct kiosk *k, bool in)
{
	k->listen.headset = in;
	if (in && !k->session.awake)
		kiosk_wake(k);
	if (in != k->voice_on)
		listen_toggle(k);
}

void listen_offer(struct kiosk *k)
{
	struct strbuf out = STRBUF_INIT;

	utter(&out, k->session.lang, words(k, "voice.offer"));
	utter_stop(&out);
	say(k, strbuf_str(&out));
	strbuf_done(&out);
}
