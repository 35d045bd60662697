/* Breaking a paragraph into lines and each line into runs of one font, weight and direction. What text_layout caches. */
#ifndef PARVIS_UI_TEXT_BREAK_H
#define PARVIS_UI_TEXT_BREAK_H

#include "kiosk/ui/text.h"

struct broken {
	struct text_layout layout; /* without its arrays */
	struct text_line *lines;
	struct text_run *runs;
	size_t line_count, run_count, line_cap, run_cap;
};

void text_break_init(void);
struct broken text_break(struct fonts *fonts, const struct text_want *want, const char *s, size_t len);
void text_break_done(struct broken *broken);

#endif
