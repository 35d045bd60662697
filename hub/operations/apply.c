/* An operation: its envelope, opened, applied once; and those that waited. */
#include "hub/operations/internal.h"

#include "common/domain/names.h"
#include "common/text/tr.h"
#include "hub/limits.h"

static bool (*const handlers[OP_KINDS])(struct operation *op, enum serve_outcome *ret_outcome, struct err *err) = {
	[OP_REQUEST] = op_apply_request, [OP_MESSAGE] = op_apply_message, [OP_STATE] = op_apply_state, [OP_ASSIGNMENT] = op_apply_assignment,
	[OP_REPLACE] = op_apply_replace, [OP_SETTLE] = op_apply_settle, [OP_PRINTED] = op_apply_printed,
};

const char *op_word(const struct operation *op, const char *key)
{
	return tr(or_empty(row_text(op->town, "lang")), key);
}

enum serve_outcome op_decided(struct operation *op, struct serve_decision decision)
{
	if (decision.reason != REASON_NONE)
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, serve_reason_key(decision.reason)));
	return decision.outcome;
}

enum serve_outcome op_changed(struct operation *op, struct serve_decision decision, json_t *row)
{
	if (decision.outcome == SERVE_CONFLICT)
		op->current = json_incref(row);
	return op_decided(op, decision);
}

/* ---- one line */
static bool dispatch(struct operation *op, const json_t *envelope, enum serve_outcome *ret_outcome, struct err *err)
{
	struct serve_decision decision;

	if (strlen(op->line) > LIMIT_OPERATION_LINE)
		decision = serve_too_large(op->scope->public_);
	else if (!op_open(op, envelope, &decision, err))
		return false;
	*ret_outcome = op_decided(op, decision);
	if (decision.keep)
		return op_keep_unknown(op, err);
	if (decision.outcome == SERVE_SETTLE)
		return op_settle(op, op->reason, err);
	if (decision.outcome != SERVE_APPLIED)
		return true;
	return op->rule->kept ? op_apply_kept(op, ret_outcome, err) : handlers[op->rule - op_rules](op, ret_outcome, err);
}

/* In a mark of its own, where OP has marks: what the store cannot take as it is (a contradiction nobody foresaw) is undone and REJECTED
 * then, with the reason. */
static bool dispatch_marked(struct operation *op, const json_t *envelope, enum serve_outcome *ret_outcome, bool *ret_contradicts, struct err *err)
{
	*ret_contradicts = false;
	if (!op->marked)
		return dispatch(op, envelope, ret_outcome, err);
	if (!store_mark(op->store, err))
		return false;
	if (dispatch(op, envelope, ret_outcome, err)) {
		store_keep_mark(op->store);
		return true;
	}
	if (op_store_in_trouble(err))
		return false;
	store_back_to_mark(op->store);
	snprintf(op->reason, sizeof(op->reason), "%s (%.200s)", op_word(op, "hub.settle.contradiction"), err->text);
	*ret_outcome = SERVE_REJECTED;
	*ret_contradicts = true;
	return true;
}

/* A resident's operation that contradicts is kept as one to settle. */
static bool apply_or_settle(struct operation *op, const json_t *envelope, enum serve_outcome *ret_outcome, struct err *err)
{
	bool contradicts;

	if (!dispatch_marked(op, envelope, ret_outcome, &contradicts, err))
		return false;
	if (!contradicts || !op->scope->public_)
		return true;
	*ret_outcome = SERVE_SETTLE;
	return op_settle(op, op->reason, err);
}

/* An answer with more in it than a terminal reads is no answer, and is asked for again and again. */
static bool has_room(const struct operation *op)
{
	size_t len = json_dumpb(op->current, NULL, 0, JSON_COMPACT);

	if (!op->room || len > *op->room)
		return false;
	*op->room -= len;
	return true;
}

static json_t *result(const struct operation *op, const char *outcome)
{
	json_t *item = json_pack("{s:s, s:s}", "id", op->id, "outcome", outcome);

	if (*op->reason)
		json_object_set_new(item, "reason", json_string(op->reason));
	if (op->current && has_room(op))
		json_object_set(item, "current", op->current);
	return item;
}

static bool was_taken(const struct applied *applied)
{
	return serve_again(applied->outcome) != applied->outcome;
}

/* What it came to the first time; what was taken then is "again" now. */
static json_t *earlier_result(struct operation *op, const struct applied *applied)
{
	const char *said = serve_again(applied->outcome);
	struct err err;

	snprintf(op->reason, sizeof(op->reason), "%s", was_taken(applied) ? "" : applied->reason);
	if (!streq(applied->outcome, "conflict") || !store_get(op->store, SYNCED_REQUEST, applied->request, &op->current, &err))
		op->current = NULL;
	if (op->current && (op->scope->public_ || op->terminal->revoked || !scope_has(op->scope, row_text(op->current, "department")))) {
		json_decref(op->current); /* it may be another department's by now, and the id be known elsewhere */
		op->current = NULL;
	}
	return result(op, said);
}

/* ---- what came before its request */

/* An agent's operation that no longer fits is not lost: its words stand in the thread as a note, and the desk is told. */
static bool note_early(struct operation *early, const char *line, struct err *err)
{
	const char *text = early->body ? body_text(early, "text") : NULL;
	json_t *row = NULL;
	char *note;
	bool ok;

	if (asprintf(&note, "%s %s", early->reason, text && *text ? text : line) < 0)
		abort();
	ok = op_add_message(early, early->request, "note", NULL, note, NULL, err) &&
	     store_get(early->store, SYNCED_REQUEST, early->request, &row, err);
	if (ok && row && !row_text(row, "to_settle")) {
		row_set(row, "to_settle", early->reason);
		ok = store_put(early->store, SYNCED_REQUEST, row, NULL, err);
	}
	json_decref(row);
	free(note);
	return ok;
}

static bool apply_early(struct operation *op, const json_t *item, struct err *err)
{
	const char *line = json_string_value(json_object_get(item, "line"));
	json_t *envelope = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	struct terminal_row terminal = { .id = "" };
	struct scope scope = { .all = false };
	struct operation early = { .store = op->store, .touched = op->touched, .marked = op->marked, .terminal = &terminal, .scope = &scope,
	                           .town = op->town, .zone = op->zone, .line = line };
	enum serve_outcome outcome = SERVE_APPLIED;
	struct err none = { .code = ERR_NONE };
	bool ok = true, contradicts;

	op_read_envelope(&early, envelope, line, strlen(line));
	if (store_terminal_by_name(op->store, json_string_value(json_object_get(item, "terminal")), &terminal, &none) &&
	    scope_parse(terminal.scope, &scope, &none) && !scope.public_ && !terminal.revoked) {
		ok = dispatch_marked(&early, envelope, &outcome, &contradicts, err);
	} else if (op_store_in_trouble(&none)) {
		ok = err_set(err, none.code, "%s", none.text);
	} else { /* that terminal is no desk any more: what was written there is kept, and does nothing */
		early.body = json_incref(json_object_get(envelope, "body"));
		outcome = op_decided(&early, (struct serve_decision){ .outcome = SERVE_REJECTED, .reason = REASON_SCOPE });
	}
	snprintf(early.request, sizeof(early.request), "%s", op->request);
	if (ok && outcome != SERVE_APPLIED)
		ok = note_early(&early, line, err);
	scope_done(&scope);
	json_decref(envelope);
	json_decref(early.body);
	json_decref(early.current);
	return ok;
}

/* What waited for a hub that knows its kind is done now, and what it contradicts is looked at by an agent. */
static bool apply_late(struct operation *op, const json_t *item, struct err *err)
{
	const char *line = json_string_value(json_object_get(item, "line"));
	json_t *envelope = json_loads(line, JSON_REJECT_DUPLICATES, NULL);
	struct terminal_row terminal = { .id = "" };
	struct scope scope = { .all = false };
	struct operation late = { .store = op->store, .touched = op->touched, .marked = op->marked, .terminal = &terminal, .scope = &scope,
	                          .town = op->town, .zone = op->zone, .line = line };
	enum serve_outcome outcome = SERVE_REJECTED;
	struct err none = { .code = ERR_NONE };
	bool ok = true, contradicts;

	op_read_envelope(&late, envelope, line, strlen(line));
	if (store_terminal_by_name(op->store, json_string_value(json_object_get(item, "terminal")), &terminal, &none) &&
	    scope_parse(terminal.scope, &scope, &none))
		ok = dispatch_marked(&late, envelope, &outcome, &contradicts, err);
	else if (op_store_in_trouble(&none))
		ok = err_set(err, none.code, "%s", none.text);
	if (ok && (outcome == SERVE_REJECTED || outcome == SERVE_CONFLICT))
		ok = op_settle(&late, *late.reason ? late.reason : op_word(op, "hub.settle.kind"), err);
	if (ok && *late.early)
		ok = store_early_add(op->store, late.id, late.early, terminal.id, line, err);
	scope_done(&scope);
	json_decref(envelope);
	json_decref(late.body);
	json_decref(late.current);
	return ok;
}

/* OP has made a request: what desks did to it before it came. */
static bool apply_all_early(struct operation *op, struct err *err)
{
	json_t *list;
	const json_t *item;
	bool ok = true;
	size_t i;

	if (!streq(op->request, op->id))
		return true;
	if (!store_early_take(op->store, op->request, &list, err))
		return false;
	json_array_foreach(list, i, item)
		ok = ok && apply_early(op, item, err);
	json_decref(list);
	return ok;
}

/* Kept for a newer hub: is this one it? What it makes of it now is as if it came now. */
static bool apply_kept(struct operation *op, const json_t *item, struct err *err)
{
	const char *id = json_string_value(json_object_get(item, "op"));

	if (!op_rule_find(or_empty(json_string_value(json_object_get(item, "kind")))))
		return true;
	snprintf(op->id, sizeof(op->id), "%s", id);
	snprintf(op->request, sizeof(op->request), "%s", id);
	return store_kept_take(op->store, id, err) && apply_late(op, item, err);
}

static bool sweep_kept(struct store *store, const json_t *list, const json_t *town, const struct zone *zone, struct err *err)
{
	static const struct terminal_row nobody = { .name = "" };
	static const struct scope residents = { .public_ = true };
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item) {
		struct operation op = { .store = store, .marked = true, .terminal = &nobody, .scope = &residents, .town = town, .zone = zone, .line = "" };

		if (!apply_kept(&op, item, err))
			return false;
	}
	return true;
}

static bool sweep_request(struct store *store, const char *request, const json_t *town, const struct zone *zone, struct err *err)
{
	static const struct terminal_row nobody = { .name = "" };
	static const struct scope residents = { .public_ = true };
	struct operation op = { .store = store, .marked = true, .terminal = &nobody, .scope = &residents, .town = town, .zone = zone, .line = "",
	                        .made_wall = store_now(store) };

	snprintf(op.id, sizeof(op.id), "%s", request);
	return op_settle(&op, op_word(&op, "hub.settle.never_came"), err) && apply_all_early(&op, err);
}

bool operations_sweep(struct store *store, int64_t before, struct err *err)
{
	json_t *town = NULL, *ids = NULL, *kept = NULL;
	const json_t *id;
	struct zone *zone = NULL;
	bool ok = store_early_requests(store, before, &ids, err) && store_kept_waiting(store, &kept, err);
	size_t i;

	if (ok && (json_array_size(ids) || json_array_size(kept)))
		ok = store_town_row(store, &town, err) && zone_open(or_empty(row_text(town, "zone")), &zone, err);
	json_array_foreach(ids, i, id)
		ok = ok && sweep_request(store, json_string_value(id), town, zone, err);
	ok = ok && sweep_kept(store, kept, town, zone, err);
	zone_close(zone);
	json_decref(town);
	json_decref(ids);
	json_decref(kept);
	return ok;
}

/* ---- one line, once */
static bool keep_outcome(struct operation *op, enum serve_outcome outcome, struct err *err)
{
	struct applied applied = { .reason = "" };

	snprintf(applied.outcome, sizeof(applied.outcome), "%s", serve_outcome_name(outcome));
	snprintf(applied.reason, sizeof(applied.reason), "%s", op->reason);
	snprintf(applied.request, sizeof(applied.request), "%s", op->request);
	return store_applied_add(op->store, op->id, op->terminal->id, op->kind, &applied, err) && apply_all_early(op, err) &&
	       (!*op->early || store_early_add(op->store, op->id, op->early, op->terminal->id, op->line, err));
}

/* Does a row have this id that no operation made (an import's, say)? An operation would write over it. What stands for a request
 * that never came has no service yet: that request may still take its place. */
static bool id_is_taken(struct operation *op, bool *ret_taken, struct err *err)
{
	json_t *request = NULL, *message = NULL;
	bool ok = store_get(op->store, SYNCED_REQUEST, op->id, &request, err) && store_get(op->store, SYNCED_MESSAGE, op->id, &message, err);

	*ret_taken = message || (request && *or_empty(row_text(request, "service")));
	json_decref(request);
	json_decref(message);
	return ok;
}

/* A resident's is kept all the same, under an id made from what it says. */
static bool apply_beside(struct operation *op, size_t len, enum serve_outcome *ret_outcome, struct err *err)
{
	char said[UUID_TEXT];
	bool ok = true;

	snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.contradiction"));
	*ret_outcome = SERVE_REJECTED;
	if (op->scope->public_) {
		memcpy(said, op->id, sizeof(said));
		op_id_from_line(op->line, len, op->id);
		*ret_outcome = SERVE_SETTLE;
		ok = op_settle(op, op->reason, err);
		memcpy(op->id, said, sizeof(said));
	}
	return ok;
}

bool op_apply_line(struct operation *op, const char *line, size_t len, json_t *results, struct err *err)
{
	json_t *envelope = op->ahead ? json_incref(op->ahead->envelope) : json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	struct applied applied = { .reason = "" };
	struct err none = { .code = ERR_NONE };
	enum serve_outcome outcome = SERVE_REJECTED;
	bool ok = true, taken = false;

	op->line = line;
	op_read_envelope(op, envelope, line, len);
	if (store_applied(op->store, op->id, &applied, &none)) {
		/* What a desk was refused under this id is nothing to a resident. */
		if (op->scope->public_ && !was_taken(&applied) && (ok = apply_beside(op, len, &outcome, err)))
			json_array_append_new(results, result(op, serve_outcome_name(outcome)));
		else
			json_array_append_new(results, earlier_result(op, &applied));
	} else if (none.code != ERR_NONE) {
		ok = err_set(err, none.code, "%s", none.text);
	} else if ((ok = id_is_taken(op, &taken, err)) &&
	           (ok = taken ? apply_beside(op, len, &outcome, err) : apply_or_settle(op, envelope, &outcome, err))) {
		ok = keep_outcome(op, outcome, err);
		json_array_append_new(results, result(op, serve_outcome_name(outcome)));
	}
	json_decref(envelope);
	json_decref(op->body);
	json_decref(op->current);
	return ok;
}
