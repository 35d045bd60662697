/* What goes on: events, news, legal notices, alerts. Reads as in town.h. NOW is wall time, µs. */
#ifndef PARVIS_STORE_EVENT_H
#define PARVIS_STORE_EVENT_H

#include "common/store/town.h"

struct event {
	const char *id, *title, *summary, *place, *place_text, *price, *audience, *icon;
	const char *lang, *text_lang;
	int64_t starts, ends; /* ends 0: not said */
};

struct article { /* a piece of news, or a notice */
	const char *id, *kind, *title, *summary, *body; /* kind: notices only; body: JSON blocks or NULL */
	const char *lang, *text_lang;
	int64_t published, until;                       /* until 0: none */
};

enum alert_severity { ALERT_INFO, ALERT_WARNING, ALERT_DANGER };

struct alert {
	const char *id, *title, *body, *goto_place;
	const char *lang, *text_lang;
	enum alert_severity severity;
	int64_t starts, ends;
	struct spot at;
	int64_t radius; /* metres; 0: the whole town */
};

/* Not over at NOW (one without an end is over six hours after its start), soonest first. */
bool event_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct event **ret_list,
                size_t *ret_count, struct err *err) WARN_UNUSED;
bool event_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct event *ret_event,
                struct err *err) WARN_UNUSED;

/* Published and not past its `until`, newest first. */
bool news_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct article **ret_list,
               size_t *ret_count, struct err *err) WARN_UNUSED;
bool news_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct article *ret_news,
               struct err *err) WARN_UNUSED;
bool notice_list(struct db *db, const char *lang, int64_t now, size_t limit, struct arena *arena, const struct article **ret_list,
                 size_t *ret_count, struct err *err) WARN_UNUSED;
bool notice_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct article *ret_notice,
                 struct err *err) WARN_UNUSED;

/* Alerts in force at NOW, gravest first; whether one concerns a place is for domain (distance) to say. */
bool alert_list(struct db *db, const char *lang, int64_t now, struct arena *arena, const struct alert **ret_list,
                size_t *ret_count, struct err *err) WARN_UNUSED;

extern const struct db_queries event_queries;

#endif
