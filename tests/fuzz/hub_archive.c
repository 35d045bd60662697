/* Archives and maps that an operator imports: a tar ('t'), one in zstd ('z'), OpenStreetMap as XML ('o'), addresses as CSV ('a').
 * They are refused, or every file and point lies within the limits. */
#include "tests/fuzz/fuzz.h"

#include "common/secret/secret.h"
#include "hub/importers/tar.h"
#include "hub/imports.h"

static bool each(void *ctx, const char *name, struct bytes data, struct err *err)
{
	(void)ctx;
	(void)err;
	must(!strchr(name, '/') && data.len <= TAR_FILE_MAX, NULL);
	return true;
}

static void read_tar(const char *path, struct bytes file)
{
	struct err err;

	fuzz_file(path, file);
	if (!tar_read(path, each, NULL, &err))
		must(*err.text, NULL);
}

static struct store *town(void)
{
	static const char row[] =
		"{\"id\": \"1\", \"name\": \"V\", \"title\": \"V\", \"lang\": \"fr\", \"zone\": \"Europe/Paris\", \"colour\": \"#000000\","
		" \"web\": \"w\", \"address\": \"a\", \"phone\": \"p\", \"hours\": \"24/7\"}";
	static struct clock clock;
	static struct rng rng;
	char dir[] = "map-XXXXXX";
	json_t *town_row = json_loads(row, 0, NULL);
	struct store *store = NULL;
	struct err err;

	clock = clock_system(false);
	rng = rng_system();
	must(secret_init(&err) && mkdtemp(dir) && store_open(dir, "1", true, &clock, &rng, &store, &err), &err);
	must(store_begin(store, &err) && store_put(store, SYNCED_TOWN, town_row, NULL, &err) && store_commit(store, &err), &err);
	json_decref(town_row);
	return store;
}

static void read_map(struct bytes map, struct bytes addresses)
{
	static struct store *store;
	static FILE *out;
	struct err err;

	store = store ? store : town();
	out = out ? out : fopen("/dev/null", "w");
	fuzz_file("map.osm", map);
	fuzz_file("addresses.csv", addresses);
	if (!import_osm(store, "map.osm", addresses.len ? "addresses.csv" : NULL, out, &err))
		must(*err.text, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char empty[] = "<osm version=\"0.6\"></osm>";
	struct bytes rest;

	switch (fuzz_which(data, size, &rest)) {
	case 't':
		read_tar("a.tar", rest);
		break;
	case 'z':
		read_tar("a.tar.zst", rest);
		break;
	case 'o':
		read_map(rest, (struct bytes){ .data = NULL });
		break;
	case 'a':
		read_map((struct bytes){ (const unsigned char *)empty, sizeof(empty) - 1 }, rest);
		break;
	default:
		break;
	}
	return 0;
}
