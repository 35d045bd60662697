/* Places of the town: library, pool, toilets … Reads as in town.h. */
#ifndef PARVIS_STORE_PLACE_H
#define PARVIS_STORE_PLACE_H

#include "common/store/town.h"

struct place {
	const char *id, *kind, *name, *summary, *address, *phone, *email, *web, *hours, *access, *department, *source;
	const char *lang, *text_lang;
	struct spot at;
};

bool place_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct place *ret_place,
                struct err *err) WARN_UNUSED;

/* Of KIND (NULL: all). With FROM known the nearest first, else by name. At most LIMIT. */
bool place_list(struct db *db, const char *lang, const char *kind, struct spot from, size_t limit, struct arena *arena,
                const struct place **ret_list, size_t *ret_count, struct err *err) WARN_UNUSED;

/* Which kinds there are, with how many; by number, most first, 'other' last. */
struct place_count {
	const char *kind;
	int64_t count;
};
bool place_kinds(struct db *db, struct arena *arena, const struct place_count **ret_list, size_t *ret_count,
                 struct err *err) WARN_UNUSED;

extern const struct db_queries place_queries;

#endif
