/* An editor for one line or many: text, cursor, keys. Draws nothing; edit_layout says where each line and the cursor go.
 *
 * Two limits. LIMIT is what may be sent: beyond it the text is kept and edit_over says by how much, so that nobody loses
 * what they pasted. EDIT_HARD_MAX bytes is what is held: a key or paste beyond it is refused whole.
 */
#ifndef PARVIS_COUNTER_EDIT_H
#define PARVIS_COUNTER_EDIT_H

#include "common/base/strbuf.h"
#include "counter/keys.h"

enum { EDIT_HARD_MAX = 256 * 1024 };

struct edit {
	struct strbuf text;
	struct strbuf killed;  /* what Ctrl-U, Ctrl-K or Ctrl-W took last; Ctrl-Y puts it back */
	size_t at;             /* byte of the cursor, on a character */
	size_t limit;          /* characters that may be sent */
	bool multi;            /* Enter makes a line */
	bool secret;           /* a PIN: drawn as dots */
	int goal;              /* column that up and down aim at; -1: none */
};

enum edit_result {
	EDIT_IGNORED, /* not an editing key */
	EDIT_MOVED,
	EDIT_CHANGED,
	EDIT_FULL,    /* refused: EDIT_HARD_MAX */
};

/* A line on the screen: bytes START … START+LEN of the text. */
struct edit_line {
	size_t start, len;
};

void edit_init(struct edit *edit, size_t limit, bool multi);
void edit_done(struct edit *edit); /* overwrites; EDIT can be initialised again */
void edit_set(struct edit *edit, const char *text); /* cursor at its end */
const char *edit_text(const struct edit *edit);

/* WIDTH: cells of a line on the screen, for up and down. */
enum edit_result edit_key(struct edit *edit, const struct key *key, int width);

/* Characters beyond LIMIT, 0 when it can be sent. */
size_t edit_over(const struct edit *edit);

/* Lines of WIDTH cells (> 1), at most MAX from line FIRST into LINES; returns how many there are in all.
 * *RET_ROW, *RET_COL: the cursor. */
size_t edit_layout(const struct edit *edit, int width, size_t first, struct edit_line *lines, size_t max, size_t *ret_row,
                   int *ret_col);

#endif
