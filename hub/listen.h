/* The socket on which the hub is asked. */
#ifndef PARVIS_HUB_LISTEN_H
#define PARVIS_HUB_LISTEN_H

#include "common/base/err.h"

/* Listens on PORT of ADDRESS, which is a number. Returns the socket, the caller's; -1 with a sentence that says what to do: ERR_BAD_INPUT, no
 * address; ERR_BUSY, the port is in use. */
int listen_on(const char *address, int port, struct err *err) WARN_UNUSED;

#endif
