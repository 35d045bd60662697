/* One thread for what takes longer than a frame: checking a PIN, deriving a number's key, laying out and printing a ticket.
 *
 * A job is a struct that starts with struct work. run() is called on the worker's thread and may touch nothing but its own
 * struct; then the same struct comes back on the main thread (worker_done), goes to the view that asked, and is freed.
 * A job whose view has closed is freed unseen.
 */
#ifndef PARVIS_COUNTER_WORKER_H
#define PARVIS_COUNTER_WORKER_H

#include "common/base/err.h"

struct worker;

struct work {
	const char *kind;                /* a literal, for on_result to tell jobs apart */
	void (*run)(struct work *work);  /* worker thread */
	void (*free)(struct work *work); /* main thread; NULL: free() */
	uint64_t owner;                  /* the opening of the view that asked; 0: whoever is on top */
	struct work *next;
};

bool worker_start(struct worker **ret_worker, struct err *err) WARN_UNUSED;
void worker_stop(struct worker *worker); /* waits for the job in hand; NULL is fine */

void worker_submit(struct worker *worker, struct work *work);
struct work *worker_done(struct worker *worker); /* NULL when nothing is ready; the caller frees it (work_free) */
void work_free(struct work *work);

/* Readable while something is done. */
int worker_fd(const struct worker *worker);

#endif
