/* parvis-hub: the town's side. This file reads the command line and the real clock; everything else is in hub/commands. */
#include "common/base/log.h"
#include "common/secret/sandbox.h"
#include "common/secret/secret.h"
#include "hub/hub.h"
#include "hub/settings.h"

#include <unistd.h>

static const char usual_conf[] = "/etc/parvis/hub.conf";

static void usage(FILE *out)
{
	fputs("usage: parvis-hub [--conf FILE] [--data DIR] [--town CODE] COMMAND …\n\n", out);
	for (size_t i = 0; i < commands_len; i++)
		fprintf(out, "  %s\n      %s\n", commands[i].usage, commands[i].help);
}

static const struct command *find(int argc, char **argv, int *ret_words)
{
	for (size_t i = 0; i < commands_len; i++) {
		const struct command *c = &commands[i];

		if (argc > 0 && streq(c->group, argv[0]) && (!c->name || (argc > 1 && streq(c->name, argv[1])))) {
			*ret_words = c->name ? 2 : 1;
			return c;
		}
	}
	return NULL;
}

static int run(struct hub *hub, int argc, char **argv)
{
	const struct command *command;
	int words, end;

	command = find(argc, argv, &words);
	if (!command) {
		if (argc)
			fprintf(stderr, "parvis-hub: no command \"%s%s%s\"\n\n", argv[0], argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
		usage(stderr);
		return HUB_USAGE;
	}
	end = command->run(hub, argc - words, argv + words);
	if (end == HUB_USAGE)
		fprintf(stderr, "usage: parvis-hub %s\n", command->usage);
	return end;
}

int main(int argc, char **argv)
{
	struct option_value global[] = { { .name = "--conf" }, { .name = "--data" }, { .name = "--town" } };
	struct hub hub = { .conf = NULL };
	struct err err;
	int end = HUB_FAILED;
	int first = 1;

	if (!sandbox_with_network(&err)) {
		fprintf(stderr, "parvis-hub: %s\n", err.text);
		return HUB_FAILED;
	}
	hub.clock = clock_system(true);
	hub.rng = rng_system();
	log_init("parvis-hub", LOG_INFO);
	/* These three stand before the command. */
	while (first < argc && starts_with(argv[first], "--")) {
		size_t i = 0;

		if (streq(argv[first], "--help")) {
			usage(stdout);
			return HUB_OK;
		}
		while (i < ARRAY_LEN(global) && !streq(global[i].name, argv[first]))
			i++;
		if (i == ARRAY_LEN(global) || first + 1 >= argc) {
			fprintf(stderr, "parvis-hub: %s %s\n\n", argv[first], i < ARRAY_LEN(global) ? "wants a value" : "is not known");
			usage(stderr);
			return HUB_USAGE;
		}
		global[i].value = argv[first + 1];
		first += 2;
	}
	secret_no_core();
	hub.conf_path = global[0].value ? global[0].value : access(usual_conf, R_OK) == 0 ? usual_conf : NULL;
	if (!secret_init(&err) || !conf_load(hub.conf_path, hub_settings, hub_settings_len, &hub.conf, &err)) {
		hub_failed("settings", &err);
		goto out;
	}
	if (global[1].value && !conf_set(hub.conf, "hub.data", global[1].value, &err)) {
		hub_failed("--data", &err);
		goto out;
	}
	hub.town = global[2].value ? global[2].value : *conf_text(hub.conf, "hub.town") ? conf_text(hub.conf, "hub.town") : NULL;
	end = run(&hub, argc - first, argv + first);
out:
	conf_free(hub.conf);
	return end;
}
