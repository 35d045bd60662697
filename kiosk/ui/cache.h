/* Things that are dear to make and cheap to keep, found by their key, bounded by bytes. What was used in this frame stays
 * until cache_trim, so borrowed pointers live for a frame. Keys and values are overwritten when dropped: they are made
 * of what people typed.
 */
#ifndef PARVIS_UI_CACHE_H
#define PARVIS_UI_CACHE_H

#include "common/base/util.h"

struct cache;

struct cache *cache_new(size_t max_bytes);
void cache_free(struct cache *cache); /* NULL is fine */

/* NULL when it is not there. */
/* What entries are found by. SEED: what else tells keys apart, their length for one. */
uint64_t cache_hash(uint64_t seed, const void *key, size_t len);
void *cache_find(struct cache *cache, const void *key, size_t key_len);

/* Room for SIZE bytes (zeroed, aligned for pointers) under KEY, which is not there yet. */
void *cache_add(struct cache *cache, const void *key, size_t key_len, size_t size);

/* A frame has ended: the longest unused go until the rest fits. */
void cache_trim(struct cache *cache);

size_t cache_bytes(const struct cache *cache);

#endif
