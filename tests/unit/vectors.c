/* The test vectors of docs/sync-vectors.json, which another client is written against (docs/sync-protocol.md, "Test vectors"): our
 * own code agrees with each of them. */
#include "common/secret/record.h"
#include "common/secret/seal.h"
#include "common/secret/secret.h"
#include "common/sync/wire.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static json_t *vectors;

static int read_vectors(void **state)
{
	const char *top = getenv("TOP");
	char path[512];
	struct err err;

	(void)state;
	snprintf(path, sizeof(path), "%s/docs/sync-vectors.json", top ? top : ".");
	vectors = json_load_file(path, 0, NULL);
	return vectors && secret_init(&err) ? 0 : -1;
}

static int forget_vectors(void **state)
{
	(void)state;
	json_decref(vectors);
	return 0;
}

static const char *text(const char *part, const char *key)
{
	const char *value = json_string_value(json_object_get(json_object_get(vectors, part), key));

	if (!value)
		fail_msg("%s.%s is missing", part, key);
	return value;
}

static struct strbuf bytes(const char *part, const char *key)
{
	const char *value = text(part, key);
	struct strbuf out = STRBUF_INIT;

	assert_true(base64_decode(value, strlen(value), 1 << 20, &out));
	return out;
}

static struct record_key key_of(void)
{
	struct strbuf key = bytes("number", "record_key");
	struct record_key out;

	assert_int_equal(key.len, RECORD_KEY);
	memcpy(out.key, key.data, RECORD_KEY);
	snprintf(out.lookup, sizeof(out.lookup), "%s", text("number", "lookup"));
	strbuf_done(&key);
	return out;
}

static void a_number_and_a_salt_give_a_lookup_id_and_a_key(void **state)
{
	struct strbuf salt = bytes("number", "salt");
	struct record_key expected = key_of(), key;
	struct err err;

	(void)state;
	assert_int_equal(salt.len, RECORD_SALT);
	assert_true(record_derive(text("number", "number"), (const unsigned char *)salt.data, &key, &err));
	assert_string_equal(key.lookup, expected.lookup);
	assert_memory_equal(key.key, expected.key, RECORD_KEY);
	strbuf_done(&salt);
}

static void a_sealed_record_opens_to_its_text(void **state)
{
	struct strbuf record = bytes("record", "sealed"), opened = STRBUF_INIT;
	struct record_key key = key_of();
	struct err err;

	(void)state;
	assert_true(record_open(&key, text("record", "town"), record.data, record.len, &opened, &err));
	assert_string_equal(strbuf_str(&opened), text("record", "text"));
	strbuf_done(&record);
	strbuf_done(&opened);
}

static void a_sealed_body_opens_to_its_text(void **state)
{
	struct strbuf public_key = bytes("body", "public"), secret_key = bytes("body", "secret"), sealed = bytes("body", "sealed");
	struct strbuf opened = STRBUF_INIT;
	struct seal_pair pair;
	struct err err;

	(void)state;
	assert_int_equal(public_key.len, SEAL_KEY);
	assert_int_equal(secret_key.len, SEAL_KEY);
	memcpy(pair.public_key, public_key.data, SEAL_KEY);
	memcpy(pair.secret_key, secret_key.data, SEAL_KEY);
	assert_true(seal_open(&pair, sealed.data, sealed.len, &opened, &err));
	assert_string_equal(strbuf_str(&opened), text("body", "text"));
	strbuf_done(&public_key);
	strbuf_done(&secret_key);
	strbuf_done(&sealed);
	strbuf_done(&opened);
}

static void an_operation_is_written_as_the_example_has_it(void **state)
{
	struct strbuf sealed = bytes("body", "sealed"), line = STRBUF_INIT;
	struct outbox_row row = {
		.seq = 17, .kind = OP_REQUEST, .lookup = text("number", "lookup"), .key = "k1",
		.body = { .data = (const unsigned char *)sealed.data, .len = sealed.len },
		.made = { .wall = INT64_C(1795300000000000), .mono = 5000000, .boot = "b7e1", .trusted = true },
	};

	(void)state;
	snprintf(row.id, sizeof(row.id), "%s", text("exchange", "id"));
	assert_true(wire_add_operation(&line, &row, NULL));
	assert_string_equal(line.data, text("exchange", "operation"));
	strbuf_done(&line);
	strbuf_done(&sealed);
}

static void the_examples_answers_are_read(void **state)
{
	const char *results = text("exchange", "results"), *page = text("exchange", "page");
	struct outbox_row row = { .kind = OP_REQUEST };
	struct arena *arena = arena_new();
	struct wire_result result;
	struct wire_page read;
	struct err err;

	(void)state;
	snprintf(row.id, sizeof(row.id), "%s", text("exchange", "id"));
	assert_true(wire_read_results((struct bytes){ (const unsigned char *)results, strlen(results) }, &row, 1, arena, &result, &err));
	assert_int_equal(result.answer.state, OP_DONE);
	assert_true(wire_read_page((struct bytes){ (const unsigned char *)page, strlen(page) }, &read, &err));
	assert_int_equal(read.cursor.rev, 1202);
	assert_false(read.more);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_and_a_salt_give_a_lookup_id_and_a_key),
		cmocka_unit_test(a_sealed_record_opens_to_its_text),
		cmocka_unit_test(a_sealed_body_opens_to_its_text),
		cmocka_unit_test(an_operation_is_written_as_the_example_has_it),
		cmocka_unit_test(the_examples_answers_are_read),
	};

	return cmocka_run_group_tests(tests, read_vectors, forget_vectors);
}
