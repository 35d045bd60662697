/* The heart of replication, as a pure state machine: it says what to ask the hub next, and what an answer means. It does no
 * I/O, reads no clock and draws no random number: NOW is monotonic µs, randomness is a given struct rng. The daemon
 * (sync/) carries out its orders; a simulator can run a thousand of them through years from one seed.
 *
 * Two lanes, one exchange each at a time, neither waiting for the other: pull (snapshot, changes by long poll) and push
 * (operations). In a loop, for each lane that has no exchange under way: sync_next says WAIT or what to ask; when the answer is
 * there, or the attempt has failed, sync_pulled or sync_pushed takes it. What pull brings is carried out by the caller,
 * who then says how it went (sync_stored). Whatever happens in between, also a crash, asking again is right: pages and
 * cursor go together, operations are known by their ids.
 *
 * An answer is never applied unless the hub signed it with its header and it is whole: half a page, an HTML page, another
 * epoch's page change nothing.
 */
#ifndef PARVIS_SYNC_CORE_H
#define PARVIS_SYNC_CORE_H

#include "common/base/rand.h"
#include "common/sync/wire.h"

enum sync_lane { SYNC_PULL, SYNC_PUSH, SYNC_LANES };

enum {
	SYNC_WAIT_MAX_S = 25,          /* longest long poll; at least SYNC_WAIT_MIN_S */
	SYNC_WAIT_MIN_S = 19,
	SYNC_UNREACHABLE_MAX_MS = 1200, /* pause between two attempts when nobody answers: the desk sees what waited at a totem
	                                   within 2 s of the network's return; */
	SYNC_TROUBLE_MAX_S = 60,       /* …when the hub, or something in its place, answers wrongly; */
	SYNC_TROUBLE_URGENT_MAX_S = 10,
	SYNC_REFUSED_S = 300,          /* …after 401 and 403 */
	SYNC_FORMAT_S = 3600,          /* …after 406, and until a replica of a newer format is asked for again */
	SYNC_UPGRADE_S = 600,          /* …after one that did not come whole: what is there goes on meanwhile */
	SYNC_BAD_PAGES_MAX = 3,        /* unreadable pages at one cursor before a snapshot is asked for */
};

/* What stands in the way, for sync.json and the log. */
enum sync_trouble {
	SYNC_FINE,
	SYNC_UNREACHABLE, /* no connection, no answer in time, or cut */
	SYNC_NOT_A_HUB,   /* something else answers: a portal, a proxy */
	SYNC_HUB_ERROR,   /* the hub says that it cannot */
	SYNC_GARBAGE,     /* the hub's answer cannot be read */
	SYNC_UNKNOWN,     /* 401: the token is not known */
	SYNC_REVOKED,     /* 403 */
	SYNC_OLD_FORMAT,  /* 406, or a snapshot of a version this program does not read */
	SYNC_LOCAL,       /* this machine's disk */
	SYNC_TROUBLES,
};

const char *sync_trouble_name(enum sync_trouble trouble); /* "unreachable" */

enum sync_task { SYNC_TASK_WAIT, SYNC_TASK_SNAPSHOT, SYNC_TASK_CHANGES, SYNC_TASK_OPERATIONS };

struct sync_lane_state {
	bool busy;            /* an exchange is under way: ASKED is what for, ASKED_AT when it began */
	enum sync_task asked;
	int asked_wait_s;
	int asked_format;     /* of a snapshot */
	int64_t asked_at;
	enum sync_trouble trouble;
	unsigned failures;    /* in a row */
	int64_t not_before;   /* no attempt earlier */
};

struct sync_core {
	struct sync_lane_state lane[SYNC_LANES];
	struct cursor cursor;     /* where the replica stands; epoch "" : there is none that can be used */
	bool want_snapshot, want_requeue;
	bool want_upgrade;        /* the replica in use has an older format than this program's best */
	int64_t upgrade_at;       /* NOW from which on one is asked for */
	int format;               /* of the snapshot that is asked for next, when there is no replica */
	char told_epoch[33];      /* of a hub that revoked us: what was delivered was told again in it */
	bool push_doubtful;       /* the push under way began with a hub that has gone back in time since */
	int protocol;             /* the version that is offered: the newest of ours, or what the hub can do */
	unsigned bad_pages;       /* in a row, at this cursor */
	unsigned snapshots;       /* in a row, without a page of changes between them */
	bool queued;              /* there are operations to send */
	bool public;              /* set after sync_init: what is sent comes from residents, and a hub that refuses any of it is none */
	size_t batch_max;         /* halved when the hub finds a batch too much */
	int64_t contact;          /* NOW of the last good answer; 0: never */
	int64_t lost;             /* NOW when nobody answered last; 0: never */
	int64_t hub_time;         /* the hub's wall clock then */
	int64_t confirmed;        /* the hub's wall clock when it last went on in our epoch; 0: not since the start. What was delivered
	                             OUTBOX_KEEP_DAYS before is forgotten: by then the hub has it in more than one backup */
};

/* CURSOR: of the replica in use, NULL when there is none. */
void sync_init(struct sync_core *core, const struct cursor *cursor);

/* Right after that: the replica in use has FORMAT. One older than this program's best goes on serving, changes and all, until a
 * snapshot of the newer format is there whole; a hub that has none is asked again later. Without a replica, a hub that does
 * not serve the best format is asked for the one before. */
void sync_format(struct sync_core *core, int format);

/* The terminal was enrolled anew or its settings changed: what was refused is tried again at once. */
void sync_renewed(struct sync_core *core);

/* The replica turned out to be damaged or of another format: it is fetched anew. */
void sync_lost_replica(struct sync_core *core);

/* Are there operations to send? Any number of times. */
void sync_queued(struct sync_core *core, bool queued);

struct sync_order {
	enum sync_task task;
	int64_t until;        /* WAIT: ask again then, or when something happened; INT64_MAX: only then */
	struct cursor since;  /* CHANGES */
	int wait_s;           /* CHANGES */
	int format;           /* SNAPSHOT */
	size_t batch_max;     /* OPERATIONS: at most so many */
	int protocol;         /* header Parvis-Protocol */
};

/* With another task than WAIT the lane is busy until its answer was given. */
struct sync_order sync_next(struct sync_core *core, enum sync_lane lane, int64_t now, const struct rng *rng);

/* Is the exchange under way on LANE one to give up, because the network was away after it began, and is back? (A long poll
 * over a connection that died without a word would wait on.) */
bool sync_stale(const struct sync_core *core, enum sync_lane lane);

/* The exchange was given up (other terminal, other hub, shutting down, or nothing to send after all): the lane is free. */
void sync_abandoned(struct sync_core *core, enum sync_lane lane);

struct sync_answer {
	bool arrived;        /* whole; false: nobody answered, or the answer broke off */
	int status;
	bool from_hub;       /* header Parvis-Hub: a version of the protocol, */
	int version;         /* …this one, in which the answer is; 0: as it was asked */
	int newest;          /* header Parvis-Protocol: what the hub could speak; 0: no such header */
	int64_t hub_time;    /* header Parvis-Time; 0: none */
	int retry_after_s;   /* header Retry-After; 0: none */
	struct bytes body;   /* a snapshot's is already in its file: empty here */
	char epoch[33];      /* of a snapshot, and of 403: Parvis-Epoch; of a snapshot: Parvis-Rev */
	int64_t rev;
};

enum sync_deed {
	SYNC_DO_NOTHING,
	SYNC_DO_APPLY,
	SYNC_DO_INSTALL,
	SYNC_DO_REQUEUE /* what was delivered and stands there; TO names the epoch */
};

struct sync_pulled {
	enum sync_deed deed;
	struct bytes lines;  /* APPLY: for synced_apply, with TO */
	struct cursor to;
	struct bytes erased; /* APPLY and NOTHING: of a good page that tells of erased requests, for wire_read_erased; else empty */
	bool requeue;        /* INSTALL: first queue again what was delivered and still stands in the outbox */
	int64_t hub_time;
};

/* The answer to a snapshot or changes. With a deed, sync_stored must follow before the lane is asked again. ERR (may be
 * NULL) says what was wrong, for the log, with code ERR_NONE when nothing was. */
void sync_pulled(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                 struct sync_pulled *ret_pulled, struct err *err);

/* How applying or installing went: CODE is ERR_NONE or the error's. */
void sync_stored(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_pulled *pulled,
                 enum err_code code);

/* The answer to operations. True: RET_RESULTS (COUNT of them) say what became of each. False: nothing is known, the same
 * will be sent again; ERR as above. */
bool sync_pushed(struct sync_core *core, int64_t now, const struct rng *rng, const struct sync_answer *answer,
                 const struct outbox_row *rows, size_t count, struct arena *arena, struct wire_result *ret_results,
                 struct err *err) WARN_UNUSED;

/* For sync.json: the lane that is worse off speaks. SYNC_FINE before the first answer too: see contact. */
enum sync_trouble sync_trouble_now(const struct sync_core *core);

#endif
