/* What a totem pushes, line by line: whatever it is, the hub answers each line, and a resident's is never rejected. */
#include "common/secret/secret.h"
#include "hub/operations.h"

#include <unistd.h>

static struct store *open_store(void)
{
	static struct clock clock;
	static struct rng rng;
	static const char town[] =
		"{\"id\": \"1\", \"name\": \"V\", \"title\": \"V\", \"lang\": \"fr\", \"zone\": \"Europe/Paris\", \"colour\": \"#000000\","
		" \"web\": \"w\", \"address\": \"a\", \"phone\": \"p\", \"hours\": \"24/7\"}";
	char dir[] = "hub-XXXXXX";
	struct store *store;
	struct err err;
	json_t *row = json_loads(town, 0, NULL);

	clock = clock_system(false);
	rng = rng_system();
	if (!secret_init(&err) || !mkdtemp(dir) || !store_open(dir, "1", true, &clock, &rng, &store, &err) || !store_begin(store, &err) ||
	    !store_put(store, SYNCED_TOWN, row, NULL, &err) || !store_commit(store, &err))
		abort();
	json_decref(row);
	return store;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct store *store;
	const struct terminal_row totem = { .id = "t", .name = "T", .scope = "public" };
	const struct scope scope = { .public_ = true };
	struct delivery delivery = { .terminal = &totem, .scope = &scope, .lines = (const char *)data, .len = size }, *list[] = { &delivery };
	const json_t *item;
	size_t i;

	if (!store)
		store = open_store();
	if (!delivery_few_enough(&delivery))
		return 0;
	if (size % 2) /* the hub does when it has time */
		delivery_read(store, &delivery);
	deliveries_apply(store, list, 1);
	if (!delivery.results)
		abort();
	json_array_foreach(delivery.results, i, item) {
		const char *outcome = json_string_value(json_object_get(item, "outcome"));

		if (streq(outcome, "rejected") || streq(outcome, "conflict"))
			abort();
	}
	delivery_done(&delivery);
	return 0;
}
