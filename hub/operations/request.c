/* request: a resident's or a desk's submission becomes a row. settle: what cannot becomes one all the same. */
#include "hub/operations/internal.h"

#include "common/base/utf8.h"
#include "common/domain/answers.h"
#include "common/domain/deadline.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "common/secret/secret.h"
#include "common/text/tr.h"
#include "hub/records.h"

#include <math.h>

/* Text out of a body, never longer than MAX bytes; NULL stays NULL. */
static char *limited(struct arena *arena, const char *text, size_t max)
{
	return text ? arena_strndup(arena, text, utf8_fit(text, max)) : NULL;
}

bool op_read_number(struct operation *op, struct record_key *ret_key)
{
	const char *number = body_text(op, "number");

	return number && tracking_valid(number) && op_read_key(op, ret_key);
}

bool op_read_key(struct operation *op, struct record_key *ret_key)
{
	const char *key = body_text(op, "record_key");
	struct strbuf raw = STRBUF_INIT;
	bool ok = *op->lookup && key && base64_decode(key, strlen(key), RECORD_KEY, &raw) && raw.len == RECORD_KEY;

	if (ok) {
		snprintf(ret_key->lookup, sizeof(ret_key->lookup), "%s", op->lookup);
		memcpy(ret_key->key, raw.data, RECORD_KEY);
	}
	strbuf_done(&raw);
	return ok;
}

void op_promise(const struct operation *op, json_t *row, const json_t *service)
{
	const json_t *days = json_object_get(service, "promised_days");
	struct civil due;
	int64_t received;
	char text[16];

	row_set(row, "promised_by", NULL);
	if (!json_is_integer(days))
		return;
	received = deadline_day(op->zone, json_integer_value(json_object_get(row, "received")));
	due = civil_from_days(deadline_promised(received, (int)json_integer_value(days), streq(row_text(op->town, "holidays"), "FR")));
	snprintf(text, sizeof(text), "%04d-%02d-%02d", due.year % 10000, due.month % 100, due.day % 100);
	row_set(row, "promised_by", text);
}

bool op_notify(struct operation *op, const json_t *request, const json_t *service, struct err *err)
{
	const char *lang = or_empty(row_text(op->town, "lang"));
	const char *name = service ? row_text(service, "name") : op_word(op, "hub.settle.summary");
	struct arena *arena = arena_new();
	char grouped[TRACKING_GROUPED] = "";
	struct tracking number;
	const char *subject, *body;
	bool ok;

	if (tracking_valid(or_empty(row_text(request, "number")))) {
		snprintf(number.text, sizeof(number.text), "%s", row_text(request, "number"));
		tracking_group(&number, grouped);
	}
	subject = TR_FMT(arena, lang, "hub.mail.subject", { "service", name });
	body = TR_FMT(arena, lang, "hub.mail.body", { "service", name }, { "number", grouped }, { "town", row_text(op->town, "title") });
	ok = store_mail_add(op->store, or_empty(row_text(request, "department")), op->request, subject, body, err);
	arena_free(arena);
	return ok;
}

/* ---- settle */
static const char *settle_department(const struct operation *op)
{
	const char *reception = row_text(op->town, "reception");

	return reception ? reception : "";
}

bool op_settle(struct operation *op, const char *reason, struct err *err)
{
	const char *text = body_text(op, "text");
	json_t *row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:I, s:s}", "id", op->id, "number", "", "service",
	                        "", "department", settle_department(op), "state", request_state_name(STATE_RECEIVED), "channel",
	                        channel_name(CHANNEL_TOTEM), "terminal", op->terminal->name, "lang", or_empty(row_text(op->town, "lang")),
	                        "summary", op_word(op, "hub.settle.summary"), "answers", "{}", "registered", (json_int_t)op->made_wall,
	                        "trusted", op->made_trusted, "received", (json_int_t)store_now(op->store), "to_settle", reason);
	bool ok;

	snprintf(op->request, sizeof(op->request), "%s", op->id);
	/* What can be read of it is worth reading: the answers, and what was written. */
	if (json_is_object(json_object_get(op->body, "answers")))
		json_object_set(row, "answers", json_object_get(op->body, "answers"));
	ok = store_put(op->store, SYNCED_REQUEST, row, NULL, err) && store_unopened_add(op->store, op->id, op->line, err);
	if (ok && text)
		ok = op_add_message(op, op->id, "message", NULL, text, NULL, err);
	ok = ok && op_notify(op, row, NULL, err);
	json_decref(row);
	return ok;
}

/* ---- request */

/* The form of SERVICE, whose JSON is TEXT. False: it has none that can be read. */
static bool service_form(const struct operation *op, struct arena *arena, const json_t *service, const char *text, const struct form **ret_form)
{
	struct forms *forms = op->forms;
	const char *id = or_empty(row_text(service, "id"));
	bool keep = forms && forms->count < FORMS_KEPT && strlen(id) < sizeof(forms->list[0].service);
	struct err err;

	for (size_t i = 0; forms && i < forms->count; i++)
		if (streq(forms->list[i].service, id)) {
			*ret_form = forms->list[i].form;
			return true;
		}
	if (!text || !form_parse(keep ? forms->arena : arena, text, ret_form, &err))
		return false;
	if (keep) {
		snprintf(forms->list[forms->count].service, sizeof(forms->list[0].service), "%s", id);
		forms->list[forms->count++].form = *ret_form;
	}
	return true;
}

/* Answers against the form; a fault is said in *RET_FAULT, in ARENA, and the answers are kept as they came. */
static void check_answers(const struct operation *op, struct arena *arena, const json_t *service, json_t *row, const char **ret_fault)
{
	const char *lang = or_empty(row_text(op->town, "lang"));
	char *answers_text = json_dumps(json_object_get(op->body, "answers"), JSON_COMPACT | JSON_ENCODE_ANY);
	struct answers *answers = answers_new();
	const struct form_field *field = NULL;
	const struct form *form;
	struct err err;

	if (!service_form(op, arena, service, row_text(service, "form"), &form)) {
		*ret_fault = op_word(op, "hub.settle.no_form");
	} else if (!answers_text || !answers_read_json(answers, form, answers_text, &err)) {
		*ret_fault = op_word(op, "hub.settle.answers");
	} else {
		/* bounds like "today" are of the day it was filled in, where that is known */
		int64_t day = deadline_day(op->zone, op->made_trusted ? op->made_wall : store_now(op->store));
		enum answer_fault fault = form_check(form, -1, answers, day, &field);
		struct contact contact = answers_contact(arena, form, answers);

		if (fault != ANSWER_OK)
			*ret_fault = TR_FMT(arena, lang, "hub.settle.field", { "field", field ? form_text(&field->label, lang) : "" });
		row_set(row, "summary", answers_summary(arena, form, answers, lang));
		if (*contact.name)
			row_set(row, "name", contact.name);
		if (*contact.phone)
			row_set(row, "phone", contact.phone);
		if (*contact.email)
			row_set(row, "email", contact.email);
		if (*contact.where.text)
			row_set(row, "where_text", contact.where.text);
		if (contact.where.located) {
			json_object_set_new(row, "lat", json_real(contact.where.lat));
			json_object_set_new(row, "lon", json_real(contact.where.lon));
		}
	}
	if (answers_text)
		secret_wipe(answers_text, strlen(answers_text));
	free(answers_text);
	answers_free(answers);
}

/* What the body says of a person and a place is stronger than what the form's roles gave. */
static void take_person(const struct operation *op, struct arena *arena, json_t *row)
{
	static const char *const columns[] = { "name", "phone", "email" };
	const json_t *where = json_object_get(op->body, "where");
	const json_t *lat = json_object_get(where, "lat"), *lon = json_object_get(where, "lon");

	for (size_t i = 0; i < ARRAY_LEN(columns); i++)
		if (body_text(op, columns[i]) && *body_text(op, columns[i]))
			row_set(row, columns[i], limited(arena, body_text(op, columns[i]), 300));
	if (row_text(where, "text") && *row_text(where, "text"))
		row_set(row, "where_text", limited(arena, row_text(where, "text"), 300));
	if (json_is_number(lat) && json_is_number(lon) && fabs(json_number_value(lat)) <= 90 && fabs(json_number_value(lon)) <= 180) {
		json_object_set_new(row, "lat", json_real(json_number_value(lat)));
		json_object_set_new(row, "lon", json_real(json_number_value(lon)));
	}
	if (!*or_empty(row_text(row, "summary")))
		row_set(row, "summary", or_empty(row_text(row, "where_text")));
}

static json_t *new_row(struct operation *op, struct arena *arena, const char *number, const json_t *service)
{
	const char *lang = body_text(op, "lang");
	enum channel channel = op->scope->public_ ? CHANNEL_TOTEM : CHANNEL_DESK;
	json_t *answers = json_is_object(json_object_get(op->body, "answers")) ? json_incref(json_object_get(op->body, "answers")) : json_object();
	json_t *row;

	if (body_text(op, "channel") && !op->scope->public_ && !channel_parse(body_text(op, "channel"), &channel))
		channel = CHANNEL_DESK;
	row = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:b, s:I}", "id", op->id, "number", number, "service",
	                limited(arena, or_empty(body_text(op, "service")), 64), "department",
	                service ? row_text(service, "department") : settle_department(op), "state", request_state_name(STATE_RECEIVED),
	                "channel", channel_name(channel), "terminal", op->terminal->name, "lang",
	                lang && lang_find(lang) ? lang_find(lang)->code : or_empty(row_text(op->town, "lang")), "summary", "", "answers",
	                answers, "registered", (json_int_t)op->made_wall, "trusted", op->made_trusted,
	                "received", (json_int_t)store_now(op->store));
	return row;
}

bool op_number_is_free(struct operation *op, const char *number, bool *ret_free, struct err *err)
{
	json_t *other = NULL;
	bool revoked = false;
	bool ok = store_request_by_number(op->store, number, &other, err) && store_number_revoked(op->store, number, &revoked, err);

	*ret_free = !other && !revoked;
	json_decref(other);
	return ok;
}

bool op_lookup_is_anothers(struct operation *op, const char *lookup, const char *number, bool *ret, struct err *err)
{
	json_t *ids = NULL, *id;
	bool ok = store_requests_by_lookup(op->store, lookup, &ids, err);
	size_t i;

	*ret = false;
	json_array_foreach(ids, i, id) {
		json_t *row = NULL;

		ok = ok && store_get(op->store, SYNCED_REQUEST, json_string_value(id), &row, err);
		*ret |= ok && !streq(row_text(row, "number"), number);
		json_decref(row);
	}
	json_decref(ids);
	return ok;
}

/* What stands in the way of taking the request as it is; the words in ARENA, or NULL. */
static const char *find_fault(struct operation *op, struct serve_decision *ret_decision, const char *answers_fault, bool has_number,
                              bool number_free, bool has_service)
{
	struct serve_submission facts = {
		.resident = op->scope->public_, .has_number = has_number, .number_free = number_free, .has_service = has_service,
		.answers_fit = !answers_fault,
	};

	*ret_decision = serve_submission(&facts);
	if (ret_decision->reason == REASON_NONE)
		return NULL;
	return ret_decision->reason == REASON_ANSWERS ? answers_fault : op_word(op, serve_reason_key(ret_decision->reason));
}

static bool store_request(struct operation *op, json_t *row, const struct record_key *key, const json_t *service, const char *fault,
                          struct err *err)
{
	row_set(row, "to_settle", fault);
	snprintf(op->request, sizeof(op->request), "%s", op->id);
	snprintf(op->reason, sizeof(op->reason), "%s", or_empty(fault));
	return store_put(op->store, SYNCED_REQUEST, row, NULL, err) && (!key || store_secret_set(op->store, op->id, key, err)) &&
	       op_publish(op, op->id, err) && op_notify(op, row, service, err) &&
	       (!fault || store_unopened_add(op->store, op->id, op->line, err));
}

static bool write_request(struct operation *op, struct arena *arena, const struct record_key *key, const json_t *service,
                          enum serve_outcome *ret_outcome, struct err *err)
{
	const char *number, *fault = NULL;
	struct serve_decision decision;
	json_t *row;
	bool ok = true, free_number = true, anothers = false;

	if (key && !op_lookup_is_anothers(op, key->lookup, body_text(op, "number"), &anothers, err))
		return false;
	if (anothers)
		key = NULL;
	number = key ? body_text(op, "number") : "";
	if (key && !op_number_is_free(op, number, &free_number, err))
		return false;
	row = new_row(op, arena, number, service);
	if (service)
		check_answers(op, arena, service, row, &fault);
	take_person(op, arena, row);
	op_promise(op, row, service);
	fault = find_fault(op, &decision, fault, key != NULL, free_number, service != NULL);
	*ret_outcome = decision.outcome;
	if (decision.outcome == SERVE_REJECTED)
		snprintf(op->reason, sizeof(op->reason), "%s", fault);
	else
		ok = store_request(op, row, key, service, fault, err);
	json_decref(row);
	return ok;
}

bool op_apply_request(struct operation *op, enum serve_outcome *ret_outcome, struct err *err)
{
	struct arena *arena = arena_new();
	struct record_key key;
	json_t *service = NULL;
	bool has_key = op_read_number(op, &key);
	bool ok = store_get(op->store, SYNCED_SERVICE, or_empty(body_text(op, "service")), &service, err);

	if (ok) /* a desk takes requests for every service, whoever will deal with them */
		ok = write_request(op, arena, has_key ? &key : NULL, service, ret_outcome, err);
	record_key_wipe(&key);
	json_decref(service);
	arena_free(arena);
	return ok;
}
