/* parvis-hub key add|list|drop */
#include "hub/hub.h"

#include "common/base/civil.h"

/* WORK in one transaction of the town's store. */
static int change(struct hub *hub, const char *what, bool (*work)(struct store *store, char id[STORE_KEY_ID], struct err *err),
                  char id[STORE_KEY_ID])
{
	struct store *store;
	struct err err;
	bool ok;

	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed(what, &err);
	ok = store_begin(store, &err);
	if (ok && !work(store, id, &err)) {
		store_rollback(store);
		ok = false;
	}
	ok = ok && store_commit(store, &err);
	store_close(store);
	return ok ? HUB_OK : hub_failed(what, &err);
}

int command_key_add(struct hub *hub, int argc, char **argv)
{
	char id[STORE_KEY_ID] = "";
	int end;

	if (!options_take(&argc, argv, NULL, 0) || argc != 0)
		return HUB_USAGE;
	end = change(hub, "key add", store_key_add, id);
	if (end == HUB_OK)
		printf("%s is the key from now on; terminals fetch it with their next answer, within half a minute.\n"
		       "Make a backup now: one of before opens nothing that is sealed to it\n", id);
	return end;
}

static bool drop(struct store *store, char id[STORE_KEY_ID], struct err *err)
{
	return store_key_drop(store, id, err);
}

int command_key_drop(struct hub *hub, int argc, char **argv)
{
	char id[STORE_KEY_ID];

	if (!options_take(&argc, argv, NULL, 0) || argc != 1)
		return HUB_USAGE;
	snprintf(id, sizeof(id), "%s", argv[0]);
	return change(hub, "key drop", drop, id);
}

static void print_day(int64_t wall)
{
	struct civil c = civil_from_time(NULL, wall);

	printf("  %04d-%02d-%02d", c.year, c.month, c.day);
}

int command_key_list(struct hub *hub, int argc, char **argv)
{
	struct store *store;
	json_t *list, *key;
	struct err err;
	size_t i;

	if (!options_take(&argc, argv, NULL, 0) || argc != 0)
		return HUB_USAGE;
	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed("key list", &err);
	if (!store_keys(store, &list, &err)) {
		store_close(store);
		return hub_failed("key list", &err);
	}
	printf("%-12s  %-10s  %-10s  may be dropped\n", "key", "made", "last given");
	json_array_foreach(list, i, key) {
		int64_t given = json_integer_value(json_object_get(key, "given"));

		printf("%-12s", json_string_value(json_object_get(key, "id")));
		print_day(json_integer_value(json_object_get(key, "created")));
		print_day(given);
		if (i + 1 == json_array_size(list))
			printf("  in use");
		else
			print_day(given + STORE_KEY_KEPT_DAYS * DAY_US);
		putchar('\n');
	}
	json_decref(list);
	store_close(store);
	return HUB_OK;
}
