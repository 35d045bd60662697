/* GET /sync/v1/snapshot?format=N */
#include "common/base/log.h"
#include "common/store/migrate.h"
#include "hub/limits.h"
#include "hub/routes.h"
#include "hub/snapshots.h"

#include <inttypes.h>

static void add_number(struct call *call, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	call_add_header(call, name, text);
}

enum call_next handle_snapshot(struct call *call)
{
	struct snapshot snapshot;
	struct serve_stand stand = { .scope_rev = call->terminal.scope_rev };
	struct err err;
	int64_t mono = clock_mono(&call->hub->clock), format = call_integer(call, "format", -1);

	if (!replica_format_ok(format))
		return call_refuse(call, 406, "format", "This hub serves replicas of formats 1 and 2; the terminal needs another version.");
	if (!store_cursor(call->store, &stand.now, &err) || !store_floor(call->store, &stand.floor, &err))
		return call_refuse(call, 503, "store", "The store cannot be read just now.");
	/* Nor one that still holds what was erased. */
	stand.scope_rev = MAX(stand.scope_rev, store_last_erasure(call->store, stand.now.rev));
	switch (snapshots_get(server_snapshots(call->server), call->terminal.scope, (int)format, &stand, &snapshot, &err)) {
	case SNAPSHOT_READY:
		call_add_header(call, "Parvis-Epoch", snapshot.cursor.epoch);
		add_number(call, "Parvis-Rev", (uint64_t)snapshot.cursor.rev);
		add_number(call, "Parvis-Size", snapshot.size);
		return call_answer_file(call, snapshot.fd, snapshot.packed, "application/zstd");
	case SNAPSHOT_FAILED:
		log_error("snapshot for %s: %s", call->terminal.scope, err.text);
		return call_refuse(call, 503, "snapshot", "The snapshot could not be made; the hub's log says why.");
	case SNAPSHOT_BUILDING:
		break;
	}
	if (!call->deadline)
		call->deadline = mono + LIMIT_SNAPSHOT_WAIT_S * SECOND_US;
	if (mono >= call->deadline)
		return call_refuse(call, 503, "snapshot", "The snapshot is still being made; ask again soon.");
	return CALL_WAIT;
}
