#include "common/base/clock.h"

#include <fcntl.h>
#include <unistd.h>

#ifndef PARVIS_BUILD_TIME
#define PARVIS_BUILD_TIME INT64_C(1793491200) /* 1 November 2026 */
#endif

/* Two clocks that are both right differ by their drift and by the time an answer takes. */
#define HEARD_SLACK_US (2 * MINUTE_US)

static int64_t wall_shift; /* set once, by clock_system */

static int64_t read_clock(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * SECOND_US + ts.tv_nsec / 1000;
}

static int64_t system_wall(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_REALTIME) + wall_shift;
}

static int64_t system_mono(void *ctx)
{
	(void)ctx;
	return read_clock(CLOCK_BOOTTIME);
}

static void read_boot_id(char *out, size_t size)
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	out[MAX(got, 0)] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

struct clock clock_system(bool allow_shift)
{
	struct clock clock = { .wall = system_wall, .mono = system_mono, .not_before = PARVIS_BUILD_TIME * SECOND_US };
	const char *now = allow_shift ? getenv("PARVIS_NOW") : NULL;

	read_boot_id(clock.boot, sizeof(clock.boot));
	if (now)
		wall_shift = strtoll(now, NULL, 10) * SECOND_US - read_clock(CLOCK_REALTIME);
	return clock;
}

bool clock_trusted(const struct clock *clock)
{
	return clock_wall(clock) >= clock->not_before;
}

int64_t clock_guess(const struct clock *clock)
{
	int64_t wall = clock_wall(clock);

	return wall >= clock->not_before ? wall : clock->not_before + clock_mono(clock) - clock->heard_at;
}

void clock_heard(struct clock *clock, int64_t wall)
{
	if (wall - HEARD_SLACK_US <= clock->not_before)
		return;
	clock->not_before = wall - HEARD_SLACK_US;
	clock->heard_at = clock_mono(clock);
}

struct stamp clock_stamp(const struct clock *clock)
{
	struct stamp stamp = {
		.wall = clock_guess(clock), .mono = clock_mono(clock), .trusted = clock_trusted(clock),
	};

	memcpy(stamp.boot, clock->boot, sizeof(stamp.boot));
	return stamp;
}
