/* When terminals were last there, and what they have wiped: taken in memory, written many at once. A transaction for each would be a disk's sync for each,
 * ten thousand of them after one change.
 *
 * Thread: any; seen_write is given the calling thread's store.
 */
#ifndef PARVIS_HUB_SEEN_H
#define PARVIS_HUB_SEEN_H

#include "hub/store.h"

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen); /* NULL is fine; what was not written is forgotten */

/* Terminal ID stands at REV. When a write is overdue for long, it is forgotten: it will be said again within a minute. */
void seen_add(struct seen *seen, const char *id, int64_t rev);

/* …or has wiped what was erased up to REV: it says so with each question. */
void seen_add_erased(struct seen *seen, const char *id, int64_t rev);

/* Writes what there is, in one transaction. What cannot be written is logged and forgotten. */
void seen_write(struct seen *seen, struct store *store);

#endif
