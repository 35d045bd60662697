/* Numbered migrations: STEPS are names of embedded .sql files, in order; PRAGMA user_version counts those that were applied.
 * Each runs in a transaction of its own with its new number, so an interrupted migration starts where it stopped.
 */
#ifndef PARVIS_STORE_MIGRATE_H
#define PARVIS_STORE_MIGRATE_H

#include "common/store/db.h"

/* A step may name several files, separated by spaces. ERR_FORMAT: the file comes from a newer version; it is left alone. */
bool migrate(struct db *db, const char *const *steps, size_t count, struct err *err) WARN_UNUSED;

/* The tables of a replica (format REPLICA_FORMAT): content, desk, search, replica. For sync, the hub's snapshots and tests. */
enum { REPLICA_FORMAT = 1 };
bool schema_replica(struct db *db, struct err *err) WARN_UNUSED;

/* Is this file's schema the one above, trigger for trigger? A snapshot that was fetched is trusted (DB_TRUSTED) only then.
 * ERR_FORMAT names what differs. */
bool schema_check(struct db *db, struct err *err) WARN_UNUSED;

/* content, desk and search alone: the hub's store of a town has them too, beside its own tables. */
extern const char *const schema_town_files[3];

#endif
