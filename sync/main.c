/* parvis-sync: the only program on a terminal that has a network. Writes the replica, drains the outbox. */
#include "common/base/log.h"
#include "common/conf/settings.h"
#include "common/secret/sandbox.h"
#include "common/secret/secret.h"
#include "sync/status.h"
#include "sync/sync.h"

#include <getopt.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
	"usage: parvis-sync [--conf FILE] [--state FOLDER] [--hub URL] [--verbose] [run]\n"
	"       parvis-sync [--conf FILE] [--state FOLDER] status [--json] [--lang LANG]\n"
	"run     keeps the replica in STATE/replica and delivers what stands in STATE/outbox\n"
	"status  says how this terminal is doing; exit code 0: well, 1: someone should look\n";

struct options {
	const char *conf, *state, *hub, *lang;
	bool json, verbose;
	const char *command;
};

static bool read_options(int argc, char **argv, struct options *ret)
{
	static const struct option known[] = {
		{ "conf", required_argument, NULL, 'c' }, { "state", required_argument, NULL, 's' },
		{ "hub", required_argument, NULL, 'u' }, { "lang", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' }, { "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' }, { 0 },
	};
	int c;

	*ret = (struct options){ .command = "run" };
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (c) {
		case 'c': ret->conf = optarg; break;
		case 's': ret->state = optarg; break;
		case 'u': ret->hub = optarg; break;
		case 'l': ret->lang = optarg; break;
		case 'j': ret->json = true; break;
		case 'v': ret->verbose = true; break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			return false;
		}
	if (optind < argc)
		ret->command = argv[optind++];
	return optind == argc && (streq(ret->command, "run") || streq(ret->command, "status"));
}

/* Readable where the loop waits, instead of a handler. */
static int stop_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int run(const struct sync_settings *chosen, const struct clock *clock)
{
	struct rng rng = rng_system();
	int stop_fd = stop_signals();
	struct err err;

	umask(027); /* the group reads; the outbox sets its own modes */
	if (stop_fd < 0 || !sync_run(chosen, clock, &rng, stop_fd, &err)) {
		log_error("%s", stop_fd < 0 ? "no signalfd" : err.text);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct clock clock = clock_system(true);
	struct options options;
	struct conf *conf;
	struct err err;
	int code;

	if (!sandbox_with_network(&err)) {
		fprintf(stderr, "parvis-sync: %s\n", err.text);
		return 2;
	}
	if (!read_options(argc, argv, &options)) {
		fputs(usage, stderr);
		return 2;
	}
	secret_no_core(); /* the terminal's token */
	log_init("parvis-sync", options.verbose ? LOG_DEBUG : LOG_INFO);
	if (!secret_init(&err) || !settings_load(options.conf, &conf, &err) ||
	    (options.state && !conf_set(conf, "terminal.state_dir", options.state, &err)) ||
	    (options.hub && !conf_set(conf, "sync.hub", options.hub, &err))) {
		log_error("%s", err.text);
		return 2;
	}
	struct sync_settings chosen = {
		.state = conf_text(conf, "terminal.state_dir"), .hub = conf_text(conf, "sync.hub"),
		.ca = conf_text(conf, "sync.ca"), .wait_s = conf_int(conf, "sync.wait_s"),
		.roll_mm = conf_int(conf, "printer.roll_m") * 1000, .near_end_mm = conf_int(conf, "printer.near_end_m") * 1000,
	};

	if (streq(options.command, "status"))
		code = status_print(&chosen, clock_wall(&clock), options.lang, options.json);
	else
		code = run(&chosen, &clock);
	conf_free(conf);
	return code;
}
