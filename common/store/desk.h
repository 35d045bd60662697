/* Requests as agents see them: lists, search, one with its thread. From a desk's replica, or the hub's store.
 * Made for 100,000 requests: a first page within some ms, search by any part of number, name, phone or street likewise.
 * What is queued in the outbox is laid over by the counter, not here. Rows live in ARENA.
 */
#ifndef PARVIS_STORE_DESK_H
#define PARVIS_STORE_DESK_H

#include "common/store/db.h"

/* State, channel, role and kind are the columns' words; common/domain/names.h parses them. */

enum { DESK_RECEIVED = 1, DESK_IN_PROGRESS = 2, DESK_WAITING = 4, DESK_DONE = 8, DESK_REFUSED = 16, DESK_OPEN = 7, DESK_CLOSED = 24 };

struct request_row { /* a line of a list */
	const char *id, *number, *service, *service_name, *department, *department_name, *assignee, *summary, *name, *phone, *where_text;
	const char *state, *channel, *terminal, *promised_by, *to_settle;
	int64_t registered, received, closed; /* closed 0: open */
	bool late; /* open, and promised before TODAY */
};

struct request_filter { /* zero-initialised: all open requests */
	const char *assignee;   /* agent.id */
	bool unassigned;
	const char *const *departments; /* ids; NULL or count 0: all this database has */
	size_t department_count;
	unsigned states;        /* DESK_RECEIVED …; 0: the open ones */
	bool late;
	bool to_settle;
	const char *today;      /* 'YYYY-MM-DD' in the town's calendar: decides what is late */
	size_t offset, limit;   /* limit 0: 200 */
};

/* Late first, then by promised date, then oldest first; closed ones newest first. */
bool desk_list(struct db *db, const struct request_filter *filter, struct arena *arena, const struct request_row **ret_rows,
               size_t *ret_count, struct err *err) WARN_UNUSED;
bool desk_count(struct db *db, const struct request_filter *filter, int64_t *ret_count, struct err *err) WARN_UNUSED;

/* Any of: beginning or whole of the number (spaces do not matter), words of name, street, summary, service, digits of the phone.
 * All words must be found; the last may be unfinished. Open ones first, then newest. */
bool desk_search(struct db *db, const char *text, const char *today, size_t limit, struct arena *arena,
                 const struct request_row **ret_rows, size_t *ret_count, struct err *err) WARN_UNUSED;

/* The words that requests are found by, in memory, for names heard over the phone. */
struct desk_words;

struct desk_words *desk_words_new(void);
void desk_words_free(struct desk_words *words); /* NULL is fine */

/* TEXT with each word that is nowhere replaced by the nearest one there is (store/terms.h), in ARENA; NULL when nothing was
 * replaced. Figures are left as they are: the nearest phone is somebody else's. GENERATION is replica_generation(): the words
 * are read again when it has changed. */
bool desk_search_instead(struct desk_words *words, struct db *db, uint64_t generation, const char *text, struct arena *arena,
                         const char **ret_instead, struct err *err) WARN_UNUSED;

struct request {
	struct request_row row;
	const char *lang, *answers, *email, *replaces; /* answers: JSON */
	double lat, lon; /* NaN: not said */
	bool trusted;
};

/* By id, or by number (16 letters, also one that was replaced). ERR_NOT_FOUND. */
bool desk_request(struct db *db, const char *id, const char *today, struct arena *arena, struct request *ret_request,
                  struct err *err) WARN_UNUSED;
bool desk_request_by_number(struct db *db, const char *number, const char *today, struct arena *arena,
                            struct request *ret_request, struct err *err) WARN_UNUSED;

struct message {
	const char *id, *author, *author_name, *origin, *body, *text; /* author NULL: the resident, or the town's system */
	const char *about; /* for an assignment: the agent's name, for a state: its name */
	const char *kind;  /* message, note, state, assignment, ticket */
	int64_t at;
};

bool desk_thread(struct db *db, const char *request, struct arena *arena, const struct message **ret_list, size_t *ret_count,
                 struct err *err) WARN_UNUSED;

struct agent {
	const char *id, *login, *name, *role, *pin_hash;
	const char **departments; /* ids; ["*"]: all */
	size_t department_count;
};

/* By login, case ignored. */
bool agent_by_login(struct db *db, const char *login, struct arena *arena, struct agent *ret_agent, struct err *err) WARN_UNUSED;
bool agent_read(struct db *db, const char *id, struct arena *arena, struct agent *ret_agent, struct err *err) WARN_UNUSED;
bool agent_list(struct db *db, struct arena *arena, const struct agent **ret_list, size_t *ret_count, struct err *err) WARN_UNUSED;

extern const struct db_queries desk_queries;

#endif
