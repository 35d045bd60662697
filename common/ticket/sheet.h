/* A sheet: blocks set one under the other in dots, then painted by Cairo at any scale. Knows type, not tickets.
 *
 * Blocks are measured once, when they are added, with the metrics of the one-bit printer; so a PDF breaks its lines where
 * the roll does. On paper with a height a block that does not fit starts the next page, and a heading goes with what it
 * heads. Thread: the one that made it (Pango's fonts are per thread).
 */
#ifndef PARVIS_TICKET_SHEET_H
#define PARVIS_TICKET_SHEET_H

#include "common/base/paper.h"

#include <cairo.h>

struct sheet;

enum sheet_style { SHEET_SMALL, SHEET_BODY, SHEET_STRONG, SHEET_TITLE, SHEET_SUBJECT, SHEET_TOWN, SHEET_STYLE_COUNT };

/* Which of the two languages a text is in. */
enum sheet_voice { SHEET_MAIN, SHEET_ALSO, SHEET_VOICES };

struct sheet_lang {
	const char *code; /* BCP 47; NULL: unknown */
	bool rtl;
};

struct sheet_words {
	enum sheet_style style;
	enum sheet_voice voice;
	const char *lead;     /* set in bold before the text; may be NULL */
	const char *text;     /* may be NULL: nothing is added when both are empty */
	bool centred;
	bool box;             /* a square to tick stands before it */
	bool indented;        /* starts where text behind a box starts */
	bool goes_on;         /* must not end a page */
};

struct sheet *sheet_new(enum paper paper, bool large, const struct sheet_lang langs[SHEET_VOICES]);
void sheet_free(struct sheet *sheet); /* NULL is fine */

void sheet_words(struct sheet *sheet, const struct sheet_words *words);
void sheet_gap(struct sheet *sheet, double lines); /* in lines of body text; two gaps are the larger one */
void sheet_rule(struct sheet *sheet);              /* with its air; only between two things */

/* The number, as large as fits, in groups of four on two lines, and the QR of URL at a whole number of dots a module:
 * below it on a roll, beside it on a sheet. Either may be NULL. */
bool sheet_number(struct sheet *sheet, const char *number, const char *url, struct err *err) WARN_UNUSED;

struct sheet_extent {
	int width, height; /* dots of one page; on a roll as long as the content */
	int pages;
};
struct sheet_extent sheet_extent(const struct sheet *sheet);

/* Paints one page in black, one unit a dot, its top left corner at the origin. */
void sheet_paint(const struct sheet *sheet, int page, cairo_t *cr);

/* What text must look like on one bit: no grey. Set on the context that paints a picture. */
void sheet_font_options(cairo_font_options_t *options);

#endif
