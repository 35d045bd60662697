/* A town as JSON files: one object, per table name an array of rows with the schema's columns (common/store/sql); objects and
 * arrays stand where the schema wants JSON, instants and dates as in moment.h. Besides the schema:
 *   agent.pin            hashed here; or pin_hash as it is
 *   picture.file         a JPEG or PNG beside the file, which becomes picture.bytes (town_pictures.h)
 *   department.notify    an address that gets an e-mail for each request; hub only
 *   request.thread       [{"at", "author" (agent id; absent: the resident), "kind", "body", "text", "origin"}]
 *   request              what is absent follows from the service, the thread and the town: department, state, closed,
 *                        promised_by, summary, lang, channel, received; a number is made. A request that the store has
 *                        already is left as it is, since agents work on it.
 * Several files add up. All or nothing: an error names file, line, table, id and column, and nothing is written.
 */
#ifndef PARVIS_HUB_IMPORTERS_TOWN_H
#define PARVIS_HUB_IMPORTERS_TOWN_H

#include "hub/imports.h"

enum { TOWN_FILE_MAX = 64 << 20, TOWN_ERRORS_MAX = 20 };

#endif
