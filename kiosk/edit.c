/* The field that is typed into. Its text is the screen's; here is only the caret, and what a keystroke makes of the text. */
#include <limits.h>

#include "common/base/utf8.h"
#include "kiosk/kiosk.h"

struct node *edit_field(struct kiosk *k)
{
	struct node *node = k->typing[0] ? node_by_id(k->ui.root, k->typing) : NULL;

	return node && node->role == ROLE_FIELD ? node : NULL;
}

/* A sentence begins with a capital, unless the field says otherwise or somebody pressed the key. */
static void propose_capital(struct kiosk *k, const struct node *field, const char *text)
{
	size_t at = MIN(k->caret, strlen(text));

	if (k->shifted)
		return;
	while (at && text[at - 1] == ' ')
		at--;
	k->capital = !field->as_typed && field->keys == KEYS_TEXT && (!at || (at < k->caret && strchr(".!?", text[at - 1])));
}

void edit_begin(struct kiosk *k, const char *id)
{
	struct node *field = node_by_id(k->ui.root, id);

	if (!field || field->role != ROLE_FIELD)
		return;
	utf8_copy(k->typing, sizeof(k->typing), id);
	k->caret = strlen(field->typed);
	k->keys_page = "";
	k->hand_typed = false;
	k->shifted = false;
	propose_capital(k, field, field->typed);
	k->dirty = k->reveal = true;
}

void edit_end(struct kiosk *k)
{
	k->full[0] = '\0';
	k->typing[0] = '\0';
	k->picking = false;
	k->shifted = k->capital = false;
	k->dirty = true;
}

void edit_set(struct kiosk *k, const char *id, const char *text, size_t caret)
{
	struct opened *top = nav_top(&k->nav);
	struct action action;
	struct node *field;

	if (!top->screen->on_input || top->err.code != ERR_NONE)
		return;
	k->full[0] = '\0';
	action = top->screen->on_input(nav_ctx(&k->nav, top), top->state, id, text);
	k->session.typed = true;
	k->reveal = true;
	kiosk_act(k, action);
	if (nav_top(&k->nav) != top || !k->typing[0])
		return;
	kiosk_frame(k, false); /* what the screen kept, which may be less */
	field = edit_field(k);
	if (field) {
		k->caret = utf8_fit(field->typed, MIN(caret, strlen(field->typed)));
		if (strlen(field->typed) > strlen(text) || caret >= strlen(text)) /* it added separators: stay at the end */
			k->caret = caret >= strlen(text) ? strlen(field->typed) : k->caret;
		propose_capital(k, field, field->typed);
	}
}

/* No control characters but, in a long text, new lines. */
static void add_clean(struct strbuf *out, const char *text, bool lines)
{
	while (*text) {
		const char *from = text;
		uint32_t c = utf8_next(&text);

		if (c >= 0x20 && c != 0x7f && c != 0xfffd && !(c >= 0x80 && c < 0xa0))
			strbuf_addn(out, from, (size_t)(text - from));
		else if (c == '\n' && lines)
			strbuf_addc(out, '\n');
	}
}

void edit_insert(struct kiosk *k, const char *text)
{
	struct node *field = edit_field(k);
	struct strbuf now = STRBUF_INIT, piece = STRBUF_INIT;
	size_t caret, room;
	bool full;

	if (!field)
		return;
	add_clean(&piece, text, field->several_lines);
	room = utf8_count(field->typed) >= (size_t)field->max ? 0 : (size_t)field->max - utf8_count(field->typed);
	full = utf8_count(strbuf_str(&piece)) > room;
	strbuf_truncate(&piece, utf8_offset(strbuf_str(&piece), room));
	if (piece.len) {
		caret = utf8_fit(field->typed, MIN(k->caret, strlen(field->typed)));
		strbuf_add(&now, field->typed);
		strbuf_insert(&now, caret, piece.data, piece.len);
		k->shifted = false;
		edit_set(k, k->typing, strbuf_str(&now), caret + piece.len);
	}
	if (full) { /* said below the field until it changes */
		utf8_copy(k->full, sizeof(k->full), k->typing);
		k->dirty = k->reveal = true;
	}
	strbuf_done(&now);
	strbuf_done(&piece);
}

void edit_backspace(struct kiosk *k, bool forward)
{
	struct node *field = edit_field(k);
	struct strbuf now = STRBUF_INIT;
	size_t caret, from, to;

	if (!field)
		return;
	caret = utf8_fit(field->typed, MIN(k->caret, strlen(field->typed)));
	from = forward ? caret : utf8_prev(field->typed, caret);
	to = forward ? caret + utf8_offset(field->typed + caret, 1) : caret;
	if (from < to) {
		strbuf_add(&now, field->typed);
		strbuf_remove(&now, from, to - from);
		edit_set(k, k->typing, strbuf_str(&now), from);
	}
	strbuf_done(&now);
}

void edit_move(struct kiosk *k, int chars)
{
	struct node *field = edit_field(k);
	size_t len;

	if (!field)
		return;
	len = strlen(field->typed);
	if (chars == INT_MIN)
		k->caret = 0;
	else if (chars == INT_MAX)
		k->caret = len;
	else if (chars < 0 && k->caret)
		k->caret = utf8_prev(field->typed, MIN(k->caret, len));
	else if (chars > 0 && k->caret < len)
		k->caret += utf8_offset(field->typed + k->caret, 1);
	k->dirty = true;
}
