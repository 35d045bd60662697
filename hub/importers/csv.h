/* CSV as in RFC 4180: commas, quotes where needed, a first line of names. */
#ifndef PARVIS_HUB_IMPORTERS_CSV_H
#define PARVIS_HUB_IMPORTERS_CSV_H

#include "common/base/err.h"

enum { CSV_FIELDS_MAX = 64 };

/* Reads one record from *AT, which moves behind it; fields are cut in place, in *FIELDS. Returns their number, 0 at the end.
 * *LINE counts lines. */
size_t csv_record(char **at, char *fields[CSV_FIELDS_MAX], int *line);

#endif
