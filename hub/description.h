/* What a terminal has to know of itself and of its hub: the content of its terminal.json (docs/sync-protocol.md). */
#ifndef PARVIS_HUB_DESCRIPTION_H
#define PARVIS_HUB_DESCRIPTION_H

#include "hub/hub.h"

/* A new object, or NULL with ERR. The key it names counts as given out from now on: written once
 * a day, so that mostly this only reads. Inside a transaction or not. */
json_t *terminal_description(const struct hub *hub, struct store *store, const struct terminal_row *row, struct err *err) WARN_UNUSED;

#endif
