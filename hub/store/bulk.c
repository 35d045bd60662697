/* What makes filling a new replica quick: it is empty, so its indexes are made once, sorted, when the rows are there, streets are
 * counted once instead of at each address, and full-text search merges large pieces instead of many small ones. */
#include "hub/store/internal.h"

/* Room for a piece of a full-text index before it is written, in bytes; and FTS5's own, which a terminal goes on with. */
#define FTS_PIECE "16777216"
#define FTS_PIECE_USUAL "1048576"

static const struct db_query parts_query = {
	"SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL"
	" AND (type = 'index' OR (type = 'trigger' AND tbl_name = 'address'))"
};

static const char pieces[] =
	"INSERT INTO find(find, rank) VALUES ('hashsize', " FTS_PIECE ");"
	"INSERT INTO find_guide(find_guide, rank) VALUES ('hashsize', " FTS_PIECE ");"
	"INSERT INTO find_body(find_body, rank) VALUES ('hashsize', " FTS_PIECE ");"
	"INSERT INTO request_find(request_find, rank) VALUES ('hashsize', " FTS_PIECE ");";

static const char pieces_usual[] =
	"INSERT INTO find(find, rank) VALUES ('hashsize', " FTS_PIECE_USUAL ");"
	"INSERT INTO find_guide(find_guide, rank) VALUES ('hashsize', " FTS_PIECE_USUAL ");"
	"INSERT INTO find_body(find_body, rank) VALUES ('hashsize', " FTS_PIECE_USUAL ");"
	"INSERT INTO request_find(request_find, rank) VALUES ('hashsize', " FTS_PIECE_USUAL ");";

/* What address's triggers would have come to (common/store/sql/search.sql). */
static const char streets[] =
	"INSERT INTO street (name, city, addresses) SELECT street, coalesce(city, ''), count(*) FROM address"
	" GROUP BY street, coalesce(city, '') ORDER BY min(rowid);";

bool store_bulk_begin(struct db *db, struct strbuf *later, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &parts_query);
	struct strbuf drops = STRBUF_INIT;
	enum db_step step;
	bool ok;

	strbuf_add(later, streets);
	while ((step = db_step(stmt, err)) == DB_ROW) {
		strbuf_addf(&drops, "DROP %s main.\"%s\";", db_text0(stmt, 0), db_text0(stmt, 1));
		strbuf_addf(later, "%s;\n", db_text0(stmt, 2));
	}
	strbuf_add(later, pieces_usual);
	ok = step == DB_END && db_exec(db, strbuf_str(&drops), err) && db_exec(db, pieces, err);
	strbuf_done(&drops);
	return ok;
}

bool store_bulk_end(struct db *db, struct strbuf *later, struct err *err)
{
	bool ok = db_exec(db, strbuf_str(later), err);

	strbuf_done(later);
	return ok;
}
