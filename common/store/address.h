/* Addresses of the town, and waste collection by address. Reads as in town.h. */
#ifndef PARVIS_STORE_ADDRESS_H
#define PARVIS_STORE_ADDRESS_H

#include "common/store/town.h"

struct address {
	const char *id, *number, *street, *city, *sector; /* number NULL: the street itself */
	struct spot at;
};

bool address_read(struct db *db, const char *id, struct arena *arena, struct address *ret_address, struct err *err) WARN_UNUSED;

/* As you type: "12 rue des tis", "tisser", "rue des tisserands 12b". Words may stand in any order, the last one may be unfinished,
 * accents and case do not matter. The street itself before its numbers when no number was typed. At most LIMIT.
 * 300,000 addresses: about a millisecond. */
bool address_find(struct db *db, const char *text, size_t limit, struct arena *arena, const struct address **ret_list,
                  size_t *ret_count, struct err *err) WARN_UNUSED;

/* The nearest to FROM within METRES. ERR_NOT_FOUND. */
bool address_nearest(struct db *db, struct spot from, double metres, struct arena *arena, struct address *ret_address,
                     struct err *err) WARN_UNUSED;

/* "12 rue des Tisserands", in ARENA. */
const char *address_text(const struct address *address, struct arena *arena);

struct waste {
	const char *id, *sector, *kind, *name, *put_out, *first_day;
	const char *lang;
	int64_t weekday;     /* 1 Monday … 7 Sunday */
	int64_t every_weeks; /* 0: monthly, the first such weekday */
};

/* SECTOR NULL: of the whole town. */
bool waste_list(struct db *db, const char *lang, const char *sector, struct arena *arena, const struct waste **ret_list,
                size_t *ret_count, struct err *err) WARN_UNUSED;

extern const struct db_queries address_queries;

#endif
