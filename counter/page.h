/* A page of wrapped lines: built once for a width, drawn from any line on. Lines live in the arena. */
#ifndef PARVIS_COUNTER_PAGE_H
#define PARVIS_COUNTER_PAGE_H

#include "counter/board.h"
#include "counter/tui.h"

struct page_line {
	enum style style;
	const char *text;
	int mark;          /* cells from the left in STYLE_MUTED: a date before the words */
};

struct page {
	struct arena *arena;
	int width;
	struct page_line *lines;
	size_t count, room;
	size_t top;        /* first line on screen; page_draw keeps it inside */
};

void page_init(struct page *page, struct arena *arena, int width);

/* TEXT wrapped, further lines INDENT cells in; FIRST (may be NULL) stands in those cells of the first line. */
void page_add(struct page *page, enum style style, int indent, const char *first, const char *text);
void page_gap(struct page *page);

void page_draw(struct tui *tui, struct rect area, struct page *page, enum style first_line);
bool page_key(struct page *page, const struct key *key, int height); /* true: scrolled */

/* Who, what, where, the whole thread, who has it, age against the promise. Without DETAIL, what fits a preview: no answers.
 */
void page_request(struct page *page, const char *lang, struct board *board, const struct board_request *request, bool detail,
                  int64_t now);

#endif
