#include "hub/rate.h"

#include "common/base/clock.h"
#include "hub/limits.h"

#include <arpa/inet.h>

struct bucket {
	uint64_t who;   /* 0: free */
	double tokens;
	int64_t at;
};

struct rate {
	double per_minute, per_minute_all;
	struct bucket all;
	struct bucket buckets[LIMIT_RATE_ADDRESSES];
};

struct rate *rate_new(int per_minute, int per_minute_all)
{
	struct rate *rate = calloc(1, sizeof(*rate));

	if (!rate)
		abort();
	rate->per_minute = per_minute;
	rate->per_minute_all = per_minute_all;
	rate->all = (struct bucket){ .who = 1, .tokens = per_minute_all };
	return rate;
}

void rate_free(struct rate *rate)
{
	free(rate);
}

static uint64_t hash(const void *data, size_t len)
{
	const unsigned char *bytes = data;
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < len; i++)
		h = (h ^ bytes[i]) * UINT64_C(1099511628211);
	return h ? h : 1;
}

static uint64_t name_of(const char *address)
{
	unsigned char six[16];

	if (inet_pton(AF_INET6, address, six) == 1)
		return hash(six, 8);
	return hash(address, strlen(address));
}

/* The bucket of WHO; where all near ones are taken, the one that was asked longest ago gives way. */
static struct bucket *find(struct rate *rate, uint64_t who, int64_t now)
{
	enum { NEAR = 8 };
	struct bucket *oldest = NULL;

	for (size_t i = 0; i < NEAR; i++) {
		struct bucket *b = &rate->buckets[(who + i) % LIMIT_RATE_ADDRESSES];

		if (b->who == who)
			return b;
		if (!oldest || !b->who || (oldest->who && b->at < oldest->at))
			oldest = b;
	}
	*oldest = (struct bucket){ .who = who, .tokens = rate->per_minute, .at = now };
	return oldest;
}

static void fill(struct bucket *bucket, double per_minute, int64_t now)
{
	if (now > bucket->at)
		bucket->tokens += (double)(now - bucket->at) / (double)MINUTE_US * per_minute;
	bucket->tokens = MIN(bucket->tokens, per_minute);
	bucket->at = now;
}

static int wait_of(const struct bucket *bucket, double per_minute)
{
	double seconds = (1 - bucket->tokens) * 60 / per_minute;

	return (int)seconds + 1;
}

bool rate_take(struct rate *rate, const char *address, int64_t now, int *ret_wait_s)
{
	struct bucket *own = find(rate, name_of(address), now);

	fill(own, rate->per_minute, now);
	fill(&rate->all, rate->per_minute_all, now);
	if (own->tokens < 1 || rate->all.tokens < 1) {
		int a = own->tokens < 1 ? wait_of(own, rate->per_minute) : 0;
		int b = rate->all.tokens < 1 ? wait_of(&rate->all, rate->per_minute_all) : 0;

		*ret_wait_s = MAX(a, b);
		return false;
	}
	own->tokens -= 1;
	rate->all.tokens -= 1;
	return true;
}
