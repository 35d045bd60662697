/* After each frame: a page that came up is read; what changed by itself is said. */
#include <ctype.h>

#include "common/base/utf8.h"
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"

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
		struct reading r = reading_of(&k->ui, k->two_buttons);
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
	for (const struct node *n = k->ui.root; n; n = node_next(k->ui.root, n))
		if (n->role == ROLE_HEADER && n->first) { /* where one stands: of which town, at which terminal */
			utter(out, k->session.lang, node_name(k->arena, n->first->role == ROLE_TEXT ? n->first : n->first->next));
			utter_stop(out);
		}
	utter(out, k->session.lang, tr(k->session.lang, k->two_buttons ? "voice.welcome_two" : "voice.welcome"));
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
		struct reading r = reading_of(&k->ui, k->two_buttons);

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
