/* POST /sync/v1/operations */
#include "hub/operations.h"

#include "common/base/log.h"
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

enum call_next handle_operations(struct call *call)
{
	json_t *results;
	struct err err = { .code = ERR_NONE };

	if (operations_apply(call->store, &call->terminal, &call->scope, strbuf_str(&call->body), call->body.len, &results, &err)) {
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
