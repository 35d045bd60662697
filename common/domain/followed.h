/* What a number opens: the JSON inside a record (docs/sync-protocol.md, "Records"), read and, for the local record of a
 * terminal, written. Pure. What is read is personal: the arena is wiped with the session.
 */
#ifndef PARVIS_DOMAIN_FOLLOWED_H
#define PARVIS_DOMAIN_FOLLOWED_H

#include "common/base/arena.h"
#include "common/base/err.h"
#include "common/base/strbuf.h"

enum { FOLLOWED_LINES_MAX = 500 };

struct followed_line {
	int64_t at;          /* µs */
	bool from_town;
	bool is_state;       /* a change of state: STATE says to what */
	const char *name;    /* 'Service Voirie'; "" when not said */
	const char *state, *text;
};

struct followed {
	const char *service, *name, *department, *subject, *lang, *state, *terminal; /* "" when withheld or not said */
	int64_t registered;
	bool trusted;        /* that clock */
	int64_t received;    /* 0: the town does not have it yet */
	const char *promised_by; /* '2026-12-01' or NULL */
	int64_t closed;      /* 0: open */
	bool sensitive;      /* only the state is here */
	const struct followed_line *lines;
	size_t n_lines;
};

/* ERR_BAD_INPUT says what is missing. Unknown keys are passed over: a newer hub may say more. */
bool followed_read(const char *json, size_t len, struct arena *arena, struct followed *ret, struct err *err) WARN_UNUSED;

/* Appends the JSON of a request as the terminal that registered it knows it. */
void followed_write(const struct followed *followed, struct strbuf *out);

#endif
