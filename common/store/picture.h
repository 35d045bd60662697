/* Pictures of what a town publishes (picture.sql). Reads as in town.h. A replica of format 1 has none: ERR_NOT_FOUND. */
#ifndef PARVIS_STORE_PICTURE_H
#define PARVIS_STORE_PICTURE_H

#include "common/base/strbuf.h"
#include "common/store/town.h"

struct picture {
	const char *id, *alt, *alt_lang, *credit;
	int64_t rev;   /* another one: other bytes, perhaps */
	bool drawn;    /* an illustration, not a photograph */
};

/* Of OWNER, "place:ID", without its bytes: a few µs. */
bool picture_of(struct db *db, const char *lang, const char *owner, struct arena *arena, struct picture *ret_picture,
                struct err *err) WARN_UNUSED;

/* The JPEG or PNG itself, appended to OUT. */
bool picture_bytes(struct db *db, const char *id, struct strbuf *out, struct err *err) WARN_UNUSED;

extern const struct db_queries picture_queries;

#endif
