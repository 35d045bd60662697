/* Erasing requests, and keeping none longer than the town's settings say ([retention] in hub.conf).
 * A request goes with its thread, record, secrets, mail, and whatever waited for it; its bytes are overwritten in the store, the WAL
 * is emptied, cached snapshots are thrown away. Terminals do the same and say so (docs/sync-protocol.md, "Erasing").
 */
#ifndef PARVIS_HUB_ERASE_H
#define PARVIS_HUB_ERASE_H

#include "hub/hub.h"

enum { ERASE_BATCH = 500 };

/* Erases what is over by the settings, at most ERASE_BATCH of it. Inside a transaction. *RET_COUNT: how many. */
bool erase_overdue(const struct hub *hub, struct store *store, int *ret_count, struct err *err) WARN_UNUSED;

#endif
