/* What the WAL holds goes into the file while its writer writes on: checkpoints on a thread and a connection of their own,
 * one at a time.
 *
 * Thread: a struct settler belongs to the thread that writes.
 * A WAL begins anew only when all of it is in the file, and beside a writer that never is: now and then the writer has to
 * wait (settler_wait) and do the rest itself (db_checkpoint).
 */
#ifndef PARVIS_STORE_SETTLER_H
#define PARVIS_STORE_SETTLER_H

#include "common/base/err.h"

struct settler;

/* PATH is copied. The thread starts with the first checkpoint. */
struct settler *settler_new(const char *path);
void settler_free(struct settler *settler); /* waits for the checkpoint in hand; NULL is fine */

/* Waits for the one before, and begins. False: the one before failed; none was begun. */
bool settler_begin(struct settler *settler, struct err *err) WARN_UNUSED;

/* Returns when none is running. False: it failed. */
bool settler_wait(struct settler *settler, struct err *err) WARN_UNUSED;

#endif
