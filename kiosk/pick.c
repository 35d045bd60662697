#include "kiosk/pick.h"

#include <stdlib.h>

#include "common/base/utf8.h"
#include "common/domain/tracking.h"
#include "common/text/tr.h"
#include "kiosk/kiosk.h"
#include "kiosk/ui/picker.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/utterance.h"

static struct picker picker_of(struct kiosk *k, const struct node *field)
{
	return (struct picker){ .keys = field->keys, .group = k->pick_group, .way_up = k->two_buttons,
	                        .enter = field->enter };
}

static int ids(struct kiosk *k, const char *ret_ids[PICKER_KEYS + PICKER_GROUPS])
{
	const struct node *field = edit_field(k);
	struct picker picker;

	if (!field)
		return 0;
	picker = picker_of(k, field);
	return picker_ids(&k->ui, &picker, ret_ids);
}

/* Shows GROUP (-1: the groups) with the focus on its Nth key, and says that behind BEFORE. */
static void show(struct kiosk *k, int group, int n, const char *before)
{
	const char *all[PICKER_KEYS + PICKER_GROUPS];
	struct strbuf out = STRBUF_INIT;
	const struct node *node;
	char at[16], of[16];
	bool short_way = before != NULL;
	int count;

	utter(&out, k->session.lang, before); /* it may lie in the frame that is built anew below */
	utter_stop(&out);
	k->pick_group = group;
	k->focus_shown = true;
	k->dirty = true;
	count = ids(k, all);
	n = count ? (n + count) % count : 0;
	kiosk_focus(k, count ? all[n] : k->typing);
	kiosk_frame(k, false);
	node = node_by_id(k->ui.root, nav_top(&k->nav)->focus);
	if (node)
		utter(&out, k->session.lang, node_name(k->arena, node));
	if (group < 0 && !short_way) {
		snprintf(at, sizeof(at), "%d", n + 1);
		snprintf(of, sizeof(of), "%d", count);
		utter(&out, k->session.lang, trf(k->arena, k->session.lang, "speech.position", "n", at, "count", of, NULL));
	}
	utter_stop(&out);
	if (k->voice_on)
		listen_say(k, strbuf_str(&out));
	strbuf_done(&out);
}

/* How it works. */
static const char *hint(const struct kiosk *k)
{
	return tr(k->session.lang, k->two_buttons ? "picker.hint_two" : "picker.hint");
}

void pick_open(struct kiosk *k)
{
	k->picking = true;
	show(k, -1, 0, k->picked_before ? NULL : hint(k)); /* once */
	k->picked_before = true;
}

void pick_close(struct kiosk *k)
{
	k->picking = false;
	kiosk_focus(k, k->typing);
	kiosk_frame(k, false);
	listen_focus(k);
}

void pick_back(struct kiosk *k)
{
	if (k->pick_group >= 0)
		show(k, -1, k->pick_group, NULL);
	else
		pick_close(k);
}

/* Which of the keys that show has the focus. */
static int focused(struct kiosk *k, int *ret_count)
{
	const char *all[PICKER_KEYS + PICKER_GROUPS];

	*ret_count = ids(k, all);
	for (int i = 0; i < *ret_count; i++)
		if (streq(all[i], nav_top(&k->nav)->focus))
			return i;
	return 0;
}

void pick_move(struct kiosk *k, enum focus_move move)
{
	bool flat = move == FOCUS_LEFT || move == FOCUS_RIGHT;
	bool back = flat ? (move == FOCUS_LEFT) != k->look.rtl : move == FOCUS_UP || move == FOCUS_PREVIOUS;
	int count, at = focused(k, &count);

	if (flat && k->pick_group < 0)
		show(k, at, back ? -1 : 0, NULL);
	else if (flat || move == FOCUS_NEXT || move == FOCUS_PREVIOUS || k->pick_group < 0)
		show(k, k->pick_group, at + (back ? -1 : 1), NULL);
	else
		show(k, -1, k->pick_group + (back ? -1 : 1), NULL);
}

void pick_help(struct kiosk *k)
{
	int count, at = focused(k, &count);

	show(k, k->pick_group, at, hint(k));
}

void pick_nth(struct kiosk *k, int n)
{
	const char *all[PICKER_KEYS + PICKER_GROUPS];
	int count = ids(k, all);

	if (n >= 0 && n < count)
		kiosk_press(k, all[n]);
}

bool pick_press(struct kiosk *k, const char *id)
{
	if (!id_is(id, "keys"))
		return false;
	if (streq(id, "keys:say"))
		listen_typed(k);
	else if (streq(id, "keys:up"))
		show(k, -1, 0, NULL);
	else
		show(k, (int)strtol(id_value(id), NULL, 10), 0, NULL);
	return true;
}

/* FIELD is for a tracking number, and what stands in it is VERDICT. */
static bool number_is(const struct node *field, enum tracking_verdict verdict)
{
	struct tracking_reading reading;
	bool is;

	if (field->keys != KEYS_NUMBER)
		return false;
	reading = tracking_read(field->typed);
	is = reading.verdict == verdict;
	explicit_bzero(&reading, sizeof(reading));
	return is;
}

void pick_typed(struct kiosk *k, const char *text)
{
	const struct node *field = edit_field(k);
	const char *lang = k->session.lang;

	if (!k->picking || !field)
		return;
	if (number_is(field, TRACKING_CHECK)) { /* all sixteen letters, and a slip: what is wrong, and what the page makes of it */
		pick_close(k);
		return;
	}
	if (number_is(field, TRACKING_OK)) { /* what comes next is to end it */
		int last = picker_groups(field->keys, lang) - 1;

		show(k, last, k->two_buttons ? -2 : -1, tr(lang, "picker.complete"));
		return;
	}
	if (field->secret || (field->private_ && !k->listen.headset))
		show(k, -1, 0, tr(lang, "speech.noted"));
	else
		show(k, -1, 0, streq(text, " ") ? tr(lang, "keys.space") : picker_capital(k->arena, lang, text));
}

void pick_erase(struct kiosk *k)
{
	const struct node *field = edit_field(k);
	const char *lang = k->session.lang, *said;
	char what[8] = ""; /* the frame that shows the shorter text empties the arena */

	if (field && !field->secret && (!field->private_ || k->listen.headset)) {
		size_t caret = utf8_fit(field->typed, MIN(k->caret, strlen(field->typed)));
		size_t from = utf8_prev(field->typed, caret);

		utf8_copy(what, MIN(sizeof(what), caret - from + 1), field->typed + from);
	}
	edit_backspace(k, false);
	if (!k->picking || !edit_field(k))
		return;
	said = tr(lang, "picker.erased");
	if (*what)
		said = trf(k->arena, lang, "list.comma", "a", said, "b",
		           streq(what, " ") ? tr(lang, "keys.space") : picker_capital(k->arena, lang, what), NULL);
	show(k, -1, 0, said);
}

/* What follows the field and the cross that empties it. */
static int after_field(struct kiosk *k, const struct reading *r)
{
	int next = reading_choice(r, reading_find(r, k->typing), false);

	if (next >= 0 && id_is(r->list[next].node->id, "clear"))
		next = reading_choice(r, next, false);
	return next;
}

bool pick_proposes(struct kiosk *k)
{
	struct reading r = reading_of(&k->ui, false);
	int next = k->picking ? after_field(k, &r) : -1;

	return next >= 0 && r.list[next].node->role == ROLE_RADIO;
}

void pick_leave(struct kiosk *k)
{
	struct reading r;
	int next;

	k->picking = false;
	kiosk_focus(k, k->typing);
	kiosk_frame(k, false);
	r = reading_of(&k->ui, false);
	next = after_field(k, &r);
	if (next >= 0 && !r.list[reading_find(&r, k->typing)].node->fault) {
		kiosk_focus(k, r.list[next].node->id);
		edit_end(k);
		kiosk_frame(k, false);
	}
	listen_focus(k);
}
