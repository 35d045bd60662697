#include "hub/records.h"

#include "common/secret/secret.h"
#include "common/text/tr.h"

static const char *text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

static int64_t number(const json_t *row, const char *column)
{
	return json_integer_value(json_object_get(row, column));
}

static void set_text(json_t *to, const char *key, const char *value)
{
	json_object_set_new(to, key, value ? json_string(value) : json_null());
}

static void set_time(json_t *to, const char *key, int64_t value)
{
	json_object_set_new(to, key, value ? json_integer(value) : json_null());
}

/* A line of the thread as the resident reads it, or NULL: notes and assignments are the town's own. */
static json_t *thread_line(const json_t *message, const char *department_name, bool sensitive)
{
	const char *kind = text(message, "kind");
	bool state = streq(kind, "state");
	bool town = *or_empty(text(message, "author_name")) != '\0' || text(message, "author");
	json_t *line;

	if (!state && !(streq(kind, "message") && !sensitive))
		return NULL;
	line = json_pack("{s:I, s:s, s:s}", "at", (json_int_t)number(message, "at"), "who", town || state ? "town" : "resident", "kind",
	                 kind);
	if (state)
		set_text(line, "state", text(message, "body"));
	if (!sensitive) {
		set_text(line, "name", town || state ? department_name : "");
		set_text(line, "text", or_empty(text(message, state ? "text" : "body")));
	}
	return line;
}

json_t *record_json(const json_t *request, const json_t *service, const json_t *thread, const json_t *department)
{
	bool sensitive = number(service, "sensitive") != 0;
	const char *department_name = or_empty(text(department, "name"));
	json_t *record = json_object();
	json_t *lines = json_array();
	const json_t *message;
	size_t i;

	set_text(record, "lang", text(request, "lang"));
	set_text(record, "state", text(request, "state"));
	set_time(record, "registered", number(request, "registered"));
	json_object_set_new(record, "trusted", json_boolean(number(request, "trusted")));
	set_time(record, "received", number(request, "received"));
	set_text(record, "promised_by", text(request, "promised_by"));
	set_time(record, "closed", number(request, "closed"));
	json_object_set_new(record, "sensitive", json_boolean(sensitive));
	if (!sensitive) {
		set_text(record, "service", text(request, "service"));
		set_text(record, "name", service ? text(service, "name") : "");
		set_text(record, "department", text(request, "department"));
		set_text(record, "subject", text(request, "summary"));
		set_text(record, "terminal", text(request, "terminal"));
	}
	json_array_foreach(thread, i, message) {
		json_t *line = thread_line(message, department_name, sensitive);

		if (line)
			json_array_append_new(lines, line);
	}
	json_object_set_new(record, "thread", lines);
	return record;
}

/* Seals; of a thread that is too long the oldest lines go first. */
static bool seal(struct store *store, const struct record_key *key, json_t *record, struct err *err)
{
	json_t *lines = json_object_get(record, "thread");
	struct strbuf cipher = STRBUF_INIT;
	bool ok;

	for (;;) {
		char *json = json_dumps(record, JSON_COMPACT);
		size_t len = strlen(json);

		ok = record_seal(key, store_town(store), json, len, &cipher, err);
		secret_wipe(json, len);
		free(json);
		if (ok || len <= RECORD_TEXT_MAX || json_array_size(lines) == 0)
			break;
		for (size_t drop = json_array_size(lines) / 4 + 1; drop; drop--)
			json_array_remove(lines, 0);
	}
	if (ok)
		ok = store_record_put(store, key->lookup, (struct bytes){ (const unsigned char *)strbuf_str(&cipher), cipher.len }, err);
	strbuf_done(&cipher);
	return ok;
}

static bool build_and_seal(struct store *store, const json_t *request, const struct record_key *key, struct err *err)
{
	json_t *service = NULL, *department = NULL, *thread = NULL, *record;
	bool ok = store_get(store, SYNCED_SERVICE, or_empty(text(request, "service")), &service, err) &&
	          store_get(store, SYNCED_DEPARTMENT, or_empty(text(request, "department")), &department, err) &&
	          store_thread(store, text(request, "id"), &thread, err);

	if (ok) {
		record = record_json(request, service, thread, department);
		ok = seal(store, key, record, err);
		json_decref(record);
	}
	json_decref(service);
	json_decref(department);
	json_decref(thread);
	return ok;
}

/* Two requests answer to one lookup id: nobody sees either by number, and the desk is told. */
static bool withhold(struct store *store, const json_t *town, const json_t *requests, const char *lookup, struct err *err)
{
	const json_t *id;
	bool ok = store_drop(store, SYNCED_RECORD, lookup, err);
	size_t i;

	json_array_foreach(requests, i, id) {
		json_t *row = NULL;

		ok = ok && store_get(store, SYNCED_REQUEST, json_string_value(id), &row, err);
		if (ok && row && !text(row, "to_settle")) {
			set_text(row, "to_settle", tr(or_empty(text(town, "lang")), "hub.settle.same_number"));
			ok = store_put(store, SYNCED_REQUEST, row, NULL, err);
		}
		json_decref(row);
	}
	return ok;
}

/* What decides over a record: its key, the request, and the ids of all requests with that lookup id. */
struct look {
	bool has_key;
	struct record_key key;
	json_t *row, *same; /* same: NULL without a key */
	enum serve_record verdict;
};

static bool look_at(struct store *store, const char *request, struct look *look, struct err *err)
{
	struct err none = { .code = ERR_NONE };
	bool revoked = false;
	int64_t closed;

	*look = (struct look){ .has_key = false };
	look->has_key = store_secret(store, request, &look->key, &none);
	if (none.code != ERR_NONE)
		return err_set(err, none.code, "%s", none.text);
	if (look->has_key && (!store_requests_by_lookup(store, look->key.lookup, &look->same, err) ||
	                      !store_number_revoked(store, look->key.lookup, &revoked, err)))
		return false;
	if (!store_get(store, SYNCED_REQUEST, request, &look->row, err))
		return false;
	closed = number(look->row, "closed");
	look->verdict = serve_record(look->has_key ? json_array_size(look->same) : 1, revoked, look->row != NULL,
	                             *or_empty(text(look->row, "number")),
	                             closed && closed < store_now(store) - RECORD_KEEP_DAYS * DAY_US);
	return true;
}

static void look_done(struct look *look)
{
	record_key_wipe(&look->key);
	json_decref(look->row);
	json_decref(look->same);
}

bool record_verdict(struct store *store, const char *request, enum serve_record *ret_verdict, struct err *err)
{
	struct look look;
	bool ok = look_at(store, request, &look, err);

	if (ok)
		*ret_verdict = look.verdict;
	look_done(&look);
	return ok;
}

bool record_refresh(struct store *store, const json_t *town, const char *request, struct err *err)
{
	struct look look;
	bool ok = look_at(store, request, &look, err);

	if (ok && look.has_key) {
		switch (look.verdict) {
		case RECORD_WITHHELD:
			ok = withhold(store, town, look.same, look.key.lookup, err);
			break;
		case RECORD_WITHDRAWN:
			ok = store_drop(store, SYNCED_RECORD, look.key.lookup, err);
			break;
		case RECORD_SHOWN:
			ok = build_and_seal(store, look.row, &look.key, err);
			break;
		}
	}
	look_done(&look);
	return ok;
}

bool records_sweep(struct store *store, struct err *err)
{
	json_t *ids = NULL;
	const json_t *id;
	bool ok = store_records_stale(store, store_now(store) - RECORD_KEEP_DAYS * DAY_US, &ids, err);
	size_t i;

	json_array_foreach(ids, i, id)
		ok = ok && record_refresh(store, NULL, json_string_value(id), err);
	json_decref(ids);
	return ok;
}
