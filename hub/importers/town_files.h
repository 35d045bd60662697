/* The files of a town, read and put together; and where in them a row stands, for errors. */
#ifndef PARVIS_HUB_IMPORTERS_TOWN_FILES_H
#define PARVIS_HUB_IMPORTERS_TOWN_FILES_H

#include "common/base/strbuf.h"
#include "hub/store.h"

struct town_file {
	char *path;
	struct strbuf text;
	json_t *json;
};

struct town_files {
	struct town_file *files;
	size_t count;
	struct strbuf *errors; /* a line each; borrowed */
	int error_count;
};

void town_files_done(struct town_files *files);

/* False when a path cannot be read or holds no JSON object; what is wrong is in files->errors. */
bool town_files_load(struct town_files *files, char *const *paths, size_t count) WARN_UNUSED;

/* One line: "file:12: place mairie: …". FILE may be NULL, so may ID. */
void town_error(struct town_files *files, const struct town_file *file, const char *table, const char *id, const char *fmt, ...)
	PRINTF_LIKE(5, 6);

/* The word among WORDS that WORD was most likely meant to be; NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

#endif
