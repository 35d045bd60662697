#include "hub/importers/town.h"

#include "common/base/civil.h"
#include "common/secret/pin.h"
#include "hub/importers/town_pictures.h"
#include "hub/importers/town_requests.h"

#include <unistd.h>

static const char *text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

/* The one row of the table town, in whichever file it stands. */
static const json_t *find_town(struct town_files *files)
{
	const json_t *town = NULL;

	for (size_t i = 0; i < files->count; i++) {
		const json_t *list = json_object_get(files->files[i].json, "town");

		if (json_array_size(list) > 1 || (town && list)) {
			town_error(files, &files->files[i], "town", NULL, "a second town; one import is for one town");
			return NULL;
		}
		if (list)
			town = json_array_get(list, 0);
	}
	if (!town)
		town_error(files, NULL, NULL, NULL, "none of the files holds a \"town\": [{\"id\": …, \"name\": …}]");
	else if (!text(town, "id") || !text(town, "zone"))
		town_error(files, NULL, "town", NULL, "\"id\" and \"zone\" are missing");
	else
		return town;
	return NULL;
}

/* A PIN becomes a hash, unless the hash that is there already fits it. */
static void hash_pins(struct town_rows *rows)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[SYNCED_AGENTS], id, row) {
		const char *pin = text(row, "pin");
		char hash[PIN_HASH_TEXT];
		json_t *there = NULL;
		struct err err;

		if (!pin && text(row, "pin_hash"))
			continue;
		if (!pin) {
			town_error(rows->files, town_row_file(rows, SYNCED_AGENTS, id), "agent", id, "\"pin\" is missing");
			continue;
		}
		if (store_get(rows->store, SYNCED_AGENTS, id, &there, NULL) && there && pin_matches(pin, or_empty(text(there, "pin_hash"))))
			json_object_set(row, "pin_hash", json_object_get(there, "pin_hash"));
		else if (pin_hash(pin, hash, &err))
			json_object_set_new(row, "pin_hash", json_string(hash));
		else
			town_error(rows->files, town_row_file(rows, SYNCED_AGENTS, id), "agent", id, "pin: %s", err.text);
		json_decref(there);
	}
}

static bool write_table(struct town_rows *rows, struct import *import, enum synced_id table, struct err *err)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[table], id, row)
		if (!import_row(import, table, row, err))
			return err_prefix(err, "%s %s", synced_tables[table].name, id);
	/* What agents work on stays, whatever the file says. */
	return table == SYNCED_REQUEST || import_sweep(import, table, err);
}

static bool write_all(struct town_rows *rows, struct town_requests *requests, struct import *import, struct err *err)
{
	const char *id;
	json_t *row;

	for (size_t t = 0; t < SYNCED_TABLES; t++)
		if (t != SYNCED_REQUEST && t != SYNCED_MESSAGE && t != SYNCED_RECORD &&
		    !write_table(rows, import, (enum synced_id)t, err))
			return false;
	json_object_foreach(rows->tables[SYNCED_DEPARTMENT], id, row)
		if (!store_notify_set(rows->store, id, text(row, "notify"), err))
			return false;
	return town_requests_write(requests, import, err);
}

static bool take(struct town_files *files, struct store *store, const json_t *town, FILE *out, struct err *err)
{
	struct town_rows rows = { .files = files, .store = store, .now = store_now(store) };
	struct town_requests *requests = NULL;
	struct zone *zone = NULL;
	struct import import;
	bool ok = zone_open(text(town, "zone"), &zone, err);

	if (!ok)
		return err_prefix(err, "town: zone");
	rows.zone = zone;
	import_init(&import, store, "town");
	town_rows_take(&rows);
	town_rows_check(&rows);
	town_pictures_take(&rows);
	if (files->error_count == 0)
		hash_pins(&rows);
	if (files->error_count == 0)
		requests = town_requests_new(&rows);
	ok = files->error_count == 0 && store_begin(store, err);
	if (ok && !write_all(&rows, requests, &import, err)) {
		store_rollback(store);
		ok = false;
	}
	ok = ok && store_commit(store, err);
	if (ok)
		import_print(&import, out);
	town_requests_free(requests);
	town_rows_done(&rows);
	import_done(&import);
	zone_close(zone);
	return ok;
}

static void remove_store(const char *data, const char *town)
{
	static const char *const ends[] = { ".db", ".db-wal", ".db-shm" };

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		char path[4200];

		snprintf(path, sizeof(path), "%s/%s%s", data, town, ends[i]);
		unlink(path);
	}
}

bool import_town(const char *data, char *const *paths, size_t count, const struct clock *clock, const struct rng *rng, FILE *out,
                 struct strbuf *ret_errors, struct err *err)
{
	struct town_files files = { .errors = ret_errors };
	struct store *store = NULL;
	const json_t *town = NULL;
	char path[4200];
	bool ok, existed;

	*err = (struct err){ .code = ERR_NONE };
	ok = town_files_load(&files, paths, count) && (town = find_town(&files));
	if (ok) {
		snprintf(path, sizeof(path), "%s/%s.db", data, text(town, "id"));
		existed = access(path, F_OK) == 0;
		ok = store_open(data, text(town, "id"), true, clock, rng, &store, err);
		if (ok && !take(&files, store, town, out, err)) {
			ok = false;
			store_close(store);
			store = NULL;
			if (!existed)
				remove_store(data, text(town, "id"));
		}
	}
	store_close(store);
	town_files_done(&files);
	if (ok)
		return true;
	if (err->code != ERR_NONE)
		strbuf_addf(ret_errors, "%s\n", err->text);
	return err_set(err, ERR_BAD_INPUT, "nothing was imported");
}
