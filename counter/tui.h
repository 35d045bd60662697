/* The terminal: cells, styles and keys over ncursesw. With tui_keys.c, which reads the keys, all of the counter that knows ncurses.
 *
 * Drawing goes to a picture in memory; tui_show sends only what changed. Every style reads in monochrome too: colour never
 * says something that a mark, a word, bold, reverse or underline does not. NO_COLOR in the environment means none.
 * Main thread only.
 */
#ifndef PARVIS_COUNTER_TUI_H
#define PARVIS_COUNTER_TUI_H

#include "common/base/err.h"
#include "counter/edit.h"
#include "counter/keys.h"

struct tui;

struct rect {
	int y, x, h, w;
};

enum style {
	STYLE_PLAIN,
	STYLE_STRONG,
	STYLE_MUTED,
	STYLE_BAR,      /* first line */
	STYLE_TAB,      /* the tab in use */
	STYLE_HEAD,     /* names of columns */
	STYLE_SELECTED,
	STYLE_LATE,
	STYLE_SOON,
	STYLE_GOOD,
	STYLE_ACCENT,   /* what an agent wrote */
	STYLE_KEY,      /* a key one may press */
	STYLE_FIELD,    /* where one may write */
	STYLE_COUNT
};

enum { TUI_MIN_W = 60, TUI_MIN_H = 16 };

/* Of a larger one the upper left part is used; no display has so many that can be read. */
enum { TUI_MAX_W = 1000, TUI_MAX_H = 400 };

/* Takes the terminal over. ERR_SYSTEM: standard input or output is not one, or TERM is unknown. */
bool tui_open(struct tui **ret_tui, struct err *err) WARN_UNUSED;
void tui_close(struct tui *tui); /* gives it back as it was; NULL is fine */

struct rect tui_size(const struct tui *tui);

/* Where tui_read waits besides the keyboard: readable means K_NONE at once. -1: nowhere. */
void tui_watch(struct tui *tui, int fd);

/* Waits at most TIMEOUT_MS. K_NONE: nothing came. A burst of characters faster than hands is one K_SCAN when COMMANDS
 * (no editor is open, so that letters are commands) and SCAN_LIKELY says that it reads like a number; otherwise the
 * characters come one by one. */
struct key tui_read(struct tui *tui, int timeout_ms, bool commands, bool (*scan_likely)(const char *text));

/* ---- drawing: from tui_begin to tui_show */
void tui_begin(struct tui *tui);
void tui_show(struct tui *tui);
void tui_clear(struct tui *tui, struct rect area);

/* S in exactly WIDTH cells at Y, X (cells_pad); nothing outside the screen. */
void tui_put(struct tui *tui, int y, int x, int width, enum style style, const char *s);

/* S as long as it is, at most WIDTH cells; returns how many. */
int tui_add(struct tui *tui, int y, int x, int width, enum style style, const char *s);

void tui_rule(struct tui *tui, int y, int x, int w);
void tui_vrule(struct tui *tui, int y, int x, int h);
void tui_frame(struct tui *tui, struct rect area, const char *title);

/* The cursor, and with it a screen reader, goes to what has the focus. */
void tui_focus(struct tui *tui, int y, int x);

/* One line of an editor, with its cursor when FOCUSED. */
void tui_edit_line(struct tui *tui, int y, int x, int width, const struct edit *edit, bool focused);

/* Many lines; scrolls so that the cursor is inside. */
void tui_edit_area(struct tui *tui, struct rect area, const struct edit *edit, bool focused);

/* Draws everything anew: something else wrote on the terminal. */
void tui_repaint(struct tui *tui);

#endif
