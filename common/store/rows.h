/* For common/store alone: reading the rows of a statement into an array of an arena, and texts in the reader's language. */
#ifndef PARVIS_STORE_ROWS_H
#define PARVIS_STORE_ROWS_H

#include "common/store/town.h"

/* In SQL: column KEY in language ?1, or as the row has it. ?1 NULL: as it is. */
#define IN_LANG(key) "coalesce(json_extract(i18n, '$.\"' || ?1 || '\"." key "'), " key ")"

/* In SQL: the language in which IN_LANG(key) came out; NULL: as the row has it. */
#define LANG_OF(key) "CASE WHEN json_extract(i18n, '$.\"' || ?1 || '\"." key "') IS NOT NULL THEN ?1 END"

/* Steps STMT to its end and calls READ for each row with a zeroed item of SIZE bytes. *ret_items is an array in ARENA. */
bool rows_collect(struct db_stmt *stmt, size_t size, void (*read)(struct db_stmt *stmt, struct arena *arena, void *item),
                  struct arena *arena, void **ret_items, size_t *ret_count, struct err *err) WARN_UNUSED;

/* One row into ITEM. ERR_NOT_FOUND, "WHAT is not known", when there is none. */
bool rows_one(struct db_stmt *stmt, void (*read)(struct db_stmt *stmt, struct arena *arena, void *item), struct arena *arena,
              void *item, const char *what, struct err *err) WARN_UNUSED;

/* Columns AT and AT+1. */
struct spot rows_spot(struct db_stmt *stmt, int at);

/* LANG as bound to ?1: NULL when it could not stand inside a JSON path. */
void rows_bind_lang(struct db_stmt *stmt, const char *lang);

#endif
