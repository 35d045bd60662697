/* Departments of the town hall, and closures of them and of places. Reads as in town.h. */
#ifndef PARVIS_STORE_DEPARTMENT_H
#define PARVIS_STORE_DEPARTMENT_H

#include "common/store/town.h"

struct department {
	const char *id, *name, *summary, *address, *floor, *phone, *email, *hours, *access;
	const char *lang, *text_lang;
	struct spot at;
};

bool department_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct department *ret_department,
                     struct err *err) WARN_UNUSED;

/* By name. */
bool department_list(struct db *db, const char *lang, struct arena *arena, const struct department **ret_list, size_t *ret_count,
                     struct err *err) WARN_UNUSED;

/* The one that answers people (town.reception); the town hall itself as a department when the town names none. */
bool department_reception(struct db *db, const char *lang, struct arena *arena, struct department *ret_department,
                          struct err *err) WARN_UNUSED;

struct closure {
	const char *owner, *first_day, *last_day; /* dates 'YYYY-MM-DD', both included */
	const char *hours;                        /* opening_hours for these days; NULL: closed */
	const char *reason;
};

/* Of OWNER (department or place id) and of the whole town, not over before FROM ('YYYY-MM-DD'), by first day. */
bool closure_list(struct db *db, const char *lang, const char *owner, const char *from, struct arena *arena,
                  const struct closure **ret_list, size_t *ret_count, struct err *err) WARN_UNUSED;

extern const struct db_queries department_queries;

#endif
