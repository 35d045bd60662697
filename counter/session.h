/* Who is at the desk: logging in, locking, and how long a wrong PIN makes one wait. Values and rules; no screen, no clock.
 *
 * A wrong login and a wrong PIN look the same, take the same time (the hash of nobody is checked for a login that is not
 * there) and cost the same wait, which doubles from one second to SESSION_WAIT_MAX_S.
 */
#ifndef PARVIS_COUNTER_SESSION_H
#define PARVIS_COUNTER_SESSION_H

#include "common/base/arena.h"
#include "common/store/desk.h"
#include "common/base/worker.h"

enum { SESSION_WAIT_MAX_S = 60 };

struct session {
	struct arena *arena;  /* holds AGENT */
	struct agent agent;   /* id NULL: nobody yet */
	bool locked;
	int wrong;            /* in a row */
	int64_t wait_until;   /* monotonic */
	int64_t last_act;     /* monotonic */
};

void session_init(struct session *session);
void session_done(struct session *session);

static inline bool session_open(const struct session *session)
{
	return session->agent.id && !session->locked;
}

bool session_departments_all(const struct session *session);

/* ---- a check on the worker */
struct pin_work {
	struct work work;   /* kind "pin" */
	char login[64], pin[160], hash[160];
	bool known, right;
};

/* The check of PIN for LOGIN, whose hash is read from DB (may be NULL) now. */
struct pin_work *pin_work_new(struct db *db, const char *login, const char *pin);

/* Seconds to wait after WRONG wrong ones in a row: 0, 1, 2, 4 … */
int session_wait_s(int wrong);

/* The result, on the main thread: true when this agent is now at the desk. *RET_OTHER: somebody else was before. */
bool session_answer(struct session *session, struct db *db, const struct pin_work *work, int64_t mono, bool *ret_other);

/* Locks when nothing was done for LOCK_S seconds; true when it just did. */
bool session_idle(struct session *session, int64_t mono, int lock_s);

#endif
