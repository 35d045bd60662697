/* A request as one line of a list: marks, number, service, who, how long is left; how wide each is and what it says. */
#ifndef PARVIS_COUNTER_ROW_H
#define PARVIS_COUNTER_ROW_H

#include "counter/board.h"
#include "counter/tui.h"

enum row_column { COL_MARKS, COL_NUMBER, COL_SERVICE, COL_WHO, COL_STATE, COL_DUE, COL_COUNT };

/* Cells of each column; 0: not shown. One empty cell stands between two. */
struct row_layout {
	int width[COL_COUNT];
};

struct row_layout row_layout(int width);

struct row_cells {
	const char *text[COL_COUNT];
	enum style due;
};

/* DAY: today, days since 1970. */
struct row_cells row_cells(struct arena *arena, const char *lang, const struct board_row *row, int64_t day, bool selected);
struct row_cells row_heads(const char *lang);

/* « en retard 1 j », « reste 2 j », « aujourd’hui »; what became of it when closed; "" without a promise. */
const char *row_due(struct arena *arena, const char *lang, const struct request_row *row, int64_t day,
		    enum style *ret_style);

/* Name, else place, else phone, else summary. */
const char *row_who(struct arena *arena, const char *lang, const struct request_row *row);

/* « Mme Kowalska · KFTJ BXPC LVRH DNSG »: whom what is done now is about. */
const char *row_title(struct arena *arena, const char *lang, const struct request_row *row);

/* Catalogue: how far what is PENDING has come, NULL when nothing is. Without the hub nothing is on its way. */
const char *row_pending_key(enum pending pending, const struct board *board);

/* One mark of what is pending: '↑' not yet sent, '×' to settle; never colour alone. */
const char *row_pending_mark(enum pending pending);

/* The whole line as text: for tests, and the width it fills. */
void row_text(struct strbuf *out, const struct row_layout *layout, const struct row_cells *cells);

void row_draw(struct tui *tui, int y, int x, const struct row_layout *layout, const struct row_cells *cells, bool selected,
              bool head);

#endif
