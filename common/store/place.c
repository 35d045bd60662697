#include "common/store/place.h"

#include "common/store/rows.h"

#include <math.h>

#define COLUMNS "id, kind, " IN_LANG("name") ", " IN_LANG("summary") ", address, phone, email, web, hours, " IN_LANG("access") \
	", department, source, lat, lon, " LANG_OF("name") ", " LANG_OF("summary")

enum { Q_ONE, Q_BY_NAME, Q_NEAREST, Q_KINDS };

static const struct db_query rows[] = {
	[Q_ONE] = { "SELECT " COLUMNS " FROM place WHERE id = ?2" },
	[Q_BY_NAME] = { "SELECT " COLUMNS " FROM place WHERE ?2 IS NULL OR kind = ?2 ORDER BY 3 COLLATE words LIMIT ?3" },
	/* Flat enough over a town: squared degrees, those of longitude shortened by the latitude (?6 = cos²). */
	[Q_NEAREST] = { "SELECT " COLUMNS " FROM place WHERE (?2 IS NULL OR kind = ?2) AND lat IS NOT NULL AND lon IS NOT NULL"
	                " ORDER BY (lat - ?4) * (lat - ?4) + (lon - ?5) * (lon - ?5) * ?6 LIMIT ?3" },
	[Q_KINDS] = { "SELECT kind, count(*) FROM place GROUP BY kind ORDER BY kind = 'other', 2 DESC, 1" },
};

const struct db_queries place_queries = { .name = "place", .rows = rows, .count = ARRAY_LEN(rows) };

static void read_place(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct place *place = item;

	*place = (struct place){
		.id = db_text_in(stmt, 0, arena),
		.kind = db_text_in(stmt, 1, arena),
		.name = db_text_in(stmt, 2, arena),
		.summary = db_text_in(stmt, 3, arena),
		.address = db_text_in(stmt, 4, arena),
		.phone = db_text_in(stmt, 5, arena),
		.email = db_text_in(stmt, 6, arena),
		.web = db_text_in(stmt, 7, arena),
		.hours = db_text_in(stmt, 8, arena),
		.access = db_text_in(stmt, 9, arena),
		.department = db_text_in(stmt, 10, arena),
		.source = db_text_in(stmt, 11, arena),
		.at = rows_spot(stmt, 12),
		.lang = db_text_in(stmt, 14, arena),
		.text_lang = db_text_in(stmt, 15, arena),
	};
}

bool place_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct place *ret_place, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_ONE]);

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_place, arena, ret_place, "this place", err);
}

bool place_list(struct db *db, const char *lang, const char *kind, struct spot from, size_t limit, struct arena *arena,
                const struct place **ret_list, size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[from.known ? Q_NEAREST : Q_BY_NAME]);
	void *items;

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, kind);
	db_bind_int(stmt, 3, (int64_t)limit);
	if (from.known) {
		double shorter = cos(from.lat * 3.14159265358979323846 / 180);

		db_bind_real(stmt, 4, from.lat);
		db_bind_real(stmt, 5, from.lon);
		db_bind_real(stmt, 6, shorter * shorter);
	}
	if (!rows_collect(stmt, sizeof(**ret_list), read_place, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

static void read_kind(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct place_count *kind = item;

	*kind = (struct place_count){ .kind = db_text_in(stmt, 0, arena), .count = db_int(stmt, 1) };
}

bool place_kinds(struct db *db, struct arena *arena, const struct place_count **ret_list, size_t *ret_count, struct err *err)
{
	void *items;

	if (!rows_collect(db_query(db, &rows[Q_KINDS]), sizeof(**ret_list), read_kind, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}
