/* Numbered migrations: STEPS are names of embedded .sql files, in order; PRAGMA user_version counts those that were applied.
 * Each runs in a transaction of its own with its new number, so an interrupted migration starts where it stopped.
 */
#ifndef PARVIS_STORE_MIGRATE_H
#define PARVIS_STORE_MIGRATE_H

#include "common/store/db.h"

/* A step may name several files, separated by spaces. ERR_FORMAT: the file comes from a newer version; it is left alone. */
bool migrate(struct db *db, const char *const *steps, size_t count, struct err *err) WARN_UNUSED;

/* The formats of a replica that programs read and a hub serves (docs/sync-protocol.md, "Formats"). */
enum { REPLICA_FORMAT_OLDEST = 1, REPLICA_FORMAT = 2 };

static inline bool replica_format_ok(int64_t format)
{
	return format >= REPLICA_FORMAT_OLDEST && format <= REPLICA_FORMAT;
}

/* The tables of a replica of FORMAT. For the hub's snapshots and tests. */
bool schema_replica(struct db *db, int format, struct err *err) WARN_UNUSED;

/* Is this file's schema that of FORMAT, trigger for trigger? A snapshot that was fetched is trusted (DB_TRUSTED) only then.
 * ERR_FORMAT names what differs. */
bool schema_check(struct db *db, int format, struct err *err) WARN_UNUSED;

#endif
