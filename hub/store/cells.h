/* One value of a synced row: given as JSON and made what its column wants, compared with what stands in the database, and bound.
 *
 * JSON from outside ends here: text is disarmed (utf8_disarm), so that nothing in it acts on a screen, a page, a ticket or a log
 * that shows it; objects and arrays become text.
 * Ownership: a cell borrows its text from the JSON it was made of where it can; cell_done gives back the rest.
 * Errors: ERR_BAD_INPUT with the column's name, for whoever gave the row. Thread: the store's.
 */
#ifndef PARVIS_HUB_STORE_CELLS_H
#define PARVIS_HUB_STORE_CELLS_H

#include "common/store/db.h"
#include "hub/store.h"

struct cell {
	char type; /* of the column; 0: NULL */
	const char *text;
	char *made; /* what TEXT is, when it had to be made */
	struct strbuf bytes;
	int64_t integer;
	double real;
};

/* VALUE may be NULL: it was not given. CELL, the caller's, is done with cell_done in any case. */
bool cell_make(const struct store_column *column, const json_t *value, struct cell *cell, struct err *err) WARN_UNUSED;
void cell_done(struct cell *cell); /* a zeroed one is fine */

/* Is it what stands in column AT of STMT's row? */
bool cell_same(const struct cell *cell, struct db_stmt *stmt, int at);

/* How long its value is in a line of changes. */
size_t cell_line_len(const struct cell *cell);

/* To ?AT. */
void cell_bind(const struct cell *cell, struct db_stmt *stmt, int at);

/* What stands in column AT, of a column of TYPE, as a new reference; NULL for NULL and for bytes. */
json_t *cell_json(struct db_stmt *stmt, int at, char type);

#endif
