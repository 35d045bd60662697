/* The four tones as colours, and what a search marks in a text. */
#ifndef PARVIS_UI_TONES_H
#define PARVIS_UI_TONES_H

#include "kiosk/ui/tree.h"

struct tone_colors {
	enum color ink, ground, line, icon;
};

const struct tone_colors *tone_colors(enum tone tone);

/* Where words of HIGHLIGHT begin words of TEXT, accents and capitals aside; returns how many, at most MAX. */
int tone_marks(const char *text, const char *highlight, struct mark *ret_marks, size_t max);

#endif
