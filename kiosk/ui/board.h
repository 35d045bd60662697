/* A keyboard of the screen on the way to its keys: which there are, in which rows, how large. Inside the keyboard: keyboard.c makes
 * nodes of it. */
#ifndef PARVIS_UI_BOARD_H
#define PARVIS_UI_BOARD_H

#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/letters.h"

enum { BOARD_ROWS = 8 };

/* A key that types nothing, or not what it says. */
struct command {
	const char *word;  /* in a row */
	const char *text;  /* key of its word; NULL: an icon, or what the language says */
	enum icon icon;
	const char *name;  /* for the voice, when it shows no whole word */
	enum key_kind kind;
	const char *page;
	int tenths;        /* width, in tenths of a letter key */
	int share;         /* of what its row has to spare */
};

struct board {
	struct ui *ui;
	const struct keyboard *keyboard;
	const struct letters *own, *letters; /* of the language; of the page */
	int columns;                         /* how many keys fit side by side where the language's rows do not; 0: they do */
	int width, gap, unit, key_height;    /* px; unit: a letter's width */
	const char *rows[BOARD_ROWS];
	int n;
};

/* Of a word in a row, which is not closed by a zero; NULL: it types what it says. */
const struct command *board_command(const char *word, size_t len);

int board_count(const char *row);
bool board_has(const char *keys, const char *key, size_t len);
const char *board_enter(const struct board *board); /* what the main key says */
int board_tenths(const struct board *board, const char *word, size_t len);
int board_row_width(const struct board *board, const char *row);

/* With ui, keyboard, own and letters filled: all the rest. As the language has them; where that makes keys that fingers miss, as
 * many side by side as are wide enough. */
void board_arrange(struct board *board);

#endif
