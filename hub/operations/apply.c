/* A POST of operations, line by line. */
#include "hub/operations/internal.h"

#include "common/domain/names.h"
#include "common/secret/secret.h"
#include "common/text/tr.h"
#include "hub/limits.h"

#include <sodium.h>
#include <stdarg.h>

static const struct kind {
	bool (*apply)(struct operation *op, enum outcome *ret_outcome, struct err *err);
	bool resident; /* a public terminal may send it */
	bool sealed;   /* … and then it is sealed */
} kinds[OP_KINDS] = {
	[OP_REQUEST] = { op_apply_request, true, true },
	[OP_MESSAGE] = { op_apply_message, true, true },
	[OP_STATE] = { op_apply_state, false, false },
	[OP_ASSIGNMENT] = { op_apply_assignment, false, false },
	[OP_REPLACE] = { op_apply_replace, false, false },
	[OP_SETTLE] = { op_apply_settle, false, false },
	[OP_PRINTED] = { op_apply_printed, true, false },
};

static const char *const outcome_names[] = {
	[OUTCOME_APPLIED] = "applied", [OUTCOME_SETTLE] = "settle", [OUTCOME_CONFLICT] = "conflict", [OUTCOME_REJECTED] = "rejected",
};

const char *op_word(const struct operation *op, const char *key)
{
	return tr(or_empty(row_text(op->town, "lang")), key);
}

enum outcome op_reject(struct operation *op, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(op->reason, sizeof(op->reason), fmt, ap);
	va_end(ap);
	return OUTCOME_REJECTED;
}

/* ---- the envelope */

/* An operation without an id of its own gets one from what it says, so that saying it twice is one operation. */
static void id_from_line(const char *line, size_t len, char out[UUID_TEXT])
{
	struct uuid id;

	crypto_generichash(id.data, sizeof(id.data), (const unsigned char *)line, len, NULL, 0);
	id.data[6] = (unsigned char)((id.data[6] & 0x0f) | 0x80); /* version 8: made by a rule of our own */
	id.data[8] = (unsigned char)((id.data[8] & 0x3f) | 0x80);
	uuid_text(id, out);
}

static bool lookup_is_sound(const char *lookup)
{
	return strlen(lookup) == RECORD_LOOKUP_TEXT - 1 && strspn(lookup, "0123456789abcdef") == RECORD_LOOKUP_TEXT - 1;
}

static void read_envelope(struct operation *op, const json_t *envelope, const char *line, size_t len)
{
	const char *id = json_string_value(json_object_get(envelope, "id"));
	const char *kind = json_string_value(json_object_get(envelope, "kind"));
	const char *lookup = json_string_value(json_object_get(envelope, "lookup"));
	const json_t *made = json_object_get(envelope, "made");
	struct uuid parsed;

	if (id && uuid_parse(id, &parsed))
		uuid_text(parsed, op->id);
	else
		id_from_line(line, len, op->id);
	snprintf(op->kind_name, sizeof(op->kind_name), "%s", or_empty(kind));
	if (lookup && lookup_is_sound(lookup))
		snprintf(op->lookup, sizeof(op->lookup), "%s", lookup);
	op->made_wall = json_integer_value(json_object_get(made, "wall"));
	op->made_trusted = json_is_true(json_object_get(made, "trusted"));
	if (op->made_wall <= 0) {
		op->made_wall = store_now(op->store);
		op->made_trusted = false;
	}
}

/* ---- opening */
static bool store_is_in_trouble(const struct err *err)
{
	return err->code == ERR_DISK_FULL || err->code == ERR_IO || err->code == ERR_CORRUPT || err->code == ERR_BUSY ||
	       err->code == ERR_SYSTEM;
}

static bool open_sealed(struct operation *op, const char *key_id, const char *sealed, struct err *err)
{
	struct strbuf cipher = STRBUF_INIT, plain = STRBUF_INIT;
	struct store_key key;
	struct err why;
	bool ok = false;

	if (!store_key_find(op->store, key_id, &key, &why)) {
		if (store_is_in_trouble(&why)) /* the key may well be there: it must not become a request to settle for that */
			return err_set(err, why.code, "%s", why.text);
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.key"));
	} else if (!base64_decode(sealed, strlen(sealed), SEAL_MAX, &cipher) || !seal_open(&key.pair, cipher.data, cipher.len, &plain, &why))
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.sealed"));
	else if (!(op->body = json_loadb(strbuf_str(&plain), plain.len, JSON_REJECT_DUPLICATES, NULL)) || !json_is_object(op->body))
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.unreadable"));
	else
		ok = true;
	secret_wipe(&key, sizeof(key));
	strbuf_done(&cipher);
	strbuf_done(&plain);
	return ok;
}

/* The sealed part repeats what the envelope says, so that nobody can put one's letter into another's envelope. */
static bool envelope_matches(struct operation *op)
{
	const char *id = body_text(op, "id");
	struct uuid inside, outside;
	bool same = id && uuid_parse(id, &inside) && uuid_parse(op->id, &outside) && uuid_same(inside, outside) &&
	            streq(body_text(op, "town"), store_town(op->store)) && streq(body_text(op, "kind"), op->kind_name) &&
	            streq(or_empty(body_text(op, "lookup")), op->lookup);

	if (!same)
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.envelope"));
	return same;
}

bool op_open(struct operation *op, const json_t *envelope, struct err *err)
{
	const char *key = json_string_value(json_object_get(envelope, "key"));
	const char *sealed = json_string_value(json_object_get(envelope, "sealed"));
	const json_t *body = json_object_get(envelope, "body");
	bool known = op_kind_parse(op->kind_name, &op->kind);

	err->code = ERR_NONE;
	if (!known || (op->scope->public_ && !kinds[op->kind].resident)) {
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.kind"));
		return false;
	}
	if (sealed && key)
		return open_sealed(op, key, sealed, err) && envelope_matches(op);
	if (!json_is_object(body) || (op->scope->public_ && kinds[op->kind].sealed)) {
		snprintf(op->reason, sizeof(op->reason), "%s", op_word(op, "hub.settle.unreadable"));
		return false;
	}
	op->body = json_incref((json_t *)(uintptr_t)body);
	return true;
}

/* ---- one line */
static bool dispatch(struct operation *op, const json_t *envelope, enum outcome *ret_outcome, struct err *err)
{
	if (op_open(op, envelope, err))
		return kinds[op->kind].apply(op, ret_outcome, err);
	if (err->code != ERR_NONE)
		return false;
	if (!op->scope->public_) {
		*ret_outcome = OUTCOME_REJECTED;
		return true;
	}
	*ret_outcome = OUTCOME_SETTLE;
	return op_settle(op, op->reason, err);
}

/* A resident's operation that the store cannot take as it is (a contradiction nobody foresaw) is kept as one to settle. */
static bool apply_marked(struct operation *op, const json_t *envelope, enum outcome *ret_outcome, struct err *err)
{
	if (!store_mark(op->store, err))
		return false;
	if (dispatch(op, envelope, ret_outcome, err)) {
		store_keep_mark(op->store);
		return true;
	}
	if (store_is_in_trouble(err))
		return false;
	store_back_to_mark(op->store);
	snprintf(op->reason, sizeof(op->reason), "%s (%.200s)", op_word(op, "hub.settle.contradiction"), err->text);
	*ret_outcome = op->scope->public_ ? OUTCOME_SETTLE : OUTCOME_REJECTED;
	return !op->scope->public_ || op_settle(op, op->reason, err);
}

static json_t *result(const struct operation *op, const char *outcome)
{
	json_t *item = json_pack("{s:s, s:s}", "id", op->id, "outcome", outcome);

	if (*op->reason)
		json_object_set_new(item, "reason", json_string(op->reason));
	if (op->current)
		json_object_set(item, "current", op->current);
	return item;
}

/* What it came to the first time; what was taken then is "again" now. */
static json_t *earlier_result(struct operation *op, const struct applied *applied)
{
	bool taken = streq(applied->outcome, "applied") || streq(applied->outcome, "settle");
	struct err err;

	snprintf(op->reason, sizeof(op->reason), "%s", taken ? "" : applied->reason);
	if (streq(applied->outcome, "conflict") && !store_get(op->store, SYNCED_REQUEST, applied->request, &op->current, &err))
		op->current = NULL;
	return result(op, taken ? "again" : applied->outcome);
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
	struct operation early = { .store = op->store, .terminal = &terminal, .scope = &scope, .town = op->town, .zone = op->zone,
	                           .line = line };
	enum outcome outcome = OUTCOME_APPLIED;
	struct err none = { .code = ERR_NONE };
	bool ok = true;

	if (store_terminal_by_name(op->store, json_string_value(json_object_get(item, "terminal")), &terminal, &none) &&
	    scope_parse(terminal.scope, &scope, &none) && !scope.public_) {
		read_envelope(&early, envelope, line, strlen(line));
		ok = dispatch(&early, envelope, &outcome, err);
		snprintf(early.request, sizeof(early.request), "%s", op->request);
		if (ok && outcome != OUTCOME_APPLIED)
			ok = note_early(&early, line, err);
	} else if (store_is_in_trouble(&none)) {
		ok = err_set(err, none.code, "%s", none.text);
	}
	scope_done(&scope);
	json_decref(envelope);
	json_decref(early.body);
	json_decref(early.current);
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

static bool sweep_request(struct store *store, const char *request, const json_t *town, const struct zone *zone, struct err *err)
{
	static const struct terminal_row nobody = { .name = "" };
	static const struct scope residents = { .public_ = true };
	struct operation op = { .store = store, .terminal = &nobody, .scope = &residents, .town = town, .zone = zone, .line = "",
	                        .made_wall = store_now(store) };

	snprintf(op.id, sizeof(op.id), "%s", request);
	return op_settle(&op, op_word(&op, "hub.settle.never_came"), err) && apply_all_early(&op, err);
}

bool operations_sweep(struct store *store, int64_t before, struct err *err)
{
	json_t *town = NULL, *ids = NULL;
	const json_t *id;
	struct zone *zone = NULL;
	bool ok = store_early_requests(store, before, &ids, err);
	size_t i;

	if (ok && json_array_size(ids))
		ok = store_town_row(store, &town, err) && zone_open(or_empty(row_text(town, "zone")), &zone, err);
	json_array_foreach(ids, i, id)
		ok = ok && sweep_request(store, json_string_value(id), town, zone, err);
	zone_close(zone);
	json_decref(town);
	json_decref(ids);
	return ok;
}

/* ---- one line, once */
static bool keep_outcome(struct operation *op, enum outcome outcome, struct err *err)
{
	struct applied applied = { .reason = "" };

	snprintf(applied.outcome, sizeof(applied.outcome), "%s", outcome_names[outcome]);
	snprintf(applied.reason, sizeof(applied.reason), "%s", op->reason);
	snprintf(applied.request, sizeof(applied.request), "%s", op->request);
	return store_applied_add(op->store, op->id, op->terminal->id, op->kind_name, &applied, err) && apply_all_early(op, err) &&
	       (!*op->early || store_early_add(op->store, op->id, op->early, op->terminal->id, op->line, err));
}

static bool apply_line(struct operation *op, const char *line, size_t len, json_t *results, struct err *err)
{
	json_t *envelope = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	struct applied applied = { .reason = "" };
	struct err none = { .code = ERR_NONE };
	enum outcome outcome = OUTCOME_REJECTED;
	bool ok = true;

	op->line = line;
	read_envelope(op, envelope, line, len);
	if (store_applied(op->store, op->id, &applied, &none)) {
		json_array_append_new(results, earlier_result(op, &applied));
	} else if (none.code != ERR_NONE) {
		ok = err_set(err, none.code, "%s", none.text);
	} else if ((ok = apply_marked(op, envelope, &outcome, err))) {
		ok = keep_outcome(op, outcome, err);
		json_array_append_new(results, result(op, outcome_names[outcome]));
	}
	json_decref(envelope);
	json_decref(op->body);
	json_decref(op->current);
	return ok;
}

static bool apply_lines(struct store *store, const struct terminal_row *terminal, const struct scope *scope, const json_t *town,
                        const struct zone *zone, struct forms *forms, const char *lines, size_t len, json_t *results, struct err *err)
{
	const char *end = lines + len;

	for (const char *at = lines; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline ? newline : end) - at);

		if (line_len) {
			struct operation op = { .store = store, .forms = forms, .terminal = terminal, .scope = scope, .town = town, .zone = zone };
			char *line = malloc(line_len + 1); /* not strndup: garbage may hold a NUL */
			bool ok;

			if (!line)
				abort();
			memcpy(line, at, line_len);
			line[line_len] = '\0';
			if (json_array_size(results) >= LIMIT_OPERATIONS)
				ok = err_set(err, ERR_LIMIT, "more than %d operations", LIMIT_OPERATIONS);
			else
				ok = apply_line(&op, line, line_len, results, err);
			secret_wipe(line, line_len);
			free(line);
			if (!ok)
				return false;
		}
		at += line_len + 1;
	}
	return true;
}

bool operations_apply(struct store *store, const struct terminal_row *terminal, const struct scope *scope, const char *lines,
                      size_t len, json_t **ret_results, struct err *err)
{
	json_t *town = NULL, *results = json_array();
	struct forms forms = { .arena = arena_new() };
	struct zone *zone = NULL;
	bool ok = store_town_row(store, &town, err) && zone_open(or_empty(row_text(town, "zone")), &zone, err) && store_begin(store, err);

	if (ok) {
		ok = apply_lines(store, terminal, scope, town, zone, &forms, lines, len, results, err) &&
		     store_terminal_seen(store, terminal->id, -1, err);
		if (ok)
			ok = store_commit(store, err);
		else
			store_rollback(store);
	}
	zone_close(zone);
	arena_free(forms.arena);
	json_decref(town);
	if (ok)
		*ret_results = results;
	else
		json_decref(results);
	return ok;
}
