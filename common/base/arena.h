/* Arena: memory that is freed all at once. One for an open screen, one rebuilt with each UI tree, one a request.
 * Not thread-safe. Out of memory aborts (the service restarts); every outside input has its own limit before it.
 */
#ifndef PARVIS_BASE_ARENA_H
#define PARVIS_BASE_ARENA_H

#include "common/base/util.h"

#include <stdarg.h>

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *arena); /* NULL is fine */

/* Everything handed out is gone; the memory is overwritten, then kept for reuse. */
void arena_reset(struct arena *arena);

/* Zeroed, aligned for anything. */
void *arena_alloc(struct arena *arena, size_t size);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (n)))

char *arena_strdup(struct arena *arena, const char *s); /* NULL stays NULL */
char *arena_strndup(struct arena *arena, const char *s, size_t len);
char *arena_printf(struct arena *arena, const char *fmt, ...) PRINTF_LIKE(2, 3);
char *arena_vprintf(struct arena *arena, const char *fmt, va_list args) PRINTF_LIKE(2, 0);

#endif
