/* One thread for what takes longer than a frame: deriving a key, laying out a ticket, printing, speaking to a printer.
 *
 * A job is a struct that starts with struct work. run() is called on the worker's thread and may touch nothing but its
 * own struct; when it has returned, the same struct comes back on the main thread through the screen's on_result, which
 * reads it; afterwards the loop frees it with work->free (or free()). Nothing is shared.
 * A job whose screen has closed comes back to nobody and is freed.
 */
#ifndef PARVIS_UI_WORKER_H
#define PARVIS_UI_WORKER_H

#include "common/base/util.h"

struct worker;

struct work {
	const char *kind;                 /* a literal, for on_result to tell jobs apart */
	void (*run)(struct work *work);   /* worker thread */
	void (*free)(struct work *work);  /* main thread; NULL: free() */
	uint64_t owner;                   /* filled by the loop: the opening of the screen that asked */
};

/* EVENT: the SDL user event that carries a finished job in data1. The thread starts with the first job; free waits for the
 * one that runs. */
struct worker *worker_new(uint32_t event);
void worker_free(struct worker *worker); /* NULL is fine */
void work_free(struct work *work);       /* NULL is fine */

/* Hands WORK over. It runs after those before it. */
void worker_submit(struct worker *worker, struct work *work);

#endif
