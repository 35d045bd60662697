/* GET /health: for whoever watches the machine. Says nothing about people. */
#include "hub/routes.h"

enum call_next handle_health(struct call *call)
{
	struct cursor now;
	struct err err;

	if (!store_cursor(call->store, &now, &err))
		return call_refuse(call, 503, "store", "The store cannot be read.");
	return call_answer_json(call, 200, json_pack("{s:s, s:s, s:I}", "status", "ok", "town", store_town(call->store), "rev",
	                                             (json_int_t)now.rev));
}
