/* The HTTP server of one town: libmicrohttpd on one thread, calls that wait for news suspended, or for what they push to be stored
 * (hub/intake.h). */
#ifndef PARVIS_HUB_SERVER_H
#define PARVIS_HUB_SERVER_H

#include "hub/call.h"

/* Binds and starts. ERR_BUSY with a sentence that says what to do: the port is in use. */
bool server_start(struct hub *hub, struct server **ret_server, struct err *err) WARN_UNUSED;

/* Once in 200 ms or so: ends waits that are over, and notices what other programs wrote. */
void server_tick(struct server *server);

/* Lets nobody wait any longer, finishes answers, closes. NULL is fine. */
void server_stop(struct server *server);

#endif
