#include "kiosk/ui/worker.h"

#include <SDL.h>
#include <pthread.h>

struct job {
	struct job *next;
	struct work *work;
};

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct job *first, **last;
	bool running, stop;
	uint32_t event;
};

void work_free(struct work *work)
{
	if (!work)
		return;
	if (work->free)
		work->free(work);
	else
		free(work);
}

static void *run(void *arg)
{
	struct worker *worker = arg;

	pthread_mutex_lock(&worker->lock);
	while (!worker->stop) {
		struct job *job = worker->first;
		SDL_Event event = { .type = worker->event };

		if (!job) {
			pthread_cond_wait(&worker->more, &worker->lock);
			continue;
		}
		worker->first = job->next;
		if (!worker->first)
			worker->last = &worker->first;
		pthread_mutex_unlock(&worker->lock);
		job->work->run(job->work);
		event.user.data1 = job->work;
		while (SDL_PushEvent(&event) < 0) /* the queue is full: the main thread empties it */
			SDL_Delay(5);
		free(job);
		pthread_mutex_lock(&worker->lock);
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

struct worker *worker_new(uint32_t event)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		abort();
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->more, NULL);
	worker->last = &worker->first;
	worker->event = event;
	return worker;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->stop = true;
	pthread_cond_signal(&worker->more);
	pthread_mutex_unlock(&worker->lock);
	if (worker->running)
		pthread_join(worker->thread, NULL);
	while (worker->first) {
		struct job *job = worker->first;

		worker->first = job->next;
		work_free(job->work);
		free(job);
	}
	pthread_cond_destroy(&worker->more);
	pthread_mutex_destroy(&worker->lock);
	free(worker);
}

void worker_submit(struct worker *worker, struct work *work)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		abort();
	job->work = work;
	pthread_mutex_lock(&worker->lock);
	*worker->last = job;
	worker->last = &job->next;
	if (!worker->running) /* most sessions never need it */
		worker->running = pthread_create(&worker->thread, NULL, run, worker) == 0;
	pthread_cond_signal(&worker->more);
	pthread_mutex_unlock(&worker->lock);
}
