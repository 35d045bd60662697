#include "hub/listen.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

int listen_on(const char *address, int port, struct err *err)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	char service[8];
	int fd, on = 1, why;

	snprintf(service, sizeof(service), "%d", port);
	why = getaddrinfo(address, service, &hints, &found);
	if (why != 0) {
		err_set(err, ERR_BAD_INPUT, "\"%s\" is no address to listen on (%s); 127.0.0.1 is this machine alone, 0.0.0.0 all its networks",
		        address, gai_strerror(why));
		return -1;
	}
	fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1024) != 0) {
		if (errno == EADDRINUSE)
			err_set(err, ERR_BUSY,
			        "port %d of %s is in use by another program. `ss -ltnp sport = :%d` says which; stop it, or choose another port "
			        "with `serve --port N` or in hub.conf ([hub] port)",
			        port, address, port);
		else
			err_errno(err, "listening on %s port %d", address, port);
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	return fd;
}
