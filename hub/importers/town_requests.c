#include "hub/importers/town_requests.h"

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "common/domain/answers.h"
#include "common/domain/deadline.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "hub/importers/moment.h"
#include "hub/importers/town.h"
#include "hub/records.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MAX = 8 };

struct item {
	json_t *row;       /* borrowed */
	const char *id;
	bool kept;         /* the store has it */
	bool sealed;       /* KEY was derived */
	struct record_key key;
};

struct town_requests {
	struct town_rows *rows;
	struct item *items;
	size_t count;
	atomic_size_t next;
};

static const char *text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

static void set_default(json_t *row, const char *column, json_t *value)
{
	const json_t *there = json_object_get(row, column);

	if (!there || json_is_null(there))
		json_object_set(row, column, value);
	json_decref(value);
}

static const json_t *town_row(const struct town_rows *rows)
{
	const char *id;
	json_t *row;

	json_object_foreach(rows->tables[SYNCED_TOWN], id, row)
		return row;
	return NULL;
}

/* ---- what was left out */
static void complete_thread(struct town_rows *rows, const char *id, json_t *row)
{
	const json_t *thread = json_object_get(row, "thread");
	const char *state = "received";
	int64_t closed = 0;
	json_t *line;
	size_t i;

	json_array_foreach(thread, i, line) {
		const char *kind = text(line, "kind");
		const char *author = text(line, "author");
		enum message_kind parsed;
		enum request_state to;

		set_default(line, "kind", json_string("message"));
		if (!message_kind_parse(kind ? kind : "message", &parsed) || !town_rows_time(rows, line, "at")) {
			town_error(rows->files, town_row_file(rows, SYNCED_REQUEST, id), "request", id,
			           "line %zu of its thread: expected \"at\" like \"@-2d 09:30\" and \"kind\" message, note, state, assignment or ticket",
			           i + 1);
			continue;
		}
		if (author && !json_object_get(rows->tables[SYNCED_AGENTS], author))
			town_error(rows->files, town_row_file(rows, SYNCED_REQUEST, id), "request", id, "line %zu of its thread: no agent \"%.40s\"",
			           i + 1, author);
		if (parsed != MESSAGE_STATE)
			continue;
		if (!request_state_parse(or_empty(text(line, "body")), &to)) {
			town_error(rows->files, town_row_file(rows, SYNCED_REQUEST, id), "request", id,
			           "line %zu of its thread: \"body\" should be a state: received, in_progress, waiting, done, refused", i + 1);
			continue;
		}
		state = request_state_name(to);
		closed = request_state_open(to) ? 0 : json_integer_value(json_object_get(line, "at"));
	}
	set_default(row, "state", json_string(state));
	if (closed)
		set_default(row, "closed", json_integer(closed));
}

static void complete_promise(const struct town_rows *rows, json_t *row, const json_t *service)
{
	const json_t *days = json_object_get(service, "promised_days");
	struct civil due;
	int64_t received;

	if (!json_is_integer(days))
		return;
	received = deadline_day(rows->zone, json_integer_value(json_object_get(row, "received")));
	due = civil_from_days(deadline_promised(received, (int)json_integer_value(days), streq(text(town_row(rows), "holidays"), "FR")));
	set_default(row, "promised_by", json_sprintf("%04d-%02d-%02d", due.year, due.month, due.day));
}

/* A date among the answers may be relative, like those of columns. */
static void resolve_dates(struct town_rows *rows, const char *id, json_t *row, const struct form *form)
{
	json_t *answers = json_object_get(row, "answers");
	const char *key;
	json_t *answer;
	void *next;

	json_object_foreach_safe(answers, next, key, answer) {
		const struct form_field *field = form_field_find(form, key);
		char date[11];

		if (!field || field->type != FIELD_DATE || !json_is_string(answer))
			continue;
		if (moment_date(json_string_value(answer), rows->zone, rows->now, date))
			json_object_set_new(answers, key, json_string(date));
		else
			town_error(rows->files, town_row_file(rows, SYNCED_REQUEST, id), "request", id,
			           "answer \"%.40s\" should be a date like \"2026-11-24\" or \"@+3d\"", key);
	}
}

/* Name, phone and place out of the answers, by the roles of the form. */
static void complete_contact(struct town_rows *rows, const char *id, json_t *row, const json_t *service)
{
	const json_t *form_json = json_object_get(service, "form");
	char *form_text = json_is_string(form_json) ? strdup(json_string_value(form_json)) : form_json ? json_dumps(form_json, 0) : NULL;
	char *answers_text = NULL;
	const char *lang = or_empty(text(town_row(rows), "lang"));
	struct answers *answers = answers_new();
	struct arena *arena = arena_new();
	const struct form *form;
	struct err err;

	if (form_text && form_parse(arena, form_text, &form, &err)) {
		resolve_dates(rows, id, row, form);
		answers_text = json_dumps(json_object_get(row, "answers"), JSON_COMPACT | JSON_ENCODE_ANY);
	}
	if (answers_text && answers_read_json(answers, form, answers_text, &err)) {
		struct contact contact = answers_contact(arena, form, answers);
		const char *summary = answers_summary(arena, form, answers, lang);

		if (*contact.name)
			set_default(row, "name", json_string(contact.name));
		if (*contact.phone)
			set_default(row, "phone", json_string(contact.phone));
		if (*contact.email)
			set_default(row, "email", json_string(contact.email));
		if (*contact.where.text)
			set_default(row, "where_text", json_string(contact.where.text));
		if (contact.where.located) {
			set_default(row, "lat", json_real(contact.where.lat));
			set_default(row, "lon", json_real(contact.where.lon));
		}
		set_default(row, "summary", json_string(summary));
	}
	free(form_text);
	free(answers_text);
	answers_free(answers);
	arena_free(arena);
}

static void complete(struct town_rows *rows, const char *id, json_t *row)
{
	const struct town_file *file = town_row_file(rows, SYNCED_REQUEST, id);
	const json_t *service = json_object_get(rows->tables[SYNCED_SERVICE], or_empty(text(row, "service")));
	const char *number = text(row, "number");
	enum request_state state;

	if (!json_object_get(row, "registered") && !json_object_get(row, "received"))
		town_error(rows->files, file, "request", id, "\"registered\" is missing");
	set_default(row, "registered", json_incref(json_object_get(row, "received") ? json_object_get(row, "received") : json_null()));
	set_default(row, "received", json_incref(json_object_get(row, "registered")));
	set_default(row, "trusted", json_integer(1));
	set_default(row, "channel", json_string("totem"));
	set_default(row, "terminal", json_string(""));
	set_default(row, "lang", json_string(or_empty(text(town_row(rows), "lang"))));
	set_default(row, "answers", json_object());
	set_default(row, "department", json_string(or_empty(text(service, "department"))));
	complete_thread(rows, id, row);
	complete_promise(rows, row, service);
	complete_contact(rows, id, row, service);
	set_default(row, "summary", json_string(or_empty(text(row, "where_text"))));
	if (number && !tracking_valid(number))
		town_error(rows->files, file, "request", id, "\"number\" is no tracking number: its check letter does not fit");
	if (!number) {
		struct tracking made = tracking_make(store_rng(rows->store));

		json_object_set_new(row, "number", json_string(made.text));
	}
	if (!request_state_parse(or_empty(text(row, "state")), &state))
		town_error(rows->files, file, "request", id, "\"state\" should be received, in_progress, waiting, done or refused");
}

/* ---- keys */
static bool wants_record(const struct town_requests *requests, const json_t *row)
{
	int64_t closed = json_integer_value(json_object_get(row, "closed"));

	return !closed || closed > requests->rows->now - RECORD_KEEP_DAYS * DAY_US;
}

static void *derive(void *ctx)
{
	struct town_requests *requests = ctx;
	size_t i;

	while ((i = atomic_fetch_add(&requests->next, 1)) < requests->count) {
		struct item *item = &requests->items[i];
		const char *number = text(item->row, "number");

		if (!item->kept && number && wants_record(requests, item->row))
			item->sealed = record_derive(number, store_salt(requests->rows->store), &item->key, NULL);
	}
	return NULL;
}

static void derive_all(struct town_requests *requests)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[THREADS_MAX];
	int count = (int)CLAMP(processors, 1, THREADS_MAX), started = 0;

	while (started < count - 1 && pthread_create(&threads[started], NULL, derive, requests) == 0)
		started++;
	derive(requests);
	for (int i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
}

struct town_requests *town_requests_new(struct town_rows *rows)
{
	struct town_requests *requests = calloc(1, sizeof(*requests));
	const char *id;
	json_t *row;

	if (!requests)
		abort();
	requests->rows = rows;
	requests->items = calloc(json_object_size(rows->tables[SYNCED_REQUEST]) + 1, sizeof(*requests->items));
	if (!requests->items)
		abort();
	json_object_foreach(rows->tables[SYNCED_REQUEST], id, row) {
		json_t *there = NULL;
		struct item *item = &requests->items[requests->count++];

		*item = (struct item){ .row = row, .id = id };
		item->kept = store_get(rows->store, SYNCED_REQUEST, id, &there, NULL) && there;
		json_decref(there);
		if (!item->kept)
			complete(rows, id, row);
	}
	if (rows->files->error_count == 0)
		derive_all(requests);
	return requests;
}

void town_requests_free(struct town_requests *requests)
{
	if (!requests)
		return;
	for (size_t i = 0; i < requests->count; i++)
		record_key_wipe(&requests->items[i].key);
	free(requests->items);
	free(requests);
}

/* ---- writing */
static bool write_thread(struct town_requests *requests, struct import *import, struct item *item, struct err *err)
{
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(item->row, "thread"), i, line) {
		const char *author = text(line, "author");
		const json_t *agent = author ? json_object_get(requests->rows->tables[SYNCED_AGENTS], author) : NULL;
		const char *origin = text(line, "origin");
		json_t *message = json_pack("{s:o, s:s, s:O, s:s, s:s, s:s, s:s}", "id", json_sprintf("%s-%zu", item->id, i + 1), "request",
		                            item->id, "at", json_object_get(line, "at"), "author_name", or_empty(text(agent, "name")),
		                            "origin", origin ? origin : author ? "" : or_empty(text(item->row, "terminal")), "kind",
		                            text(line, "kind"), "body", or_empty(text(line, "body")));
		bool ok;

		if (author)
			json_object_set_new(message, "author", json_string(author));
		if (text(line, "text"))
			json_object_set_new(message, "text", json_string(text(line, "text")));
		ok = import_row(import, SYNCED_MESSAGE, message, err);
		json_decref(message);
		if (!ok)
			return false;
	}
	return true;
}

bool town_requests_write(struct town_requests *requests, struct import *import, struct err *err)
{
	const json_t *town = town_row(requests->rows);

	for (size_t i = 0; i < requests->count; i++) {
		struct item *item = &requests->items[i];

		if (item->kept) {
			import_kept(import, SYNCED_REQUEST, item->id);
			continue;
		}
		if (!import_row(import, SYNCED_REQUEST, item->row, err) || !write_thread(requests, import, item, err))
			return err_prefix(err, "request %s", item->id);
		if (item->sealed && (!store_secret_set(import->store, item->id, &item->key, err) ||
		                     !record_refresh(import->store, town, item->id, err)))
			return err_prefix(err, "request %s", item->id);
	}
	return true;
}
