/* `parvis-sync status`: how this terminal is doing, in sentences for someone who was called, or as JSON. */
#ifndef PARVIS_SYNC_STATUS_H
#define PARVIS_SYNC_STATUS_H

#include "sync/sync.h"

/* LANG NULL: of the environment, else French. NOW is wall time. Returns the exit code: 0 when all is well. */
int status_print(const struct sync_settings *settings, int64_t now, const char *lang, bool json);

#endif
