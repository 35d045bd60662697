/* The filter that keeps the programs with residents' data off every network. Linked with the kiosk for libseccomp. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/secret/sandbox.h"

static void only_unix_sockets_can_be_made(void **state)
{
	static const int families[] = { AF_INET, AF_INET6, AF_NETLINK, AF_PACKET };
	struct err err;
	int fd;

	(void)state;
	assert_true(sandbox_no_network(&err));
	assert_true(sandbox_no_network(&err)); /* again: changes nothing */
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		fd = socket(families[i], SOCK_RAW, 0);
		assert_int_equal(fd, -1);
		assert_int_equal(errno, EAFNOSUPPORT);
	}
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	close(fd);
}

static void what_is_started_has_no_network_either(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		execl("/proc/self/exe", "kiosk_sandbox", "started", (char *)NULL);
		_exit(2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_unix_sockets_can_be_made),
		cmocka_unit_test(what_is_started_has_no_network_either),
	};

	if (argc > 1 && streq(argv[1], "started"))
		return socket(AF_INET, SOCK_STREAM, 0) >= 0;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
