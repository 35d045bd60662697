#include "kiosk/submit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>
#include <jansson.h>

#include "common/domain/followed.h"
#include "common/secret/seal.h"
#include "common/secret/secret.h"
#include "common/store/outbox.h"
#include "kiosk/lookup.h"

struct place {
	char state[64];
	struct arena *arena;
	struct seal_pair hub;
	struct terminal terminal;
	const struct form *form;
	struct answers *answers;
	struct service service;
	struct tracking number;
	struct record_key key;
	struct uuid id;
	struct rng rng;
};

static const char form_json[] =
	"{\"pages\":[{\"id\":\"a\",\"title\":\"Où ?\",\"fields\":[{\"id\":\"ou\",\"type\":\"address\",\"label\":\"Adresse\",\"role\":\"where\"},"
	"{\"id\":\"tel\",\"type\":\"phone\",\"label\":\"Téléphone\",\"role\":\"phone\"}]}]}";

static int set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));
	char outbox[96];
	struct submit_key *job;
	struct err err;

	*state = p;
	snprintf(p->state, sizeof(p->state), "/tmp/pvsubmit.XXXXXX");
	if (!mkdtemp(p->state))
		return -1;
	snprintf(outbox, sizeof(outbox), "%s/outbox", p->state);
	mkdir(outbox, 0700);
	p->rng = rng_system();
	p->arena = arena_new();
	p->answers = answers_new();
	seal_make(&p->rng, &p->hub);
	p->terminal = (struct terminal){ .town = "62999", .name = "Totem de la gare", .key_count = 1, .keys = { { .id = "k1" } } };
	memcpy(p->terminal.keys[0].public_key, p->hub.public_key, TERMINAL_KEY);
	if (!form_parse(p->arena, form_json, &p->form, &err))
		return -1;
	answers_set_address(p->answers, "ou", &(struct place_answer){ .text = "12 rue des Tisserands", .id = "a12", .located = true, .lat = 50.4, .lon = 2.7 });
	answers_set(p->answers, "tel", "06 39 98 12 34");
	p->service = (struct service){ .id = "lampadaire", .name = "Lampadaire en panne", .department = "voirie", .promised_days = 7 };
	p->number = tracking_make(&p->rng);
	p->id = uuid_v7(&p->rng, 1000);
	job = submit_key_new(&p->number, &p->terminal);
	job->work.run(&job->work);
	p->key = job->key;
	work_free(&job->work);
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", p->state);
	answers_free(p->answers);
	arena_free(p->arena);
	free(p);
	return system(command);
}

static struct submit_send *send_of(struct place *p)
{
	return submit_send_new(&(struct submit_request){
		.state = p->state, .terminal = &p->terminal, .service = &p->service, .form = p->form, .answers = p->answers, .lang = "fr",
		.number = &p->number, .key = &p->key, .id = p->id, .made = { .wall = 5000, .trusted = true, .boot = "b" },
	});
}

static bool run(struct submit_send *job, struct err *ret_err)
{
	bool ok;

	job->work.run(&job->work);
	ok = job->ok;
	if (ret_err)
		*ret_err = job->err;
	work_free(&job->work);
	return ok;
}

static size_t kept(struct place *p, struct outbox_row **ret_rows)
{
	char path[96];
	struct outbox *box;
	size_t n;

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", p->state);
	assert_true(outbox_open(path, &box, NULL));
	assert_true(outbox_list(box, OUTBOX_UNDELIVERED, 10, p->arena, ret_rows, &n, NULL));
	outbox_close(box);
	return n;
}

static json_t *opened(struct place *p, const struct outbox_row *row)
{
	struct strbuf text = STRBUF_INIT;
	json_t *body;

	assert_true(seal_open(&p->hub, row->body.data, row->body.len, &text, NULL));
	body = json_loadb(text.data, text.len, 0, NULL);
	strbuf_done(&text);
	assert_non_null(body);
	return body;
}

static const char *said(const json_t *body, const char *key)
{
	return json_string_value(json_object_get(body, key));
}

/* What the number opens on this terminal, through the same job as the screens. */
static struct followed local_record(struct place *p, enum op_state *ret_state)
{
	struct lookup_job *job = lookup_new(p->state, &p->terminal, &p->number, 1, NULL);
	struct strbuf text = STRBUF_INIT;
	struct followed followed;

	job->work.run(&job->work);
	assert_true(job->found[0].local);
	assert_true(record_open(&job->found[0].key, p->terminal.town, job->found[0].cipher.data, job->found[0].cipher.len, &text, NULL));
	assert_true(followed_read(text.data, text.len, p->arena, &followed, NULL));
	*ret_state = job->found[0].state;
	strbuf_done(&text);
	work_free(&job->work);
	return followed;
}

static void a_request_that_was_kept_opens_at_the_hub(void **state)
{
	struct place *p = *state;
	struct outbox_row *rows;
	unsigned char key[RECORD_KEY];
	struct strbuf bytes = STRBUF_INIT;
	json_t *body, *where;
	char id[UUID_TEXT];

	assert_true(run(send_of(p), NULL));
	assert_int_equal(kept(p, &rows), 1);
	assert_string_equal(rows[0].lookup, p->key.lookup);
	assert_string_equal(rows[0].key, "k1");
	body = opened(p, &rows[0]);
	uuid_text(p->id, id);
	assert_string_equal(said(body, "id"), id);
	assert_string_equal(said(body, "town"), "62999");
	assert_string_equal(said(body, "lookup"), p->key.lookup);
	assert_string_equal(said(body, "kind"), "request");
	assert_string_equal(said(body, "number"), p->number.text);
	assert_string_equal(said(body, "service"), "lampadaire");
	assert_string_equal(said(body, "channel"), "totem");
	assert_string_equal(said(body, "terminal"), "Totem de la gare");
	assert_string_equal(said(body, "phone"), "0639981234");
	where = json_object_get(body, "where");
	assert_string_equal(said(where, "address"), "a12");
	assert_true(json_real_value(json_object_get(where, "lat")) > 50.3);
	assert_true(base64_decode(said(body, "record_key"), strlen(said(body, "record_key")), sizeof(key), &bytes));
	assert_memory_equal(bytes.data, p->key.key, RECORD_KEY);
	assert_true(json_is_object(json_object_get(json_object_get(body, "answers"), "ou")));
	json_decref(body);
	strbuf_done(&bytes);
}

static void the_number_opens_what_was_kept_here(void **state)
{
	struct place *p = *state;
	enum op_state op;
	struct followed followed;

	assert_true(run(send_of(p), NULL));
	followed = local_record(p, &op);
	assert_int_equal(op, OP_QUEUED);
	assert_string_equal(followed.name, "Lampadaire en panne");
	assert_string_equal(followed.subject, "12 rue des Tisserands");
	assert_int_equal(followed.registered, 5000);
	assert_int_equal(followed.received, 0);
}

static void sending_twice_is_one_request(void **state)
{
	struct place *p = *state;
	struct outbox_row *rows;
	json_t *body;

	assert_true(run(send_of(p), NULL));
	answers_set(p->answers, "tel", "06 39 98 99 99"); /* something went wrong on the way back, and an answer was put right */
	assert_true(run(send_of(p), NULL));
	assert_int_equal(kept(p, &rows), 1);
	body = opened(p, &rows[0]);
	assert_string_equal(said(body, "phone"), "0639989999");
	json_decref(body);
}

static void what_has_left_already_is_not_sent_again(void **state)
{
	struct place *p = *state;
	struct outbox_row *rows;
	struct outbox *box;
	char path[96];
	size_t n;

	snprintf(path, sizeof(path), "%s/outbox/outbox.db", p->state);
	assert_true(run(send_of(p), NULL));
	assert_true(outbox_open(path, &box, NULL));
	assert_true(outbox_next(box, 9000, p->arena, &rows, &n, NULL, NULL));
	assert_true(outbox_mark_sending(box, rows, &n, NULL));
	outbox_close(box);
	assert_true(run(send_of(p), NULL));
	assert_int_equal(kept(p, &rows), 1);
}

static void of_a_sensitive_service_the_paper_shows_the_state_alone(void **state)
{
	struct place *p = *state;
	enum op_state op;
	struct followed followed;

	p->service.sensitive = true;
	assert_true(run(send_of(p), NULL));
	followed = local_record(p, &op);
	assert_true(followed.sensitive);
	assert_string_equal(followed.state, "received");
	assert_string_equal(followed.name, "");
	assert_string_equal(followed.subject, "");
	assert_string_equal(followed.terminal, "");
}

static void what_cannot_be_written_is_not_acknowledged(void **state)
{
	struct place *p = *state;
	struct submit_send *job = send_of(p);
	struct err err;

	free(job->state);
	job->state = strdup("/dev/null");
	assert_false(run(job, &err));
	assert_int_not_equal(err.code, ERR_NONE);
}

static void a_reply_is_kept_with_all_that_was_said(void **state)
{
	struct place *p = *state;
	static const char *const texts[] = { "Le mât porte le numéro 3.", "Merci." };
	struct outbox_row *rows;
	enum op_state op;
	struct followed followed;
	struct strbuf key = STRBUF_INIT;
	json_t *body;

	assert_true(run(send_of(p), NULL));
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		followed = local_record(p, &op);
		assert_true(run(submit_reply_new(&(struct submit_message){
			.state = p->state, .terminal = &p->terminal, .lang = "fr", .text = texts[i], .number = &p->number, .key = &p->key,
			.followed = &followed, .id = uuid_v7(&p->rng, 6000 + (int64_t)i), .made = { .wall = 6000 },
		}), NULL));
	}
	assert_int_equal(kept(p, &rows), 3);
	assert_string_equal(rows[1].lookup, p->key.lookup);
	body = opened(p, &rows[1]);
	assert_string_equal(said(body, "kind"), "message");
	assert_string_equal(said(body, "text"), texts[0]);
	assert_true(base64_decode(said(body, "record_key"), strlen(said(body, "record_key")), RECORD_KEY, &key)); /* the proof of the number */
	assert_int_equal(key.len, RECORD_KEY);
	assert_memory_equal(key.data, p->key.key, RECORD_KEY);
	strbuf_done(&key);
	json_decref(body);
	followed = local_record(p, &op);
	assert_int_equal(followed.n_lines, 2);
	assert_string_equal(followed.lines[0].text, texts[0]);
	assert_string_equal(followed.lines[1].text, texts[1]);
	assert_string_equal(followed.name, "Lampadaire en panne");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_request_that_was_kept_opens_at_the_hub, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_number_opens_what_was_kept_here, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sending_twice_is_one_request, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_has_left_already_is_not_sent_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_a_sensitive_service_the_paper_shows_the_state_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_written_is_not_acknowledged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_reply_is_kept_with_all_that_was_said, set_up, tear_down),
	};

	if (!secret_init(NULL))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
