#include "common/domain/followed.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char of_the_hub[] =
	"{\"service\":\"lampadaire\",\"name\":\"Lampadaire en panne\",\"department\":\"voirie\",\"subject\":\"12 rue des Tisserands\","
	"\"lang\":\"fr\",\"state\":\"done\",\"registered\":1000,\"trusted\":true,\"terminal\":\"Totem de la gare\",\"received\":2000,"
	"\"promised_by\":\"2026-12-01\",\"closed\":3000,\"sensitive\":false,\"newer\":{\"than\":\"this\"},\"thread\":["
	"{\"at\":2500,\"who\":\"town\",\"name\":\"Voirie\",\"kind\":\"message\",\"text\":\"C’est réparé.\"},"
	"{\"at\":3000,\"who\":\"town\",\"name\":\"Voirie\",\"kind\":\"state\",\"state\":\"done\",\"text\":\"\"},"
	"{\"at\":3500,\"who\":\"resident\",\"name\":\"\",\"kind\":\"message\",\"text\":\"Merci.\"}]}";

static void a_record_of_the_hub_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct followed followed;
	struct err err;

	(void)state;
	assert_true(followed_read(of_the_hub, strlen(of_the_hub), arena, &followed, &err));
	assert_string_equal(followed.name, "Lampadaire en panne");
	assert_string_equal(followed.state, "done");
	assert_string_equal(followed.promised_by, "2026-12-01");
	assert_int_equal(followed.received, 2000);
	assert_true(followed.trusted && !followed.sensitive);
	assert_int_equal(followed.n_lines, 3);
	assert_true(followed.lines[0].from_town && !followed.lines[0].is_state);
	assert_true(followed.lines[1].is_state);
	assert_string_equal(followed.lines[1].state, "done");
	assert_false(followed.lines[2].from_town);
	assert_string_equal(followed.lines[2].text, "Merci.");
	arena_free(arena);
}

/* Sensitive services: the hub leaves out all but state and dates. */
static void a_record_that_withholds_is_read(void **state)
{
	static const char json[] = "{\"lang\":\"fr\",\"state\":\"received\",\"registered\":1000,\"trusted\":false,\"received\":null,"
	                           "\"promised_by\":null,\"closed\":null,\"sensitive\":true,\"thread\":[]}";
	struct arena *arena = arena_new();
	struct followed followed;

	(void)state;
	assert_true(followed_read(json, strlen(json), arena, &followed, NULL));
	assert_true(followed.sensitive && !followed.trusted);
	assert_string_equal(followed.service, "");
	assert_string_equal(followed.name, "");
	assert_null(followed.promised_by);
	assert_int_equal(followed.received, 0);
	arena_free(arena);
}

static void what_is_no_record_is_refused(void **state)
{
	static const char *const cases[] = { "", "[]", "{}", "null", "{\"state\":3}", "{\"state\":\"done\",\"thread\":[3]}", "{\"state\":\"do" };
	struct arena *arena = arena_new();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct followed followed;
		struct err err = { .code = ERR_NONE };

		assert_false(followed_read(cases[i], strlen(cases[i]), arena, &followed, &err));
		assert_int_equal(err.code, ERR_BAD_INPUT);
	}
	arena_free(arena);
}

static void a_thread_without_end_is_cut(void **state)
{
	struct strbuf json = STRBUF_INIT;
	struct arena *arena = arena_new();
	struct followed followed;

	(void)state;
	strbuf_add(&json, "{\"state\":\"received\",\"thread\":[{}");
	for (int i = 0; i < 2 * FOLLOWED_LINES_MAX; i++)
		strbuf_add(&json, ",{}");
	strbuf_add(&json, "]}");
	assert_true(followed_read(json.data, json.len, arena, &followed, NULL));
	assert_int_equal(followed.n_lines, FOLLOWED_LINES_MAX);
	strbuf_done(&json);
	arena_free(arena);
}

static void what_is_written_is_read_again(void **state)
{
	struct arena *arena = arena_new();
	struct followed before, after;
	struct strbuf json = STRBUF_INIT;

	(void)state;
	assert_true(followed_read(of_the_hub, strlen(of_the_hub), arena, &before, NULL));
	before.received = 0;
	followed_write(&before, &json);
	assert_true(followed_read(json.data, json.len, arena, &after, NULL));
	assert_string_equal(after.subject, before.subject);
	assert_string_equal(after.promised_by, before.promised_by);
	assert_int_equal(after.received, 0);
	assert_int_equal(after.registered, before.registered);
	assert_int_equal(after.n_lines, before.n_lines);
	for (size_t i = 0; i < after.n_lines; i++) {
		assert_string_equal(after.lines[i].text, before.lines[i].text);
		assert_int_equal(after.lines[i].from_town, before.lines[i].from_town);
		assert_int_equal(after.lines[i].is_state, before.lines[i].is_state);
	}
	strbuf_done(&json);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_of_the_hub_is_read),
		cmocka_unit_test(a_record_that_withholds_is_read),
		cmocka_unit_test(what_is_no_record_is_refused),
		cmocka_unit_test(a_thread_without_end_is_cut),
		cmocka_unit_test(what_is_written_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
