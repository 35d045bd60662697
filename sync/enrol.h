/* parvis-sync enrol: this machine becomes a terminal of a hub, with a one-time code (docs/sync-protocol.md, "Enrolling").
 *
 * The token is made here and never shown to the hub's operator: only its hash goes out, and the code. It lies in STATE/token.new
 * before it is sent, so that the same code asked again after a lost answer is the same machine. STATE/outbox is not touched:
 * what waits there is delivered under the new token.
 */
#ifndef PARVIS_SYNC_ENROL_H
#define PARVIS_SYNC_ENROL_H

#include "common/base/rand.h"
#include "sync/sync.h"

/* CODE NULL: asked for on standard input. Says on stdout who this machine is now. */
bool enrol(const struct sync_settings *settings, const char *code, const struct rng *rng, struct err *err) WARN_UNUSED;

#endif
