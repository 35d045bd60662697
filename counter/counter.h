/* The counter: the loop that gives the open views (counter/stack.h) keys, news and time, and goes where they lead.
 *
 * One thread draws and decides; a worker does what takes longer. The loop waits for a key, the worker or 100 ms, whichever
 * comes first, looks at replica and outbox (some 20 µs), and draws only when something changed.
 */
#ifndef PARVIS_COUNTER_COUNTER_H
#define PARVIS_COUNTER_COUNTER_H

#include "common/base/clock.h"
#include "common/base/rand.h"
#include "common/conf/conf.h"

struct counter;

struct counter_options {
	const char *state;  /* directory */
	const char *login;  /* typed already on the login page; NULL: none */
	const struct conf *conf;
	struct clock *clock;
	const struct rng *rng;
};

/* Opens everything but the screen, so that what is wrong can still be said on stderr. */
bool counter_new(const struct counter_options *options, struct counter **ret_counter, struct err *err) WARN_UNUSED;
void counter_free(struct counter *counter); /* NULL is fine; parks what is being written */

/* Takes the terminal, runs until somebody leaves or the terminal is gone. */
bool counter_run(struct counter *counter, struct err *err) WARN_UNUSED;

#endif
