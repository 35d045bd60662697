/* A snapshot on its way: unpacked (zstd) as it comes into a replica file of its own, checked, put in use.
 * Limits: SNAPSHOT_PACKED_MAX on the line, what Parvis-Size announces once unpacked, and what the disk has to spare beside
 * the outbox's reserve (twice the size: its WAL grows too).
 */
#ifndef PARVIS_SYNC_SNAPSHOT_H
#define PARVIS_SYNC_SNAPSHOT_H

#include "common/store/terminal.h"
#include "sync/http.h"

#define SNAPSHOT_PACKED_MAX ((int64_t)2 << 30)
#define SNAPSHOT_MAX ((int64_t)8 << 30)

struct snapshot;

struct snapshot *snapshot_new(const char *state);
void snapshot_free(struct snapshot *snapshot); /* NULL is fine; removes what was not put in use */

/* The http sink: CTX is the snapshot. */
bool snapshot_take(void *ctx, const struct http_head *head, const void *data, size_t len);

/* Why snapshot_take refused; ERR_NONE when it did not. */
const struct err *snapshot_problem(const struct snapshot *snapshot);

/* Path of the file being made, NULL before its first byte. */
const char *snapshot_path(const struct snapshot *snapshot);

/* All of it was taken: looks whether it is whole, sound, of FORMAT, of TERMINAL's town and scope and at CURSOR, and
 * leaves it on disk, not yet in use. Its connection, for writing, is handed out. ERR_CORRUPT, ERR_FORMAT, ERR_BAD_INPUT:
 * it is not to be used. */
struct db;
bool snapshot_check(struct snapshot *snapshot, const struct terminal *terminal, int format, const struct cursor *cursor,
                    int64_t hub_time, struct db **ret_db, struct err *err) WARN_UNUSED;

/* It is in use now: its file stays. */
void snapshot_keep(struct snapshot *snapshot);

/* Opens a replica that is there already, with the same checks, of whichever format this program reads. */
bool snapshot_open(const char *path, const struct terminal *terminal, struct db **ret_db, int *ret_format, struct err *err) WARN_UNUSED;

#endif
