#include "kiosk/listen.h"

#include "common/base/utf8.h"
#include "common/conf/conf.h"
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/script.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"

/* Recorded clips, where there are some, before the synthesiser. */
void listen_open(struct kiosk *k, uint32_t event)
{
	const char *folder = conf_text(k->config.conf, "voice.clips");
	struct voice_source sources[VOICE_SOURCES] = { { .engine = &voice_espeak } };

	if (*folder) {
		k->clips = voice_clips_new(folder);
		sources[1] = sources[0];
		sources[0] = (struct voice_source){ .engine = &voice_clips, .ctx = k->clips };
	}
	k->voice = voice_new(sources, event, k->config.volume);
	k->listen.at = -1;
	k->jack = jack_of(conf_text(k->config.conf, "voice.jack"));
}

void listen_done(struct kiosk *k)
{
	voice_free(k->voice);
	voice_clips_free(k->clips);
	jack_done(&k->jack);
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
	struct strbuf out = STRBUF_INIT;

	if (!k->voice_on || !field || field->secret)
		return;
	utter(&out, k->session.lang, field->private_ && !k->listen.headset ? words(k, "speech.noted")
	                                                                   : keyboard_word(k->arena, k->session.lang, text));
	utter_stop(&out);
	if (!streq(or_empty(field->found), k->listen.found)) {
		utter(&out, k->session.lang, field->found);
		utter_stop(&out);
		utf8_copy(k->listen.found, sizeof(k->listen.found), or_empty(field->found));
	}
	listen_say(k, strbuf_str(&out));
	strbuf_done(&out);
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
	}
	utter_stop(&out);
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

static const char ended_name[] = "PARVIS_ENDED";

void listen_pass_on(const struct kiosk *k)
{
	if (k->voice_on)
		setenv(ended_name, k->session.lang, 1);
}

void listen_ended(struct kiosk *k)
{
	const char *code = getenv(ended_name);
	const struct lang *lang = code ? lang_find(code) : NULL;
	struct strbuf out = STRBUF_INIT;

	unsetenv(ended_name);
	if (!lang)
		return;
	utter(&out, lang->code, tr(lang->code, "speech.ended"));
	utter_stop(&out);
	say(k, strbuf_str(&out));
	strbuf_clear(&k->listen.said); /* the next person's « repeat » begins anew */
	k->listen.fresh = false;
	strbuf_done(&out);
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

bool listen_text_again(struct kiosk *k)
{
	struct reading r = reading(k);
	bool on_text = k->listen.aside && k->listen.at < r.count && !r.list[k->listen.at].choice;

	if (on_text)
		go(k, &r, k->listen.at);
	return on_text;
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

/* One that is in when the terminal starts again after somebody else waits for the next person. */
void listen_jack(struct kiosk *k, int64_t mono)
{
	bool first = k->jack.fd < 0;
	enum jack_news news = jack_look(&k->jack, mono);

	if (news == JACK_NOTHING)
		return;
	k->listen.headset = news == JACK_IN;
	session_touch(&k->session, mono);
	if (news == JACK_IN && !first && !k->session.awake)
		kiosk_wake(k);
	else if (k->listen.headset != k->voice_on && k->session.awake)
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
