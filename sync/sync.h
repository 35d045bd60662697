/* parvis-sync from inside: what its parts share. The core (common/sync) decides, http carries, files keep.
 *
 * One thread, but for checkpoints beside many changes (common/store/settler.h). Everything that can wait for the network does so in
 * http_wait; what the disk asks for (a page of changes, a snapshot's check) is done in between and takes milliseconds.
 */
#ifndef PARVIS_SYNC_SYNC_H
#define PARVIS_SYNC_SYNC_H

#include "common/base/clock.h"
#include "common/store/terminal.h"
#include "common/sync/core.h"
#include "sync/files.h"
#include "sync/http.h"
#include "sync/snapshot.h"

#include <jansson.h>

#define SYNC_VERSION "0.1"

struct sync_settings {
	const char *state;  /* the terminal's state folder */
	const char *hub;    /* "" : as terminal.json says */
	const char *ca;     /* "" : the system's authorities */
	const char *pin;    /* "" : none; public keys the hub may have (http.h) */
	int wait_s;         /* longest long poll */
	int roll_mm;        /* for status: length of a new roll, 0: not counted; and when its end is near */
	int near_end_mm;
};

struct watch { /* inotify */
	int fd;
	int64_t again;  /* monotonic: look once more then; 0: no need */
	int64_t step;   /* …and after so long the time after that */
};

struct sync {
	const struct sync_settings *settings;
	struct clock clock;
	struct rng rng;
	int64_t built;               /* wall: no clock that was set shows less */
	struct http *http;
	struct sync_core core;
	struct watch watch;

	/* who we are */
	struct terminal terminal;
	char token[128];
	bool enrolled;
	struct timespec identity_seen[2];
	struct err identity_problem;
	struct exchange *asking;     /* the hub, for our description */
	int64_t ask;                 /* monotonic: when it is asked next */
	int64_t written;             /* monotonic: when terminal.json was written anew last; 0: not since the start */

	/* replica in use, open for writing; NULL while there is none that can be used */
	struct db *replica;
	struct synced *synced;
	char replica_path[FILES_PATH];
	uint64_t replica_inode;
	int64_t touched;             /* when hub_time was last written into it */
	int64_t checkup;             /* monotonic: when the replica is looked through next */
	int64_t told;                /* and not sooner than this on somebody's word */
	char lang[16];               /* the town's */

	int64_t heard;               /* rev up to which we have heard what was erased, and the outbox has forgotten it; 0: of nothing yet */
	int64_t wiped;               /* rev up to which nothing of that is left in our files; 0: not known */
	int64_t wipe;                /* monotonic: when to wipe; 0: there is nothing to */
	int64_t forget_after;        /* monotonic: the outbox could not forget; not told of anything erased before */
	bool owed;                   /* something about what was erased is not delivered yet, and to be forgotten then */

	/* outbox; NULL while it cannot be opened */
	struct outbox *outbox;
	uint64_t outbox_inode;
	struct err outbox_problem;
	int64_t outbox_try;          /* monotonic: not opened again before */
	int64_t outbox_checkup;      /* monotonic: when it is looked through next */
	int64_t outbox_told;         /* and not sooner than this on somebody's word */
	int64_t outbox_version;
	int64_t hold;                /* wall: the first held operation may leave then; 0: none is held */
	bool recount;
	struct outbox_counts counts;

	/* exchanges under way */
	struct exchange *exchange[SYNC_LANES];
	struct snapshot *snapshot;
	struct arena *batch;         /* of the push under way: */
	struct outbox_row *rows;
	size_t row_count;

	/* for sync.json */
	int64_t contact;             /* wall; 0: never */
	int64_t heartbeat;           /* monotonic: next one due */
	bool news;                   /* one is due now */
	int64_t housekeeping, purge; /* monotonic: next ones due */
	enum sync_trouble said[SYNC_LANES]; /* in the log */
	const char *said_text;       /* in sync.json: key of the sentence */
	bool said_contact;
};

/* ---- identity.c */

/* Reads terminal.json and the token when they have changed. */
void identity_look(struct sync *sync);

/* Asks the hub who we are and which key to seal to, when that is due: after a start, once a day, and when it has said that there is
 * another key; terminal.json is written anew when something of it changed. */
void identity_ask(struct sync *sync);
void identity_take(struct sync *sync);
void identity_heard_key(struct sync *sync, const char *key); /* "" : nothing was said */

/* Writes JSON, the hub's description of a terminal, as STATE/terminal.json, with HUB as its address: where it was asked, not where
 * it says that it is. WAS (may be NULL): another town, terminal or salt than that is refused. False with ERR_NONE: nothing new. */
bool identity_write(const char *state, json_t *json, const char *hub, const struct terminal *was, struct err *err) WARN_UNUSED;

/* The hub's URL in use. */
const char *identity_hub(const struct sync *sync);

/* ---- pull.c */
void pull_open_replica(struct sync *sync);
void pull_close_replica(struct sync *sync);
void pull_start(struct sync *sync, const struct sync_order *order);
void pull_finish(struct sync *sync);

/* Is the replica still the file that `current` names? */
/* Of all that was erased, from the start: the outbox has delivered what it owed, or is ANOTHER one, of which nothing is known. */
void pull_hear_again(struct sync *sync, bool another);
void pull_look_for_damage(struct sync *sync); /* a reader met some */
void pull_wipe(struct sync *sync, bool old_replicas); /* what went is overwritten and the logs emptied, when that is due */
void pull_check_file(struct sync *sync);

/* ---- push.c */
void push_look(struct sync *sync);  /* is there something to send? */
void push_start(struct sync *sync, const struct sync_order *order);
void push_finish(struct sync *sync);
void push_close(struct sync *sync);
void push_purge(struct sync *sync);

/* Gives up the exchange of LANE. */
void lane_abandon(struct sync *sync, enum sync_lane lane);

/* Logs a lane's trouble when it is another one than last time. */
void lane_say(struct sync *sync, enum sync_lane lane, const char *why);

/* ---- heartbeat.c */
void heartbeat_write(struct sync *sync, bool stopping);

/* Would it say something else than last time? */
bool heartbeat_is_news(const struct sync *sync);

/* ---- daemon.c */

/* Runs until STOP_FD is readable. */
bool sync_run(const struct sync_settings *settings, const struct clock *clock, const struct rng *rng, int stop_fd,
              struct err *err) WARN_UNUSED;

#endif
