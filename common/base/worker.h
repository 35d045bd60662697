/* One thread for what takes longer than a frame: deriving a key, checking a PIN, laying out a ticket, printing.
 *
 * A job is a struct that starts with struct work. run() is called on the worker's thread and may touch nothing but its
 * own struct; then the same struct comes back on the main thread (worker_done), which gives it to the screen or view that
 * asked, and frees it. Nothing is shared. A job whose asker has closed is freed unseen.
 */
#ifndef PARVIS_BASE_WORKER_H
#define PARVIS_BASE_WORKER_H

#include "common/base/util.h"

struct worker;

struct work {
	const char *kind;                /* a literal, to tell jobs apart */
	void (*run)(struct work *work);  /* worker thread */
	void (*free)(struct work *work); /* main thread; NULL: free() */
	uint64_t owner;                  /* the opening of the screen or view that asked */
	bool to_the_end;                 /* worker_settle waits for it: cut off, it would leave half a ticket in a printer */
	struct work *next;               /* the worker's */
};

/* TELL is called on the worker's thread each time a job is done, to wake the main one. The thread starts with the first
 * job, and takes no signal. */
struct worker *worker_new(void (*tell)(void *ctx), void *ctx);

/* Waits for the job in hand; the others are freed without having run. NULL is fine. */
void worker_free(struct worker *worker);
void work_free(struct work *work); /* NULL is fine */

/* Hands WORK over. It runs after those before it. */
void worker_submit(struct worker *worker, struct work *work);

/* A job that has run, for the caller to free (work_free); NULL: none is ready. */
struct work *worker_done(struct worker *worker);

/* Nothing runs, waits or is ready. */
bool worker_idle(struct worker *worker);

/* No job that must run to its end waits or runs: the program may replace itself. worker_settle waits for that. */
bool worker_settled(struct worker *worker);
void worker_settle(struct worker *worker);

#endif
