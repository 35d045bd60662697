/* POST /sync/v1/operations */
#include "hub/operations.h"

#include "common/base/log.h"
#include "hub/limits.h"
#include "hub/routes.h"

static enum call_next answer(struct call *call, json_t *json)
{
	char *text = json_dumps(json, JSON_COMPACT);
	enum call_next next;

	if (!text)
		abort();
	next = call_answer_packed(call, "application/json", text, strlen(text));
	free(text);
	json_decref(json);
	return next;
}

/* A terminal that was stolen with its token cannot fill the town's disk, nor a department's mailbox, faster than somebody notices.
 * NULL: it may send this; else how many seconds to wait. */
static const char *too_often(struct call *call)
{
	int cost = 1 + (int)(call->body.len / LIMIT_OPERATION_BYTES), wait = 0;
	char seconds[16];

	for (const char *at = strbuf_str(&call->body), *end = at + call->body.len; (at = memchr(at, '\n', (size_t)(end - at))); at++)
		cost++;
	if (rate_take(server_rate(call->server, RATE_PUSH), call->terminal.id, cost, clock_mono(&call->hub->clock), &wait))
		return NULL;
	snprintf(seconds, sizeof(seconds), "%d", MIN(wait, 300));
	return arena_strdup(call->arena, seconds);
}

enum call_next handle_operations(struct call *call)
{
	const char *wait = too_often(call);
	json_t *results;
	struct err err = { .code = ERR_NONE };
	int64_t made;
	bool taken;

	if (wait) {
		call_add_header(call, "Retry-After", wait);
		return call_refuse(call, 429, "often", "That is more than one terminal sends; the rest may come later.");
	}
	taken = operations_apply(call->store, &call->terminal, &call->scope, strbuf_str(&call->body), call->body.len, &results, &err);
	made = store_records_put(call->store);
	if (taken) {
		/* A word of one byte makes a record of a long thread anew, and each totem fetches that. */
		rate_spend(server_rate(call->server, RATE_PUSH), call->terminal.id, (double)made / LIMIT_OPERATION_BYTES,
		           clock_mono(&call->hub->clock));
		server_changed(call->server, call->store);
		server_mail(call->server);
		return answer(call, json_pack("{s:o}", "results", results));
	}
	if (err.code == ERR_LIMIT)
		return call_refuse(call, 413, "size", err.text);
	log_error("operations: %s", err.text);
	call_add_header(call, "Retry-After", "10");
	return call_refuse(call, 503, "store", "The store cannot be written just now; nothing was taken.");
}
