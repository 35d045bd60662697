/* Services (démarches) and guides. Reads as in town.h. */
#ifndef PARVIS_STORE_SERVICE_H
#define PARVIS_STORE_SERVICE_H

#include "common/store/town.h"

struct service {
	const char *id, *name, *kind, *department, *theme, *icon, *summary;
	const char *lang, *text_lang;
	const char *keywords;  /* words people use instead; NULL: none. Filled by service_list alone */
	const char *form;      /* JSON; NULL: needs papers, see checklist. Filled by service_read alone */
	const char *checklist; /* JSON or NULL. Filled by service_read alone, and so is what follows */
	const char *how_to, *purpose, *legal_basis, *recipients, *retention, *promised_text, *silence, *appeal;
	const char *checklist_lang, *how_to_lang, *purpose_lang /* to retention */, *promised_lang; /* a form says it of each text itself */
	int64_t promised_days, silence_days; /* -1: none */
	bool sensitive;
	bool has_form;
};

bool service_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct service *ret_service,
                  struct err *err) WARN_UNUSED;

/* Of THEME (in the language the row is written in, as service_themes gives it as `key`; NULL: all), by theme and name. */
bool service_list(struct db *db, const char *lang, const char *theme, struct arena *arena, const struct service **ret_list,
                  size_t *ret_count, struct err *err) WARN_UNUSED;

struct service_theme {
	const char *key, *name; /* name is in LANG */
	const char *icon;       /* of its first service */
	const char *lang;
	int64_t count;
};
bool service_themes(struct db *db, const char *lang, struct arena *arena, const struct service_theme **ret_list,
                    size_t *ret_count, struct err *err) WARN_UNUSED;

/* The form, checklist and promise in the language the town writes in, for a copy that an official reads: pass LANG NULL. */

struct guide {
	const char *id, *title, *summary, *theme, *body, *updated, *source, *lang, *text_lang;
};

bool guide_read(struct db *db, const char *lang, const char *id, struct arena *arena, struct guide *ret_guide,
                struct err *err) WARN_UNUSED;

extern const struct db_queries service_queries;

#endif
