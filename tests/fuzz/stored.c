/* Small files that programs read at their start or while they run: terminal.json, sync.json, settings, a catalogue of words,
 * the name of a time zone. The first byte says which. */
#include "tests/fuzz/fuzz.h"

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "common/conf/settings.h"
#include "common/store/terminal.h"
#include "common/text/catalogue.h"

#include <sys/stat.h>

static void read_terminal(struct bytes file)
{
	struct arena *arena = arena_new();
	struct terminal terminal;
	struct err err;

	fuzz_file("terminal.json", file);
	if (terminal_read(".", &terminal, &err)) {
		must(*terminal.town && terminal.key_count >= 1 && terminal.key_count <= TERMINAL_KEYS_MAX, NULL);
		(void)terminal_name(&terminal, "en", arena);
		terminal_done(&terminal);
	}
	arena_free(arena);
}

static void read_status(struct bytes file)
{
	struct link_status status;

	mkdir("replica", 0700);
	fuzz_file("replica/sync.json", file);
	link_status_read(".", INT64_C(1795300000000000), &status);
}

static void read_settings(struct bytes file)
{
	struct conf *conf;
	struct strbuf out = STRBUF_INIT;
	struct err err;

	fuzz_file("kiosk.conf", file);
	if (conf_load("kiosk.conf", settings, settings_len, &conf, &err)) {
		conf_dump(conf, &out);
		conf_free(conf);
	} else {
		must(strlen(err.text) > 0, NULL);
	}
	strbuf_done(&out);
}

static void read_catalogue(struct bytes file)
{
	static const char *const keys[] = { "", "state.received", "home.title", "zzz" };
	struct validation validation;
	struct catalogue catalogue;
	size_t len;

	if (!catalogue_open(file, &catalogue))
		return;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *text = catalogue_find(&catalogue, keys[i], &len);

		must(!text || strlen(text) <= len, NULL);
	}
	for (uint32_t i = 0; i < 64; i++)
		(void)catalogue_key(&catalogue, i);
	(void)catalogue_validation(&catalogue, &validation);
	(void)catalogue_header(&catalogue, "Language", &len);
}

static void open_zone(struct bytes name)
{
	char *text = strndup((const char *)name.data, name.len);
	struct zone *zone;
	struct err err;

	if (zone_open(text, &zone, &err)) {
		struct civil c = civil_from_time(zone, INT64_C(1795300000000000));

		(void)civil_to_time(zone, &c);
		zone_close(zone);
		must(!strstr(text, ".."), NULL); /* never a file outside the zones */
	}
	(void)civil_parse_date(text, &(struct civil){ .year = 0 });
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest;

	switch (fuzz_which(data, size, &rest)) {
	case 't':
		read_terminal(rest);
		break;
	case 's':
		read_status(rest);
		break;
	case 'c':
		read_settings(rest);
		break;
	case 'm':
		read_catalogue(rest);
		break;
	case 'z':
		open_zone(rest);
		break;
	default:
		break;
	}
	return 0;
}
