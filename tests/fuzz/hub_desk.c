/* What stands inside an operation, once its envelope is open: the first byte says the kind, the second who sends it (a totem,
 * sealed; a desk; a desk of another department), the rest is the body. The hub answers each, a resident's is never rejected, and a
 * desk never changes what is not in its scope. */
#include "tests/fuzz/fuzz.h"

#include "common/base/utf8.h"
#include "common/secret/secret.h"
#include "hub/operations.h"

#define REQUEST "0198f2aa-0000-7000-8000-00000000000a"
#define LOOKUP "00112233445566778899aabbccddeeff"

static const char rows[] =
	"{\"town\": [{\"id\": \"1\", \"name\": \"V\", \"title\": \"V\", \"lang\": \"fr\", \"zone\": \"Europe/Paris\", \"holidays\": \"FR\","
	" \"colour\": \"#000000\", \"web\": \"w\", \"address\": \"a\", \"phone\": \"p\", \"hours\": \"24/7\", \"reception\": \"accueil\"}],"
	"\"department\": [{\"id\": \"accueil\", \"name\": \"Accueil\"}, {\"id\": \"voirie\", \"name\": \"Voirie\"}],"
	"\"service\": [{\"id\": \"lampe\", \"name\": \"Lampe\", \"kind\": \"signalement\", \"department\": \"voirie\", \"theme\": \"Rue\","
	" \"purpose\": \"p\", \"legal_basis\": \"l\", \"recipients\": \"r\", \"retention\": \"1 an\", \"silence\": \"none\", \"promised_days\": 5,"
	" \"form\": {\"pages\": [{\"id\": \"a\", \"title\": {\"fr\": \"Quoi\"}, \"fields\": [{\"id\": \"what\", \"type\": \"text\","
	" \"label\": {\"fr\": \"Quoi\"}, \"required\": true}, {\"id\": \"ou\", \"type\": \"address\", \"label\": {\"fr\": \"Où\"}, \"role\": \"where\"}]}]}}],"
	"\"agent\": [{\"id\": \"marie\", \"login\": \"marie\", \"name\": \"Marie\", \"role\": \"agent\", \"departments\": [\"*\"], \"pin_hash\": \"x\"}],"
	"\"request\": [{\"id\": \"" REQUEST "\", \"number\": \"\", \"service\": \"lampe\", \"department\": \"voirie\", \"state\": \"received\","
	" \"channel\": \"totem\", \"terminal\": \"T\", \"lang\": \"fr\", \"summary\": \"s\", \"answers\": {}, \"registered\": 1795300000000000,"
	" \"trusted\": 1, \"received\": 1795300000000000}]}";

static struct store *open_store(const struct clock *clock, const struct rng *rng)
{
	json_t *tables = json_loads(rows, 0, NULL), *list, *row;
	char dir[] = "desk-XXXXXX";
	struct store *store = NULL;
	const char *name;
	struct err err;
	size_t i;

	must(tables && secret_init(&err) && mkdtemp(dir) && store_open(dir, "1", true, clock, rng, &store, &err), &err);
	must(store_begin(store, &err), &err);
	json_object_foreach(tables, name, list)
		json_array_foreach(list, i, row)
			must(store_put(store, (enum synced_id)(synced_find(name) - synced_tables), row, NULL, &err), &err);
	must(store_commit(store, &err), &err);
	json_decref(tables);
	return store;
}

/* One line, as a terminal would send it. */
static void add_line(struct store *store, const char *kind, bool sealed, const json_t *body, struct strbuf *line)
{
	static int64_t seq;
	char id[40], *text;
	struct store_key key;
	struct err err;

	snprintf(id, sizeof(id), "0198f2aa-0000-7000-9000-%012llx", (long long)++seq);
	if (sealed) {
		json_object_set_new((json_t *)(uintptr_t)body, "id", json_string(id));
		json_object_set_new((json_t *)(uintptr_t)body, "town", json_string("1"));
		json_object_set_new((json_t *)(uintptr_t)body, "kind", json_string(kind));
		json_object_set_new((json_t *)(uintptr_t)body, "lookup", json_string(LOOKUP));
	}
	text = json_dumps(body, JSON_COMPACT);
	must(text, NULL);
	strbuf_addf(line, "{\"id\":\"%s\",\"seq\":%lld,\"kind\":\"%s\",\"lookup\":\"" LOOKUP "\",", id, (long long)seq, kind);
	if (sealed) {
		struct strbuf cipher = STRBUF_INIT;

		must(store_key_find(store, "k1", &key, &err), &err);
		must(seal_to(key.pair.public_key, text, strlen(text), &cipher, &err), &err);
		strbuf_add(line, "\"key\":\"k1\",\"sealed\":\"");
		base64_add(line, strbuf_str(&cipher), cipher.len);
		strbuf_add(line, "\"}\n");
		strbuf_done(&cipher);
	} else {
		strbuf_addf(line, "\"body\":%s}\n", text);
	}
	free(text);
}

static bool state_is(struct store *store, const char *state)
{
	json_t *row;
	struct err err;
	bool same;

	must(store_get(store, SYNCED_REQUEST, REQUEST, &row, &err), &err);
	same = row && streq(json_string_value(json_object_get(row, "state")), state) && !json_object_get(row, "assignee");
	json_decref(row);
	return same;
}

static void send(struct store *store, const struct scope *scope, const char *kind, const json_t *body, bool stranger)
{
	static const struct terminal_row totem = { .id = "t", .name = "T", .scope = "public" }, desk = { .id = "d", .name = "D", .scope = "agent:*" },
	                                 other = { .id = "o", .name = "O", .scope = "agent:accueil" };
	struct delivery delivery = { .terminal = scope->public_ ? &totem : stranger ? &other : &desk, .scope = scope }, *list[] = { &delivery };
	struct strbuf line = STRBUF_INIT;
	const char *outcome;

	add_line(store, kind, scope->public_ && !streq(kind, "printed"), body, &line);
	delivery.lines = strbuf_str(&line);
	delivery.len = line.len;
	deliveries_apply(store, list, 1);
	must(json_array_size(delivery.results) == 1, &delivery.err);
	outcome = json_string_value(json_object_get(json_array_get(delivery.results, 0), "outcome"));
	must(!scope->public_ || (!streq(outcome, "rejected") && !streq(outcome, "conflict")), NULL);
	must(!stranger || state_is(store, "received"), NULL);
	delivery_done(&delivery);
	strbuf_done(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = { "request", "message", "state", "assignment", "replace", "settle", "printed", "x" };
	static char departments[] = "[\"accueil\"]";
	static const struct scope scopes[] = { { .public_ = true }, { .all = true }, { .json = departments } };
	static struct clock clock;
	static struct rng rng;
	static struct store *store;
	struct err err;
	json_t *body;

	if (!store) {
		clock = clock_system(false);
		rng = rng_system();
		store = open_store(&clock, &rng);
	}
	if (size < 3)
		return 0;
	body = json_loadb((const char *)data + 2, size - 2, 0, NULL);
	if (json_is_object(body)) {
		size_t who = data[1] % ARRAY_LEN(scopes);
		json_t *row;

		send(store, &scopes[who], kinds[data[0] % ARRAY_LEN(kinds)], body, who == 2);
		/* The next input meets the request as it was; what else was made is thrown away now and then. */
		must(store_begin(store, &err), &err);
		row = json_loads(rows, 0, NULL);
		must(store_put(store, SYNCED_REQUEST, json_array_get(json_object_get(row, "request"), 0), NULL, &err), &err);
		must(store_commit(store, &err), &err);
		json_decref(row);
	}
	json_decref(body);
	return 0;
}
