/* One line of `changes` as a hub writes it (synced_add_row), read where it stands, without a tree: most of what applying a page
 * takes is reading its lines. Only the usual shape is known here, {"t":…,"rev":…,"id":…,"row":{…}} with flat values and no space
 * between; whatever else is JSON is left to a real parser, so this one never has to say what is wrong with a line.
 */
#ifndef PARVIS_STORE_LINE_H
#define PARVIS_STORE_LINE_H

#include "common/base/util.h"

enum { LINE_VALUES_MAX = 48 };

struct line_value {
	enum { LINE_NULL, LINE_TEXT, LINE_INTEGER, LINE_REAL, LINE_BOOLEAN } kind;
	const char *key, *text; /* not ended by a NUL */
	size_t key_len, len;
	int64_t integer;        /* or whether it is true */
	double real;
};

struct line {
	struct line_value table, rev, id;
	struct line_value values[LINE_VALUES_MAX];
	size_t count;
	char *room;             /* text that had escapes */
	size_t room_used;
};

/* TEXT: LEN bytes and a '\n' behind them. False: not of the usual shape, or no JSON at all. *RET_LINE points into TEXT, and is done
 * either way by line_done. */
bool line_read(const char *text, size_t len, struct line *ret_line);
void line_done(struct line *line);

/* NULL: there is none of that name. *HINT: where to look first; begins at 0. */
const struct line_value *line_value(const struct line *line, const char *key, size_t *hint);

#endif
