#include "counter/worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct queue {
	struct work *first, **last;
};

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queue asked, done;
	bool stop;
	int fd;
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

static void *work_loop(void *arg)
{
	struct worker *worker = arg;
	struct work *work;

	pthread_mutex_lock(&worker->lock);
	for (;;) {
		while (!worker->stop && !worker->asked.first)
			pthread_cond_wait(&worker->wake, &worker->lock);
		if (worker->stop)
			break;
		work = pop(&worker->asked);
		pthread_mutex_unlock(&worker->lock);
		work->run(work);
		pthread_mutex_lock(&worker->lock);
		push(&worker->done, work);
		eventfd_write(worker->fd, 1);
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

bool worker_start(struct worker **ret_worker, struct err *err)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	sigset_t all, before;
	int failed;

	if (!worker)
		abort();
	worker->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (worker->fd < 0) {
		free(worker);
		return err_errno(err, "eventfd");
	}
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->wake, NULL);
	/* Signals (the window's size among them) are the main thread's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&worker->thread, NULL, work_loop, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (failed) {
		close(worker->fd);
		free(worker);
		return err_set(err, ERR_SYSTEM, "no thread could be started");
	}
	*ret_worker = worker;
	return true;
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

void worker_stop(struct worker *worker)
{
	struct work *work;

	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->stop = true;
	pthread_cond_signal(&worker->wake);
	pthread_mutex_unlock(&worker->lock);
	pthread_join(worker->thread, NULL);
	while ((work = pop(&worker->asked)))
		work_free(work);
	while ((work = pop(&worker->done)))
		work_free(work);
	pthread_cond_destroy(&worker->wake);
	pthread_mutex_destroy(&worker->lock);
	close(worker->fd);
	free(worker);
}

void worker_submit(struct worker *worker, struct work *work)
{
	pthread_mutex_lock(&worker->lock);
	push(&worker->asked, work);
	pthread_cond_signal(&worker->wake);
	pthread_mutex_unlock(&worker->lock);
}

struct work *worker_done(struct worker *worker)
{
	struct work *work;

	pthread_mutex_lock(&worker->lock);
	work = pop(&worker->done);
	if (!worker->done.first) {
		eventfd_t count;

		eventfd_read(worker->fd, &count);
	}
	pthread_mutex_unlock(&worker->lock);
	return work;
}

int worker_fd(const struct worker *worker)
{
	return worker->fd;
}
