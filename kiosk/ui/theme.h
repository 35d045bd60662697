/* Every size and colour on the glass, in one place (theme.c). Sizes are millimetres; a struct metrics turns them into
 * pixels for one screen and one text size. Sources: EXPERIENCE.md (EN 301 549, VVSG 2.0), look/README.md.
 */
#ifndef PARVIS_UI_THEME_H
#define PARVIS_UI_THEME_H

#include "common/base/util.h"

enum text_size { TEXT_SMALL, TEXT_MEDIUM, TEXT_LARGE, TEXT_HUGE, TEXT_SIZES };
enum theme_id { THEME_LIGHT, THEME_DARK, THEME_WHITE, THEME_YELLOW, THEMES };

enum color {
	COLOR_NONE, /* transparent */
	COLOR_PAPER, COLOR_CARD, COLOR_INK, COLOR_MUTED,
	COLOR_LINE,           /* around and between what only informs: a hair, no contrast of its own */
	COLOR_EDGE,           /* around what can be pressed: 3:1 on paper, card and the keyboard */
	COLOR_BRAND, COLOR_ON_BRAND, COLOR_ON_BRAND_MUTED, /* filled buttons and cards, the second line on them */
	COLOR_ACCENT,         /* outlines and words of buttons on paper and card */
	COLOR_ICON,
	COLOR_HEADER, COLOR_ON_HEADER, COLOR_ON_HEADER_MUTED, COLOR_HEADER_LINE,
	COLOR_FOCUS, COLOR_FOCUS_EDGE, /* the ring, and the hair around it that keeps it apart from a light page */
	COLOR_MARK, COLOR_ON_MARK, /* search matches */
	COLOR_DONE, COLOR_DONE_GROUND, COLOR_DONE_LINE,
	COLOR_WARNING, COLOR_WARNING_GROUND, COLOR_WARNING_LINE,
	COLOR_DANGER, COLOR_DANGER_GROUND, COLOR_DANGER_LINE,
	COLOR_NEUTRAL, COLOR_NEUTRAL_GROUND,
	COLOR_DONE_ICON, COLOR_WARNING_ICON, COLOR_DANGER_ICON,
	COLOR_KEYS, COLOR_KEY, COLOR_KEY_SOFT, COLOR_KEY_EDGE, /* on-screen keyboard */
	COLOR_BAR, COLOR_BAR_LINE, COLOR_STEP_TODO,
	COLOR_ALERT, COLOR_ON_ALERT, /* the page of an urgent alert */
	COLOR_WHITE, COLOR_BLACK,    /* a QR code stays dark on white */
	COLORS
};

enum type { /* text styles */
	TYPE_TINY,    /* words under the five controls */
	TYPE_SMALL, TYPE_SMALL_BOLD, TYPE_BODY, TYPE_BODY_BOLD, TYPE_CONTROL, TYPE_CONTROL_BOLD,
	TYPE_TITLE, TYPE_HEADER, TYPE_CLOCK, TYPE_NUMBER, TYPE_KEY, TYPE_KEY_WORD, TYPE_LEAD, TYPE_HUGE /* text and title of an alert */,
	TYPES
};

struct metrics {
	float px_per_mm;
	int type_px[TYPES];
	bool type_bold[TYPES];
	int margin, gap, gap_small, pad, radius, radius_small, line, line_strong, focus_ring, focus_gap;
	int header_height, bar_height, button_height, field_height, step_height, caret;
	int icon, icon_large, icon_small, target; /* target: least side of what can be touched */
	int target_gap; /* least distance between two of them */
	int key_height, key_gap;
	int content_max; /* widest column that still reads well */
	int columns;     /* of a grid */
	bool small;      /* a small glass: what can be said without is */
};

struct theme {
	uint32_t rgb[COLORS]; /* 0xRRGGBB */
	bool strong_lines;    /* cards are outlined like buttons: the high contrast themes */
	bool adjusted;        /* the town's colour had to give way: its own is not what is drawn */
};

/* LOW: the glass is wider than high, so height is what is scarce. */
struct metrics theme_metrics(float px_per_mm, enum text_size size, bool low);

/* On a glass of W by H pixels that is smaller than the ones these sizes are for, letters keep their millimetres and all else gives way:
 * margins, bars, icons, keys (down to what a finger hits), and the styles that are larger than body text. */
void metrics_fit(struct metrics *metrics, int w, int h);

/* The size to begin with: large, or larger where a capital letter of any style would be lower than 0.7° at this distance
 * (EN 301 549, 5.1.4). */
enum text_size theme_default_size(double distance_mm);

/* How much larger than life everything is drawn where even the largest size would be too small: 1 up to 600 mm. */
float theme_scale(double distance_mm);

/* BRAND is the town's colour (0xRRGGBB); it is darkened or lightened until the theme keeps its contrasts, and COLOR_BRAND is
 * what came of it. The two high contrast themes have no place for it. */
struct theme theme_make(enum theme_id id, uint32_t brand);

/* WCAG 2 contrast of two colours, 1 … 21. */
double theme_contrast(uint32_t a, uint32_t b);

const char *theme_name(enum theme_id id); /* light dark white yellow */
bool theme_by_name(const char *name, enum theme_id *ret_id);

#endif
