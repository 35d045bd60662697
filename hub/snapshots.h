/* Snapshots for new terminals: built by a thread of their own, compressed, kept by scope and format while they are fresh enough that
 * `changes` soon brings the rest.
 */
#ifndef PARVIS_HUB_SNAPSHOTS_H
#define PARVIS_HUB_SNAPSHOTS_H

#include "common/sync/serve.h"
#include "hub/hub.h"

struct snapshots;

enum { SNAPSHOT_LEVEL = 1 /* of zstd; 3 takes 2.5 times as long */ };

/* READY is called from the thread when one is built or has failed. */
bool snapshots_start(struct hub *hub, void (*ready)(void *ctx), void *ctx, struct snapshots **ret_snapshots,
                     struct err *err) WARN_UNUSED;
void snapshots_stop(struct snapshots *snapshots); /* the thread has ended; none is made any more. NULL is fine */
void snapshots_free(struct snapshots *snapshots); /* after snapshots_stop, when nobody asks any more; NULL is fine */

enum snapshot_state { SNAPSHOT_READY, SNAPSHOT_BUILDING, SNAPSHOT_FAILED };

struct snapshot {
	struct cursor cursor;
	uint64_t size, packed; /* bytes, unpacked and as sent */
	int fd;                /* the caller's */
};

/* The snapshot of FORMAT for SCOPE, from which changes can go on at STAND (serve_snapshot_fits); asks for one when there is none.
 * FAILED once, with *ERR. */
enum snapshot_state snapshots_get(struct snapshots *snapshots, const char *scope, int format, const struct serve_stand *stand,
                                  struct snapshot *ret_snapshot, struct err *err);

/* Throws away those that are older than REV: something that they hold was erased. Any thread. */
void snapshots_forget(struct snapshots *snapshots, int64_t rev);

#endif
