/* The hub's side of replication, as pure decisions: what a pull gets, and what an operation becomes, given facts that the
 * hub looks up in its store. No I/O, no clock, no randomness, no words: a reason is an enum with a key of the catalogues. The
 * hub (hub/handlers, hub/operations) and the simulator (tests/sim) ask here; the terminal's side is common/sync/core.h.
 */
#ifndef PARVIS_SYNC_SERVE_H
#define PARVIS_SYNC_SERVE_H

#include "common/store/synced.h"
#include "common/sync/kinds.h"

/* ---- who may ask, and in which version */

enum {
	SERVE_PROTOCOL = 1,        /* the newest version of the protocol that is spoken here, */
	SERVE_PROTOCOL_OLDEST = 1, /* and the oldest */
	SERVE_SNAPSHOT_BEHIND_MAX = 2000, /* revs: a kept snapshot is given out until the town is so much further */
};

struct serve_versions { int oldest, newest; };

/* The version an answer is given in, ASKED being what the terminal offers: the newest that both speak. 0: there is none. */
int serve_version(int asked, struct serve_versions ours);

enum serve_access { SERVE_WELCOME = 200, SERVE_UNKNOWN = 401, SERVE_REVOKED = 403 };

/* A revoked terminal may still deliver what it stored before. */
enum serve_access serve_access(bool token_known, bool revoked, bool push);

/* ---- pull */

struct serve_stand {
	struct cursor now;  /* of the town */
	int64_t scope_rev;  /* when the terminal was given its scope: */
	int64_t floor;      /* …and up to where tombstones are forgotten; an older cursor takes a snapshot */
};

enum serve_pull {
	SERVE_PAGE,
	SERVE_EPOCH,   /* 410: another history */
	SERVE_AHEAD,   /* 410, the same reason: our own history, but further than we are. We went back in time and nobody said so */
	SERVE_SCOPE,   /* 410: the terminal got another scope since */
	SERVE_TOO_OLD, /* 410: what is gone since is forgotten */
};

enum serve_pull serve_changes(const char *epoch, int64_t since, const struct serve_stand *stand);
/* Only a terminal that lies is AHEAD a second time in so short a time: then it alone starts over. */
enum { SERVE_EPOCH_EVERY_S = 24 * 3600 };
bool serve_draws_epoch(enum serve_pull verdict, int64_t now, int64_t drawn); /* monotonic µs; DRAWN 0: not yet */
const char *serve_gone(enum serve_pull why); /* "epoch", "too-old", "scope" */

/* Is a page of LINES and BYTES full, so that the next line stands on the next one? */
bool serve_page_full(size_t lines, size_t bytes);

/* May a snapshot that was made at AT be given out? One that the next question for changes would refuse may not. */
bool serve_snapshot_fits(const struct cursor *at, const struct serve_stand *stand);

/* What a row, or its tombstone, is to a terminal. */
struct serve_scope { bool public_, all; };
bool serve_sees_table(struct serve_scope scope, enum synced_scope table); /* departments apart */

/* ---- operations */

enum serve_reason {
	REASON_NONE, REASON_KIND, REASON_KEY, REASON_SEALED, REASON_UNREADABLE, REASON_ENVELOPE, REASON_NUMBER, REASON_SAME_NUMBER,
	REASON_SERVICE, REASON_ANSWERS, REASON_EARLY, REASON_GONE, REASON_SCOPE, REASON_AGENT, REASON_NOBODYS, REASON_UNPROVEN,
	REASON_MANY, REASON_REVOKED, REASON_LARGE, REASON_EMPTY, REASON_STATE, REASON_NO_SERVICE, REASON_STATE_MOVED,
	REASON_ASSIGNEE_MOVED, REASON_NUMBER_MOVED, REASON_CONTRADICTION,
	REASONS,
};

const char *serve_reason_key(enum serve_reason reason); /* of the catalogues; "" for NONE */

enum serve_outcome { SERVE_APPLIED, SERVE_SETTLE, SERVE_CONFLICT, SERVE_REJECTED, SERVE_OUTCOMES };

const char *serve_outcome_name(enum serve_outcome outcome);
/* What is said when an operation comes again that came to OUTCOME (a name) then: what was taken is "again". */
const char *serve_again(const char *outcome);

struct serve_decision {
	enum serve_outcome outcome; /* APPLIED: go on, or do it */
	enum serve_reason reason;
	bool park;                  /* SETTLE: it waits for the request it is about */
	bool keep;                  /* SETTLE: it waits for a hub that knows its kind */
};

/* The envelope, before anything else. */
enum serve_letter {
	LETTER_PLAIN,      /* a body that can be read */
	LETTER_OPENED,     /* sealed, opened and read */
	LETTER_NO_KEY,     /* sealed to a key that is not ours */
	LETTER_CLOSED,     /* sealed, and does not open */
	LETTER_GARBAGE,    /* neither a body nor sealed, or not JSON within */
};
struct serve_envelope {
	const struct op_rule *rule; /* NULL: of no kind known here */
	bool resident;              /* from a public terminal; else from a desk */
	enum serve_letter letter;
	bool matches;               /* OPENED: repeats id, town, kind and lookup as the envelope has them */
	bool revoked;               /* the terminal's token: stolen, perhaps */
};
/* Is it worth opening? A kind nobody knows, or not from there, is not. */
struct serve_decision serve_kind(const struct op_rule *rule, bool resident);
struct serve_decision serve_open(const struct serve_envelope *envelope);

/* A request: a resident's is never rejected. */
struct serve_submission {
	bool resident;
	bool has_number;   /* a tracking number that holds, a lookup id and a key */
	bool number_free;  /* no other request has it, nor was it revoked */
	bool has_service;
	bool answers_fit;
};
struct serve_decision serve_submission(const struct serve_submission *facts);

/* A desk's operation about a request. */
enum serve_presence { REQUEST_HERE, REQUEST_WAS_HERE, REQUEST_NEVER_SEEN };
struct serve_about {
	enum serve_presence request;
	bool id_sound;     /* a UUID: it may still come */
	bool in_scope;     /* HERE: its department is the desk's */
	bool has_agent;
};
struct serve_decision serve_about(const struct serve_about *facts);

/* An operation longer than any terminal makes one. */
struct serve_decision serve_too_large(bool resident);

/* …which says what it saw: FROM_STANDS is whether that still is so, SOUND whether what it wants exists. */
struct serve_decision serve_change(bool sound, enum serve_reason unsound, bool from_stands, enum serve_reason moved);

/* A resident's message: to the one request that has its lookup id, if it bears that request's record key. Every totem holds the lookup ids
 * of the town; the key can only be derived from the number. */
struct serve_word {
	bool has_text;
	size_t requests;    /* that have its lookup id */
	bool has_key;       /* the record key of that one */
	bool has_room;      /* fewer messages than a person writes are there */
};
struct serve_decision serve_message(const struct serve_word *facts);

/* An operation kept by its rule. */
struct serve_stands {
	bool has_subject;
	bool subject_taken; /* another one of its kind stands on its subject, */
	bool key_taken;     /* …with the same key */
	bool from_stands;   /* its `from` is what stands there */
};
struct serve_kept {
	struct serve_decision decision;
	bool stands;        /* it counts */
	bool instead;       /* …in the place of the one that stood there (with the same key, for MERGE_LAST) */
};
struct serve_kept serve_keep(const struct op_rule *rule, bool resident, const struct serve_stands *facts);

/* ---- records */
enum serve_record { RECORD_SHOWN, RECORD_WITHHELD, RECORD_WITHDRAWN };
/* REQUESTS have this lookup id, which was REVOKED or not (a lost ticket opens nothing any more, whoever has its number too); the
 * request it is about IS_HERE, has a number, and was CLOSED_LONG_AGO or not. */
enum serve_record serve_record(size_t requests, bool revoked, bool is_here, bool has_number, bool closed_long_ago);

#endif
