#include "hub/importers/town_pictures.h"

#include "common/domain/picture.h"
#include "common/secret/secret.h"

#include <errno.h>

static const char *const kinds[] = { "photo", "illustration" };

/* What may have a picture: a page of the kiosk shows it. */
static const enum synced_id owners[] = { SYNCED_PLACE, SYNCED_DEPARTMENT, SYNCED_EVENT };

struct taking {
	struct town_rows *rows;
	const struct town_file *file;
	const char *id;
	json_t *row;
	json_t *owners; /* owner → id of its picture */
	size_t total;   /* bytes so far */
};

static const char *text(const struct taking *t, const char *column)
{
	return json_string_value(json_object_get(t->row, column));
}

static void check_kind(const struct taking *t)
{
	const char *kind = text(t, "kind");

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (kind && streq(kind, kinds[i]))
			return;
	if (kind)
		town_error(t->rows->files, t->file, "picture", t->id, "\"kind\" is \"%.40s\"; expected \"photo\" or \"illustration\"", kind);
}

static bool known_owner(const struct taking *t, const char *owner)
{
	for (size_t i = 0; i < ARRAY_LEN(owners); i++) {
		const char *table = synced_tables[owners[i]].name;
		size_t len = strlen(table);

		if (starts_with(owner, table) && owner[len] == ':')
			return json_object_get(t->rows->tables[owners[i]], owner + len + 1) != NULL;
	}
	return false;
}

static void check_owner(const struct taking *t)
{
	const char *owner = text(t, "owner");
	const char *other = owner ? json_string_value(json_object_get(t->owners, owner)) : NULL;

	if (!owner)
		return; /* was said */
	if (!known_owner(t, owner))
		town_error(t->rows->files, t->file, "picture", t->id,
		           "\"owner\" is \"%.70s\"; expected the id of a place, a department or an event, like \"place:mairie\"", owner);
	else if (other)
		town_error(t->rows->files, t->file, "picture", t->id, "%s has a picture already: %s", owner, other);
	json_object_set_new(t->owners, owner, json_string(t->id));
}

/* A name beside the JSON, or in a folder there: an import reads nothing else of the machine. */
static bool stays_inside(const char *name)
{
	if (!*name || *name == '/')
		return false;
	for (const char *part = name; part; part = strchr(part, '/') ? strchr(part, '/') + 1 : NULL)
		if (starts_with(part, ".."))
			return false;
	return true;
}

static bool read_picture(struct taking *t, const char *name, struct strbuf *bytes, struct err *err)
{
	const char *slash = strrchr(t->file->path, '/');
	struct picture_size size;
	char path[4200];
	int len = snprintf(path, sizeof(path), "%.*s%s", slash ? (int)(slash - t->file->path + 1) : 0, t->file->path, name);

	if (!stays_inside(name) || len >= (int)sizeof(path))
		return err_set(err, ERR_BAD_INPUT, "\"file\" should be a name beside this file, like \"pictures/mairie.jpg\"");
	if (!strbuf_read_file(bytes, path, PICTURE_BYTES_MAX)) {
		bool large = errno == EFBIG;

		err_set(err, ERR_IO, "%s cannot be taken: %s", name, large ? "it is larger than 2 MB; saved smaller, 1600 pixels wide, it looks the same"
		                                                           : strerror(errno));
		return false;
	}
	if (!picture_look((const unsigned char *)strbuf_str(bytes), bytes->len, &size, err))
		return err_prefix(err, "%s", name);
	t->total += bytes->len;
	return t->total <= TOWN_PICTURES_MAX ||
	       err_set(err, ERR_LIMIT, "with %s the town's pictures are more than %d MB", name, TOWN_PICTURES_MAX >> 20);
}

static void take(struct taking *t)
{
	struct strbuf bytes = STRBUF_INIT, base64 = STRBUF_INIT;
	const char *name = text(t, "file");
	struct err err;

	check_kind(t);
	check_owner(t);
	if (json_object_get(t->row, "bytes")) {
		town_error(t->rows->files, t->file, "picture", t->id, "\"bytes\" is not written; \"file\" names the picture");
	} else if (!name) {
		town_error(t->rows->files, t->file, "picture", t->id, "\"file\" is missing");
	} else if (!read_picture(t, name, &bytes, &err)) {
		town_error(t->rows->files, t->file, "picture", t->id, "%s", err.text);
	} else {
		base64_add(&base64, bytes.data, bytes.len);
		json_object_set_new(t->row, "bytes", json_string(strbuf_str(&base64)));
	}
	strbuf_done(&bytes);
	strbuf_done(&base64);
}

void town_pictures_take(struct town_rows *rows)
{
	struct taking t = { .rows = rows, .owners = json_object() };

	json_object_foreach(rows->tables[SYNCED_PICTURE], t.id, t.row) {
		t.file = town_row_file(rows, SYNCED_PICTURE, t.id);
		take(&t);
	}
	json_decref(t.owners);
}
