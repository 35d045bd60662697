/* The town itself. All reads of what a town publishes (town, department, place, event, service, guide, waste, address)
 * work alike: DB is a replica or the hub's store of a town; LANG chooses the texts (BCP 47; what is not translated stays in
 * the language it was written in); rows are copied into ARENA and live as long; NULL columns are NULL unless said.
 * The `lang` of a row is that of its name or title, its `text_lang` that of what it says below; NULL: the town's own.
 * A read that finds no row returns false and sets ERR_NOT_FOUND. Thread: the connection's.
 */
#ifndef PARVIS_STORE_TOWN_H
#define PARVIS_STORE_TOWN_H

#include "common/store/db.h"

/* A position that may be missing. */
struct spot {
	bool known;
	double lat, lon;
};

struct town {
	const char *id, *name, *title, *lang, *zone, *holidays, *colour, *arms, *web;
	const char *address, *phone, *email, *hours, *reception, *dpo, *dpo_lang;
	struct spot at;
};

bool town_read(struct db *db, const char *lang, struct arena *arena, struct town *ret_town, struct err *err) WARN_UNUSED;

extern const struct db_queries town_queries;

#endif
