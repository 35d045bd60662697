/* Words as Pango layouts, the way a narrow paper wants them. Widths and sizes are dots. */
#ifndef PARVIS_TICKET_TYPE_H
#define PARVIS_TICKET_TYPE_H

#include "common/base/util.h"

#include <pango/pangocairo.h>

PangoFontDescription *type_font(int dots, bool bold);

/* LEAD in bold, a space, WORDS; either may be NULL. Damaged UTF-8 and what turns the direction of other text are harmless.
 * Set from the side on which CONTEXT's language begins, or centred. */
PangoLayout *type_layout(PangoContext *context, const PangoFontDescription *font, const char *lead, const char *words,
                         bool centred, int width);

/* Gives a heading the narrowest width that needs no more lines and cuts no word, so that none stands alone on the last
 * line. Returns it. */
int type_balance(PangoLayout *layout, int width);

/* With the last line as close to what follows as lines are to each other. */
int type_height(PangoLayout *layout);

/* A number in groups of four, two a line, centred, DOTS high or as large as WIDTH allows. */
PangoLayout *type_number(PangoContext *context, const char *number, int dots, int width);

#endif
