#include "common/store/address.h"

#include "common/store/rows.h"
#include "common/store/terms.h"

#include <math.h>

#define COLUMNS "id, number, street, city, sector, lat, lon"
#define COMPACT "replace(replace(lower(number), ' ', ''), '-', '')"

enum { STREETS_MAX = 40, METRES_PER_DEGREE = 111195 };

enum { Q_ONE, Q_STREETS, Q_NUMBER, Q_NUMBERS, Q_STREET, Q_NEAREST, Q_WASTE, Q_WASTE_ALL };

static const struct db_query rows[] = {
	[Q_ONE] = { "SELECT " COLUMNS " FROM address WHERE id = ?1" },
	[Q_STREETS] = { "SELECT street.name, street.city FROM find_street JOIN street ON street.doc = find_street.rowid"
	                " WHERE find_street MATCH ?1 LIMIT ?2" },
	[Q_NUMBER] = { "SELECT " COLUMNS " FROM address WHERE street = ?1 AND coalesce(city, '') = ?2 AND number IS NOT NULL"
	               " AND substr(" COMPACT ", 1, length(?3)) = ?3"
	               " ORDER BY " COMPACT " = ?3 DESC, CAST(number AS INTEGER), length(number), number LIMIT ?4" },
	[Q_NUMBERS] = { "SELECT " COLUMNS " FROM address WHERE street = ?1 AND coalesce(city, '') = ?2 AND number IS NOT NULL"
	                " ORDER BY CAST(number AS INTEGER), length(number), number LIMIT ?4" },
	/* Its own row, or what its numbers have in common. */
	[Q_STREET] = { "SELECT max(CASE WHEN number IS NULL THEN id END), NULL, street, city,"
	               " coalesce(max(CASE WHEN number IS NULL THEN sector END),"
	               " CASE WHEN min(coalesce(sector, '')) = max(coalesce(sector, '')) THEN max(sector) END),"
	               " coalesce(max(CASE WHEN number IS NULL THEN lat END), avg(lat)),"
	               " coalesce(max(CASE WHEN number IS NULL THEN lon END), avg(lon))"
	               " FROM address WHERE street = ?1 AND coalesce(city, '') = ?2 GROUP BY street" },
	[Q_NEAREST] = { "SELECT " COLUMNS " FROM address WHERE lat BETWEEN ?1 - ?3 AND ?1 + ?3 AND lon BETWEEN ?2 - ?4 AND ?2 + ?4"
	                " AND number IS NOT NULL ORDER BY (lat - ?1) * (lat - ?1) + (lon - ?2) * (lon - ?2) * ?5 LIMIT 1" },
	[Q_WASTE] = { "SELECT id, sector, kind, " IN_LANG("name") ", weekday, every_weeks, first_day, " IN_LANG("put_out") ", " LANG_OF("name")
	              " FROM waste WHERE sector = ?2 ORDER BY weekday, kind" },
	[Q_WASTE_ALL] = { "SELECT id, sector, kind, " IN_LANG("name") ", weekday, every_weeks, first_day, " IN_LANG("put_out") ", " LANG_OF("name")
	                  " FROM waste ORDER BY sector, weekday, kind" },
};

const struct db_queries address_queries = { .name = "address", .rows = rows, .count = ARRAY_LEN(rows) };

static void read_address(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct address *address = item;

	*address = (struct address){
		.id = db_text_in(stmt, 0, arena),
		.number = db_text_in(stmt, 1, arena),
		.street = db_text_in(stmt, 2, arena),
		.city = db_text_in(stmt, 3, arena),
		.sector = db_text_in(stmt, 4, arena),
		.at = rows_spot(stmt, 5),
	};
}

bool address_read(struct db *db, const char *id, struct arena *arena, struct address *ret_address, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_ONE]);

	db_bind_text(stmt, 1, id);
	return rows_one(stmt, read_address, arena, ret_address, "this address", err);
}

const char *address_text(const struct address *address, struct arena *arena)
{
	return address->number ? arena_printf(arena, "%s %s", address->number, address->street) : arena_strdup(arena, address->street);
}

/* ---- as you type */

static bool is_number(const char *word)
{
	return word[0] >= '0' && word[0] <= '9';
}

static bool is_suffix(const char *word)
{
	return streq(word, "bis") || streq(word, "ter") || streq(word, "quater") || (strlen(word) == 1 && *word >= 'a' && *word <= 'h');
}

/* Takes the number at AT, and its « bis », out of WORDS. */
static void take_number(struct words *words, size_t at, char out[WORD_BYTES])
{
	size_t n = 1;

	snprintf(out, WORD_BYTES, "%s", words->items[at].text);
	if (at + 1 < words->count && is_suffix(words->items[at + 1].text) && strlen(out) + strlen(words->items[at + 1].text) < WORD_BYTES) {
		size_t used = strlen(out);

		snprintf(out + used, WORD_BYTES - used, "%s", words->items[at + 1].text);
		n = 2;
	}
	memmove(&words->items[at], &words->items[at + n], (words->count - at - n) * sizeof(words->items[0]));
	words->count -= n;
	if (at == words->count && at > 0) /* « tisser 12 »: the street may be a beginning too */
		words->items[at - 1].unfinished = true;
	words->telling = 0;
	for (size_t i = 0; i < words->count; i++)
		words->telling += !words->items[i].small;
}

struct street {
	const char *name, *city;
};

static void read_street(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct street *street = item;

	*street = (struct street){ .name = db_text_in(stmt, 0, arena), .city = db_text_in(stmt, 1, arena) };
}

static bool find_streets(struct db *db, const struct words *words, size_t limit, struct arena *arena, const struct street **ret_list,
                         size_t *ret_count, struct err *err)
{
	struct strbuf match = STRBUF_INIT;
	struct db_stmt *stmt = db_query(db, &rows[Q_STREETS]);
	void *items = NULL;
	bool ok = true;

	*ret_count = 0;
	words_expression(words, " AND ", &match);
	if (match.len > 0) {
		db_bind_text(stmt, 1, strbuf_str(&match));
		db_bind_int(stmt, 2, (int64_t)limit);
		ok = rows_collect(stmt, sizeof(struct street), read_street, arena, &items, ret_count, err);
	}
	*ret_list = items;
	strbuf_done(&match);
	return ok;
}

/* A number is most often first; a street may hold digits too (rue du 8 mai 1945), and some people write the number last. */
static bool understand(struct db *db, const char *text, size_t limit, struct arena *arena, char number[WORD_BYTES],
                       const struct street **ret_list, size_t *ret_count, struct err *err)
{
	struct words all, words;
	size_t last = 0;

	words_read(text, &all);
	number[0] = '\0';
	*ret_count = 0;
	if (all.count > 1 && is_number(all.items[0].text)) {
		words = all;
		take_number(&words, 0, number);
		if (!find_streets(db, &words, limit, arena, ret_list, ret_count, err))
			return false;
		if (*ret_count > 0)
			return true;
		number[0] = '\0';
	}
	if (!find_streets(db, &all, limit, arena, ret_list, ret_count, err))
		return false;
	for (size_t i = 1; i < all.count; i++)
		if (is_number(all.items[i].text))
			last = i;
	if (*ret_count > 0 || last == 0)
		return true;
	take_number(&all, last, number);
	return find_streets(db, &all, limit, arena, ret_list, ret_count, err);
}

struct room {
	struct address *items;
	size_t count, limit;
};

/* Rows of one street behind those that are there. */
static bool add_rows(struct db *db, int which, const struct street *street, const char *number, struct arena *arena,
                     struct room *room, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[which]);
	enum db_step step = DB_END;

	db_bind_text(stmt, 1, street->name);
	db_bind_text(stmt, 2, street->city);
	if (which == Q_NUMBER)
		db_bind_text(stmt, 3, number);
	if (which != Q_STREET)
		db_bind_int(stmt, 4, (int64_t)(room->limit - room->count));
	while (room->count < room->limit && (step = db_step(stmt, err)) == DB_ROW)
		read_address(stmt, arena, &room->items[room->count++]);
	if (step == DB_ROW)
		db_finish(stmt);
	return step != DB_FAILED;
}

bool address_find(struct db *db, const char *text, size_t limit, struct arena *arena, const struct address **ret_list,
                  size_t *ret_count, struct err *err)
{
	struct room room = { .items = ARENA_ARRAY(arena, struct address, limit), .limit = limit };
	const struct street *streets;
	char number[WORD_BYTES];
	size_t count;

	if (!understand(db, text, MAX(limit, (size_t)STREETS_MAX), arena, number, &streets, &count, err))
		return false;
	for (size_t i = 0; i < count && number[0]; i++)
		if (!add_rows(db, Q_NUMBER, &streets[i], number, arena, &room, err))
			return false;
	/* No number typed, or one that no street has: the streets, and the numbers of the only one. */
	for (size_t i = 0; i < count && (!number[0] || room.count == 0); i++)
		if (!add_rows(db, Q_STREET, &streets[i], NULL, arena, &room, err))
			return false;
	if (count == 1 && !number[0] && !add_rows(db, Q_NUMBERS, &streets[0], NULL, arena, &room, err))
		return false;
	explicit_bzero(number, sizeof(number));
	*ret_list = room.items;
	*ret_count = room.count;
	return true;
}

bool address_nearest(struct db *db, struct spot from, double metres, struct arena *arena, struct address *ret_address,
                     struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_NEAREST]);
	double shorter = cos(from.lat * 3.14159265358979323846 / 180);

	db_bind_real(stmt, 1, from.lat);
	db_bind_real(stmt, 2, from.lon);
	db_bind_real(stmt, 3, metres / METRES_PER_DEGREE);
	db_bind_real(stmt, 4, metres / METRES_PER_DEGREE / MAX(shorter, 0.01));
	db_bind_real(stmt, 5, shorter * shorter);
	return rows_one(stmt, read_address, arena, ret_address, "an address near here", err);
}

/* ---- waste */

static void read_waste(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct waste *waste = item;

	*waste = (struct waste){
		.id = db_text_in(stmt, 0, arena),
		.sector = db_text_in(stmt, 1, arena),
		.kind = db_text_in(stmt, 2, arena),
		.name = db_text_in(stmt, 3, arena),
		.weekday = db_int(stmt, 4),
		.every_weeks = db_int(stmt, 5),
		.first_day = db_text_in(stmt, 6, arena),
		.put_out = db_text_in(stmt, 7, arena),
		.lang = db_text_in(stmt, 8, arena),
	};
}

bool waste_list(struct db *db, const char *lang, const char *sector, struct arena *arena, const struct waste **ret_list,
                size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[sector ? Q_WASTE : Q_WASTE_ALL]);
	void *items;

	rows_bind_lang(stmt, lang);
	if (sector)
		db_bind_text(stmt, 2, sector);
	if (!rows_collect(stmt, sizeof(**ret_list), read_waste, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}
