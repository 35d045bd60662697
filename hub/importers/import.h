/* What every importer does with its rows: write those that differ, count, remember what was skipped and why, remove what
 * the source no longer has, and say all of it.
 */
#ifndef PARVIS_HUB_IMPORTERS_IMPORT_H
#define PARVIS_HUB_IMPORTERS_IMPORT_H

#include "hub/store.h"

enum { IMPORT_EXAMPLES = 3 };

struct import {
	struct store *store;
	const char *source;             /* 'town', 'guides', 'osm' */
	struct {
		int same, new_, changed, removed, kept;
	} tally[SYNCED_TABLES];
	json_t *seen[SYNCED_TABLES];    /* ids as the keys of an object */
	json_t *skipped;                /* reason → [count, example, …] */
};

void import_init(struct import *import, struct store *store, const char *source);
void import_done(struct import *import);

/* Writes ROW (its id inside) and notes that it came from this source. */
bool import_row(struct import *import, enum synced_id table, const json_t *row, struct err *err) WARN_UNUSED;

/* A row that stays as it is in the store. */
void import_kept(struct import *import, enum synced_id table, const char *id);

/* WHERE is file, line or id; REASON a sentence that many may share. */
void import_skip(struct import *import, const char *where, const char *reason, ...) PRINTF_LIKE(3, 4);

/* Removes the rows of TABLE that came from this source earlier and were not seen now. */
bool import_sweep(struct import *import, enum synced_id table, struct err *err) WARN_UNUSED;

/* One line a table, then the reasons for what was skipped. */
void import_print(const struct import *import, FILE *out);

#endif
