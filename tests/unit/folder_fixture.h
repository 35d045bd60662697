/* What tests that write files share: a folder of their own, gone after each. */
#ifndef PARVIS_TESTS_FOLDER_FIXTURE_H
#define PARVIS_TESTS_FOLDER_FIXTURE_H

#include "common/base/strbuf.h"

static char directory[64];

static int set_up(void **state)
{
	(void)state;
	snprintf(directory, sizeof(directory), "/tmp/parvis-test-XXXXXX");
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct strbuf command = STRBUF_INIT;
	int rc;

	(void)state;
	strbuf_addf(&command, "rm -rf '%s'", directory);
	rc = system(strbuf_str(&command));
	strbuf_done(&command);
	return rc;
}

#endif
