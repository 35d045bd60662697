/* The filters: no network for the programs with residents' data, and for every program none of what it has no use for. Linked with the kiosk for libseccomp. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
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

static void other_programs_and_the_kernel_are_out_of_reach(void **state)
{
	char byte;
	struct err err;

	(void)state;
	assert_true(sandbox_no_network(&err));
	/* As root, the kernel itself would answer each with something else. */
	assert_int_equal(syscall(SYS_process_vm_readv, 0, NULL, 0UL, NULL, 0UL, 1UL), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(syscall(SYS_bpf, -1, NULL, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(syscall(SYS_keyctl, -1, 0, 0, 0, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(syscall(SYS_open_by_handle_at, -1, NULL, 0), -1);
	assert_int_equal(errno, EPERM);
	assert_int_equal(syscall(SYS_unshare, 0), -1); /* would change nothing, and succeed */
	assert_int_equal(errno, EPERM);
	assert_int_equal(mount("/nowhere", "/nowhere", "none", 0, &byte), -1);
	assert_int_equal(errno, EPERM);
}

/* In a process of its own: filters pile up, and this one's socket must not be that of the tests above. */
static void with_a_network_sockets_remain_and_the_rest_does_not(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		execl("/proc/self/exe", "kiosk_sandbox", "networked", (char *)NULL);
		_exit(2);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static int networked(void)
{
	struct err err;

	if (!sandbox_with_network(&err) || socket(AF_INET, SOCK_STREAM, 0) < 0)
		return 3;
	return syscall(SYS_keyctl, -1, 0, 0, 0, 0) != -1 || errno != EPERM;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_a_network_sockets_remain_and_the_rest_does_not), /* before the first filter stands */
		cmocka_unit_test(only_unix_sockets_can_be_made),
		cmocka_unit_test(what_is_started_has_no_network_either),
		cmocka_unit_test(other_programs_and_the_kernel_are_out_of_reach),
	};

	if (argc > 1 && streq(argv[1], "started"))
		return socket(AF_INET, SOCK_STREAM, 0) >= 0;
	if (argc > 1 && streq(argv[1], "networked"))
		return networked();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
