/* Text on the glass: broken into lines (UAX 14, libunibreak), ordered by direction (UAX 9, FriBidi), drawn in the font of
 * its script. Layouts and rendered pieces are cached, bounded by bytes; a borrowed layout lives until text_trim.
 * Thread: main. Widths and positions are pixels; a layout's lines start at x 0 whatever their direction.
 */
#ifndef PARVIS_UI_TEXT_H
#define PARVIS_UI_TEXT_H

#include "kiosk/ui/font.h"

struct text;

enum { TEXT_MAX = 12 * 1024 }; /* bytes of one paragraph; what is longer is cut at a character */

struct text_want {
	const char *s;
	const char *lang;   /* BCP 47, for the line breaks; may be NULL */
	size_t strong;      /* the first bytes are bold */
	int px;
	int width;          /* lines are at most so wide; INT_MAX: one line */
	int spread;         /* extra space behind each letter (tracking numbers) */
	int leading;        /* percent of the font's own line height; 0 means 100 */
	bool bold;
	bool balance;       /* lines of similar length, for titles: none ends in one word or one mark */
	bool rtl;           /* direction of what has none of its own */
};

struct text_run {
	uint32_t at, len;   /* bytes of the string */
	int x, width;
	uint16_t line;
	uint8_t font;
	bool bold, rtl;
};

struct text_line {
	uint32_t at, len;
	int width;
};

struct text_layout {
	int width, height;  /* of all lines together */
	int line_height, px, spread;
	int line_count, run_count;
	bool rtl;           /* the paragraph's direction */
	struct text_line *lines;
	struct text_run *runs;
	const char *s;
};

bool text_new(struct text **ret_text, struct err *err) WARN_UNUSED; /* fonts from PARVIS_FONTS, or where Debian has them */
void text_free(struct text *text); /* NULL is fine */

/* From now on letters of the easy face, or no longer (font.h). */
void text_easy(struct text *text, bool easy);
struct fonts *text_fonts(struct text *text);

const struct text_layout *text_layout(struct text *text, const struct text_want *want);

/* Width of the widest word: below this, lines break inside words. */
int text_widest_word(struct text *text, const struct text_want *want);

enum text_align { ALIGN_START, ALIGN_CENTER, ALIGN_END };

/* Where line N begins in a box WIDTH wide: start is the side the LAYOUT box's reader begins from. */
int text_line_x(const struct text_layout *layout, int line, int width, enum text_align align, bool rtl_box);

void text_paint(struct text *text, struct canvas *canvas, const struct text_layout *layout, struct rect box,
                enum text_align align, bool rtl_box, uint32_t rgb);

/* Rectangles behind the bytes AT … AT+LEN, relative to the line's start; returns how many (at most MAX). */
int text_spans(struct text *text, const struct text_layout *layout, size_t at, size_t len, struct rect *ret_rects,
               int *ret_lines, int max);

/* The place of a caret before byte AT: its line, and x from the line's start. */
int text_caret(struct text *text, const struct text_layout *layout, size_t at, int *ret_line);

/* An icon's mask at this size, with where its ink starts. */
const struct mask *text_icon(struct text *text, uint32_t glyph, int px, int *ret_dy);

/* A frame has ended. */
void text_trim(struct text *text);
size_t text_cache_bytes(const struct text *text);

#endif
