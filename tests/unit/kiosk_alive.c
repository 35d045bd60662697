/* What the kiosk tells the service manager, and when it asks for a frame to do so (kiosk/alive.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/clock.h"
#include "kiosk/alive.h"

static int manager(char path[64])
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(path, 64, "/tmp/parvis-alive-%d", (int)getpid());
	unlink(path);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	setenv("NOTIFY_SOCKET", path, 1);
	setenv("WATCHDOG_USEC", "90000000", 1);
	return fd;
}

static void drain(int fd)
{
	char text[64];

	while (recv(fd, text, sizeof(text), MSG_DONTWAIT) >= 0)
		;
}

static void nobody_listens_and_no_frame_is_asked_for(void **state)
{
	struct alive alive;

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	alive_open(&alive);
	alive_drawn(&alive, SECOND_US);
	assert_true(alive_deadline(&alive) == INT64_MAX);
	alive_done(&alive);
}

/* A manager that is busy must not make the kiosk draw without end. */
static void a_manager_whose_queue_is_full_is_told_a_second_later(void **state)
{
	struct alive alive;
	char path[64], text[64];
	int fd = manager(path);
	int64_t mono = SECOND_US;

	(void)state;
	alive_open(&alive);
	for (int i = 0; i < 1000; i++) {
		alive_drawn(&alive, mono);
		assert_true(alive_deadline(&alive) >= mono + SECOND_US);
		mono = alive_deadline(&alive);
	}
	assert_true(alive.missed);
	drain(fd);
	alive_drawn(&alive, mono);
	assert_true(alive_deadline(&alive) == mono + 45 * SECOND_US);
	assert_int_equal(recv(fd, text, sizeof(text), MSG_DONTWAIT), strlen("WATCHDOG=1"));
	alive_done(&alive);
	close(fd);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_listens_and_no_frame_is_asked_for),
		cmocka_unit_test(a_manager_whose_queue_is_full_is_told_a_second_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
