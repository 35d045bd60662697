/* parvis-hub import town|guides|osm */
#include "hub/hub.h"
#include "hub/imports.h"

int command_import_town(struct hub *hub, int argc, char **argv)
{
	struct strbuf errors = STRBUF_INIT;
	struct err err;
	bool ok;

	if (!options_take(&argc, argv, NULL, 0) || argc < 1)
		return HUB_USAGE;
	ok = import_town(conf_text(hub->conf, "hub.data"), argv, (size_t)argc, &hub->clock, &hub->rng, stdout, &errors, &err);
	if (!ok) {
		fputs(strbuf_str(&errors), stderr);
		hub_failed("import town", &err);
	}
	strbuf_done(&errors);
	return ok ? HUB_OK : HUB_FAILED;
}

static int with_store(struct hub *hub, const char *what, bool (*import)(struct store *, const char *, const char *, FILE *, struct err *),
                      const char *path, const char *extra)
{
	struct store *store;
	struct err err;
	bool ok;

	if (!hub_store_open(hub, false, &store, &err))
		return hub_failed(what, &err);
	ok = import(store, path, extra, stdout, &err);
	store_close(store);
	return ok ? HUB_OK : hub_failed(what, &err);
}

int command_import_guides(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--retired" } };

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 1)
		return HUB_USAGE;
	return with_store(hub, "import guides", import_guides, argv[0], options[0].value);
}

int command_import_osm(struct hub *hub, int argc, char **argv)
{
	struct option_value options[] = { { .name = "--addresses" } };

	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 1)
		return HUB_USAGE;
	return with_store(hub, "import osm", import_osm, argv[0], options[0].value);
}
