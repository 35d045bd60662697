/* Text in terminal cells: how wide it is, where to cut it, where to break it.
 *
 * Text is UTF-8 and may come from outside: control characters count (and are drawn) as one '?' cell, so that no field can
 * send an escape sequence to the terminal. Widths are wcwidth's, so the locale must be UTF-8 (tui_open and tests see to it).
 */
#ifndef PARVIS_COUNTER_CELLS_H
#define PARVIS_COUNTER_CELLS_H

#include "common/base/strbuf.h"
#include "common/base/util.h"

/* Makes wcwidth know Unicode: the locale of the environment when it is UTF-8, C.UTF-8 otherwise. False when neither is. */
bool cells_locale(void);

/* Cells of one character: 0 for combining marks, 1, or 2. */
int cells_of(uint32_t c);

/* Cells of S up to its end or its first line break. */
int cells_width(const char *s);

/* Bytes of S that fit in WIDTH cells, combining marks included, cutting nothing; *RET_CELLS (may be NULL) is what they take.
 */
size_t cells_fit(const char *s, int width, int *ret_cells);

/* S in exactly WIDTH cells: padded with spaces, or cut with '…' in the last cell. Stops at a line break. */
void cells_pad(struct strbuf *out, const char *s, int width);

/* One line of at most WIDTH (> 0) cells from the start of S: returns its bytes, and in *RET_NEXT where the next line starts.
 * Breaks at spaces, never at a no-break space; a word longer than the line is cut. At the end of S returns 0 with
 * *RET_NEXT == 0. A line break alone is an empty line: 0 bytes, *RET_NEXT > 0. */
size_t cells_wrap(const char *s, int width, size_t *ret_next);

#endif
