/* Who may call: the token, the version of the protocol, the scope. Thread: the server's. */
#ifndef PARVIS_HUB_ACCESS_H
#define PARVIS_HUB_ACCESS_H

#include "hub/call.h"

/* Fills call->terminal. ERR_NOT_FOUND: nobody's token, or none; else the store's trouble. */
bool access_known(struct call *call, struct err *err) WARN_UNUSED;

/* Fills call->terminal, scope and version as the route wants; false: the call is answered. */
bool access_granted(struct call *call) WARN_UNUSED;

#endif
