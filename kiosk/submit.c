#include "kiosk/submit.h"

#include <jansson.h>
#include <sodium.h>

#include "common/base/utf8.h"
#include "common/domain/followed.h"
#include "common/secret/seal.h"
#include "common/secret/secret.h"
#include "common/store/outbox.h"

enum { PATH_LEN = 512 };

static void key_run(struct work *work)
{
	struct submit_key *job = (struct submit_key *)work;

	job->ok = record_derive(job->number.text, job->salt, &job->key, &job->err);
}

static void key_free(struct work *work)
{
	secret_wipe(work, sizeof(struct submit_key));
	free(work);
}

struct submit_key *submit_key_new(const struct tracking *number, const struct terminal *terminal)
{
	struct submit_key *job = calloc(1, sizeof(*job));

	if (!job)
		abort();
	job->work = (struct work){ .kind = SUBMIT_KEY, .run = key_run, .free = key_free };
	job->number = *number;
	memcpy(job->salt, terminal->salt, sizeof(job->salt));
	return job;
}

/* ---- sending */

static void wipe_text(char *text)
{
	if (!text)
		return;
	secret_wipe(text, strlen(text));
	free(text);
}

static void send_free(struct work *work)
{
	struct submit_send *job = (struct submit_send *)work;

	free(job->state);
	wipe_text(job->body);
	wipe_text(job->record);
	secret_wipe(job, sizeof(*job));
	free(job);
}

/* The same request a second time is an answer that was put right after something failed: it takes the place of the first,
 * or, when that one has left, is it already. */
static bool keep(struct outbox *box, const struct op *op, struct err *err)
{
	struct err none = { .code = ERR_NONE };

	if (outbox_append(box, op, err))
		return true;
	if (err->code != ERR_BAD_INPUT)
		return false;
	if (outbox_take_back(box, op->id, &none))
		return outbox_append(box, op, err);
	return none.code == ERR_NONE;
}

static void send_run(struct work *work)
{
	struct submit_send *job = (struct submit_send *)work;
	struct strbuf sealed = STRBUF_INIT, record = STRBUF_INIT;
	struct outbox *box = NULL;
	char path[PATH_LEN];

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", job->state);
	if (!job->body) { /* a number must never be given for a request that lacks its answers */
		err_set(&job->err, ERR_BAD_INPUT, "the answers cannot be written as JSON");
		return;
	}
	if (seal_to(job->hub_key, job->body, strlen(job->body), &sealed, &job->err) &&
	    record_seal(&job->key, job->town, job->record, strlen(job->record), &record, &job->err) &&
	    outbox_open(path, &box, &job->err)) {
		struct op op = {
			.id = job->id,
			.kind = streq(job->work.kind, SUBMIT_REPLY) ? OP_MESSAGE : OP_REQUEST,
			.lookup = job->key.lookup,
			.key = job->key_id,
			.body = { (const unsigned char *)sealed.data, sealed.len },
			.made = job->made,
			.local_record = { (const unsigned char *)record.data, record.len },
		};

		job->ok = keep(box, &op, &job->err);
	}
	outbox_close(box);
	strbuf_done(&sealed);
	strbuf_done(&record);
}

static struct submit_send *send_new(const char *kind, const char *state, const struct terminal *terminal,
                                    const struct tracking *number, const struct record_key *key)
{
	struct submit_send *job = calloc(1, sizeof(*job));
	const struct terminal_key *hub;

	if (!job || terminal->key_count == 0)
		abort();
	hub = &terminal->keys[terminal->key_count - 1];
	job->work = (struct work){ .kind = kind, .run = send_run, .free = send_free };
	job->state = strdup(state);
	utf8_copy(job->town, sizeof(job->town), terminal->town);
	utf8_copy(job->key_id, sizeof(job->key_id), hub->id);
	memcpy(job->hub_key, hub->public_key, sizeof(job->hub_key));
	job->number = *number;
	job->key = *key;
	return job;
}

/* What every sealed body repeats, so that the hub can compare it with the envelope. */
static json_t *sealed_head(const struct submit_send *job, const char *kind)
{
	char id[UUID_TEXT];

	uuid_text(job->id, id);
	return json_pack("{s:s, s:s, s:s, s:s}", "id", id, "town", job->town, "lookup", job->key.lookup, "kind", kind);
}

static void set_text(json_t *object, const char *key, const char *value)
{
	if (value && *value)
		json_object_set_new(object, key, json_string(value));
}

/* Only who has the number can derive it: the hub compares. */
static void set_record_key(json_t *body, const struct submit_send *job)
{
	char text[sodium_base64_ENCODED_LEN(RECORD_KEY, sodium_base64_VARIANT_ORIGINAL)];

	sodium_bin2base64(text, sizeof(text), job->key.key, RECORD_KEY, sodium_base64_VARIANT_ORIGINAL);
	set_text(body, "record_key", text);
	secret_wipe(text, sizeof(text));
}

static void set_where(json_t *body, const struct place_answer *where)
{
	json_t *place;

	if (!where->text || !*where->text)
		return;
	place = json_pack("{s:s}", "text", where->text);
	set_text(place, "address", where->id);
	if (where->located) {
		json_object_set_new(place, "lat", json_real(where->lat));
		json_object_set_new(place, "lon", json_real(where->lon));
	}
	json_object_set_new(body, "where", place);
}

static char *request_body(const struct submit_request *request, const struct submit_send *job, struct arena *arena)
{
	struct contact contact = answers_contact(arena, request->form, request->answers);
	struct strbuf answers = STRBUF_INIT;
	json_t *body = sealed_head(job, "request"), *written;
	char *text;

	answers_write_json(request->form, request->answers, &answers);
	set_text(body, "number", job->number.text);
	set_record_key(body, job);
	set_text(body, "service", request->service->id);
	set_text(body, "lang", request->lang);
	set_text(body, "channel", "totem");
	set_text(body, "terminal", request->terminal->name);
	written = json_loads(strbuf_str(&answers), 0, NULL);
	json_object_set_new(body, "answers", json_incref(written));
	set_text(body, "name", contact.name);
	set_text(body, "phone", contact.phone);
	set_text(body, "email", contact.email);
	set_where(body, &contact.where);
	text = written ? json_dumps(body, JSON_COMPACT) : NULL;
	json_decref(written);
	json_decref(body);
	strbuf_done(&answers);
	return text;
}

struct submit_send *submit_send_new(const struct submit_request *request)
{
	struct submit_send *job = send_new(SUBMIT_SEND, request->state, request->terminal, request->number, request->key);
	struct arena *arena = arena_new();
	struct strbuf record = STRBUF_INIT;
	bool sensitive = request->service->sensitive;
	struct followed known = {
		.lang = request->lang, .state = "received", .registered = request->made.wall, .trusted = request->made.trusted,
		.sensitive = sensitive,
	};

	if (!sensitive) {
		known.service = request->service->id;
		known.name = request->service->name;
		known.department = request->service->department;
		known.subject = answers_summary(arena, request->form, request->answers, request->lang);
		known.terminal = request->terminal->name;
	}
	job->id = request->id;
	job->made = request->made;
	job->body = request_body(request, job, arena);
	followed_write(&known, &record);
	job->record = strbuf_take(&record);
	arena_free(arena);
	return job;
}

struct submit_send *submit_reply_new(const struct submit_message *message)
{
	struct submit_send *job = send_new(SUBMIT_REPLY, message->state, message->terminal, message->number, message->key);
	struct arena *arena = arena_new();
	struct strbuf record = STRBUF_INIT;
	struct followed known = *message->followed;
	struct followed_line *lines = ARENA_ARRAY(arena, struct followed_line, known.n_lines + 1);
	json_t *body;

	job->id = message->id;
	job->made = message->made;
	body = sealed_head(job, "message");
	set_record_key(body, job);
	set_text(body, "text", message->text);
	set_text(body, "lang", message->lang);
	set_text(body, "terminal", message->terminal->name);
	job->body = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	if (known.n_lines)
		memcpy(lines, known.lines, known.n_lines * sizeof(*lines));
	/* Of a sensitive service the paper alone shows nothing that was written. */
	if (!known.sensitive)
		lines[known.n_lines++] = (struct followed_line){ .at = message->made.wall, .name = "", .text = message->text };
	known.lines = lines;
	followed_write(&known, &record);
	job->record = strbuf_take(&record);
	arena_free(arena);
	return job;
}
