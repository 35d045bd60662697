/* parvis-hub erase, erasures */
#include "hub/hub.h"

#include "common/base/civil.h"
#include "common/domain/tracking.h"

static void print_time(int64_t wall)
{
	struct civil c = civil_from_time(NULL, wall);

	printf("%04d-%02d-%02d %02d:%02dZ", c.year, c.month, c.day, c.hour, c.minute);
}

static int64_t number(const json_t *row, const char *key)
{
	return json_integer_value(json_object_get(row, key));
}

/* Two that share a number may be two people's: nobody's is erased unasked. */
static bool refuse_many(const json_t *requests, struct err *err)
{
	const json_t *request;
	size_t i;

	printf("%zu requests have or had this number; nothing is erased. Say which, by its id:\n", json_array_size(requests));
	json_array_foreach(requests, i, request) {
		printf("    parvis-hub erase %s    registered ", json_string_value(json_object_get(request, "id")));
		print_time(number(request, "registered"));
		printf(", %s, %s\n", json_string_value(json_object_get(request, "service")), json_string_value(json_object_get(request, "state")));
	}
	return err_set(err, ERR_EXISTS, "more than one request has or had this number");
}

static bool find_one(struct store *store, const char *number_or_id, char ret_id[64], struct err *err)
{
	json_t *requests;
	bool ok;

	if (!store_requests_named(store, number_or_id, &requests, err))
		return false;
	ok = json_array_size(requests) == 1 || refuse_many(requests, err);
	if (ok)
		snprintf(ret_id, 64, "%s", json_string_value(json_object_get(json_array_get(requests, 0), "id")));
	json_decref(requests);
	return ok;
}

static bool erase_one(struct store *store, const char *number_or_id, char ret_id[64], struct err *err)
{
	bool done = false;

	if (!find_one(store, number_or_id, ret_id, err) || !store_begin(store, err))
		return false;
	if (!store_erase(store, ret_id, "asked", err)) {
		store_rollback(store);
		return false;
	}
	if (!store_commit(store, err) || !store_wipe(store, &done, err))
		return false;
	if (!done)
		puts("somebody reads the store at this moment: the hub empties its log when they are done");
	return true;
}

int command_erase(struct hub *hub, int argc, char **argv)
{
	struct tracking_reading reading;
	struct store *store;
	struct err err;
	char id[64];
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("erase", &err);
	reading = tracking_read(argv[0]);
	ok = erase_one(store, reading.verdict == TRACKING_OK ? reading.number.text : argv[0], id, &err);
	store_close(store);
	if (!ok)
		return hub_failed("erase", &err);
	printf("%s is erased here; `parvis-hub erasures` says which terminals have erased it, and which backups hold it\n", id);
	return HUB_OK;
}

static void print_terminals(const json_t *terminals, int64_t rev, int64_t at)
{
	const json_t *terminal;
	size_t i;

	json_array_foreach(terminals, i, terminal) {
		bool confirmed = number(terminal, "erased_rev") >= rev;

		if (number(terminal, "created") > at) /* it never had it */
			continue;
		printf("    %s  %s", confirmed ? "confirmed" : number(terminal, "revoked") ? "REVOKED, cannot confirm" : "NOT YET",
		       json_string_value(json_object_get(terminal, "name")));
		if (!confirmed) {
			fputs(number(terminal, "last_seen") ? ", last heard " : ", never heard", stdout);
			if (number(terminal, "last_seen"))
				print_time(number(terminal, "last_seen"));
		}
		putchar('\n');
	}
}

/* Stores that a restore put aside are whole copies too. */
static bool print_copies(struct store *store, const char *request, int64_t at, struct err *err)
{
	const json_t *copy;
	json_t *copies;
	size_t i;

	if (!store_copies(store, request, at, &copies, err))
		return false;
	json_array_foreach(copies, i, copy)
		printf("    HOLDS IT  %s %s\n", json_is_true(json_object_get(copy, "aside")) ? "store put aside" : "backup",
		       json_string_value(json_object_get(copy, "path")));
	json_decref(copies);
	return true;
}

int command_erasures(struct hub *hub, int argc, char **argv)
{
	json_t *erasures = NULL, *terminals = NULL, *erasure;
	struct store *store;
	struct err err;
	bool ok;
	size_t i;

	if (!options_take(&argc, argv, NULL, 0) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("erasures", &err);
	ok = store_erasures(store, 0, &erasures, &err) && store_terminals(store, &terminals, &err);
	json_array_foreach(erasures, i, erasure) {
		const char *request = json_string_value(json_object_get(erasure, "request"));

		if (!ok)
			break;
		print_time(number(erasure, "at"));
		printf("  %s  (%s)\n", request, json_string_value(json_object_get(erasure, "why")));
		print_terminals(terminals, number(erasure, "rev"), number(erasure, "at"));
		ok = print_copies(store, request, number(erasure, "at"), &err);
	}
	json_decref(erasures);
	json_decref(terminals);
	store_close(store);
	return ok ? HUB_OK : hub_failed("erasures", &err);
}
