#include "common/store/picture.h"

#include "common/store/rows.h"

enum { Q_THERE, Q_OF, Q_BYTES };

static const struct db_query rows[] = {
	[Q_THERE] = { "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'picture'" },
	[Q_OF] = { "SELECT id, rev, " IN_LANG("alt") ", " LANG_OF("alt") ", credit, kind = 'illustration' FROM picture WHERE owner = ?2"
	           " ORDER BY id LIMIT 1" },
	[Q_BYTES] = { "SELECT bytes FROM picture WHERE id = ?1" },
};

const struct db_queries picture_queries = { .name = "picture", .rows = rows, .count = ARRAY_LEN(rows) };

static bool there(struct db *db, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_THERE]);
	enum db_step step = db_step(stmt, err);

	db_finish(stmt);
	if (step == DB_END)
		return err_set(err, ERR_NOT_FOUND, "a replica of format 1 has no pictures");
	return step == DB_ROW;
}

static void read_picture(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct picture *picture = item;

	*picture = (struct picture){
		.id = db_text_in(stmt, 0, arena),
		.rev = db_int(stmt, 1),
		.alt = db_text_in(stmt, 2, arena),
		.alt_lang = db_text_in(stmt, 3, arena),
		.credit = db_text_in(stmt, 4, arena),
		.drawn = db_int(stmt, 5) != 0,
	};
}

bool picture_of(struct db *db, const char *lang, const char *owner, struct arena *arena, struct picture *ret_picture, struct err *err)
{
	struct db_stmt *stmt;

	if (!there(db, err))
		return false;
	stmt = db_query(db, &rows[Q_OF]);
	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, owner);
	return rows_one(stmt, read_picture, arena, ret_picture, "this picture", err);
}

bool picture_bytes(struct db *db, const char *id, struct strbuf *out, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_BYTES]);
	struct bytes bytes;

	db_bind_text(stmt, 1, id);
	switch (db_step(stmt, err)) {
	case DB_FAILED:
		return false;
	case DB_END:
		return err_set(err, ERR_NOT_FOUND, "this picture is not known");
	case DB_ROW:
		break;
	}
	bytes = db_bytes(stmt, 0);
	strbuf_addn(out, bytes.data, bytes.len);
	db_finish(stmt);
	return true;
}
