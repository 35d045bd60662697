#include "common/base/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct queue {
	struct work *first, **last;
};

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more, settled;
	struct queue asked, done;
	bool running, stop;
	int out;        /* jobs that were handed over and not taken back yet */
	int to_the_end; /* jobs so marked that have not run yet */
	void (*tell)(void *ctx);
	void *ctx;
};

static void push(struct queue *queue, struct work *work)
{
	work->next = NULL;
	if (!queue->first)
		queue->last = &queue->first;
	*queue->last = work;
	queue->last = &work->next;
}

static struct work *pop(struct queue *queue)
{
	struct work *work = queue->first;

	if (work)
		queue->first = work->next;
	return work;
}

void work_free(struct work *work)
{
	if (!work)
		return;
	if (work->free)
		work->free(work);
	else
		free(work);
}

static void *work_loop(void *arg)
{
	struct worker *worker = arg;

	pthread_mutex_lock(&worker->lock);
	for (;;) {
		struct work *work;

		while (!worker->stop && !worker->asked.first)
			pthread_cond_wait(&worker->more, &worker->lock);
		if (worker->stop)
			break;
		work = pop(&worker->asked);
		pthread_mutex_unlock(&worker->lock);
		work->run(work);
		pthread_mutex_lock(&worker->lock);
		if (work->to_the_end && --worker->to_the_end == 0)
			pthread_cond_signal(&worker->settled);
		push(&worker->done, work);
		pthread_mutex_unlock(&worker->lock);
		worker->tell(worker->ctx);
		pthread_mutex_lock(&worker->lock);
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

struct worker *worker_new(void (*tell)(void *ctx), void *ctx)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		abort();
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->more, NULL);
	pthread_cond_init(&worker->settled, NULL);
	worker->tell = tell;
	worker->ctx = ctx;
	return worker;
}

void worker_free(struct worker *worker)
{
	struct work *work;

	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->stop = true;
	pthread_cond_signal(&worker->more);
	pthread_mutex_unlock(&worker->lock);
	if (worker->running)
		pthread_join(worker->thread, NULL);
	while ((work = pop(&worker->asked)))
		work_free(work);
	while ((work = pop(&worker->done)))
		work_free(work);
	pthread_cond_destroy(&worker->settled);
	pthread_cond_destroy(&worker->more);
	pthread_mutex_destroy(&worker->lock);
	free(worker);
}

/* Signals (the size of a terminal's window among them) are the main thread's. */
static void start(struct worker *worker)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&worker->thread, NULL, work_loop, worker) != 0)
		abort(); /* as with memory: the service starts again, and nobody waits for an answer that cannot come */
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	worker->running = true;
}

void worker_submit(struct worker *worker, struct work *work)
{
	pthread_mutex_lock(&worker->lock);
	push(&worker->asked, work);
	worker->out++;
	worker->to_the_end += work->to_the_end;
	if (!worker->running)
		start(worker);
	pthread_cond_signal(&worker->more);
	pthread_mutex_unlock(&worker->lock);
}

struct work *worker_done(struct worker *worker)
{
	struct work *work;

	pthread_mutex_lock(&worker->lock);
	work = pop(&worker->done);
	worker->out -= work != NULL;
	pthread_mutex_unlock(&worker->lock);
	return work;
}

bool worker_idle(struct worker *worker)
{
	bool idle;

	pthread_mutex_lock(&worker->lock);
	idle = worker->out == 0;
	pthread_mutex_unlock(&worker->lock);
	return idle;
}

bool worker_settled(struct worker *worker)
{
	bool settled;

	pthread_mutex_lock(&worker->lock);
	settled = worker->to_the_end == 0;
	pthread_mutex_unlock(&worker->lock);
	return settled;
}

void worker_settle(struct worker *worker)
{
	pthread_mutex_lock(&worker->lock);
	while (worker->to_the_end > 0)
		pthread_cond_wait(&worker->settled, &worker->lock);
	pthread_mutex_unlock(&worker->lock);
}
