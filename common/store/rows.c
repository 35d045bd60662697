#include "common/store/rows.h"

enum { FIRST_ROOM = 16 };

bool rows_collect(struct db_stmt *stmt, size_t size, void (*read)(struct db_stmt *stmt, struct arena *arena, void *item),
                  struct arena *arena, void **ret_items, size_t *ret_count, struct err *err)
{
	size_t count = 0, room = FIRST_ROOM;
	char *items = arena_alloc(arena, room * size);
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW) {
		if (count == room) {
			char *more = arena_alloc(arena, 2 * room * size);

			memcpy(more, items, room * size);
			items = more;
			room *= 2;
		}
		read(stmt, arena, items + count++ * size);
	}
	if (step == DB_FAILED)
		return false;
	*ret_items = items;
	*ret_count = count;
	return true;
}

bool rows_one(struct db_stmt *stmt, void (*read)(struct db_stmt *stmt, struct arena *arena, void *item), struct arena *arena,
              void *item, const char *what, struct err *err)
{
	switch (db_step(stmt, err)) {
	case DB_FAILED:
		return false;
	case DB_END:
		return err_set(err, ERR_NOT_FOUND, "%s is not known", what);
	case DB_ROW:
		break;
	}
	read(stmt, arena, item);
	db_finish(stmt);
	return true;
}

struct spot rows_spot(struct db_stmt *stmt, int at)
{
	bool known = !db_is_null(stmt, at) && !db_is_null(stmt, at + 1);

	return known ? (struct spot){ .known = true, .lat = db_real(stmt, at), .lon = db_real(stmt, at + 1) }
	             : (struct spot){ .known = false };
}

void rows_bind_lang(struct db_stmt *stmt, const char *lang)
{
	db_bind_text(stmt, 1, lang && !strpbrk(lang, "\"\\") ? lang : NULL);
}
