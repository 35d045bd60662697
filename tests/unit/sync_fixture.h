/* What the tests of the protocol core share: random numbers that repeat. */
#ifndef PARVIS_TESTS_SYNC_FIXTURE_H
#define PARVIS_TESTS_SYNC_FIXTURE_H

#include "common/sync/core.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* xorshift: the same numbers from the same seed. */
static inline void fill(void *ctx, void *out, size_t len)
{
	uint64_t *x = ctx;

	for (size_t i = 0; i < len; i++) {
		*x ^= *x << 13;
		*x ^= *x >> 7;
		*x ^= *x << 17;
		((unsigned char *)out)[i] = (unsigned char)(*x >> 32);
	}
}

static uint64_t seed = 88172645463325252U;
static const struct rng rng = { .fill = fill, .ctx = &seed };

#endif
