/* The files of STATE/replica: which replica is in use, under which name the next one is made, when old ones go.
 *
 * A replica that is or was in use is never renamed nor written over by another: a new one has a new name, and `current` is
 * replaced by rename once it is whole and on disk. Readers find it by polling `current`.
 */
#ifndef PARVIS_SYNC_FILES_H
#define PARVIS_SYNC_FILES_H

#include "common/base/err.h"
#include "common/store/synced.h"

enum { FILES_PATH = 512, FILES_KEEP_S = 10 };

/* STATE/replica exists, with what a terminal needs around it (modes as docs/sync-protocol.md says). */
bool files_prepare(const char *state, struct err *err) WARN_UNUSED;

/* Path of the replica in use. False without err set (code ERR_NONE): there is none. */
bool files_current(const char *state, char ret_path[FILES_PATH], struct err *err) WARN_UNUSED;

/* A name no file has, and `current` does not say: replica-EPOCH-REV.db, with -2, -3 … where that is taken. */
bool files_new(const char *state, const struct cursor *cursor, char ret_path[FILES_PATH], struct err *err) WARN_UNUSED;

/* PATH becomes the replica in use. Its bytes are on disk already. */
bool files_switch(const char *state, const char *path, struct err *err) WARN_UNUSED;

/* Removes a replica and what SQLite laid beside it. */
void files_remove(const char *path);

/* Bytes of a replica and of what SQLite laid beside it. */
int64_t files_size(const char *path);

/* Is there room for BYTES more beside what is the outbox's (OUTBOX_RESERVE_MIB)? */
bool files_room(const char *state, int64_t bytes);

/* Removes replicas that have not been in use for FILES_KEEP_S, but never KEEP (may be NULL: the one being fetched). NOW is
 * the machine's wall clock, as the files' times are. Returns when to look again, 0 when nothing is left to remove. */
int64_t files_clean(const char *state, const char *keep, int64_t now);

#endif
