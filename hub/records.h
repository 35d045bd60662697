/* Public records: what a request's number opens on every totem (docs/sync-protocol.md, "Records").
 * The hub seals one again after each change; nothing but its number opens it. Inside a transaction of the store.
 */
#ifndef PARVIS_HUB_RECORDS_H
#define PARVIS_HUB_RECORDS_H

#include "common/sync/serve.h"
#include "hub/store.h"

enum { RECORD_KEEP_DAYS = 90 }; /* after closing: then the record is withdrawn, and the desk still has the request */

/* Seals the record of REQUEST again, or withdraws it: when it was closed long ago, when it has no number, and when another
 * request has the same lookup id; then both are marked for the desk to settle. */
bool record_refresh(struct store *store, const json_t *town, const char *request, struct err *err) WARN_UNUSED;

/* May REQUEST be shown to who has its number? RECORD_WITHDRAWN: no more. */
bool record_verdict(struct store *store, const char *request, enum serve_record *ret_verdict, struct err *err) WARN_UNUSED;

/* Withdraws the records of what was closed more than RECORD_KEEP_DAYS ago. */
bool records_sweep(struct store *store, struct err *err) WARN_UNUSED;

/* Its JSON, for tests and the page of a number: a new reference. Of a sensitive service state and dates only. */
json_t *record_json(const json_t *request, const json_t *service, const json_t *thread, const json_t *departments);

#endif
