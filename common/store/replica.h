/* The replica a program reads: the file that STATE/replica/current names, read-only, as another user than the one who writes.
 *
 * Thread: belongs to the thread that opened it; a second thread opens its own.
 * Sync replaces the file by writing another one and renaming `current` (docs/sync-protocol.md); replica_poll follows.
 * No replica yet is a state, not an error: replica_db() is NULL then, and screens say what they would show.
 */
#ifndef PARVIS_STORE_REPLICA_H
#define PARVIS_STORE_REPLICA_H

#include "common/store/db.h"

struct replica;

struct replica_meta {
	int format;
	char town[32];
	char scope[256];   /* "public", "agent:dep1,dep2" */
	char epoch[33];
	int64_t rev;
	int64_t hub_time;  /* the hub's wall clock when it last spoke, µs: how old this data is */
};

/* STATE is the state directory of the terminal (docs/sync-protocol.md). Opens even when there is no replica. */
struct replica *replica_open(const char *state);
void replica_close(struct replica *replica); /* NULL is fine */

enum replica_news {
	REPLICA_SAME,
	REPLICA_CHANGED,  /* rows changed: read again what is on screen */
	REPLICA_REOPENED, /* another file, or the first one: all statements were closed */
	REPLICA_BAD,      /* what `current` names cannot be read; the one before stays in use while there is one */
};

/* STATE/outbox/REPLICA_TOLD: a reader met a damaged page and asks sync, who alone may write the replica, to look. */
#define REPLICA_TOLD "replica-damaged"

/* Some µs; every 100 ms is fine. A damaged page that a query met since the last poll is told to sync and reported here. With
 * REPLICA_BAD, ERR says what: ERR_CORRUPT, ERR_FORMAT (another version), ERR_IO; it is said once for each file. */
enum replica_news replica_poll(struct replica *replica, struct err *err);

struct db *replica_db(struct replica *replica); /* NULL while there is none */
const struct replica_meta *replica_meta(const struct replica *replica); /* NULL while there is none */

/* What is wrong with the replica, NULL when nothing is. */
const struct err *replica_problem(const struct replica *replica);

/* Counts upwards with every change that replica_poll reported: for caches. */
uint64_t replica_generation(const struct replica *replica);

/* A sealed public record. False with ERR_NONE: not known here. The bytes live in ARENA. */
bool replica_record(struct db *db, const char *lookup, struct arena *arena, struct bytes *ret_cipher, struct err *err) WARN_UNUSED;

extern const struct db_queries replica_queries;

#endif
