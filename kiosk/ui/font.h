/* Fonts: one face a script and weight, mapped from Debian's files, opened at the sizes that are asked for.
 * Thread: main. What a font lacks is looked for in the next one of the list; what nobody has is shown as a box. A file that is
 * missing or damaged gives way to the next best one: bold to regular, a script to what else has its letters, icons to nothing
 * (they never stand without a word).
 *
 * The easy face is Andika (Debian: fonts-sil-andika), drawn for people who learn to read or for whom letters swap places: no two
 * look alike, and it has Latin, Greek and Cyrillic, with capitals as high as Noto's (0.713 and 0.714 em): nothing moves far.
 */
#ifndef PARVIS_UI_FONT_H
#define PARVIS_UI_FONT_H

#include "common/base/err.h"
#include "kiosk/ui/canvas.h"

struct fonts;

enum { FONT_DEFAULT = 0, FONT_ICONS = 255 };

/* ROOT: where fonts lie; NULL is /usr/share/fonts. ERR_NOT_FOUND when there is none for text, with the package that has it. */
bool fonts_new(struct fonts **ret_fonts, const char *root, struct err *err) WARN_UNUSED;
void fonts_free(struct fonts *fonts); /* NULL is fine */

/* The files that should be there and cannot be used (each is tried now), from INDEX 0 on, and their package; false after the last. */
bool fonts_missing(struct fonts *fonts, size_t index, const char **ret_file, const char **ret_package);

/* From now on font_for prefers the easy face, or no longer does. */
void fonts_easy(struct fonts *fonts, bool easy);

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
