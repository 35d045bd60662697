/* The reader of usual lines against a real parser: whatever it takes, the other takes too, and both read the same. */
#include "common/store/line.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static const char *const usual[] = {
	"{\"t\":\"department\",\"rev\":11,\"id\":\"voirie\",\"row\":{\"name\":\"Voirie\",\"lat\":50.125,\"lon\":-2,\"hours\":null}}",
	"{\"t\":\"notice\",\"rev\":9007199254740993,\"id\":\"n\",\"row\":{\"title\":\"d\\u00e9c\\\\h\\\"e\\/\\n\\tts\",\"a\":true,\"b\":false,\"c\":-0.5e-3}}",
	"{\"t\":\"town\",\"rev\":1,\"id\":\"Œuvre\",\"row\":{\"name\":\"\\\\é€𐍈\\\"\",\"e\":1E+2,\"z\":0,\"zz\":0.0}}",
	"{\"t\":\"waste\",\"rev\":1,\"id\":\"\",\"row\":{}}",
};

static bool same_text(const struct line_value *value, const json_t *json)
{
	return json_is_string(json) && value->len == json_string_length(json) && memcmp(value->text, json_string_value(json), value->len) == 0;
}

static bool same_value(const struct line_value *value, const json_t *json)
{
	switch (value->kind) {
	case LINE_NULL:
		return json_is_null(json);
	case LINE_TEXT:
		return same_text(value, json);
	case LINE_INTEGER:
		return json_is_integer(json) && json_integer_value(json) == value->integer;
	case LINE_REAL:
		return json_is_real(json) && !(json_real_value(json) < value->real) && !(json_real_value(json) > value->real);
	case LINE_BOOLEAN:
		return json_is_boolean(json) && json_is_true(json) == (value->integer != 0);
	}
	return false;
}

/* Did it take TEXT? */
static bool taken_as_by_jansson(const char *text, size_t len)
{
	struct line line;
	bool taken = line_read(text, len, &line);

	if (taken) {
		json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL), *row = json_object_get(json, "row");

		assert_non_null(json);
		assert_int_equal(json_object_size(json), 4);
		assert_int_equal(json_object_size(row), line.count);
		assert_true(same_text(&line.table, json_object_get(json, "t")) && same_text(&line.id, json_object_get(json, "id")));
		assert_true(same_value(&line.rev, json_object_get(json, "rev")));
		for (size_t i = 0; i < line.count; i++)
			assert_true(same_value(&line.values[i], json_object_getn(row, line.values[i].key, line.values[i].key_len)));
		json_decref(json);
	}
	line_done(&line);
	return taken;
}

static void usual_lines_are_read_without_a_parser(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		assert_int_equal(taken_as_by_jansson(usual[i], strlen(usual[i])), i != 1); /* \u is left to the parser */
}

static void a_damaged_line_is_never_read_otherwise_than_by_the_parser(void **state)
{
	static const char bytes[] = "\"\\{}[]:,.-+0129eEtfnu/ \n\x01\x7f\x80\xc3\xe2\xf0\xff";
	size_t taken = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		for (size_t at = 0, len = strlen(usual[i]); at < len; at++)
			for (size_t b = 0; b < sizeof(bytes); b++) { /* its NUL too */
				char text[256];

				memcpy(text, usual[i], len + 1);
				text[at] = bytes[b];
				taken += taken_as_by_jansson(text, len);                       /* another byte, */
				memcpy(text + at + 1, usual[i] + at, len - at + 1);
				taken += taken_as_by_jansson(text, len + 1);                   /* one more, */
				taken += taken_as_by_jansson(text, at + 1);                    /* cut short */
			}
	assert_true(taken > 100);
}

static void a_value_is_found_whatever_the_order(void **state)
{
	struct line line;
	size_t hint = 0;

	(void)state;
	assert_true(line_read(usual[0], strlen(usual[0]), &line));
	assert_int_equal(line_value(&line, "lon", &hint)->integer, -2);
	assert_int_equal(line_value(&line, "name", &hint)->len, 6);
	assert_int_equal(line_value(&line, "hours", &hint)->kind, LINE_NULL);
	assert_null(line_value(&line, "nam", &hint));
	line_done(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_lines_are_read_without_a_parser),
		cmocka_unit_test(a_damaged_line_is_never_read_otherwise_than_by_the_parser),
		cmocka_unit_test(a_value_is_found_whatever_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
