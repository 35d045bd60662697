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
	struct rate_terms terms;
	struct bucket all;
	struct bucket buckets[LIMIT_RATE_ADDRESSES];
};

struct rate *rate_new(struct rate_terms terms)
{
	struct rate *rate = calloc(1, sizeof(*rate));

	if (!rate)
		abort();
	rate->terms = terms;
	rate->all = (struct bucket){ .who = 1, .tokens = terms.per_minute_all * terms.minutes };
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

/* A socket that listens on both kinds gives an IPv4 address as an IPv6 one, ::ffff:192.0.2.1, and so may a proxy: that is one of IPv4. */
static uint64_t name_of(const char *address)
{
	struct in6_addr six;
	char four[INET_ADDRSTRLEN];

	if (inet_pton(AF_INET6, address, &six) != 1)
		return hash(address, strlen(address));
	if (!IN6_IS_ADDR_V4MAPPED(&six))
		return hash(&six, 8);
	inet_ntop(AF_INET, &six.s6_addr[12], four, sizeof(four));
	return hash(four, strlen(four));
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
	*oldest = (struct bucket){ .who = who, .tokens = rate->terms.per_minute * rate->terms.minutes, .at = now };
	return oldest;
}

static void fill(struct bucket *bucket, double per_minute, double minutes, int64_t now)
{
	if (now > bucket->at)
		bucket->tokens += (double)(now - bucket->at) / (double)MINUTE_US * per_minute;
	bucket->tokens = MIN(bucket->tokens, per_minute * minutes);
	bucket->at = now;
}

/* Seconds until COST is there; 0: it is. */
static int wait_of(const struct bucket *bucket, double per_minute, double cost)
{
	return bucket->tokens >= cost ? 0 : (int)((cost - bucket->tokens) * 60 / per_minute) + 1;
}

bool rate_take(struct rate *rate, const char *who, int cost, int64_t now, int *ret_wait_s)
{
	const struct rate_terms *terms = &rate->terms;
	struct bucket *own = find(rate, name_of(who), now);
	int own_wait, all_wait;

	fill(own, terms->per_minute, terms->minutes, now);
	fill(&rate->all, terms->per_minute_all, terms->minutes, now);
	own_wait = wait_of(own, terms->per_minute, cost);
	all_wait = wait_of(&rate->all, terms->per_minute_all, cost);
	if (own_wait || all_wait) {
		*ret_wait_s = MAX(own_wait, all_wait);
		return false;
	}
	own->tokens -= cost;
	rate->all.tokens -= cost;
	return true;
}

void rate_spend(struct rate *rate, const char *who, double cost, int64_t now)
{
	struct bucket *own = find(rate, name_of(who), now);

	fill(own, rate->terms.per_minute, rate->terms.minutes, now);
	own->tokens -= cost;
}

int64_t rate_owed(struct rate *rate, const char *who, int64_t now)
{
	struct bucket *own = find(rate, name_of(who), now);

	fill(own, rate->terms.per_minute, rate->terms.minutes, now);
	return own->tokens >= 0 ? 0 : (int64_t)(-own->tokens / rate->terms.per_minute * (double)MINUTE_US) + 1;
}
