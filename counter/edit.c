#include "counter/edit.h"

#include "common/base/utf8.h"
#include "counter/cells.h"

void edit_init(struct edit *edit, size_t limit, bool multi)
{
	*edit = (struct edit){ .limit = limit, .multi = multi, .goal = -1 };
}

void edit_done(struct edit *edit)
{
	strbuf_done(&edit->text);
	strbuf_done(&edit->killed);
	edit->at = 0;
}

void edit_set(struct edit *edit, const char *text)
{
	strbuf_clear(&edit->text);
	strbuf_add(&edit->text, text);
	edit->at = edit->text.len;
	edit->goal = -1;
}

const char *edit_text(const struct edit *edit)
{
	return strbuf_str(&edit->text);
}

size_t edit_over(const struct edit *edit)
{
	size_t chars = utf8_count(edit_text(edit));

	return chars > edit->limit ? chars - edit->limit : 0;
}

/* Damaged bytes and control characters never enter; in one line, a line break becomes a space. */
static void add_clean(struct strbuf *out, const char *s, bool multi)
{
	const char *start = s;
	uint32_t c;

	for (; (c = utf8_next(&s)) != 0; start = s) {
		if (c == '\r' && *s == '\n')
			continue;
		if (c == '\n' || c == '\r')
			strbuf_addc(out, multi ? '\n' : ' ');
		else if (c == '\t')
			strbuf_addc(out, ' ');
		else if (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xfffd)
			strbuf_addn(out, start, (size_t)(s - start));
	}
}

static enum edit_result insert(struct edit *edit, const char *text)
{
	struct strbuf clean = STRBUF_INIT;
	enum edit_result result = EDIT_CHANGED;

	add_clean(&clean, text, edit->multi);
	if (edit->text.len + clean.len > EDIT_HARD_MAX) {
		result = EDIT_FULL;
	} else if (clean.len == 0) {
		result = EDIT_MOVED;
	} else {
		strbuf_insert(&edit->text, edit->at, clean.data, clean.len);
		edit->at += clean.len;
	}
	strbuf_done(&clean);
	return result;
}

/* ---- movement */
static size_t next_char(const struct edit *edit, size_t at)
{
	const char *text = edit_text(edit), *s = text + at;

	utf8_next(&s);
	/* Combining marks stay with their letter. */
	for (const char *after = s; *s; s = after) {
		uint32_t c = utf8_next(&after);

		if (c == '\n' || cells_of(c) != 0)
			break;
	}
	return (size_t)(s - text);
}

static size_t prev_char(const struct edit *edit, size_t at)
{
	const char *text = edit_text(edit);

	while (at > 0) {
		const char *s;
		uint32_t c;

		at = utf8_prev(text, at);
		s = text + at;
		c = utf8_next(&s);
		if (c == '\n' || cells_of(c) != 0)
			break;
	}
	return at;
}

static bool is_gap(char c)
{
	return c == ' ' || c == '\n';
}

static size_t word_left(const struct edit *edit)
{
	const char *text = edit_text(edit);
	size_t at = edit->at;

	while (at > 0 && is_gap(text[at - 1]))
		at--;
	while (at > 0 && !is_gap(text[at - 1]))
		at--;
	return at;
}

static size_t word_right(const struct edit *edit)
{
	const char *text = edit_text(edit);
	size_t at = edit->at;

	while (text[at] && !is_gap(text[at]))
		at++;
	while (text[at] && is_gap(text[at]))
		at++;
	return at;
}

static size_t line_start(const struct edit *edit)
{
	const char *text = edit_text(edit);
	size_t at = edit->at;

	while (at > 0 && text[at - 1] != '\n')
		at--;
	return at;
}

static size_t line_end(const struct edit *edit)
{
	return edit->at + strcspn(edit_text(edit) + edit->at, "\n");
}

size_t edit_layout(const struct edit *edit, int width, size_t first, struct edit_line *lines, size_t max, size_t *ret_row,
                   int *ret_col)
{
	const char *text = edit_text(edit);
	size_t at = 0, row = 0, cursor_row = 0;
	int cursor_col = 0;

	for (;;) {
		size_t next, len = cells_wrap(text + at, width, &next);
		bool last = text[at + len] == '\0' && next == len;

		/* The cursor stands in the line that holds its byte; in the gap of a wrapped line, at that line's end. */
		if (edit->at >= at && (edit->at < at + next || last)) {
			struct strbuf part = STRBUF_INIT;

			strbuf_addn(&part, text + at, MIN(edit->at - at, len));
			cursor_row = row;
			cursor_col = MIN(cells_width(strbuf_str(&part)), width - 1);
			strbuf_done(&part);
		}
		if (row >= first && row - first < max)
			lines[row - first] = (struct edit_line){ .start = at, .len = len };
		row++;
		if (last)
			break;
		at += next;
	}
	if (ret_row)
		*ret_row = cursor_row;
	if (ret_col)
		*ret_col = cursor_col;
	return row;
}

static enum edit_result vertical(struct edit *edit, int width, bool down)
{
	struct edit_line line;
	size_t row, count;
	int col;

	count = edit_layout(edit, width, 0, &line, 0, &row, &col);
	if (edit->goal < 0)
		edit->goal = col;
	if (down ? row + 1 >= count : row == 0)
		return EDIT_IGNORED;
	edit_layout(edit, width, down ? row + 1 : row - 1, &line, 1, NULL, NULL);
	edit->at = line.start + MIN(cells_fit(edit_text(edit) + line.start, edit->goal, NULL), line.len);
	return EDIT_MOVED;
}

static enum edit_result move_to(struct edit *edit, size_t at)
{
	edit->at = at;
	edit->goal = -1;
	return EDIT_MOVED;
}

static enum edit_result cut(struct edit *edit, size_t from, size_t to, bool keep)
{
	edit->goal = -1;
	if (from == to)
		return EDIT_MOVED;
	if (keep) {
		strbuf_clear(&edit->killed);
		strbuf_addn(&edit->killed, edit->text.data + from, to - from);
	}
	strbuf_remove(&edit->text, from, to - from);
	edit->at = from;
	return EDIT_CHANGED;
}

enum edit_result edit_key(struct edit *edit, const struct key *key, int width)
{
	char ch[8] = "";

	if (key_is_char(key)) {
		ch[utf8_encode(key->code, ch)] = '\0';
		edit->goal = -1;
		return insert(edit, ch);
	}
	switch (key->code) {
	case K_PASTE: edit->goal = -1; return insert(edit, key->text);
	case K_ENTER: edit->goal = -1; return edit->multi ? insert(edit, "\n") : EDIT_IGNORED;
	case K_BACKSPACE: return cut(edit, prev_char(edit, edit->at), edit->at, false);
	case K_DELETE: return cut(edit, edit->at, next_char(edit, edit->at), false);
	case K_LEFT: return move_to(edit, prev_char(edit, edit->at));
	case K_RIGHT: return move_to(edit, next_char(edit, edit->at));
	case K_WORD_LEFT: return move_to(edit, word_left(edit));
	case K_WORD_RIGHT: return move_to(edit, word_right(edit));
	case K_HOME: return move_to(edit, line_start(edit));
	case K_END: return move_to(edit, line_end(edit));
	case K_TOP: return move_to(edit, 0);
	case K_BOTTOM: return move_to(edit, edit->text.len);
	case K_UP: return edit->multi ? vertical(edit, width, false) : EDIT_IGNORED;
	case K_DOWN: return edit->multi ? vertical(edit, width, true) : EDIT_IGNORED;
	case KEY_CTRL('a'): return move_to(edit, line_start(edit));
	case KEY_CTRL('e'): return move_to(edit, line_end(edit));
	case KEY_CTRL('u'): return cut(edit, line_start(edit), edit->at, true);
	case KEY_CTRL('k'): return cut(edit, edit->at, line_end(edit), true);
	case KEY_CTRL('w'): return cut(edit, word_left(edit), edit->at, true);
	case KEY_CTRL('y'): return insert(edit, strbuf_str(&edit->killed));
	default: return EDIT_IGNORED;
	}
}
