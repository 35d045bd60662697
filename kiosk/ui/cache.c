#include "kiosk/ui/cache.h"

enum { BUCKETS = 1024 };

struct entry {
	struct entry *next;
	uint64_t hash;
	uint32_t frame; /* when it was last used */
	uint32_t key_len;
	size_t size;
	unsigned char *key; /* behind the value */
	_Alignas(16) unsigned char value[];
};

struct cache {
	size_t max, bytes;
	uint32_t frame;
	struct entry *bucket[BUCKETS];
};

struct cache *cache_new(size_t max_bytes)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		abort();
	cache->max = max_bytes;
	return cache;
}

static void drop(struct cache *cache, struct entry **link)
{
	struct entry *entry = *link;
	size_t bytes = sizeof(*entry) + entry->size + entry->key_len;

	*link = entry->next;
	cache->bytes -= bytes;
	explicit_bzero(entry, bytes);
	free(entry);
}

void cache_free(struct cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < BUCKETS; i++)
		while (cache->bucket[i])
			drop(cache, &cache->bucket[i]);
	free(cache);
}

/* The finish of MurmurHash3: each bit of X changes half of them. */
static uint64_t stirred(uint64_t x)
{
	x = (x ^ x >> 33) * UINT64_C(0xff51afd7ed558ccd);
	x = (x ^ x >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return x ^ x >> 33;
}

/* By eight bytes: the texts of a page are looked for several times a frame. */
uint64_t cache_hash(uint64_t seed, const void *key, size_t len)
{
	const unsigned char *at = key;
	uint64_t hash = stirred(seed + 1), word;

	for (; len > 0; at += MIN(len, sizeof(word)), len -= MIN(len, sizeof(word))) {
		word = 0;
		memcpy(&word, at, MIN(len, sizeof(word)));
		hash = stirred(hash ^ word);
	}
	return hash;
}

void *cache_find(struct cache *cache, const void *key, size_t key_len)
{
	uint64_t hash = cache_hash(key_len, key, key_len);

	for (struct entry *e = cache->bucket[hash % BUCKETS]; e; e = e->next)
		if (e->hash == hash && e->key_len == key_len && memcmp(e->key, key, key_len) == 0) {
			e->frame = cache->frame;
			return e->value;
		}
	return NULL;
}

void *cache_add(struct cache *cache, const void *key, size_t key_len, size_t size)
{
	uint64_t hash = cache_hash(key_len, key, key_len);
	struct entry *entry = calloc(1, sizeof(*entry) + size + key_len);

	if (!entry)
		abort();
	entry->hash = hash;
	entry->frame = cache->frame;
	entry->key_len = (uint32_t)key_len;
	entry->size = size;
	entry->key = entry->value + size;
	memcpy(entry->key, key, key_len);
	entry->next = cache->bucket[hash % BUCKETS];
	cache->bucket[hash % BUCKETS] = entry;
	cache->bytes += sizeof(*entry) + size + key_len;
	return entry->value;
}

void cache_trim(struct cache *cache)
{
	uint32_t age = 64; /* frames; halved until enough has gone, never what this frame used */

	while (cache->bytes > cache->max && age) {
		for (size_t i = 0; i < BUCKETS; i++)
			for (struct entry **link = &cache->bucket[i]; *link;) {
				if (cache->frame - (*link)->frame >= age)
					drop(cache, link);
				else
					link = &(*link)->next;
			}
		age /= 2;
	}
	cache->frame++;
}

size_t cache_bytes(const struct cache *cache)
{
	return cache->bytes;
}
