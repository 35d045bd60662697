/* parvis-hub serve */
#include "common/base/log.h"
#include "hub/hub.h"
#include "hub/server.h"

#include <signal.h>
#include <time.h>

enum { TICK_MS = 200 };

/* "127.0.0.1", "127.0.0.1:8620", "::1", "[::1]:8620" */
static bool take_listen(struct hub *hub, const char *value, struct err *err)
{
	const char *colon = strrchr(value, ':');
	bool bracket = value[0] == '[';
	char address[64];

	if (!colon || (strchr(value, ':') != colon && !bracket) || (bracket && colon[-1] != ']'))
		return conf_set(hub->conf, "hub.listen", value, err);
	snprintf(address, sizeof(address), "%.*s", (int)MIN(colon - value - 2 * bracket, 60), value + bracket);
	return conf_set(hub->conf, "hub.listen", address, err) && conf_set(hub->conf, "hub.port", colon + 1, err);
}

static bool take_options(struct hub *hub, int argc, char **argv, struct err *err)
{
	struct option_value options[] = { { .name = "--port" }, { .name = "--listen" } };

	err->code = ERR_NONE;
	if (!options_take(&argc, argv, options, ARRAY_LEN(options)) || argc != 0)
		return false;
	return (!options[1].value || take_listen(hub, options[1].value, err)) &&
	       (!options[0].value || conf_set(hub->conf, "hub.port", options[0].value, err));
}

int command_serve(struct hub *hub, int argc, char **argv)
{
	struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	struct server *server;
	struct err err;
	sigset_t signals;
	int signal;

	if (!take_options(hub, argc, argv, &err))
		return err.code == ERR_NONE ? HUB_USAGE : hub_failed("serve", &err);
	hub->serves = true;
	/* Before the first thread, so that all of them leave these to this one. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	if (!server_start(hub, &server, &err))
		return hub_failed("serve", &err);
	log_info("listening on http://%s:%d", conf_text(hub->conf, "hub.listen"), conf_int(hub->conf, "hub.port"));
	while ((signal = sigtimedwait(&signals, NULL, &tick)) < 0 || signal == SIGHUP)
		server_tick(server);
	log_info("closing");
	server_stop(server);
	return HUB_OK;
}
