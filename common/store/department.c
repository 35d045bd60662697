#include "common/store/department.h"

#include "common/store/rows.h"

#define COLUMNS "id, " IN_LANG("name") ", " IN_LANG("summary") ", address, " IN_LANG("floor") ", phone, email, hours, " \
	IN_LANG("access") ", lat, lon, " LANG_OF("name") ", " LANG_OF("summary")

enum { Q_ONE, Q_ALL, Q_RECEPTION, Q_CLOSURES };

static const struct db_query rows[] = {
	[Q_ONE] = { "SELECT " COLUMNS " FROM department WHERE id = ?2" },
	[Q_ALL] = { "SELECT " COLUMNS " FROM department ORDER BY id = (SELECT reception FROM town) DESC, 2 COLLATE words" },
	[Q_RECEPTION] = { "SELECT " COLUMNS " FROM department WHERE id = (SELECT reception FROM town)"
	                  " UNION ALL SELECT '', " IN_LANG("title") ", NULL, address, NULL, phone, email, hours, NULL, lat, lon, " LANG_OF("title") ", NULL FROM town"
	                  " LIMIT 1" },
	[Q_CLOSURES] = { "SELECT owner, first_day, last_day, hours, " IN_LANG("reason") " FROM closure"
	                 " WHERE owner IN (?2, 'town') AND last_day >= ?3 ORDER BY first_day, owner = 'town'" },
};

const struct db_queries department_queries = { .name = "department", .rows = rows, .count = ARRAY_LEN(rows) };

static void read_department(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct department *department = item;

	*department = (struct department){
		.id = db_text_in(stmt, 0, arena),
		.name = db_text_in(stmt, 1, arena),
		.summary = db_text_in(stmt, 2, arena),
		.address = db_text_in(stmt, 3, arena),
		.floor = db_text_in(stmt, 4, arena),
		.phone = db_text_in(stmt, 5, arena),
		.email = db_text_in(stmt, 6, arena),
		.hours = db_text_in(stmt, 7, arena),
		.access = db_text_in(stmt, 8, arena),
		.at = rows_spot(stmt, 9),
		.lang = db_text_in(stmt, 11, arena),
		.text_lang = db_text_in(stmt, 12, arena),
	};
}

bool department_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct department *ret_department,
                     struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_ONE]);

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_department, arena, ret_department, "this department", err);
}

bool department_list(struct db *db, const char *lang, struct arena *arena, const struct department **ret_list, size_t *ret_count,
                     struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_ALL]);
	void *items;

	rows_bind_lang(stmt, lang);
	if (!rows_collect(stmt, sizeof(**ret_list), read_department, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

bool department_reception(struct db *db, const char *lang, struct arena *arena, struct department *ret_department,
                          struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_RECEPTION]);

	rows_bind_lang(stmt, lang);
	return rows_one(stmt, read_department, arena, ret_department, "the town", err);
}

static void read_closure(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct closure *closure = item;

	*closure = (struct closure){
		.owner = db_text_in(stmt, 0, arena),
		.first_day = db_text_in(stmt, 1, arena),
		.last_day = db_text_in(stmt, 2, arena),
		.hours = db_text_in(stmt, 3, arena),
		.reason = db_text_in(stmt, 4, arena),
	};
}

bool closure_list(struct db *db, const char *lang, const char *owner, const char *from, struct arena *arena,
                  const struct closure **ret_list, size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_CLOSURES]);
	void *items;

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, owner);
	db_bind_text(stmt, 3, from);
	if (!rows_collect(stmt, sizeof(**ret_list), read_closure, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}
