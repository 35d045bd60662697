/* POST /sync/v1/operations */
#include "hub/intake.h"

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

static struct push *push_new(struct call *call)
{
	struct push *push = calloc(1, sizeof(*push));

	if (!push)
		abort();
	push->call = call;
	push->body = call->body;
	call->body = (struct strbuf)STRBUF_INIT;
	push->delivery = (struct delivery){
		.terminal = &call->terminal, .scope = &call->scope, .lines = strbuf_str(&push->body), .len = push->body.len,
	};
	return push;
}

/* Hands over what has come, and waits for it to be applied. */
static enum call_next hand_over(struct call *call)
{
	struct intake *intake = server_intake(call->server);
	const char *wait;

	if (intake_has(intake, call->terminal.id)) {
		call_add_header(call, "Retry-After", "2");
		return call_refuse(call, 503, "busy", "What this terminal sent before is not yet taken.");
	}
	if ((wait = too_often(call))) {
		call_add_header(call, "Retry-After", wait);
		return call_refuse(call, 429, "often", "That is more than one terminal sends; the rest may come later.");
	}
	call->push = push_new(call);
	if (!delivery_few_enough(&call->push->delivery))
		return call_refuse(call, 413, "size", "That is more operations than this hub takes at once.");
	intake_read(intake, call->push, call->store);
	return CALL_WAIT;
}

static enum call_next say_what_came_of_it(struct call *call, struct delivery *delivery)
{
	/* A word of one byte makes a record of a long thread anew, and each totem fetches that. */
	rate_spend(server_rate(call->server, RATE_PUSH), call->terminal.id, (double)delivery->records / LIMIT_OPERATION_BYTES,
	           clock_mono(&call->hub->clock));
	if (delivery->results)
		return answer(call, json_pack("{s:O}", "results", delivery->results));
	if (delivery->err.code == ERR_NONE) {
		call_add_header(call, "Retry-After", "2");
		return call_refuse(call, 503, "closing", "The hub is closing; nothing was taken.");
	}
	log_error("operations: %s", delivery->err.text);
	call_add_header(call, "Retry-After", "10");
	return call_refuse(call, 503, "store", "The store cannot be written just now; nothing was taken.");
}

enum call_next handle_operations(struct call *call)
{
	return call->push ? say_what_came_of_it(call, &call->push->delivery) : hand_over(call);
}
