#include "common/store/service.h"

#include "common/store/rows.h"

#define LISTED "id, " IN_LANG("name") ", kind, department, " IN_LANG("theme") ", icon, " IN_LANG("summary") ", sensitive," \
	" form IS NOT NULL, " LANG_OF("name") ", " LANG_OF("summary")

/* What is done with what one writes is read as one text: in LANG when all of it is there in it, else as the row has it. */
#define IS_IN_LANG(key) "(" key " IS NULL OR json_extract(i18n, '$.\"' || ?1 || '\"." key "') IS NOT NULL)"
#define DATA_IN_LANG IS_IN_LANG("purpose") " AND " IS_IN_LANG("legal_basis") " AND " IS_IN_LANG("recipients") " AND " IS_IN_LANG("retention")
#define OF_DATA(key) "CASE WHEN " DATA_IN_LANG " THEN " IN_LANG(key) " ELSE " key " END"

enum { Q_ONE, Q_LIST, Q_THEMES, Q_GUIDE };

static const struct db_query rows[] = {
	[Q_ONE] = { "SELECT " LISTED ", " IN_LANG("form") ", " IN_LANG("checklist") ", " IN_LANG("how_to") ", " OF_DATA("purpose") ", "
	            OF_DATA("legal_basis") ", " OF_DATA("recipients") ", " OF_DATA("retention") ", " IN_LANG("promised_text") ", silence, "
	            IN_LANG("appeal") ", coalesce(promised_days, -1), coalesce(silence_days, -1), "
	            LANG_OF("checklist") ", " LANG_OF("how_to") ", " "CASE WHEN " DATA_IN_LANG " AND i18n IS NOT NULL THEN ?1 END, "
	            LANG_OF("promised_text") " FROM service WHERE id = ?2" },
	[Q_LIST] = { "SELECT " LISTED ", " IN_LANG("keywords") " FROM service WHERE ?2 IS NULL OR theme = ?2 ORDER BY theme, 2 COLLATE words" },
	[Q_THEMES] = { "SELECT theme, " IN_LANG("theme") ", (SELECT icon FROM service s WHERE s.theme = service.theme"
	               " AND icon IS NOT NULL ORDER BY name LIMIT 1), count(*), "
	               LANG_OF("theme") " FROM service GROUP BY theme ORDER BY 2 COLLATE words" },
	[Q_GUIDE] = { "SELECT id, " IN_LANG("title") ", " IN_LANG("summary") ", " IN_LANG("theme") ", " IN_LANG("body") ", updated, source, "
	              "coalesce(" LANG_OF("title") ", lang), coalesce(" LANG_OF("body") ", lang) FROM guide WHERE id = ?2" },
};

const struct db_queries service_queries = { .name = "service", .rows = rows, .count = ARRAY_LEN(rows) };

static void read_listed(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct service *service = item;

	*service = (struct service){
		.id = db_text_in(stmt, 0, arena),
		.name = db_text_in(stmt, 1, arena),
		.kind = db_text_in(stmt, 2, arena),
		.department = db_text_in(stmt, 3, arena),
		.theme = db_text_in(stmt, 4, arena),
		.icon = db_text_in(stmt, 5, arena),
		.summary = db_text_in(stmt, 6, arena),
		.sensitive = db_int(stmt, 7) != 0,
		.has_form = db_int(stmt, 8) != 0,
		.lang = db_text_in(stmt, 9, arena),
		.text_lang = db_text_in(stmt, 10, arena),
		.promised_days = -1,
		.silence_days = -1,
	};
}

static void read_in_list(struct db_stmt *stmt, struct arena *arena, void *item)
{
	read_listed(stmt, arena, item);
	((struct service *)item)->keywords = db_text_in(stmt, 11, arena);
}

static void read_service(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct service *service = item;

	read_listed(stmt, arena, item);
	service->form = db_text_in(stmt, 11, arena);
	service->checklist = db_text_in(stmt, 12, arena);
	service->how_to = db_text_in(stmt, 13, arena);
	service->purpose = db_text_in(stmt, 14, arena);
	service->legal_basis = db_text_in(stmt, 15, arena);
	service->recipients = db_text_in(stmt, 16, arena);
	service->retention = db_text_in(stmt, 17, arena);
	service->promised_text = db_text_in(stmt, 18, arena);
	service->silence = db_text_in(stmt, 19, arena);
	service->appeal = db_text_in(stmt, 20, arena);
	service->promised_days = db_int(stmt, 21);
	service->silence_days = db_int(stmt, 22);
	service->checklist_lang = db_text_in(stmt, 23, arena);
	service->how_to_lang = db_text_in(stmt, 24, arena);
	service->purpose_lang = db_text_in(stmt, 25, arena);
	service->promised_lang = db_text_in(stmt, 26, arena);
}

bool service_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct service *ret_service,
                  struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_ONE]);

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_service, arena, ret_service, "this service", err);
}

bool service_list(struct db *db, const char *lang, const char *theme, struct arena *arena, const struct service **ret_list,
                  size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_LIST]);
	void *items;

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, theme);
	if (!rows_collect(stmt, sizeof(**ret_list), read_in_list, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

static void read_theme(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct service_theme *theme = item;

	*theme = (struct service_theme){
		.key = db_text_in(stmt, 0, arena),
		.name = db_text_in(stmt, 1, arena),
		.icon = db_text_in(stmt, 2, arena),
		.count = db_int(stmt, 3),
		.lang = db_text_in(stmt, 4, arena),
	};
}

bool service_themes(struct db *db, const char *lang, struct arena *arena, const struct service_theme **ret_list,
                    size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_THEMES]);
	void *items;

	rows_bind_lang(stmt, lang);
	if (!rows_collect(stmt, sizeof(**ret_list), read_theme, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

static void read_guide(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct guide *guide = item;

	*guide = (struct guide){
		.id = db_text_in(stmt, 0, arena),
		.title = db_text_in(stmt, 1, arena),
		.summary = db_text_in(stmt, 2, arena),
		.theme = db_text_in(stmt, 3, arena),
		.body = db_text_in(stmt, 4, arena),
		.updated = db_text_in(stmt, 5, arena),
		.source = db_text_in(stmt, 6, arena),
		.lang = db_text_in(stmt, 7, arena),
		.text_lang = db_text_in(stmt, 8, arena),
	};
}

bool guide_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct guide *ret_guide, struct err *err)
{
	struct db_stmt *stmt = db_query(db, &rows[Q_GUIDE]);

	rows_bind_lang(stmt, lang);
	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_guide, arena, ret_guide, "this guide", err);
}
