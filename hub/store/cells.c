#include "hub/store/cells.h"

#include "common/base/utf8.h"
#include "common/secret/secret.h"

json_t *cell_json(struct db_stmt *stmt, int at, char type)
{
	if (db_is_null(stmt, at))
		return NULL;
	switch (type) {
	case 'I':
		return json_integer(db_int(stmt, at));
	case 'R':
		return json_real(db_real(stmt, at));
	case 'T':
		return json_string(db_text0(stmt, at));
	}
	return NULL;
}

static bool acts(const char *text)
{
	uint32_t c;

	while ((c = utf8_next(&text)) != 0)
		if (utf8_acts(c))
			return true;
	return false;
}

static char *disarmed_text(const char *text)
{
	char *copy = strdup(text);

	if (!copy)
		abort();
	(void)utf8_disarm(copy);
	return copy;
}

static void wipe_text(char *text)
{
	secret_wipe(text, strlen(text));
	free(text);
}

/* JSON from outside becomes a row: nothing in it acts on a screen, a page, a ticket or a log that shows it. */
static json_t *disarmed(const json_t *value)
{
	json_t *out, *item;
	const char *key;
	size_t i;

	if (json_is_string(value)) {
		char *text = disarmed_text(json_string_value(value));

		out = json_string(text);
		wipe_text(text);
		return out;
	}
	if (json_is_array(value)) {
		out = json_array();
		json_array_foreach(value, i, item)
			json_array_append_new(out, disarmed(item));
		return out;
	}
	if (!json_is_object(value))
		return json_incref((json_t *)(uintptr_t)value);
	out = json_object();
	json_object_foreach((json_t *)(uintptr_t)value, key, item) {
		char *name = disarmed_text(key);

		json_object_set_new(out, name, disarmed(item));
		wipe_text(name);
	}
	return out;
}

static char *text_of(const json_t *value)
{
	json_t *clean = disarmed(value);
	char *text = json_is_string(clean) ? strdup(json_string_value(clean)) : json_dumps(clean, JSON_COMPACT);

	json_decref(clean);
	if (!text)
		abort();
	return text;
}

bool cell_make(const struct store_column *column, const json_t *value, struct cell *cell, struct err *err)
{
	*cell = (struct cell){ .type = 0 };
	if (!value || json_is_null(value)) {
		if (column->required)
			return err_set(err, ERR_BAD_INPUT, "%s is missing", column->name);
		if (column->has_otherwise)
			*cell = (struct cell){ .type = column->type, .integer = column->otherwise };
		return true;
	}
	cell->type = column->type;
	switch (column->type) {
	case 'T':
		if (json_is_string(value) && !acts(json_string_value(value)))
			cell->text = json_string_value(value);
		else if (json_is_string(value) || json_is_object(value) || json_is_array(value))
			cell->text = cell->made = text_of(value);
		else
			return err_set(err, ERR_BAD_INPUT, "%s should be text in quotes", column->name);
		return true;
	case 'I':
		if (json_is_integer(value))
			cell->integer = json_integer_value(value);
		else if (json_is_boolean(value))
			cell->integer = json_is_true(value);
		else
			return err_set(err, ERR_BAD_INPUT, "%s should be a whole number", column->name);
		return true;
	case 'R':
		if (!json_is_number(value))
			return err_set(err, ERR_BAD_INPUT, "%s should be a number", column->name);
		cell->real = json_number_value(value);
		return true;
	case 'B':
		if (!json_is_string(value) || !base64_decode(json_string_value(value), json_string_length(value), SYNCED_LINE_MAX, &cell->bytes))
			return err_set(err, ERR_BAD_INPUT, "%s should be base64", column->name);
		return true;
	}
	return err_set(err, ERR_BAD_INPUT, "%s cannot be given", column->name);
}

size_t cell_line_len(const struct cell *cell)
{
	enum { NUMBER = 32 };
	size_t len = NUMBER + cell->bytes.len / 3 * 4;

	for (const unsigned char *c = (const unsigned char *)or_empty(cell->text); *c; c++) /* as strbuf_add_json writes it */
		len += *c < 0x20 ? sizeof("\\u0000") - 1 : *c == '"' || *c == '\\' ? 2 : 1;
	return len;
}

void cell_done(struct cell *cell)
{
	if (cell->made)
		secret_wipe(cell->made, strlen(cell->made));
	free(cell->made);
	strbuf_done(&cell->bytes);
}

static bool same_bytes(struct bytes there, const struct strbuf *given)
{
	return there.len == given->len && (!given->len || memcmp(there.data, given->data, given->len) == 0);
}

bool cell_same(const struct cell *cell, struct db_stmt *stmt, int at)
{
	if (!cell->type || db_is_null(stmt, at))
		return !cell->type && db_is_null(stmt, at);
	switch (cell->type) {
	case 'T':
		return streq(db_text0(stmt, at), cell->text);
	case 'I':
		return db_int(stmt, at) == cell->integer;
	case 'R':
		return !(db_real(stmt, at) < cell->real) && !(db_real(stmt, at) > cell->real);
	case 'B':
		return same_bytes(db_bytes(stmt, at), &cell->bytes);
	}
	return false;
}

void cell_bind(const struct cell *cell, struct db_stmt *stmt, int at)
{
	switch (cell->type) {
	case 'T':
		db_bind_text(stmt, at, cell->text);
		break;
	case 'I':
		db_bind_int(stmt, at, cell->integer);
		break;
	case 'R':
		db_bind_real(stmt, at, cell->real);
		break;
	case 'B':
		db_bind_bytes(stmt, at, (struct bytes){ .data = (const unsigned char *)strbuf_str(&cell->bytes), .len = cell->bytes.len });
		break;
	}
}
