/* parvis-kiosk: the terminal in the street. */
#include <malloc.h>

#include "common/base/log.h"
#include "common/secret/memory.h"
#include "common/secret/sandbox.h"
#include "common/secret/secret.h"
#include "kiosk/audit/audit.h"
#include "kiosk/kiosk.h"

int main(int argc, char **argv)
{
	static struct kiosk kiosk;
	struct options options;
	struct err err;
	int code;

	if (!sandbox_no_network(&err)) { /* before anything else could open one */
		fprintf(stderr, "parvis-kiosk: %s\n", err.text);
		return 2;
	}
	if (!secret_init(&err)) {
		fprintf(stderr, "parvis-kiosk: %s\n", err.text);
		return 2;
	}
	secret_no_core();
	mallopt(M_PERTURB, 0xa5); /* what is freed is overwritten: residents' words pass through every library */
	log_init("parvis-kiosk", LOG_INFO);
	if (!options_read(argc, argv, &options, &err)) {
		fprintf(stderr, "parvis-kiosk: %s\n", err.text);
		return 2;
	}
	if (options.help) {
		options_help();
		return 0;
	}
	if (options.audit)
		return audit_run(&options);
	memory_lock_or_warn();
	if (!kiosk_open(&kiosk, &options, argv, &err)) {
		fprintf(stderr, "parvis-kiosk: %s\n", err.text);
		kiosk_close(&kiosk);
		return 2;
	}
	code = kiosk_run(&kiosk);
	kiosk_close(&kiosk);
	return code;
}
