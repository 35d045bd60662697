/* Work aside from the thread that draws: it comes back once, it is waited for when it must be, and nothing leaks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "common/base/worker.h"

struct job {
	struct work work;
	atomic_int *ran;
	int *freed, ms;
};

static void run(struct work *work)
{
	struct job *job = (struct job *)work;

	(void)poll(NULL, 0, job->ms);
	atomic_fetch_add(job->ran, 1);
}

static void release(struct work *work)
{
	++*((struct job *)work)->freed;
	free(work);
}

static void tell(void *ctx)
{
	atomic_fetch_add((atomic_int *)ctx, 1);
}

static struct work *job_new(atomic_int *ran, int *freed, int ms, bool to_the_end)
{
	struct job *job = calloc(1, sizeof(*job));

	assert_non_null(job);
	*job = (struct job){ .work = { .kind = "test", .run = run, .free = release, .to_the_end = to_the_end },
		             .ran = ran, .freed = freed, .ms = ms };
	return &job->work;
}

static void jobs_come_back_in_their_order(void **state)
{
	atomic_int told = 0, ran = 0;
	struct worker *worker = worker_new(tell, &told);
	struct work *work, *asked[3];
	int freed = 0;

	(void)state;
	assert_null(worker_done(worker));
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		asked[i] = job_new(&ran, &freed, 0, false);
		worker_submit(worker, asked[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		for (int ms = 0; !(work = worker_done(worker)) && ms < 5000; ms += 5)
			(void)poll(NULL, 0, 5);
		assert_ptr_equal(work, asked[i]);
		work_free(work);
	}
	worker_free(worker);
	assert_int_equal(told, 3);
	assert_int_equal(freed, 3);
}

static void a_print_is_not_cut_off_when_the_program_replaces_itself(void **state)
{
	atomic_int told = 0, ran = 0;
	struct worker *worker = worker_new(tell, &told);
	int freed = 0;

	(void)state;
	worker_settle(worker); /* nothing to wait for */
	worker_submit(worker, job_new(&ran, &freed, 60, true));
	worker_submit(worker, job_new(&ran, &freed, 60, true));
	worker_submit(worker, job_new(&ran, &freed, 300, false));
	worker_settle(worker);
	assert_int_equal(ran, 2);
	worker_free(worker);
	assert_int_equal(freed, 3);
}

static void what_never_ran_is_freed_unseen(void **state)
{
	atomic_int told = 0, ran = 0;
	struct worker *worker = worker_new(tell, &told);
	int freed = 0;

	(void)state;
	worker_submit(worker, job_new(&ran, &freed, 100, false));
	for (int i = 0; i < 5; i++)
		worker_submit(worker, job_new(&ran, &freed, 100, false));
	worker_free(worker);
	assert_true(ran <= 1);
	assert_int_equal(freed, 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jobs_come_back_in_their_order),
		cmocka_unit_test(a_print_is_not_cut_off_when_the_program_replaces_itself),
		cmocka_unit_test(what_never_ran_is_freed_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
