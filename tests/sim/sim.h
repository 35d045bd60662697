/* The simulator (docs/simulator.md): one hub, its terminals, a network, people and clerks, and whatever can go wrong, through
 * years of time, all from one seed. What decides is the real code (common/sync: core, wire, serve, kinds); what is
 * simulated is everything around it: disks, network, clocks, the hub's store.
 *
 * One thread. Time is µs since the beginning of the run. Each part has its own header; a struct world holds them all.
 */
#ifndef PARVIS_TESTS_SIM_H
#define PARVIS_TESTS_SIM_H

#include "common/base/clock.h"
#include "common/sync/core.h"
#include "common/sync/serve.h"
#include "tests/sim/disk.h"
#include "tests/sim/queue.h"

enum {
	CONTENT_ROWS = 24,
	DEPARTMENTS = 4,
	SUBJECTS = 12,
	KEYS = 6,
	BACKUPS = 5,          /* nightly, the oldest makes way */
	PAGE_ROW_WEIGHT = 125, /* a simulated row counts as so many, so that pages end in the middle of things */
	FLOOR_DAYS = 9,       /* tombstones are forgotten after so long, so that "too old" happens in a month */
	SEND_MAX = 64,
};

enum fault {
	FAULT_PROGRAM_CRASH, FAULT_POWER_LOSS, FAULT_LOST_WRITES, FAULT_DISK_FULL, FAULT_DISK_ERROR, FAULT_REPLICA_ROT, FAULT_OUTBOX_ROT,
	FAULT_REQUEST_LOST, FAULT_ANSWER_LOST, FAULT_DELAYED, FAULT_DOUBLED, FAULT_CUT, FAULT_PORTAL, FAULT_LINK_DOWN, FAULT_TOO_LARGE,
	FAULT_HUB_CRASH, FAULT_HUB_BUSY, FAULT_HUB_RESTORED, FAULT_HUB_REPLACED, FAULT_CLOCK_JUMP, FAULT_CLOCK_DRIFT, FAULT_CLONED, FAULT_IMAGE_RESTORED,
	FAULT_REVOKED, FAULT_ENROLLED_ANEW, FAULT_SCOPE_CHANGED, FAULT_KEY_ROTATED, FAULT_HUB_UPGRADED, FAULT_UNKNOWN_KIND,
	FAULT_SAME_NUMBER, FAULT_TWO_DESKS, FAULT_ROW_LEAVES, FAULT_FLOOR_RAISED, FAULT_TAKEN_BACK, FAULT_WRONG_LETTER, FAULT_AWAY_LONG,
	FAULT_FORMAT_DROPPED, FAULT_LIAR, FAULTS,
};

/* Requests, messages and what else people ask for; OP numbers run through a whole simulation. */
struct deed {
	uint8_t rule;         /* index of op_rules; op_rules_len: a kind from tomorrow */
	uint8_t from, to, key;
	uint8_t subject, department;
	bool acknowledged;    /* a person was told */
	bool withdrawn;       /* undone before it left */
	bool lost;            /* its disk was destroyed or put back: nobody can deliver it any more */
	bool told;            /* a conflict or rejection that an agent has looked at */
	bool wrong_letter;    /* a letter in another one's envelope */
	int32_t request;      /* the op that made the request it is about; -1: none */
	int32_t number;       /* REQUEST, REPLACE: its tracking number */
	int32_t terminal;
};

/* ---- the town, as the hub's store has it. Everything here goes back with a backup. */
struct row {
	int32_t rev;          /* 0: never was there */
	uint32_t value;
	uint8_t department;
	bool here;
	int32_t gone, left[DEPARTMENTS]; /* revs of its tombstones; 0: none */
};

struct op_at_hub {
	uint8_t outcome;      /* 1 + enum serve_outcome; 0: not applied */
	uint8_t effects;      /* how many times it has had its effect */
	bool parked, unknown; /* waits for its request; for a newer hub */
	bool noted;           /* its words stand in the thread */
	int64_t at;
};

struct request {
	bool here, was_here, to_settle;
	bool was_told;        /* it was to settle once */
	uint8_t state, department, assignee;
	int32_t number;
	int64_t closed;
};

struct number {
	int32_t requests;     /* that have it */
	int32_t request;      /* the last of them */
	bool revoked;
};

struct enrolment {        /* of a terminal */
	bool there, public_, revoked;
	uint8_t departments;  /* bit mask; of a desk */
	int32_t scope_rev;
	int32_t token;
};

struct town {
	int32_t rev, floor;
	int32_t epoch;
	int32_t content, ops, numbers, terminals; /* how much of the arrays is used */
	struct row *rows;     /* content, then one an op: a request's row or a message's */
	struct row *records;  /* one a number */
	struct op_at_hub *op;
	struct request *request; /* one an op */
	struct number *number;
	struct enrolment *enrolled;
	int32_t *log;         /* by rev: which row, and what became of it */
	uint32_t subject[16][SUBJECTS]; /* what stands: 0 nothing, else 1 + value */
	uint32_t keyed[16][SUBJECTS];   /* bit mask of keys that stand */
	int32_t counted;      /* printed */
	int32_t waiting;      /* operations that are parked or of an unknown kind */
	int64_t taken;        /* when this copy was made */
};

struct snapshot_file {    /* shared by whoever still reads it */
	int users;
	struct cursor at;
	bool public_;
	uint8_t departments;
	int32_t rows, records;
	struct held_row { int32_t rev; uint32_t value; bool here; uint8_t department; } *row;
	struct held_row *record;
};

struct page {             /* likewise */
	int users;
	struct strbuf text;
	struct cursor since;
	int32_t made;         /* the town's rev then */
	int32_t lines;
	bool public_;
	uint8_t departments;
};

struct hub {
	struct town town, backup[BACKUPS];
	bool up, upgraded, blind;
	int served_oldest, served_newest; /* replica formats */
	int64_t epoch_drawn;
	int32_t epochs, keys;
	int64_t too_large_until;          /* something in front refuses every POST */
	int32_t settled;                  /* the rev that everybody who waits has heard of, if they waited for a round */
	int32_t lost_from, lost_to;       /* revs of a history that was replaced without a new epoch; 0: none */
	struct snapshot_file *kept[1 << DEPARTMENTS];
	struct page *page[1 << DEPARTMENTS]; /* the last one made, by scope */
};

/* ---- terminals */
enum { ENTRY_FREE = 255 };
struct entry {            /* a row of outbox.db */
	int32_t op;
	uint8_t state;        /* enum op_state */
	bool rotten;
	int64_t answered, hold_until;
};

enum link { LINK_UP, LINK_DOWN, LINK_PORTAL };

struct exchange {
	int64_t id;           /* 0: none */
	int64_t give_up;
	bool folded;          /* a long poll that the hub holds: answered when something happens */
	int64_t held_since;
	int count;            /* push: what was sent */
	int32_t sent[OUTBOX_BATCH_MAX / 4];
};

struct terminal {
	int id, as;           /* AS: whose token it has; its own id unless it is a clone */
	bool there, up, public_;
	bool dead;            /* thrown away, and known to be */
	bool waiting_for_link;
	int32_t token, key;
	uint8_t departments;  /* of a desk, as the operator means it */
	enum link link;
	int64_t link_until, wake, boot;
	int64_t wall_off;     /* its wall clock: what people, or a battery, have set it to, */
	int drift;            /* …and what it gains in a second, in µs */
	struct sync_core core;
	struct exchange lane[SYNC_LANES];
	/* its disk */
	struct disk outbox, replica;
	struct entry *entry;
	int32_t entries, entry_cap;
	struct stored {       /* beside the rows, in the replica's file */
		bool there, rotten;
		int32_t epoch, rev;
		uint8_t departments;
		int format;
	} stored;
	void *head;           /* &stored */
	struct held_row *row, *record;
	int32_t row_cap, record_cap;
	int64_t full_until, error_until;
	int64_t outbox_closed; /* not opened again before */
	int64_t purge;         /* what was delivered long ago is forgotten next; at once after a start */
	bool outbox_damaged;
	struct image *image;  /* of its disk, taken at some time */
	/* bounds */
	int64_t hour;
	int asked_in_hour, snapshots_in_row;
	bool will_renew;      /* an operator is on the way */
};

/* ---- everything */
struct settings {
	uint64_t seed;
	int terminals, days;
	bool tell;
};

struct world {
	struct settings set;
	int64_t now, end;
	bool calm;            /* nothing goes wrong any more: what is owed must come */
	uint64_t dice;
	struct rng rng;
	struct queue queue;
	struct hub hub;
	struct terminal *terminal;
	int terminals, terminal_cap;
	struct deed *op;
	int32_t ops, op_cap, numbers, number_cap;
	int32_t log_cap;
	double mishap;        /* how much goes wrong in this seed: 0.2 … 3 */
	int64_t exchange_id;
	struct arena *arena;  /* of one event */
	int64_t happened[FAULTS];
	int64_t events, requests, folded;
	int64_t loss;         /* ops that disks took with them */
	bool broken;
	char verdict[400];
};

/* ---- dice */
uint32_t below(struct world *w, uint32_t sides);
bool chance(struct world *w, double probability);     /* scaled by nothing */
bool mishap(struct world *w, double probability);     /* never when calm; scaled by the seed's mishap */
int64_t between(struct world *w, int64_t low, int64_t high);

#endif
