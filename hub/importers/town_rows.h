/* Rows of a town's file as rows of the store: known columns, JSON as text, instants and dates resolved, references that lead
 * somewhere, forms and hours that can be read. Everything wrong goes to town_error.
 */
#ifndef PARVIS_HUB_IMPORTERS_TOWN_ROWS_H
#define PARVIS_HUB_IMPORTERS_TOWN_ROWS_H

#include "hub/importers/town_files.h"

struct zone;

struct town_rows {
	struct town_files *files;
	struct store *store;          /* for the columns alone */
	const struct zone *zone;
	int64_t now;
	json_t *tables[SYNCED_TABLES];  /* id → row, in the order of the files */
	json_t *origin[SYNCED_TABLES];  /* id → index of its file */
};

void town_rows_done(struct town_rows *rows);

/* Fills tables from FILES. Columns that only the import knows (pin, notify, thread) stay in the rows. */
void town_rows_take(struct town_rows *rows);

/* References, forms, opening hours. */
void town_rows_check(struct town_rows *rows);

/* For errors about a row. */
const struct town_file *town_row_file(const struct town_rows *rows, enum synced_id table, const char *id);

/* Resolves a thread's instant in place. */
bool town_rows_time(const struct town_rows *rows, json_t *object, const char *key) WARN_UNUSED;

#endif
