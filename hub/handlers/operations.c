/* POST /sync/v1/operations */
#include "hub/operations.h"

#include "common/base/log.h"
#include "hub/routes.h"

enum call_next handle_operations(struct call *call)
{
	json_t *results;
	struct err err = { .code = ERR_NONE };

	if (operations_apply(call->store, &call->terminal, &call->scope, strbuf_str(&call->body), call->body.len, &results, &err)) {
		server_changed(call->server, call->store);
		server_mail(call->server);
		return call_answer_json(call, 200, json_pack("{s:o}", "results", results));
	}
	if (err.code == ERR_LIMIT)
		return call_refuse(call, 413, "size", err.text);
	log_error("operations: %s", err.text);
	call_add_header(call, "Retry-After", "10");
	return call_refuse(call, 503, "store", "The store cannot be written just now; nothing was taken.");
}
