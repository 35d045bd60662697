/* The body of a call while it comes: what is kept of it, and what is only read past. HOLDING is the server's list of the calls
 * that hold one, of terminals. Thread: the server's.
 */
#ifndef PARVIS_HUB_BODY_H
#define PARVIS_HUB_BODY_H

#include "hub/call.h"

/* False: that is enough, the connection is to be closed. */
bool body_take(struct call *call, struct call **holding, const char *data, size_t size) WARN_UNUSED;

/* All of it has come: it is nobody's to put out any more. */
void body_whole(const struct call *call, struct call **holding);

/* The call is over. */
void body_done(struct call *call, struct call **holding);

#endif
