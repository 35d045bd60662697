/* Salvaging an outbox that is damaged: what can still be read of it goes into a new one, under the same sequence numbers and ids.
 *
 * The damaged file stays beside it as outbox-damaged-N.db (with its WAL), for whoever wants to look; it is never deleted here. A row is kept
 * as it is found: whether a sealed body is still what it was, only the hub can tell, who keeps one that is not as a request to settle. An
 * operation of a desk that is found only in an older image of its page may be one that was taken back: it waits at the desk, as rejected.
 *
 * What becomes of it is written to OUTBOX_SALVAGED in the outbox's folder (JSON) before the new file is in use, and stays until maintenance
 * removes it.
 *
 * For parvis-sync alone (main thread). All other programs wait up to 5 s while it works, and then find another file (outbox.h).
 * Errors: ERR_DISK_FULL, ERR_IO: nothing has changed; try again.
 */
#ifndef PARVIS_STORE_OUTBOX_SALVAGE_H
#define PARVIS_STORE_OUTBOX_SALVAGE_H

#include "common/base/err.h"

#define OUTBOX_SALVAGED "salvaged.json"

struct outbox_salvaged {
	int64_t at;             /* wall µs */
	int64_t rows;           /* operations that were found */
	int64_t undelivered;    /* of these */
	int64_t missing;        /* sequence numbers between the first that was found and the last that was given, without an operation: */
	                        /* lost, taken back or forgotten after 30 days. -1: nothing could be found, not even a number */
	char numbers[200];      /* "17, 19-22", "?" */
	char aside[64];         /* name of the damaged file */
};

/* PATH is that of outbox.db, which nobody in this program has open. */
bool outbox_salvage(const char *path, int64_t now, struct outbox_salvaged *ret_salvaged, struct err *err) WARN_UNUSED;

/* What the last salvage in the folder of PATH came to. False: there was none, or it was put aside. */
bool outbox_salvaged_read(const char *folder, struct outbox_salvaged *ret_salvaged) WARN_UNUSED;

#endif
