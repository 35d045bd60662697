/* When the voice says what. Everything it says is read from the tree that was drawn. */
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/voice.h"

void listen_say(struct kiosk *k, const char *text)
{
	if (!k->config.voice || !*text)
		return;
	k->voice_on = true;
	strbuf_clear(&k->said);
	strbuf_add(&k->said, text);
	voice_say(k->voice, text, k->session.lang);
	k->dirty = true;
}

void listen_again(struct kiosk *k)
{
	struct strbuf text = STRBUF_INIT;

	strbuf_add(&text, strbuf_str(&k->said));
	if (text.len)
		listen_say(k, strbuf_str(&text));
	else if (k->voice_on)
		listen_page(k);
	strbuf_done(&text);
}

void listen_page(struct kiosk *k)
{
	struct strbuf text = STRBUF_INIT;

	if (k->voice_on && k->session.awake) {
		speech_page(&k->ui, &text);
		listen_say(k, strbuf_str(&text));
	}
	strbuf_done(&text);
}

void listen_key(struct kiosk *k, const char *text)
{
	const struct node *field = edit_field(k);

	if (k->voice_on && field && !field->secret)
		listen_say(k, streq(text, " ") ? tr(k->session.lang, "keys.space") : text);
}

void listen_announce(struct kiosk *k)
{
	struct strbuf text = STRBUF_INIT;

	speech_page(&k->ui, &text);
	if (k->config.voice)
		voice_say(k->voice, strbuf_str(&text), k->session.lang);
	strbuf_clear(&k->said);
	strbuf_add(&k->said, strbuf_str(&text));
	strbuf_done(&text);
}

void listen_focus(struct kiosk *k)
{
	struct node *node = node_by_id(k->ui.root, nav_top(&k->nav)->focus);
	struct strbuf text = STRBUF_INIT;

	if (k->voice_on && node) {
		speech_node(&k->ui, node, true, &text);
		listen_say(k, strbuf_str(&text));
	}
	strbuf_done(&text);
}

void listen_stop(struct kiosk *k)
{
	voice_stop(k->voice);
}

void listen_toggle(struct kiosk *k)
{
	if (k->voice_on) {
		voice_stop(k->voice);
		k->voice_on = false;
		k->dirty = true;
	} else {
		k->voice_on = true;
		kiosk_frame(k, false);
		listen_page(k);
	}
}
