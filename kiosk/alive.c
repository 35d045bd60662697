#include "kiosk/alive.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/clock.h"

/* Half of what the manager waits, as sd_watchdog_enabled(3) advises. 0 when it does not wait for us. */
static int64_t watchdog_every(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");

	if (!usec || (pid && strtoll(pid, NULL, 10) != getpid()))
		return 0;
	return MAX(strtoll(usec, NULL, 10) / 2, 0LL);
}

void alive_open(struct alive *alive)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t len = path ? strlen(path) : 0;

	*alive = (struct alive){ .on = false };
	if (len < 2 || len >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
		return;
	memcpy(address.sun_path, path, len);
	if (path[0] == '@') /* a name without a file */
		address.sun_path[0] = '\0';
	alive->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (alive->fd < 0)
		return;
	alive->on = true;
	if (connect(alive->fd, (const struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == 0)
		alive->every = watchdog_every();
	else
		alive_done(alive);
}

void alive_done(struct alive *alive)
{
	if (alive->on)
		close(alive->fd);
	*alive = (struct alive){ .on = false };
}

void alive_drawn(struct alive *alive, int64_t mono)
{
	static const char ready[] = "READY=1\nWATCHDOG=1", again[] = "WATCHDOG=1";

	const char *what = alive->ready ? again : ready;

	if (!alive->on || (alive->ready && !alive->every))
		return;
	/* A page that moves draws sixty times a second; once a second is often enough to be believed. */
	if (alive->told_at && mono - alive->told_at < MIN(SECOND_US, alive->every / 4))
		return;
	alive->missed = send(alive->fd, what, strlen(what), MSG_NOSIGNAL) < 0;
	alive->ready |= !alive->missed;
	alive->told_at = mono;
}

int64_t alive_deadline(const struct alive *alive)
{
	if (!alive->every || !alive->told_at)
		return INT64_MAX;
	return alive->told_at + (alive->missed ? MIN(SECOND_US, alive->every) : alive->every);
}
