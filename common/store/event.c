#include "common/store/event.h"

#include "common/store/rows.h"

#define EVENT "id, " IN_LANG("title") ", " IN_LANG("summary") ", starts, ends, place, " IN_LANG("place_text") ", " IN_LANG("price") \
	", " IN_LANG("audience") ", icon, " LANG_OF("title") ", " LANG_OF("summary")
#define ARTICLE IN_LANG("title") ", " IN_LANG("summary") ", " IN_LANG("body") ", published, until, " LANG_OF("title") ", " LANG_OF("body")
#define IN_FORCE " WHERE published <= ?2 AND (until IS NULL OR until > ?2) ORDER BY published DESC, id LIMIT ?3"
#define SIX_HOURS "21600000000"

enum { Q_EVENT, Q_EVENTS, Q_NEWS, Q_ALL_NEWS, Q_NOTICE, Q_NOTICES, Q_ALERTS };

static const struct db_query rows[] = {
	[Q_EVENT] = { "SELECT " EVENT " FROM event WHERE id = ?2" },
	[Q_EVENTS] = { "SELECT " EVENT " FROM event WHERE coalesce(ends, starts + " SIX_HOURS ") > ?2 ORDER BY starts, id LIMIT ?3" },
	[Q_NEWS] = { "SELECT id, NULL, " ARTICLE " FROM news WHERE id = ?2" },
	[Q_ALL_NEWS] = { "SELECT id, NULL, " ARTICLE " FROM news" IN_FORCE },
	[Q_NOTICE] = { "SELECT id, kind, " ARTICLE " FROM notice WHERE id = ?2" },
	[Q_NOTICES] = { "SELECT id, kind, " ARTICLE " FROM notice" IN_FORCE },
	[Q_ALERTS] = { "SELECT id, severity, " IN_LANG("title") ", " IN_LANG("body") ", starts, ends, lat, lon, radius, goto_place, "
	               LANG_OF("title") ", " LANG_OF("body")
	               " FROM alert WHERE starts <= ?2 AND (ends IS NULL OR ends > ?2)"
	               " ORDER BY CASE severity WHEN 'danger' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, starts DESC, id LIMIT 50" },
};

const struct db_queries event_queries = { .name = "event", .rows = rows, .count = ARRAY_LEN(rows) };

static struct db_stmt *query(struct db *db, int which, const char *lang)
{
	struct db_stmt *stmt = db_query(db, &rows[which]);

	rows_bind_lang(stmt, lang);
	return stmt;
}

static void read_event(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct event *event = item;

	*event = (struct event){
		.id = db_text_in(stmt, 0, arena),
		.title = db_text_in(stmt, 1, arena),
		.summary = db_text_in(stmt, 2, arena),
		.starts = db_int(stmt, 3),
		.ends = db_int(stmt, 4),
		.place = db_text_in(stmt, 5, arena),
		.place_text = db_text_in(stmt, 6, arena),
		.price = db_text_in(stmt, 7, arena),
		.audience = db_text_in(stmt, 8, arena),
		.icon = db_text_in(stmt, 9, arena),
		.lang = db_text_in(stmt, 10, arena),
		.text_lang = db_text_in(stmt, 11, arena),
	};
}

bool event_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct event **ret_list,
                size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = query(db, Q_EVENTS, lang);
	void *items;

	db_bind_int(stmt, 2, now);
	db_bind_int(stmt, 3, (int64_t)limit);
	if (!rows_collect(stmt, sizeof(**ret_list), read_event, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

bool event_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct event *ret_event, struct err *err)
{
	struct db_stmt *stmt = query(db, Q_EVENT, lang);

	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_event, arena, ret_event, "this event", err);
}

/* ---- news and notices */

static void read_article(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct article *article = item;

	*article = (struct article){
		.id = db_text_in(stmt, 0, arena),
		.kind = db_text_in(stmt, 1, arena),
		.title = db_text_in(stmt, 2, arena),
		.summary = db_text_in(stmt, 3, arena),
		.body = db_text_in(stmt, 4, arena),
		.lang = db_text_in(stmt, 7, arena),
		.text_lang = db_text_in(stmt, 8, arena),
		.published = db_int(stmt, 5),
		.until = db_int(stmt, 6),
	};
}

static bool articles(struct db *db, int which, const char *lang, int64_t now, size_t limit, struct arena *arena,
                     const struct article **ret_list, size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = query(db, which, lang);
	void *items;

	db_bind_int(stmt, 2, now);
	db_bind_int(stmt, 3, (int64_t)limit);
	if (!rows_collect(stmt, sizeof(**ret_list), read_article, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}

bool news_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct article **ret_list,
               size_t *ret_count, struct err *err)
{
	return articles(db, Q_ALL_NEWS, lang, now, limit, arena, ret_list, ret_count, err);
}

bool notice_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct article **ret_list,
                 size_t *ret_count, struct err *err)
{
	return articles(db, Q_NOTICES, lang, now, limit, arena, ret_list, ret_count, err);
}

bool news_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct article *ret_news, struct err *err)
{
	struct db_stmt *stmt = query(db, Q_NEWS, lang);

	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_article, arena, ret_news, "this piece of news", err);
}

bool notice_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct article *ret_notice,
                 struct err *err)
{
	struct db_stmt *stmt = query(db, Q_NOTICE, lang);

	db_bind_text(stmt, 2, id);
	return rows_one(stmt, read_article, arena, ret_notice, "this notice", err);
}

/* ---- alerts */

static void read_alert(struct db_stmt *stmt, struct arena *arena, void *item)
{
	struct alert *alert = item;
	const char *severity = db_text0(stmt, 1);

	*alert = (struct alert){
		.severity = streq(severity, "danger") ? ALERT_DANGER : streq(severity, "warning") ? ALERT_WARNING : ALERT_INFO,
		.id = db_text_in(stmt, 0, arena),
		.title = db_text_in(stmt, 2, arena),
		.body = db_text_in(stmt, 3, arena),
		.starts = db_int(stmt, 4),
		.ends = db_int(stmt, 5),
		.at = rows_spot(stmt, 6),
		.radius = db_int(stmt, 8),
		.goto_place = db_text_in(stmt, 9, arena),
		.lang = db_text_in(stmt, 10, arena),
		.text_lang = db_text_in(stmt, 11, arena),
	};
}

bool alert_list(struct db *db, const char *lang, int64_t now, struct arena *arena, const struct alert **ret_list,
                size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = query(db, Q_ALERTS, lang);
	void *items;

	db_bind_int(stmt, 2, now);
	if (!rows_collect(stmt, sizeof(**ret_list), read_alert, arena, &items, ret_count, err))
		return false;
	*ret_list = items;
	return true;
}
