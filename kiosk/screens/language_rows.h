/* The languages on offer, each by its own name, on idle, home and the page of languages. Ids: "lang:CODE", "languages". */
#ifndef PARVIS_SCREENS_LANGUAGE_ROWS_H
#define PARVIS_SCREENS_LANGUAGE_ROWS_H

#include "kiosk/screen.h"

/* One line: the town's own language, as many others as there is room for, and the way to all. Nothing where there is but one. */
void language_shelf(const struct screen_ctx *ctx, struct ui *ui);

/* All of them. */
void language_chips(const struct screen_ctx *ctx, struct ui *ui);

#endif
