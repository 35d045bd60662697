/* What agents do to a request, and what residents write to it. */
#include "hub/operations/internal.h"

#include "common/base/utf8.h"
#include "common/domain/deadline.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "common/text/tr.h"
#include "hub/limits.h"
#include "hub/records.h"

#include <sodium.h>

enum { MESSAGE_MAX = 20000 };

bool op_add_message(struct operation *op, const char *request, const char *kind, const char *author, const char *body, const char *text,
                    struct err *err)
{
	json_t *agent = NULL, *row;
	char *cut = strndup(body, utf8_fit(body, MESSAGE_MAX)), *cut_text = text ? strndup(text, utf8_fit(text, MESSAGE_MAX)) : NULL;
	bool ok = !author || store_get(op->store, SYNCED_AGENTS, author, &agent, err);

	if (!cut || (text && !cut_text))
		abort();
	if (ok) {
		/* the thread is in the order in which the town took things, unless a clock that can be trusted says more */
		int64_t at = op->made_trusted ? MIN(op->made_wall, store_now(op->store)) : store_now(op->store);

		row = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s}", "id", op->id, "request", request, "at", (json_int_t)at, "author_name",
		                or_empty(row_text(agent, "name")), "origin", op->terminal->name, "kind", kind, "body", cut);
		row_set(row, "author", author);
		row_set(row, "text", cut_text);
		ok = store_put(op->store, SYNCED_MESSAGE, row, NULL, err);
		json_decref(row);
	}
	free(cut);
	free(cut_text);
	json_decref(agent);
	return ok;
}

static bool presence(struct operation *op, const char *id, const json_t *row, enum serve_presence *ret_presence, struct err *err)
{
	bool gone = false;

	if (!row && !store_gone(op->store, SYNCED_REQUEST, id, &gone, err))
		return false;
	*ret_presence = row ? REQUEST_HERE : gone ? REQUEST_WAS_HERE : REQUEST_NEVER_SEEN;
	return true;
}

/* An agent of one of the departments that the terminal is for: no desk signs with the name of somebody it does not know. */
static bool agent_get(struct operation *op, const char *id, json_t **ret_agent, struct err *err)
{
	json_t *departments, *one;
	bool seen = op->scope->all;
	size_t i;

	if (!store_get(op->store, SYNCED_AGENTS, or_empty(id), ret_agent, err))
		return false;
	departments = json_loads(or_empty(row_text(*ret_agent, "departments")), 0, NULL);
	json_array_foreach(departments, i, one)
		seen |= streq(json_string_value(one), "*") || scope_has(op->scope, json_string_value(one));
	json_decref(departments);
	if (*ret_agent && !seen) {
		json_decref(*ret_agent);
		*ret_agent = NULL;
	}
	return true;
}

bool op_desk_request(struct operation *op, json_t **ret_row, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *id = or_empty(body_text(op, "request"));
	json_t *row = NULL, *agent = NULL;
	struct serve_decision decision;
	struct serve_about facts;
	struct uuid parsed;
	bool ok = store_get(op->store, SYNCED_REQUEST, id, &row, err) &&
	          agent_get(op, body_text(op, "agent"), &agent, err) &&
	          presence(op, id, row, &facts.request, err);

	*ret_row = NULL;
	*ret_outcome = SERVE_APPLIED;
	if (ok) {
		facts.id_sound = uuid_parse(id, &parsed);
		facts.in_scope = row && scope_has(op->scope, row_text(row, "department"));
		facts.has_agent = agent != NULL;
		decision = serve_about(&facts);
		*ret_outcome = op_decided(op, decision);
		snprintf(op->request, sizeof(op->request), "%s", row ? id : "");
		if (decision.park)
			uuid_text(parsed, op->early);
		if (decision.outcome == SERVE_APPLIED)
			*ret_row = json_incref(row);
	}
	json_decref(row);
	json_decref(agent);
	return ok;
}

static bool save(struct operation *op, json_t *row, struct err *err)
{
	return store_put(op->store, SYNCED_REQUEST, row, NULL, err) && op_publish(op, op->request, err);
}

/* ---- message */

/* The requests that have a resident's lookup id, and the first of them. */
static bool requests_of_lookup(struct operation *op, size_t *ret_count, json_t **ret_row, struct err *err)
{
	json_t *ids;
	bool ok = store_requests_by_lookup(op->store, op->lookup, &ids, err);

	*ret_row = NULL;
	if (!ok)
		return false;
	*ret_count = json_array_size(ids);
	if (*ret_count == 1)
		ok = store_get(op->store, SYNCED_REQUEST, json_string_value(json_array_get(ids, 0)), ret_row, err);
	if (!*ret_row)
		*ret_count = 0;
	json_decref(ids);
	return ok;
}

/* Does the letter bear the record key of the request that ROW is? NULL: of none. */
static bool proven(struct operation *op, const json_t *row, bool *ret_proven, struct err *err)
{
	struct record_key theirs, said;
	struct err none = { .code = ERR_NONE };
	bool has = row && store_secret(op->store, row_text(row, "id"), &theirs, &none);

	if (none.code != ERR_NONE)
		return err_set(err, none.code, "%s", none.text);
	*ret_proven = has && op_read_key(op, &said) && sodium_memcmp(theirs.key, said.key, RECORD_KEY) == 0;
	record_key_wipe(&theirs);
	record_key_wipe(&said);
	return true;
}

static bool resident_message(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *text = or_empty(body_text(op, "text"));
	json_t *row = NULL;
	struct serve_word facts = { .has_text = *text };
	int64_t written = 0;
	bool ok = !*text || (requests_of_lookup(op, &facts.requests, &row, err) && proven(op, row, &facts.has_key, err) &&
	                     (!row || store_residents_messages(op->store, row_text(row, "id"), LIMIT_MESSAGES, &written, err)));

	facts.has_room = written < LIMIT_MESSAGES;
	if (ok)
		*ret_outcome = op_decided(op, serve_message(&facts));
	if (!ok || *ret_outcome == SERVE_SETTLE) {
		json_decref(row);
		return ok && op_settle(op, op->reason, err);
	}
	snprintf(op->request, sizeof(op->request), "%s", row_text(row, "id"));
	ok = op_add_message(op, op->request, "message", NULL, text, NULL, err);
	if (ok && json_object_get(row, "closed") && !row_text(row, "to_settle")) {
		row_set(row, "to_settle", op_word(op, "hub.settle.closed")); /* or nobody would look there again */
		ok = store_put(op->store, SYNCED_REQUEST, row, NULL, err);
	}
	ok = ok && op_publish(op, op->request, err);
	json_decref(row);
	return ok;
}

bool op_apply_message(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *text = body_text(op, "text");
	bool internal = json_is_true(json_object_get(op->body, "internal"));
	json_t *row;
	bool ok;

	if (op->scope->public_)
		return resident_message(op, ret_outcome, err);
	if (!op_desk_request(op, &row, ret_outcome, err) || !row)
		return *ret_outcome != SERVE_APPLIED;
	*ret_outcome = op_decided(op, serve_change(text && *text, REASON_EMPTY, true, REASON_NONE));
	ok = true;
	if (*ret_outcome == SERVE_APPLIED) {
		ok = op_add_message(op, op->request, internal ? "note" : "message", body_text(op, "agent"), text, NULL, err) &&
		     (internal || op_publish(op, op->request, err));
	}
	json_decref(row);
	return ok;
}

/* ---- state */
bool op_apply_state(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *to = or_empty(body_text(op, "to")), *text = body_text(op, "text");
	enum request_state state;
	json_t *row;
	bool ok = true;

	if (!op_desk_request(op, &row, ret_outcome, err) || !row)
		return *ret_outcome != SERVE_APPLIED;
	*ret_outcome = op_changed(op, serve_change(request_state_parse(to, &state), REASON_STATE,
	                                           streq(or_empty(body_text(op, "from")), row_text(row, "state")), REASON_STATE_MOVED), row);
	if (*ret_outcome == SERVE_APPLIED) {
		row_set(row, "state", to);
		if (request_state_open(state))
			json_object_del(row, "closed");
		else
			json_object_set_new(row, "closed", json_integer(store_now(op->store)));
		ok = op_add_message(op, op->request, "state", body_text(op, "agent"), to, text && *text ? text : NULL, err) && save(op, row, err);
	}
	json_decref(row);
	return ok;
}

/* ---- assignment */
bool op_apply_assignment(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *to = body_text(op, "to");
	json_t *row, *agent = NULL;
	bool ok = true;

	if (!op_desk_request(op, &row, ret_outcome, err) || !row)
		return *ret_outcome != SERVE_APPLIED;
	ok = !to || agent_get(op, to, &agent, err);
	if (ok)
		*ret_outcome = op_changed(op, serve_change(!to || agent, REASON_AGENT, streq(body_text(op, "from"), row_text(row, "assignee")),
		                                           REASON_ASSIGNEE_MOVED), row);
	if (ok && *ret_outcome == SERVE_APPLIED) {
		row_set(row, "assignee", to);
		ok = op_add_message(op, op->request, "assignment", body_text(op, "agent"), or_empty(to), NULL, err) &&
		     store_put(op->store, SYNCED_REQUEST, row, NULL, err);
	}
	json_decref(agent);
	json_decref(row);
	return ok;
}

/* ---- replace: the ticket was lost */
static bool replace_number(struct operation *op, json_t *row, const struct record_key *key, struct err *err)
{
	const char *old = row_text(row, "number"), *identity = or_empty(body_text(op, "identity"));
	struct record_key before;
	struct err none = { .code = ERR_NONE };
	bool had = store_secret(op->store, op->request, &before, &none);
	bool ok;

	if (!had && none.code != ERR_NONE)
		return err_set(err, none.code, "%s", none.text);
	ok = (!had || store_drop(op->store, SYNCED_RECORD, before.lookup, err)) &&
	     (!*old || store_number_revoke(op->store, old, op->request, had ? before.lookup : NULL, identity, body_text(op, "agent"), err)) &&
	     store_secret_set(op->store, op->request, key, err) &&
	     op_add_message(op, op->request, "ticket", body_text(op, "agent"), identity, NULL, err);
	if (ok) {
		row_set(row, "replaces", *old ? old : NULL);
		row_set(row, "number", body_text(op, "number"));
		ok = save(op, row, err);
	}
	record_key_wipe(&before);
	return ok;
}

bool op_apply_replace(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	struct record_key key;
	json_t *row;
	bool ok = true, has_number, is_free = true, anothers = false;
	const char *lookup = body_text(op, "lookup");

	if (!op_desk_request(op, &row, ret_outcome, err) || !row)
		return *ret_outcome != SERVE_APPLIED;
	if (!*op->lookup && lookup && op_lookup_sound(lookup))
		snprintf(op->lookup, sizeof(op->lookup), "%s", lookup);
	has_number = op_read_number(op, &key);
	*ret_outcome = op_changed(op, serve_change(has_number, REASON_NUMBER, streq(or_empty(body_text(op, "old")), row_text(row, "number")),
	                                           REASON_NUMBER_MOVED), row);
	if (*ret_outcome == SERVE_APPLIED)
		ok = op_number_is_free(op, body_text(op, "number"), &is_free, err) &&
		     op_lookup_is_anothers(op, key.lookup, body_text(op, "number"), &anothers, err);
	if (ok && *ret_outcome == SERVE_APPLIED)
		*ret_outcome = op_decided(op, serve_change(is_free && !anothers, REASON_SAME_NUMBER, true, REASON_NONE));
	if (ok && *ret_outcome == SERVE_APPLIED)
		ok = replace_number(op, row, &key, err);
	record_key_wipe(&key);
	json_decref(row);
	return ok;
}

/* ---- settle: an agent has looked at it */
bool op_apply_settle(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *service_id = body_text(op, "service"), *department_id = body_text(op, "department"), *text = body_text(op, "text");
	json_t *row, *service = NULL, *department = NULL;
	bool ok;

	if (!op_desk_request(op, &row, ret_outcome, err) || !row)
		return *ret_outcome != SERVE_APPLIED;
	ok = (!service_id || store_get(op->store, SYNCED_SERVICE, service_id, &service, err)) &&
	     (!department_id || store_get(op->store, SYNCED_DEPARTMENT, department_id, &department, err));
	if (ok)
		*ret_outcome = op_decided(op, serve_change((!*or_empty(service_id) || service) && (!*or_empty(department_id) || department),
		                                           REASON_NO_SERVICE, true, REASON_NONE));
	if (ok && *ret_outcome == SERVE_APPLIED) {
		bool other = service && !streq(service_id, row_text(row, "service"));

		row_set(row, "to_settle", NULL);
		if (other)
			row_set(row, "service", service_id);
		if (other)
			op_promise(op, row, service);
		if (department || (other && !*or_empty(department_id)))
			row_set(row, "department", department ? department_id : row_text(service, "department"));
		if (text && *text && !*or_empty(row_text(row, "number")))
			row_set(row, "summary", text);
		ok = op_add_message(op, op->request, "note", body_text(op, "agent"), text && *text ? text : op_word(op, "hub.settled"), NULL,
		                    err) &&
		     store_unopened_drop(op->store, op->request, err) && save(op, row, err);
	}
	json_decref(row);
	json_decref(service);
	json_decref(department);
	return ok;
}

/* ---- printed: a count, nothing else */
static bool is_word(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= 16 && strspn(text, "abcdefghijklmnopqrstuvwxyz-_") == len;
}

bool op_apply_printed(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	const char *what = or_empty(body_text(op, "what"));
	const struct lang *lang = lang_find(or_empty(body_text(op, "lang")));
	struct civil day = civil_from_days(deadline_day(op->zone, op->made_trusted ? op->made_wall : store_now(op->store)));
	char date[16];

	*ret_outcome = SERVE_APPLIED;
	if (!is_word(what))
		return true; /* a count that cannot be read is worth nobody's time */
	snprintf(date, sizeof(date), "%04d-%02d-%02d", day.year % 10000, day.month % 100, day.day % 100);
	return store_printed_add(op->store, date, what, lang ? lang->code : "", op->terminal->name, err);
}
