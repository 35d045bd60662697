/* parvis-sync: the only program on a terminal that has a network. Writes the replica, drains the outbox. */
#include "common/base/log.h"
#include "common/conf/settings.h"
#include "common/secret/sandbox.h"
#include "common/secret/secret.h"
#include "common/store/outbox_salvage.h"
#include "sync/enrol.h"
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
	"       parvis-sync [--conf FILE] [--state FOLDER] salvage\n"
	"       parvis-sync [--conf FILE] [--state FOLDER] --hub URL enrol [CODE]\n"
	"run     keeps the replica in STATE/replica and delivers what stands in STATE/outbox\n"
	"status  says how this terminal is doing; exit code 0: well, 1: someone should look\n"
	"enrol   makes this machine a terminal of the hub, with the code of `parvis-hub terminal add`; asked for when not given\n"
	"salvage makes a new outbox of what can be read of one that is damaged, as `run` does by itself; the damaged one is kept beside it\n";

struct options {
	const char *conf, *state, *hub, *lang;
	bool json, verbose;
	const char *command, *code;
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
	if (optind < argc && streq(ret->command, "enrol"))
		ret->code = argv[optind++];
	return optind == argc && (streq(ret->command, "run") || streq(ret->command, "status") || streq(ret->command, "salvage") ||
	                          streq(ret->command, "enrol"));
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

/* For maintenance: an outbox that is well is left as it is. */
static int salvage(const struct sync_settings *chosen, int64_t now)
{
	struct outbox_salvaged salvaged;
	struct outbox *box = NULL;
	char path[FILES_PATH];
	struct err err;
	bool well;

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", chosen->state);
	if (access(path, F_OK) != 0) {
		log_error("%s is not there", path);
		return 1;
	}
	well = outbox_open(path, &box, &err) && outbox_check(box, &err);
	outbox_close(box);
	if (well) {
		puts("the outbox is well");
		return 0;
	}
	if (err.code != ERR_CORRUPT || !outbox_salvage(path, now, &salvaged, &err)) {
		log_error("%s", err.text);
		return 1;
	}
	printf("%lld operations, %lld of them not delivered yet; without one: %s; the damaged file is %s\n", (long long)salvaged.rows,
	       (long long)salvaged.undelivered, salvaged.missing ? salvaged.numbers : "none", salvaged.aside);
	return 0;
}

static int become(const struct sync_settings *chosen, const char *code)
{
	struct rng rng = rng_system();
	struct err err;

	umask(027);
	if (enrol(chosen, code, &rng, &err))
		return 0;
	fprintf(stderr, "parvis-sync: not enrolled: %s\n", err.text);
	return 1;
}

int main(int argc, char **argv)
{
	struct clock clock;
	struct options options;
	struct conf *conf;
	struct err err;
	int code;

	if (!sandbox_with_network(&err)) {
		fprintf(stderr, "parvis-sync: %s\n", err.text);
		return 2;
	}
	clock = clock_system(true);
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
		.ca = conf_text(conf, "sync.ca"), .pin = conf_text(conf, "sync.pin"), .wait_s = conf_int(conf, "sync.wait_s"),
		.roll_mm = conf_int(conf, "printer.roll_m") * 1000, .near_end_mm = conf_int(conf, "printer.near_end_m") * 1000,
	};

	if (streq(options.command, "enrol"))
		code = become(&chosen, options.code);
	else if (streq(options.command, "status"))
		code = status_print(&chosen, clock_wall(&clock), options.lang, options.json);
	else if (streq(options.command, "salvage"))
		code = salvage(&chosen, clock_wall(&clock));
	else
		code = run(&chosen, &clock);
	conf_free(conf);
	return code;
}
