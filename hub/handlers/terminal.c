/* POST /sync/v1/enrol: a terminal makes itself known with a one-time code. GET /sync/v1/terminal: what one has to know of itself. */
#include "hub/description.h"
#include "hub/routes.h"

#include "common/base/log.h"
#include "common/domain/code.h"

/* DESCRIPTION NULL: ERR says why. */
static enum call_next answer_description(struct call *call, json_t *description, const struct err *err)
{
	if (description)
		return call_answer_json(call, 200, description);
	log_error("terminal: %s", err->text);
	return call_refuse(call, 503, "store", "The store cannot be written just now.");
}

/* No turn to write is waited for, with everybody behind it: but for a key's day, which is noted once, this only reads. */
enum call_next handle_terminal(struct call *call)
{
	struct err err;

	return answer_description(call, terminal_description(call->hub, call->store, &call->terminal, &err), &err);
}

static enum call_next refuse_code(struct call *call, const struct err *err)
{
	if (err->code == ERR_NOT_FOUND || err->code == ERR_REFUSED)
		return call_refuse(call, 403, "code", err->text);
	log_error("enrol: %s", err->text);
	return call_refuse(call, 503, "store", "The store cannot be written just now.");
}

/* Inside a transaction, which it ends. */
static enum call_next enrolled(struct call *call, const struct terminal_row *row)
{
	struct err err;
	json_t *description = terminal_description(call->hub, call->store, row, &err);

	if (!description) {
		store_rollback(call->store);
	} else if (!store_commit(call->store, &err)) {
		json_decref(description);
		description = NULL;
	} else {
		log_info("%s (%s) enrolled", row->name, row->id);
	}
	return answer_description(call, description, &err);
}

static bool is_hash(const char *text)
{
	return text && strlen(text) == TOKEN_HASH_TEXT - 1 && strspn(text, "0123456789abcdef") == TOKEN_HASH_TEXT - 1;
}

enum call_next handle_enrol(struct call *call)
{
	json_t *said = json_loadb(strbuf_str(&call->body), call->body.len, JSON_REJECT_DUPLICATES, NULL);
	const char *typed = json_string_value(json_object_get(said, "code"));
	const char *hash = json_string_value(json_object_get(said, "token_hash"));
	struct terminal_row row;
	struct err err;
	char code[CODE_TEXT], wait[16];
	enum call_next next;
	int wait_s;

	if (!rate_take(server_rate(call->server, RATE_ENROL), call_address(call), 1, clock_mono(&call->hub->clock), &wait_s)) {
		snprintf(wait, sizeof(wait), "%d", wait_s);
		call_add_header(call, "Retry-After", wait);
		next = call_refuse(call, 429, "often", "Too many codes were tried; wait a minute.");
	} else if (!typed || !is_hash(hash)) {
		next = call_refuse(call, 400, "arguments", "Expected code and token_hash.");
	} else if (!code_read(typed, code)) {
		next = call_refuse(call, 403, "code", "That is no code: a letter was misread.");
	} else if (!store_begin(call->store, &err)) {
		next = call_refuse(call, 503, "store", "The store cannot be written just now.");
	} else if (!store_code_use(call->store, code, hash, &row, &err)) {
		store_rollback(call->store);
		next = refuse_code(call, &err);
	} else {
		next = enrolled(call, &row);
	}
	json_decref(said);
	return next;
}
