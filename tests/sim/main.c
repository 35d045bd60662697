/* sim --seed N --tell | sim --seeds A..B [--jobs J] [--terminals N] [--days D]: see docs/simulator.md. */
#include "tests/sim/story.h"
#include "tests/sim/world.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOBS_MAX = 64 };

struct totals {
	int64_t seeds, broken, blind, operations, events, requests, loss, happened[FAULTS];
	double terminal_years;
	uint64_t first_broken;
};

struct order {
	struct settings set;
	uint64_t from, to;
	int jobs;
	bool first; /* stop at the first violation */
};

static void play(const struct order *order, uint64_t seed, struct totals *totals)
{
	struct settings set = order->set;
	struct world w;

	set.seed = seed;
	world_play(&w, &set);
	totals->seeds++;
	totals->operations += w.ops;
	totals->events += w.events;
	totals->requests += w.requests;
	totals->loss += w.loss;
	totals->blind += w.hub.blind;
	totals->terminal_years += (double)set.terminals * (double)w.now / (double)(365 * DAY_US);
	for (size_t i = 0; i < FAULTS; i++)
		totals->happened[i] += w.happened[i];
	if (w.broken) {
		totals->first_broken = totals->broken++ ? MIN(totals->first_broken, seed) : seed;
		printf("seed %llu, day %d: %s\n    sim --seed %llu --terminals %d --days %d --tell\n", (unsigned long long)seed,
		       (int)(w.now / DAY_US), w.verdict, (unsigned long long)seed, set.terminals, set.days);
		fflush(stdout);
	}
	world_done(&w);
}

static void add(struct totals *to, const struct totals *from)
{
	if (from->broken)
		to->first_broken = to->broken ? MIN(to->first_broken, from->first_broken) : from->first_broken;
	to->seeds += from->seeds;
	to->broken += from->broken;
	to->blind += from->blind;
	to->operations += from->operations;
	to->events += from->events;
	to->requests += from->requests;
	to->loss += from->loss;
	to->terminal_years += from->terminal_years;
	for (size_t i = 0; i < FAULTS; i++)
		to->happened[i] += from->happened[i];
}

/* Every JOBSth seed, in a process of its own; what came of it goes through FD. */
static pid_t start(const struct order *order, int job, int fd)
{
	struct totals totals = { .seeds = 0 };
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child != 0)
		return child;
	for (uint64_t seed = order->from + (uint64_t)job; seed <= order->to && !(order->first && totals.broken);
	     seed += (uint64_t)order->jobs)
		play(order, seed, &totals);
	_exit(write(fd, &totals, sizeof(totals)) == sizeof(totals) ? 0 : 1);
}

static bool run(const struct order *order, struct totals *totals)
{
	int pipes[JOBS_MAX][2];
	bool whole = true;

	for (int i = 0; i < order->jobs; i++)
		if (pipe(pipes[i]) != 0 || start(order, i, pipes[i][1]) < 0)
			abort();
	for (int i = 0; i < order->jobs; i++) {
		struct totals one;
		int status;

		close(pipes[i][1]);
		if (read(pipes[i][0], &one, sizeof(one)) == sizeof(one))
			add(totals, &one);
		else
			whole = false;
		close(pipes[i][0]);
		if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
			whole = false;
	}
	return whole;
}

static void report(const struct order *order, const struct totals *totals, double seconds)
{
	for (size_t i = 0; i < FAULTS; i++)
		printf("%12lld  %s\n", (long long)totals->happened[i], fault_names[i]);
	printf("seeds %llu..%llu of %d terminals and %d days: %lld played, %lld operations, %lld requests, %.0f "
	       "terminal-years in %.0f s "
	       "(%.0f a minute); %lld operations went with a disk; %lld seeds ended at a restore that nobody could notice; "
	       "%lld violations",
	       (unsigned long long)order->from, (unsigned long long)order->to, order->set.terminals, order->set.days,
	       (long long)totals->seeds, (long long)totals->operations, (long long)totals->requests, totals->terminal_years,
	       seconds, totals->terminal_years * 60 / seconds, (long long)totals->loss, (long long)totals->blind,
	       (long long)totals->broken);
	if (totals->broken)
		printf(", the first in seed %llu", (unsigned long long)totals->first_broken);
	putchar('\n');
}

static bool read_order(int argc, char **argv, struct order *order)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' }, { "seeds", required_argument, NULL, 'r' }, { "jobs", required_argument, NULL, 'j' },
		{ "terminals", required_argument, NULL, 't' }, { "days", required_argument, NULL, 'd' }, { "tell", no_argument, NULL, 'T' },
		{ "first", no_argument, NULL, 'f' }, { NULL, 0, NULL, 0 },
	};
	char *end;
	int option;

	*order = (struct order){ .set = { .terminals = 3, .days = 30 }, .from = 1, .to = 1000, .jobs = 2 };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			order->from = order->to = strtoull(optarg, NULL, 10);
			order->jobs = 1;
			break;
		case 'r':
			order->from = strtoull(optarg, &end, 10);
			order->to = starts_with(end, "..") ? strtoull(end + 2, NULL, 10) : 0;
			break;
		case 'j':
			order->jobs = (int)strtol(optarg, NULL, 10);
			break;
		case 't':
			order->set.terminals = (int)strtol(optarg, NULL, 10);
			break;
		case 'd':
			order->set.days = (int)strtol(optarg, NULL, 10);
			break;
		case 'T':
			order->set.tell = true;
			break;
		case 'f':
			order->first = true;
			break;
		default:
			return false;
		}
	}
	return order->from <= order->to && order->jobs >= 1 && order->jobs <= JOBS_MAX && order->set.terminals >= 2 &&
	       order->set.terminals <= 5000 && order->set.days >= 1 && order->set.days <= 3660;
}

int main(int argc, char **argv)
{
	struct totals totals = { .seeds = 0 };
	struct timespec from, to;
	struct order order;
	bool whole;

	if (!read_order(argc, argv, &order)) {
		fprintf(stderr, "usage: sim --seed N [--tell] | --seeds A..B [--jobs J] [--first]   [--terminals N] [--days D]\n");
		return 2;
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	whole = run(&order, &totals);
	clock_gettime(CLOCK_MONOTONIC, &to);
	report(&order, &totals, (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9 + 0.001);
	if (!whole)
		puts("a process of the simulator ended on its own: the seeds after it were not played");
	return totals.broken || !whole ? 1 : 0;
}
