/* parvis-counter: the desk. Options, settings, the sandbox; everything else hangs off struct counter. */
#include <getopt.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>

#include "common/base/log.h"
#include "common/conf/settings.h"
#include "common/secret/memory.h"
#include "common/secret/sandbox.h"
#include "common/secret/secret.h"
#include "counter/counter.h"

static const char usage[] =
	"usage: parvis-counter [--conf FILE] [--state DIR] [--agent LOGIN]\n"
	"  --conf FILE    settings; without it /etc/parvis/kiosk.conf where there is one\n"
	"  --state DIR    what this terminal keeps; terminal.state_dir of the settings\n"
	"  --agent LOGIN  typed already when the login page opens\n";

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "state", required_argument, NULL, 's' },
		{ "agent", required_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct counter_options want = { .state = NULL };
	const char *path = NULL;
	struct conf *conf = NULL;
	struct counter *counter = NULL;
	struct clock clock;
	struct rng rng;
	struct err err = { .code = ERR_NONE };
	int option, status = 1;

	if (!sandbox_no_network(&err)) { /* before anything else could open one */
		fprintf(stderr, "parvis-counter: %s\n", err.text);
		return 1;
	}
	secret_no_core();
	clock = clock_system(true);
	rng = rng_system();
	log_init("parvis-counter", LOG_INFO);
	mallopt(M_PERTURB, 0xa5); /* what was freed is overwritten */
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c': path = optarg; break;
		case 's': want.state = optarg; break;
		case 'a': want.login = optarg; break;
		case 'h': fputs(usage, stdout); return 0;
		default: fputs(usage, stderr); return 2;
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		return 2;
	}
	if (!settings_load(path, &conf, &err))
		goto out;
	memory_lock_or_warn();
	want.state = want.state ? want.state : conf_text(conf, "terminal.state_dir");
	want.conf = conf;
	want.clock = &clock;
	want.rng = &rng;
	if (secret_init(&err) && counter_new(&want, &counter, &err) && counter_run(counter, &err))
		status = 0;
out:
	if (status != 0)
		log_error("%s", err.text);
	counter_free(counter);
	conf_free(conf);
	return status;
}
