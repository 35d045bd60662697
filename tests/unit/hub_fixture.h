/* A hub's store in a folder of its own, with a small town, for tests of the hub. */
#ifndef TESTS_UNIT_HUB_FIXTURE_H
#define TESTS_UNIT_HUB_FIXTURE_H

#include "common/base/clock.h"
#include "common/domain/tracking.h"
#include "common/secret/secret.h"
#include "hub/operations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

enum { FIRST = 1795300000 }; /* Saturday 21 November 2026, 23:26 in Paris */

static int64_t fixture_now;
static struct clock fixture_clock;
static struct rng fixture_rng;
static char fixture_dir[64];
static bool fixture_ahead;
static struct store *store;

static int64_t fixture_wall(void *ctx)
{
	(void)ctx;
	return fixture_now += 1000;
}

static const char fixture_rows[] =
	"{\"town\": [{\"id\": \"62999\", \"name\": \"Ville\", \"title\": \"Ville de Test\", \"lang\": \"fr\", \"zone\": \"Europe/Paris\","
	" \"holidays\": \"FR\", \"colour\": \"#0B3C55\", \"web\": \"https://v.example\", \"address\": \"1 place\", \"phone\": \"0321000000\","
	" \"hours\": \"Mo-Fr 09:00-12:00\", \"reception\": \"accueil\"}],"
	"\"department\": [{\"id\": \"accueil\", \"name\": \"Accueil\"}, {\"id\": \"voirie\", \"name\": \"Voirie\"}],"
	"\"service\": [{\"id\": \"lampe\", \"name\": \"Lampadaire en panne\", \"kind\": \"signalement\", \"department\": \"voirie\","
	" \"theme\": \"Rue\", \"purpose\": \"p\", \"legal_basis\": \"l\", \"recipients\": \"r\", \"retention\": \"1 an\", \"silence\": \"none\","
	" \"promised_days\": 5, \"form\": {\"pages\": [{\"id\": \"a\", \"title\": {\"fr\": \"Quoi\"}, \"fields\": [{\"id\": \"what\", \"type\": \"text\","
	" \"label\": {\"fr\": \"Quoi\"}, \"required\": true}]}]}},"
	" {\"id\": \"aide\", \"name\": \"Aide sociale\", \"kind\": \"demande\", \"department\": \"accueil\", \"theme\": \"Social\", \"purpose\": \"p\","
	" \"legal_basis\": \"l\", \"recipients\": \"r\", \"retention\": \"1 an\", \"silence\": \"none\", \"sensitive\": 1, \"form\": {\"pages\":"
	" [{\"id\": \"a\", \"title\": {\"fr\": \"Quoi\"}, \"fields\": [{\"id\": \"what\", \"type\": \"text\", \"label\": {\"fr\": \"Quoi\"}}]}]}}],"
	"\"agent\": [{\"id\": \"marie\", \"login\": \"marie\", \"name\": \"Marie L.\", \"role\": \"agent\", \"departments\": [\"*\"], \"pin_hash\": \"x\"},"
	" {\"id\": \"paul\", \"login\": \"paul\", \"name\": \"Paul D.\", \"role\": \"agent\", \"departments\": [\"voirie\"], \"pin_hash\": \"x\"}]}";

static void ok(bool done, const struct err *err)
{
	if (!done)
		fail_msg("%s", err->text);
}

static inline void put(enum synced_id table, const json_t *row)
{
	struct err err;

	ok(store_begin(store, &err), &err);
	ok(store_put(store, table, row, NULL, &err), &err);
	ok(store_commit(store, &err), &err);
}

static inline void put_text(enum synced_id table, const char *json)
{
	json_t *row = json_loads(json, 0, NULL);

	assert_non_null(row);
	put(table, row);
	json_decref(row);
}

static int fixture_open(void **state)
{
	json_t *tables, *list, *row;
	const char *name;
	struct err err;
	size_t i;

	(void)state;
	fixture_now = FIRST * SECOND_US;
	fixture_clock = (struct clock){ .wall = fixture_wall, .mono = fixture_wall };
	fixture_rng = rng_system();
	ok(secret_init(&err), &err);
	snprintf(fixture_dir, sizeof(fixture_dir), "/tmp/hub-unit-XXXXXX");
	assert_non_null(mkdtemp(fixture_dir));
	ok(store_open(fixture_dir, "62999", true, &fixture_clock, &fixture_rng, &store, &err), &err);
	tables = json_loads(fixture_rows, 0, NULL);
	assert_non_null(tables);
	json_object_foreach(tables, name, list)
		json_array_foreach(list, i, row)
			put((enum synced_id)(synced_find(name) - synced_tables), row);
	json_decref(tables);
	return 0;
}

static int fixture_close(void **state)
{
	char command[128];

	(void)state;
	store_close(store);
	store = NULL;
	snprintf(command, sizeof(command), "rm -r '%s'", fixture_dir);
	return system(command);
}

/* ---- terminals and what they say */
static inline struct terminal_row terminal(const char *name, const char *scope)
{
	struct terminal_row given = { .lat = 50, .lon = 3 }, row;
	char token[TOKEN_TEXT];
	struct err err;

	snprintf(given.name, sizeof(given.name), "%s", name);
	snprintf(given.scope, sizeof(given.scope), "%s", scope);
	ok(store_begin(store, &err), &err);
	ok(store_terminal_add(store, &given, token, &row, &err), &err);
	ok(store_commit(store, &err), &err);
	return row;
}

/* Applies LEN bytes of LINES as that terminal; the results. */
static inline json_t *apply_bytes(const struct terminal_row *from, const char *lines, size_t len)
{
	struct delivery delivery = { .terminal = from, .lines = lines, .len = len }, *list[] = { &delivery };
	struct scope scope;
	json_t *results;
	struct err err;

	ok(scope_parse(from->scope, &scope, &err), &err);
	delivery.scope = &scope;
	assert_true(delivery_few_enough(&delivery));
	if ((fixture_ahead = !fixture_ahead)) /* the hub does it when there is time */
		delivery_read(store, &delivery);
	deliveries_apply(store, list, 1);
	ok(delivery.results != NULL, &delivery.err);
	results = json_incref(delivery.results);
	delivery_done(&delivery);
	scope_done(&scope);
	return results;
}

static inline json_t *apply(const struct terminal_row *from, const char *lines)
{
	return apply_bytes(from, lines, strlen(lines));
}

static inline const char *outcome(const json_t *results, size_t i)
{
	return json_string_value(json_object_get(json_array_get(results, i), "outcome"));
}

static inline json_t *row_of(enum synced_id table, const char *id)
{
	json_t *row = NULL;
	struct err err;

	ok(store_get(store, table, id, &row, &err), &err);
	return row;
}

static inline const char *column(const json_t *row, const char *name)
{
	return json_string_value(json_object_get(row, name));
}

/* All that was written about REQUEST, notes too. */
static inline json_t *thread_of(const char *request)
{
	json_t *rows, *row, *thread = json_array();
	struct err err;
	size_t i;

	ok(store_list(store, SYNCED_MESSAGE, &rows, &err), &err);
	json_array_foreach(rows, i, row)
		if (streq(column(row, "request"), request))
			json_array_append(thread, row);
	json_decref(rows);
	return thread;
}

/* What a desk sends. */
static inline char *desk_line(const char *kind, json_t *body)
{
	char id[UUID_TEXT], *line;
	json_t *envelope;

	uuid_text(uuid_v7(&fixture_rng, fixture_now), id);
	envelope = json_pack("{s:s, s:i, s:s, s:o, s:{s:I, s:b}}", "id", id, "seq", 1, "kind", kind, "body", body, "made", "wall",
	                     (json_int_t)fixture_now, "trusted", 1);
	line = json_dumps(envelope, 0);
	json_decref(envelope);
	return line;
}

/* A resident's submission as a totem makes it. */
struct submission {
	char id[UUID_TEXT];
	struct tracking number;
	struct record_key key;
	char *line; /* the envelope */
};

static inline void seal_line(struct submission *s, const char *kind, json_t *body, const char *lookup)
{
	struct strbuf sealed = STRBUF_INIT, text = STRBUF_INIT;
	struct store_key key;
	json_t *envelope;
	struct err err;
	char *json;

	json_object_set_new(body, "id", json_string(s->id));
	if (!json_object_get(body, "town"))
		json_object_set_new(body, "town", json_string("62999"));
	json_object_set_new(body, "kind", json_string(kind));
	json_object_set_new(body, "lookup", json_string(lookup));
	json = json_dumps(body, 0);
	ok(store_key_find(store, "k1", &key, &err), &err);
	ok(seal_to(key.pair.public_key, json, strlen(json), &sealed, &err), &err);
	base64_add(&text, sealed.data, sealed.len);
	free(json);
	envelope = json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:{s:I, s:I, s:s, s:b}}", "id", s->id, "seq", 1, "kind", kind, "lookup",
	                     lookup, "key", "k1", "sealed", strbuf_str(&text), "made", "wall", (json_int_t)(FIRST * SECOND_US), "mono",
	                     (json_int_t)1, "boot", "b", "trusted", 1);
	s->line = json_dumps(envelope, 0);
	json_decref(envelope);
	json_decref(body);
	strbuf_done(&sealed);
	strbuf_done(&text);
}

static inline struct submission submission(const char *service, json_t *answers)
{
	struct submission s;
	struct strbuf key = STRBUF_INIT;
	struct err err;

	uuid_text(uuid_v7(&fixture_rng, fixture_now), s.id);
	s.number = tracking_make(&fixture_rng);
	ok(record_derive(s.number.text, store_salt(store), &s.key, &err), &err);
	base64_add(&key, s.key.key, RECORD_KEY);
	seal_line(&s, "request",
	          json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "number", s.number.text, "record_key", strbuf_str(&key), "service", service,
	                    "lang", "fr", "channel", "totem", "answers", answers),
	          s.key.lookup);
	strbuf_done(&key);
	return s;
}

/* What the public record says, opened with the number; NULL when there is none. */
static inline json_t *opened_record(const struct submission *s)
{
	struct scope scope = { .public_ = true };
	struct strbuf lines = STRBUF_INIT, cipher = STRBUF_INIT, text = STRBUF_INIT;
	json_t *record = NULL;
	struct err err;
	int64_t rev;
	bool more;

	ok(store_changes(store, &scope, 0, &lines, &rev, &more, &err), &err);
	for (char *line = lines.data; line && *line && !record;) {
		char *end = strchr(line, '\n');
		json_t *json = json_loadb(line, end ? (size_t)(end - line) : strlen(line), 0, NULL);

		if (streq(column(json, "t"), "record") && streq(column(json, "id"), s->key.lookup) && json_object_get(json, "row")) {
			const char *base64 = column(json_object_get(json, "row"), "cipher");

			assert_true(base64_decode(base64, strlen(base64), RECORD_MAX, &cipher));
			ok(record_open(&s->key, "62999", cipher.data, cipher.len, &text, &err), &err);
			record = json_loadb(strbuf_str(&text), text.len, 0, NULL);
		}
		json_decref(json);
		line = end ? end + 1 : NULL;
	}
	strbuf_done(&lines);
	strbuf_done(&cipher);
	strbuf_done(&text);
	return record;
}

#endif
