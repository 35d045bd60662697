/* A town's file. What is refused says why and changes nothing; what is taken can be served as changes. */
#include "tests/fuzz/fuzz.h"

#include "common/secret/secret.h"
#include "hub/imports.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static void empty_folder(void)
{
	DIR *dir;

	mkdir("data", 0700);
	dir = opendir("data");
	must(dir, NULL);
	for (struct dirent *entry; (entry = readdir(dir));)
		unlinkat(dirfd(dir), entry->d_name, 0);
	closedir(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct clock clock;
	static struct rng rng;
	static FILE *out;
	static char path[] = "town.json";
	char *const paths[] = { path };
	struct strbuf errors = STRBUF_INIT;
	struct err err;

	if (!out) {
		clock = clock_system(false);
		rng = rng_system();
		out = fopen("/dev/null", "w");
		must(secret_init(&err), &err);
	}
	fuzz_file(path, (struct bytes){ data, size });
	empty_folder();
	if (import_town("data", paths, 1, &clock, &rng, out, &errors, &err)) {
		const struct scope scope = { .all = true };
		struct strbuf lines = STRBUF_INIT;
		struct store *store;
		int64_t rev;
		bool more;

		must(store_open("data", NULL, false, &clock, &rng, &store, &err), &err);
		must(store_changes(store, &scope, 0, &lines, &rev, &more, &err), &err);
		store_close(store);
		strbuf_done(&lines);
	} else {
		must(errors.len || *err.text, NULL);
	}
	strbuf_done(&errors);
	return 0;
}
