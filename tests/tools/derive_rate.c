/* How many tracking numbers can be tried in a second: record_derive on 1 and on 2 threads, for docs/security.md.
 * usage: derive_rate [SECONDS]    prints THREADS, derivations per second of the clock, and per second of processor time.
 */
#include "common/base/clock.h"
#include "common/secret/record.h"
#include "common/secret/secret.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct count {
	int64_t until; /* monotonic */
	int64_t cpu;   /* µs */
	int tried;
};

static void *try_numbers(void *ctx)
{
	static const unsigned char salt[RECORD_SALT] = { 1 };
	struct clock clock = clock_system(true);
	struct count *count = ctx;
	struct record_key key;
	struct timespec used;
	struct err err;

	while (clock_mono(&clock) < count->until && record_derive("KFTJBXPCLVRHDNSG", salt, &key, &err))
		count->tried++;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
	count->cpu = used.tv_sec * SECOND_US + used.tv_nsec / 1000;
	return NULL;
}

int main(int argc, char **argv)
{
	int seconds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5;
	struct clock clock = clock_system(true);

	if (!secret_init(NULL))
		return 1;
	for (size_t threads = 1; threads <= 2; threads++) {
		struct count counts[2] = { { 0 } };
		pthread_t ids[2];
		double tried = 0, cpu = 0;

		for (size_t i = 0; i < threads; i++) {
			counts[i].until = clock_mono(&clock) + seconds * SECOND_US;
			if (pthread_create(&ids[i], NULL, try_numbers, &counts[i]) != 0)
				return 1;
		}
		for (size_t i = 0; i < threads; i++) {
			pthread_join(ids[i], NULL);
			tried += counts[i].tried;
			cpu += (double)counts[i].cpu / SECOND_US;
		}
		printf("%zu %.1f %.1f\n", threads, tried / seconds, cpu > 0 ? tried / cpu : 0);
	}
	return 0;
}
