#include "hub/importers/town_rows.h"

#include "common/base/arena.h"
#include "common/domain/form.h"
#include "common/domain/hours.h"
#include "common/domain/tracking.h"
#include "hub/importers/moment.h"

enum { WORDS_MAX = 64 };

/* Columns of the file that are not columns of the table. */
static const struct {
	enum synced_id table;
	const char *name;
} extras[] = {
	{ SYNCED_AGENTS, "pin" },
	{ SYNCED_DEPARTMENT, "notify" },
	{ SYNCED_REQUEST, "thread" },
	{ SYNCED_PICTURE, "file" },
};

/* Dates among the text columns; the other text that starts with '@' is text. */
static const char *const date_columns[] = { "first_day", "last_day", "promised_by", "updated" };

/* What a request may leave out, since import_town fills it. */
static const char *const filled_columns[] = {
	"number", "department", "state", "channel", "terminal", "lang", "summary", "answers", "registered", "trusted", "received",
};

/* id is looked up in TO. */
static const struct reference {
	enum synced_id table;
	const char *column;
	enum synced_id to;
	const char *also; /* a word that is no id and fine */
} references[] = {
	{ SYNCED_TOWN, "reception", SYNCED_DEPARTMENT, NULL },
	{ SYNCED_PLACE, "department", SYNCED_DEPARTMENT, NULL },
	{ SYNCED_EVENT, "place", SYNCED_PLACE, NULL },
	{ SYNCED_ALERT, "goto_place", SYNCED_PLACE, NULL },
	{ SYNCED_SERVICE, "department", SYNCED_DEPARTMENT, NULL },
	{ SYNCED_REQUEST, "service", SYNCED_SERVICE, NULL },
	{ SYNCED_REQUEST, "department", SYNCED_DEPARTMENT, NULL },
	{ SYNCED_REQUEST, "assignee", SYNCED_AGENTS, NULL },
};

static bool among(const char *name, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (streq(name, words[i]))
			return true;
	return false;
}

static bool is_extra(enum synced_id table, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(extras); i++)
		if (extras[i].table == table && streq(extras[i].name, name))
			return true;
	return false;
}

void town_rows_done(struct town_rows *rows)
{
	for (size_t t = 0; t < SYNCED_TABLES; t++) {
		json_decref(rows->tables[t]);
		json_decref(rows->origin[t]);
	}
}

const struct town_file *town_row_file(const struct town_rows *rows, enum synced_id table, const char *id)
{
	const json_t *at = json_object_get(rows->origin[table], id);

	return at ? &rows->files->files[json_integer_value(at)] : NULL;
}

static const struct store_column *find_column(const struct store_column *columns, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (streq(columns[i].name, name))
			return &columns[i];
	return NULL;
}

static void unknown_column(struct town_rows *rows, const struct town_file *file, enum synced_id table, const char *id,
                           const char *name, const struct store_column *columns, size_t count)
{
	const char *words[WORDS_MAX] = { "id" };
	const char *near;
	size_t n = 1;

	for (size_t i = 0; i < count && n < WORDS_MAX; i++)
		words[n++] = columns[i].name;
	for (size_t i = 0; i < ARRAY_LEN(extras) && n < WORDS_MAX; i++)
		if (extras[i].table == table)
			words[n++] = extras[i].name;
	near = nearest_word(name, words, n);
	town_error(rows->files, file, synced_tables[table].name, id, "there is no column \"%.60s\"%s%s%s", name,
	           near ? "; did you mean \"" : "", or_empty(near), near ? "\"?" : "");
}

bool town_rows_time(const struct town_rows *rows, json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	int64_t wall;

	if (!text)
		return json_is_integer(json_object_get(object, key));
	if (!moment_time(text, rows->zone, rows->now, &wall))
		return false;
	json_object_set_new(object, key, json_integer(wall));
	return true;
}

/* Resolves what stands in COLUMN; says what is wrong with it. */
static void take_value(struct town_rows *rows, const struct town_file *file, enum synced_id table, const char *id, json_t *row,
                       const struct store_column *column)
{
	const char *name = synced_tables[table].name;
	json_t *value = json_object_get(row, column->name);
	const char *text = json_string_value(value);
	char date[11];

	if (!value || json_is_null(value)) {
		if (column->required && !(table == SYNCED_REQUEST && among(column->name, filled_columns, ARRAY_LEN(filled_columns))) &&
		    !(table == SYNCED_AGENTS && streq(column->name, "pin_hash")) && column->type != 'B')
			town_error(rows->files, file, name, id, "\"%s\" is missing", column->name);
	} else if (column->type == 'I' && text) {
		if (!town_rows_time(rows, row, column->name))
			town_error(rows->files, file, name, id,
			           "\"%s\" is \"%.40s\"; expected an instant like \"2026-11-24T14:00\" or \"@+3d 14:00\"", column->name, text);
	} else if (column->type == 'T' && among(column->name, date_columns, ARRAY_LEN(date_columns))) {
		if (!text || !moment_date(text, rows->zone, rows->now, date))
			town_error(rows->files, file, name, id, "\"%s\" should be a date like \"2026-11-24\" or \"@+3d\"", column->name);
		else
			json_object_set_new(row, column->name, json_string(date));
	} else if (column->type == 'I' && !json_is_integer(value) && !json_is_boolean(value)) {
		town_error(rows->files, file, name, id, "\"%s\" should be a whole number", column->name);
	} else if (column->type == 'R' && !json_is_number(value)) {
		town_error(rows->files, file, name, id, "\"%s\" should be a number", column->name);
	} else if (column->type == 'T' && !text && !json_is_object(value) && !json_is_array(value)) {
		town_error(rows->files, file, name, id, "\"%s\" should be text in quotes", column->name);
	} else if (column->type == 'R' && json_is_integer(value)) {
		json_object_set_new(row, column->name, json_real(json_number_value(value)));
	}
}

static void take_row(struct town_rows *rows, size_t file_index, enum synced_id table, json_t *row, size_t index)
{
	const struct town_file *file = &rows->files->files[file_index];
	const char *id = json_string_value(json_object_get(row, "id"));
	const struct store_column *columns;
	const char *name;
	json_t *value;
	size_t count;

	if (!json_is_object(row) || !id || !*id || strlen(id) > 60) {
		town_error(rows->files, file, synced_tables[table].name, NULL, "row %zu should be an object with an \"id\" of 1 to 60 characters",
		           index + 1);
		return;
	}
	if (json_object_get(rows->tables[table], id)) {
		town_error(rows->files, file, synced_tables[table].name, id, "this id stands there twice");
		return;
	}
	columns = store_columns(rows->store, table, &count);
	json_object_foreach(row, name, value)
		if (!streq(name, "id") && !is_extra(table, name) && !find_column(columns, count, name))
			unknown_column(rows, file, table, id, name, columns, count);
	for (size_t i = 0; i < count; i++)
		take_value(rows, file, table, id, row, &columns[i]);
	json_object_set(rows->tables[table], id, row);
	json_object_set_new(rows->origin[table], id, json_integer((json_int_t)file_index));
}

void town_rows_take(struct town_rows *rows)
{
	for (size_t t = 0; t < SYNCED_TABLES; t++) {
		rows->tables[t] = json_object();
		rows->origin[t] = json_object();
	}
	for (size_t f = 0; f < rows->files->count; f++) {
		const char *key;
		json_t *list, *row;
		size_t i;

		json_object_foreach(rows->files->files[f].json, key, list) {
			const struct synced_table *table = synced_find(key);
			const char *words[SYNCED_TABLES];
			const char *near;
			enum synced_id id;

			for (size_t t = 0; t < SYNCED_TABLES; t++)
				words[t] = synced_tables[t].name;
			id = table ? (enum synced_id)(table - synced_tables) : SYNCED_TABLES;
			if (!table || id == SYNCED_RECORD || id == SYNCED_MESSAGE) {
				near = nearest_word(key, words, SYNCED_TABLES);
				town_error(rows->files, &rows->files->files[f], NULL, NULL, "\"%.40s\" is no table that can be imported%s%s%s", key,
				           near && !table ? "; did you mean \"" : "", near && !table ? near : "", near && !table ? "\"?" : "");
			} else if (!json_is_array(list)) {
				town_error(rows->files, &rows->files->files[f], key, NULL, "should be an array of rows");
			} else {
				json_array_foreach(list, i, row)
					take_row(rows, f, id, row, i);
			}
		}
	}
}

/* ---- checks that need more than one row */
static void check_reference(struct town_rows *rows, const struct reference *ref)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[ref->table], id, row) {
		const char *to = json_string_value(json_object_get(row, ref->column));

		if (to && !json_object_get(rows->tables[ref->to], to))
			town_error(rows->files, town_row_file(rows, ref->table, id), synced_tables[ref->table].name, id,
			           "\"%s\" is \"%.60s\", but there is no such %s", ref->column, to, synced_tables[ref->to].name);
	}
}

static void check_closures(struct town_rows *rows)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[SYNCED_CLOSURE], id, row) {
		const char *owner = or_empty(json_string_value(json_object_get(row, "owner")));

		if (!streq(owner, "town") && !json_object_get(rows->tables[SYNCED_DEPARTMENT], owner) &&
		    !json_object_get(rows->tables[SYNCED_PLACE], owner))
			town_error(rows->files, town_row_file(rows, SYNCED_CLOSURE, id), "closure", id,
			           "\"owner\" is \"%.60s\"; expected \"town\" or the id of a department or place", owner);
	}
}

static void check_forms(struct town_rows *rows)
{
	struct arena *arena = arena_new();
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[SYNCED_SERVICE], id, row) {
		json_t *form = json_object_get(row, "form");
		char *text = form && !json_is_null(form) ? (json_is_string(form) ? strdup(json_string_value(form)) : json_dumps(form, 0)) : NULL;
		const struct form *parsed;
		struct err err;

		if (text && !form_parse(arena, text, &parsed, &err))
			town_error(rows->files, town_row_file(rows, SYNCED_SERVICE, id), "service", id, "form: %s", err.text);
		free(text);
		arena_reset(arena);
	}
	arena_free(arena);
}

static void check_hours(struct town_rows *rows, enum synced_id table)
{
	struct arena *arena = arena_new();
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[table], id, row) {
		const char *text = json_string_value(json_object_get(row, "hours"));
		const struct hours *hours;
		struct err err;

		if (text && !hours_parse(arena, text, &hours, &err))
			town_error(rows->files, town_row_file(rows, table, id), synced_tables[table].name, id, "hours: %s", err.text);
		arena_reset(arena);
	}
	arena_free(arena);
}

/* It goes into the QR code of each ticket. */
static void check_web(struct town_rows *rows)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[SYNCED_TOWN], id, row) {
		const char *web = json_string_value(json_object_get(row, "web"));

		if (web && !tracking_web_valid(web))
			town_error(rows->files, town_row_file(rows, SYNCED_TOWN, id), "town", id,
			           "\"web\" is \"%.60s\"; expected an address like https://demarches.ville.example", web);
	}
}

void town_rows_check(struct town_rows *rows)
{
	static const enum synced_id with_hours[] = { SYNCED_TOWN, SYNCED_DEPARTMENT, SYNCED_PLACE, SYNCED_CLOSURE };

	for (size_t i = 0; i < ARRAY_LEN(references); i++)
		check_reference(rows, &references[i]);
	check_closures(rows);
	check_web(rows);
	check_forms(rows);
	for (size_t i = 0; i < ARRAY_LEN(with_hours); i++)
		check_hours(rows, with_hours[i]);
}
