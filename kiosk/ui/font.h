/* Fonts: one face a script and weight, mapped from Debian's files, opened at the sizes that are asked for.
 * Thread: main. What a font lacks is looked for in the next one of the list; what nobody has is shown as a box.
 */
#ifndef PARVIS_UI_FONT_H
#define PARVIS_UI_FONT_H

#include "common/base/err.h"
#include "kiosk/ui/canvas.h"

struct fonts;

enum { FONT_DEFAULT = 0, FONT_ICONS = 255 };

/* ERR_NOT_FOUND names the file and the package that is missing. */
bool fonts_new(struct fonts **ret_fonts, struct err *err) WARN_UNUSED;
void fonts_free(struct fonts *fonts); /* NULL is fine */

/* The font for character C, given the one in use: spaces and marks stay with their neighbours where it has them. */
int font_for(struct fonts *fonts, uint32_t c, int current);

struct font_size {
	int font; /* from font_for */
	int px;
	bool bold;
	bool rtl;
};

/* Width in pixels of the LEN bytes at S. */
int font_width(struct fonts *fonts, struct font_size at, const char *s, size_t len);

/* Height of a line and of its baseline, from the default font: the same for every script. */
int font_line(struct fonts *fonts, int px, bool bold);
int font_baseline(struct fonts *fonts, int px, bool bold);

/* Renders; RET_DY: how far below the top of its line the mask starts. W and H are 0 for nothing. The mask is malloc'd. */
struct mask *font_render(struct fonts *fonts, struct font_size at, const char *s, size_t len, int *ret_dy);

#endif
