/* Instants and dates as a town's file writes them, in the town's zone:
 *   "2026-11-24T14:00", "2026-11-24 14:00", "2026-11-24"    as they are
 *   "@+3d 14:00", "@-2d"                                     days from the day of the import, at that time (else 00:00)
 *   "@+3d~fri 08:00"                                         on that day, or the first Friday after it
 *   "@-2h", "@+90m"                                          from the minute of the import
 */
#ifndef PARVIS_HUB_IMPORTERS_MOMENT_H
#define PARVIS_HUB_IMPORTERS_MOMENT_H

#include "common/base/civil.h"

/* False when TEXT is none of these. */
bool moment_time(const char *text, const struct zone *zone, int64_t now, int64_t *ret_wall) WARN_UNUSED;
bool moment_date(const char *text, const struct zone *zone, int64_t now, char ret_date[11]) WARN_UNUSED;

#endif
