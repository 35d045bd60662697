/* Randomness as a parameter, and the identifiers made from it. */
#ifndef PARVIS_BASE_RAND_H
#define PARVIS_BASE_RAND_H

#include "common/base/util.h"

struct rng {
	void (*fill)(void *ctx, void *out, size_t len);
	void *ctx;
};

/* The kernel's (getrandom). */
struct rng rng_system(void);

static inline void rng_fill(const struct rng *rng, void *out, size_t len)
{
	rng->fill(rng->ctx, out, len);
}

/* Even over 0 … BELOW-1 (BELOW > 0). */
uint32_t rng_below(const struct rng *rng, uint32_t below);

enum { UUID_TEXT = 37 }; /* with its NUL */

struct uuid {
	unsigned char data[16];
};

/* Version 7 (RFC 9562): orders by WALL, which no rule reads back out of it. */
struct uuid uuid_v7(const struct rng *rng, int64_t wall);
void uuid_text(struct uuid id, char out[UUID_TEXT]);
bool uuid_parse(const char *text, struct uuid *ret_id);
static inline bool uuid_same(struct uuid a, struct uuid b)
{
	return memcmp(a.data, b.data, sizeof(a.data)) == 0;
}

#endif
