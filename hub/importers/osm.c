/* Places, streets and addresses out of an OpenStreetMap extract (PBF or XML), through readosm. */
#include "hub/imports.h"

#include "common/base/arena.h"
#include "common/domain/hours.h"
#include "common/text/fold.h"
#include "common/text/tr.h"
#include "hub/importers/csv.h"
#include "hub/importers/import.h"
#include "hub/importers/osm_kinds.h"
#include "hub/importers/points.h"

#include <math.h>
#include <readosm.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CSV_MAX = 256 << 20, NAME_MAX_BYTES = 200 };

struct object { /* a node, way or relation with tags */
	char type;  /* 'n', 'w', 'r' */
	long long id;
	const readosm_tag *tags;
	int tag_count;
	bool located;
	double lat, lon;
};

struct osm {
	struct import import;
	struct points nodes, ways;
	struct arena *arena;   /* of one object */
	char lang[24];
	bool addresses;        /* from this file, not from a CSV */
	json_t *places, *rows; /* id → row: places; addresses and streets */
	json_t *known;         /* "street|number" → id, and the sums of a street's positions */
	json_t *streets;       /* folded name → [name, city, count, lat, lon] */
	int bad_hours;
	bool overflow;
};

static const char *tag(const struct object *object, const char *key)
{
	for (int i = 0; i < object->tag_count; i++)
		if (streq(object->tags[i].key, key))
			return *object->tags[i].value ? object->tags[i].value : NULL;
	return NULL;
}

static const char *get_tag(const void *object, const char *key)
{
	return tag(object, key);
}

static const char *either(const struct object *object, const char *a, const char *b)
{
	return tag(object, a) ? tag(object, a) : tag(object, b);
}

static void set(json_t *row, const char *column, const char *value)
{
	if (value && *value && strlen(value) <= 1000)
		json_object_set_new(row, column, json_string(value));
}

static const char *object_id(const struct osm *osm, const struct object *object)
{
	return arena_printf(osm->arena, "osm-%c%lld", object->type, object->id);
}

/* ---- places */
static const char *address_of(const struct osm *osm, const struct object *object)
{
	const char *street = either(object, "addr:street", "addr:place"), *number = tag(object, "addr:housenumber");
	const char *city = tag(object, "addr:city");

	if (!street)
		return NULL;
	return arena_printf(osm->arena, "%s%s%s%s%s", or_empty(number), number ? " " : "", street, city ? ", " : "", or_empty(city));
}

static const char *keywords_of(const struct osm *osm, const struct object *object, const struct osm_kind *kind)
{
	static const char *const keys[] = { "alt_name", "short_name", "old_name", "operator", "brand", "cuisine", "sport", "religion" };
	struct strbuf words = STRBUF_INIT;
	const char *out;

	strbuf_add(&words, tr(osm->lang, place_kind_key(kind->kind)));
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (tag(object, keys[i]))
			strbuf_addf(&words, ", %s", tag(object, keys[i]));
	out = arena_strdup(osm->arena, strbuf_str(&words));
	strbuf_done(&words);
	return out;
}

static const char *access_of(const struct osm *osm, const struct object *object)
{
	const char *wheelchair = tag(object, "wheelchair");

	if (streq(wheelchair, "yes") || streq(wheelchair, "designated"))
		return tr(osm->lang, "hub.osm.wheelchair_yes");
	if (streq(wheelchair, "limited"))
		return tr(osm->lang, "hub.osm.wheelchair_limited");
	if (streq(wheelchair, "no"))
		return tr(osm->lang, "hub.osm.wheelchair_no");
	return NULL;
}

/* Names in other languages that screens have. */
static void set_names(const struct osm *osm, json_t *row, const struct object *object)
{
	json_t *i18n = json_object();

	for (size_t i = 0; i < LANGS_LEN; i++) {
		const char *name = tag(object, arena_printf(osm->arena, "name:%s", langs[i].code));

		if (name && !streq(langs[i].code, osm->lang) && !streq(name, json_string_value(json_object_get(row, "name"))))
			json_object_set_new(i18n, langs[i].code, json_pack("{s:s}", "name", name));
	}
	if (json_object_size(i18n))
		json_object_set(row, "i18n", i18n);
	json_decref(i18n);
}

static void take_place(struct osm *osm, const struct object *object)
{
	const struct osm_kind *kind = osm_kind_find(get_tag, object);
	const char *name = tag(object, arena_printf(osm->arena, "name:%s", osm->lang));
	const char *hours = tag(object, "opening_hours");
	const char *id = object_id(osm, object);
	const struct hours *parsed;
	json_t *row;

	if (!kind)
		return;
	if (!name)
		name = tag(object, "name");
	if (!name && kind->unnamed)
		name = tr(osm->lang, place_kind_key(kind->kind));
	if (!name || strlen(name) > NAME_MAX_BYTES) {
		import_skip(&osm->import, id, "place without a name, of a kind that needs one");
		return;
	}
	if (streq(tag(object, "access"), "private") || streq(tag(object, "access"), "no")) {
		import_skip(&osm->import, id, "place that is not open to the public");
		return;
	}
	if (!object->located) {
		import_skip(&osm->import, id, "place without a position in this extract");
		return;
	}
	row = json_pack("{s:s, s:s, s:s, s:s, s:f, s:f}", "id", id, "kind", place_kind_name(kind->kind), "name", name, "source",
	                "OpenStreetMap", "lat", object->lat, "lon", object->lon);
	set(row, "summary", tag(object, arena_printf(osm->arena, "description:%s", osm->lang)));
	set(row, "address", address_of(osm, object));
	set(row, "phone", either(object, "phone", "contact:phone"));
	set(row, "email", either(object, "email", "contact:email"));
	set(row, "web", either(object, "website", "contact:website"));
	set(row, "keywords", keywords_of(osm, object, kind));
	set(row, "access", access_of(osm, object));
	set(row, "hours", hours);
	if (hours && !hours_parse(osm->arena, hours, &parsed, NULL))
		osm->bad_hours++;
	set_names(osm, row, object);
	json_object_set_new(osm->places, id, row);
}

/* ---- addresses and streets */
static void note_street(struct osm *osm, const char *street, const char *city, double lat, double lon)
{
	const char *key = fold(osm->arena, street);
	json_t *sum = json_object_get(osm->streets, key);

	if (!*key)
		return;
	if (!sum) {
		sum = json_pack("[s, s, i, f, f]", street, or_empty(city), 0, 0.0, 0.0);
		json_object_set_new(osm->streets, key, sum);
	}
	json_array_set_new(sum, 2, json_integer(json_integer_value(json_array_get(sum, 2)) + 1));
	json_array_set_new(sum, 3, json_real(json_real_value(json_array_get(sum, 3)) + lat));
	json_array_set_new(sum, 4, json_real(json_real_value(json_array_get(sum, 4)) + lon));
}

static void take_address(struct osm *osm, const char *id, const char *number, const char *street, const char *city, double lat,
                         double lon)
{
	const char *key;
	json_t *row;

	if (!number || !*number || !street || !*street) {
		import_skip(&osm->import, id, "address without a street");
		return;
	}
	if (strlen(number) > 40 || strlen(street) > NAME_MAX_BYTES) {
		import_skip(&osm->import, id, "address that is too long to be one");
		return;
	}
	key = arena_printf(osm->arena, "%s|%s|%s", fold(osm->arena, street), fold(osm->arena, number), fold(osm->arena, or_empty(city)));
	if (json_object_get(osm->known, key)) {
		import_skip(&osm->import, id, "address that stands there already");
		return;
	}
	json_object_set_new(osm->known, key, json_true());
	row = json_pack("{s:s, s:s, s:s, s:f, s:f}", "id", id, "number", number, "street", street, "lat", lat, "lon", lon);
	set(row, "city", city);
	json_object_set_new(osm->rows, id, row);
	note_street(osm, street, city, lat, lon);
}

static void add_streets(struct osm *osm)
{
	const char *key;
	json_t *sum;

	json_object_foreach(osm->streets, key, sum) {
		double count = (double)json_integer_value(json_array_get(sum, 2));
		const char *id = arena_printf(osm->arena, "street-%s", key);
		json_t *row = json_pack("{s:s, s:s, s:f, s:f}", "id", id, "street", json_string_value(json_array_get(sum, 0)), "lat",
		                        json_real_value(json_array_get(sum, 3)) / count, "lon",
		                        json_real_value(json_array_get(sum, 4)) / count);

		set(row, "city", json_string_value(json_array_get(sum, 1)));
		json_object_set_new(osm->rows, id, row);
		arena_reset(osm->arena);
	}
}

static void take_object(struct osm *osm, const struct object *object)
{
	arena_reset(osm->arena);
	take_place(osm, object);
	if (!object->located)
		return;
	if (osm->addresses && tag(object, "addr:housenumber"))
		take_address(osm, object_id(osm, object), tag(object, "addr:housenumber"), either(object, "addr:street", "addr:place"),
		             tag(object, "addr:city"), object->lat, object->lon);
	if (object->type == 'w' && tag(object, "highway") && tag(object, "name"))
		note_street(osm, tag(object, "name"), NULL, object->lat, object->lon);
}

/* ---- what readosm calls */
static int on_node(const void *ctx, const readosm_node *node)
{
	struct osm *osm = (struct osm *)(uintptr_t)ctx;
	struct object object = { .type = 'n', .id = node->id, .tags = node->tags, .tag_count = node->tag_count,
	                         .located = isfinite(node->latitude) && fabs(node->latitude) <= 90 && fabs(node->longitude) <= 180,
	                         .lat = node->latitude, .lon = node->longitude };

	if (object.located && !points_add(&osm->nodes, node->id, node->latitude, node->longitude)) {
		osm->overflow = true;
		return READOSM_ABORT;
	}
	if (node->tag_count)
		take_object(osm, &object);
	return READOSM_OK;
}

/* The mean of what is known of COUNT members. */
static void locate(struct object *object, const struct points *points, const long long *ids, int count)
{
	int found = 0;

	for (int i = 0; i < count; i++) {
		const struct point *point = points_find(points, ids[i]);

		if (point) {
			object->lat += point->lat;
			object->lon += point->lon;
			found++;
		}
	}
	object->located = found > 0;
	if (found) {
		object->lat /= found;
		object->lon /= found;
	}
}

static int on_way(const void *ctx, const readosm_way *way)
{
	struct osm *osm = (struct osm *)(uintptr_t)ctx;
	struct object object = { .type = 'w', .id = way->id, .tags = way->tags, .tag_count = way->tag_count };
	bool closed = way->node_ref_count > 1 && way->node_refs[0] == way->node_refs[way->node_ref_count - 1];

	locate(&object, &osm->nodes, way->node_refs, way->node_ref_count - closed);
	if (object.located && !points_add(&osm->ways, way->id, object.lat, object.lon)) {
		osm->overflow = true;
		return READOSM_ABORT;
	}
	if (way->tag_count)
		take_object(osm, &object);
	return READOSM_OK;
}

static int on_relation(const void *ctx, const readosm_relation *relation)
{
	struct osm *osm = (struct osm *)(uintptr_t)ctx;
	struct object object = { .type = 'r', .id = relation->id, .tags = relation->tags, .tag_count = relation->tag_count };
	long long outer[64];
	int count = 0;

	if (!relation->tag_count)
		return READOSM_OK;
	for (int i = 0; i < relation->member_count && count < (int)ARRAY_LEN(outer); i++)
		if (relation->members[i].member_type == READOSM_MEMBER_WAY && streq(relation->members[i].role, "outer"))
			outer[count++] = relation->members[i].id;
	locate(&object, &osm->ways, outer, count);
	take_object(osm, &object);
	return READOSM_OK;
}

static int pass_node(const void *ctx, const readosm_node *node)
{
	(void)ctx;
	(void)node;
	return READOSM_OK;
}

static int pass_way(const void *ctx, const readosm_way *way)
{
	(void)ctx;
	(void)way;
	return READOSM_OK;
}

static int pass_relation(const void *ctx, const readosm_relation *relation)
{
	(void)ctx;
	(void)relation;
	return READOSM_OK;
}

/* readosm follows pointers that a damaged map does not give (a tag without its value): it is let loose first where only a child
 * ends by it. */
static bool survives(const char *path)
{
	static const int deaths[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL };
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		const void *handle = NULL;

		for (size_t i = 0; i < ARRAY_LEN(deaths); i++)
			signal(deaths[i], SIG_DFL);
		if (readosm_open(path, &handle) == READOSM_OK)
			(void)readosm_parse(handle, NULL, pass_node, pass_way, pass_relation);
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
}

static bool read_map(struct osm *osm, const char *path, struct err *err)
{
	const void *handle = NULL;
	int result;

	if (!survives(path))
		return err_set(err, ERR_BAD_INPUT, "%s: damaged; nothing of it was taken", path);
	result = readosm_open(path, &handle);
	if (result == READOSM_OK)
		result = readosm_parse(handle, osm, on_node, on_way, on_relation);
	readosm_close(handle);
	if (osm->overflow)
		return err_set(err, ERR_LIMIT, "%s: more than %d points; cut it to the town first (osmium extract)", path, POINTS_MAX);
	if (result == READOSM_OK)
		return true;
	return err_set(err, ERR_BAD_INPUT, "%s: not readable as OpenStreetMap data (.osm.pbf or .osm), error %d", path, result);
}

/* ---- addresses from a CSV */
enum { C_ID, C_NUMBER, C_STREET, C_CITY, C_LON, C_LAT, CSV_COLUMNS };

static bool csv_columns(char **fields, size_t count, size_t at[CSV_COLUMNS], struct err *err)
{
	static const char *const names[CSV_COLUMNS] = { "osm_id", "numero", "voie", "commune", "lon", "lat" };

	for (size_t c = 0; c < CSV_COLUMNS; c++) {
		size_t i = 0;

		while (i < count && !streq(fields[i], names[c]))
			i++;
		if (i == count)
			return err_set(err, ERR_BAD_INPUT, "its first line has no column \"%s\"", names[c]);
		at[c] = i;
	}
	return true;
}

static bool read_number(const char *text, double limit, double *ret_value)
{
	char *end;

	*ret_value = strtod(text, &end);
	return end != text && !*end && isfinite(*ret_value) && fabs(*ret_value) <= limit;
}

static bool read_csv(struct osm *osm, const char *path, struct err *err)
{
	struct strbuf text = STRBUF_INIT;
	char *fields[CSV_FIELDS_MAX], *at;
	size_t columns[CSV_COLUMNS], count;
	int line = 1;
	bool ok;

	if (!strbuf_read_file(&text, path, CSV_MAX))
		return err_errno(err, "%s", path);
	if (!text.len) {
		strbuf_done(&text);
		return err_set(err, ERR_BAD_INPUT, "%s: empty", path);
	}
	at = text.data;
	count = csv_record(&at, fields, &line);
	ok = csv_columns(fields, count, columns, err) || err_prefix(err, "%s", path);
	while (ok) {
		int first_line = line;
		double lat, lon;

		count = csv_record(&at, fields, &line);
		if (!count)
			break;
		arena_reset(osm->arena);
		if (count == 1 && !*fields[0])
			continue;
		if (count <= columns[C_LAT] || count <= columns[C_LON] || !read_number(fields[columns[C_LAT]], 90, &lat) ||
		    !read_number(fields[columns[C_LON]], 180, &lon) || !*fields[columns[C_ID]])
			import_skip(&osm->import, arena_printf(osm->arena, "line %d", first_line), "line of the CSV without id or position");
		else
			take_address(osm, arena_printf(osm->arena, "osm-%s", fields[columns[C_ID]]), fields[columns[C_NUMBER]],
			             fields[columns[C_STREET]], fields[columns[C_CITY]], lat, lon);
	}
	strbuf_done(&text);
	return ok;
}

/* ---- all of it */
static bool write_rows(struct osm *osm, enum synced_id table, const json_t *rows, struct err *err)
{
	const char *id;
	json_t *row;

	json_object_foreach((json_t *)(uintptr_t)rows, id, row)
		if (!import_row(&osm->import, table, row, err))
			return err_prefix(err, "%s", id);
	return import_sweep(&osm->import, table, err);
}

static bool read_all(struct osm *osm, const char *path, const char *addresses, struct err *err)
{
	json_t *town;

	if (!store_town_row(osm->import.store, &town, err))
		return false;
	snprintf(osm->lang, sizeof(osm->lang), "%s", or_empty(json_string_value(json_object_get(town, "lang"))));
	json_decref(town);
	if (addresses && !read_csv(osm, addresses, err))
		return false;
	if (!read_map(osm, path, err))
		return false;
	arena_reset(osm->arena);
	add_streets(osm);
	return true;
}

bool import_osm(struct store *store, const char *path, const char *addresses, FILE *out, struct err *err)
{
	struct osm osm = { .arena = arena_new(), .addresses = !addresses, .places = json_object(), .rows = json_object(),
	                   .known = json_object(), .streets = json_object() };
	bool ok;

	import_init(&osm.import, store, "osm");
	ok = read_all(&osm, path, addresses, err) && store_begin(store, err);
	if (ok && (!write_rows(&osm, SYNCED_PLACE, osm.places, err) || !write_rows(&osm, SYNCED_ADDRESS, osm.rows, err))) {
		store_rollback(store);
		ok = false;
	}
	ok = ok && store_commit(store, err);
	if (ok) {
		import_print(&osm.import, out);
		if (osm.bad_hours)
			fprintf(out, "note         %6d opening hours are shown as they are written: they cannot be read\n", osm.bad_hours);
	}
	import_done(&osm.import);
	points_done(&osm.nodes);
	points_done(&osm.ways);
	json_decref(osm.places);
	json_decref(osm.rows);
	json_decref(osm.known);
	json_decref(osm.streets);
	arena_free(osm.arena);
	return ok;
}
