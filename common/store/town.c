#include "common/store/town.h"

#include "common/store/rows.h"

enum { Q_TOWN };

static const struct db_query rows[] = {
	[Q_TOWN] = { "SELECT id, " IN_LANG("name") ", " IN_LANG("title") ", lang, zone, holidays, colour, arms, web,"
	             " address, phone, email, hours, reception, " IN_LANG("dpo") ", lat, lon, "
	             LANG_OF("dpo") " FROM town LIMIT 1" },
};

const struct db_queries town_queries = { .name = "town", .rows = rows, .count = ARRAY_LEN(rows) };

static void read_town(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct town *town = item;

	*town = (struct town){
		.id = db_text_in(stmt, 0, arena),
		.name = db_text_in(stmt, 1, arena),
		.title = db_text_in(stmt, 2, arena),
		.lang = db_text_in(stmt, 3, arena),
		.zone = db_text_in(stmt, 4, arena),
		.holidays = db_text_in(stmt, 5, arena),
		.colour = db_text_in(stmt, 6, arena),
		.arms = db_text_in(stmt, 7, arena),
		.web = db_text_in(stmt, 8, arena),
		.address = db_text_in(stmt, 9, arena),
		.phone = db_text_in(stmt, 10, arena),
		.email = db_text_in(stmt, 11, arena),
		.hours = db_text_in(stmt, 12, arena),
		.reception = db_text_in(stmt, 13, arena),
		.dpo = db_text_in(stmt, 14, arena),
		.at = rows_spot(stmt, 15),
		.dpo_lang = db_text_in(stmt, 17, arena),
	};
}

bool town_read(struct db *db, const char *lang, struct arena *arena, struct town *ret_town, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_TOWN]);

	rows_bind_lang(stmt, lang);
	return rows_one(stmt, read_town, arena, ret_town, "the town", err);
}
