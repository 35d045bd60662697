/* The demo town, as it stands in assets/demo, is what the rules expect of a town. Run from the top, or with TOP set. */
#include "common/domain/answers.h"
#include "common/domain/hours.h"
#include "common/domain/names.h"
#include "common/domain/tracking.h"
#include "common/domain/waste.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena *arena;

static json_t *rows(const char *table, json_t **ret_file)
{
	const char *top = getenv("TOP");
	char path[300];
	json_error_t where;

	snprintf(path, sizeof(path), "%s/assets/demo/%ss.json", top ? top : ".", table);
	if (streq(table, "waste") || streq(table, "town"))
		snprintf(path, sizeof(path), "%s/assets/demo/%s.json", top ? top : ".", table);
	*ret_file = json_load_file(path, 0, &where);
	if (!*ret_file)
		fail_msg("%s:%d: %s", path, where.line, where.text);
	return json_object_get(*ret_file, table);
}

static const char *text(json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

static const struct form *form_of(json_t *service)
{
	char *json = json_dumps(json_object_get(service, "form"), 0);
	const struct form *form = NULL;
	struct err err;

	assert_non_null(json);
	if (!form_parse(arena, json, &form, &err))
		fail_msg("service %s: %s", text(service, "id"), err.text);
	free(json);
	return form;
}

static void every_form_is_one(void **state)
{
	json_t *file, *row, *list = rows("service", &file);
	size_t i, forms = 0;

	(void)state;
	json_array_foreach(list, i, row) {
		enum service_kind kind;
		enum silence silence;

		assert_true(service_kind_parse(text(row, "kind"), &kind));
		assert_true(silence_parse(text(row, "silence"), &silence));
		if (!json_is_object(json_object_get(row, "form")))
			continue;
		form_of(row);
		forms++;
	}
	assert_true(forms >= 8);
	json_decref(file);
}

static void every_answer_fits_its_form(void **state)
{
	json_t *file, *service_file, *row, *service, *list = rows("request", &file), *services = rows("service", &service_file);
	size_t i, j;

	(void)state;
	json_array_foreach(list, i, row) {
		const char *id = text(row, "service"), *number = text(row, "number");
		struct answers *answers = answers_new();
		const struct form_field *field = NULL;
		enum answer_fault fault;
		char *json = json_dumps(json_object_get(row, "answers"), 0);
		struct err err;

		if (number && *number)
			assert_true(tracking_valid(number));
		json_array_foreach(services, j, service) {
			const struct form *form;

			if (!streq(text(service, "id"), id) || !json_is_object(json_object_get(service, "form")) || !json)
				continue;
			form = form_of(service);
			if (!answers_read_json(answers, form, json, &err))
				fail_msg("request %s: %s", text(row, "id"), err.text);
			fault = form_check(form, -1, answers, civil_days(2026, 11, 24), &field);
			/* "@-30d": the importer counts such dates from the day on which the town is made */
			if (fault == ANSWER_NOT_A_DATE && answers_get(answers, field->id)[0] == '@')
				continue;
			if (fault != ANSWER_OK)
				fail_msg("request %s, field %s: fault %d", text(row, "id"), field->id, (int)fault);
		}
		free(json);
		answers_free(answers);
	}
	json_decref(file);
	json_decref(service_file);
}

static void all_opening_hours_are_understood(void **state)
{
	static const char *const tables[] = { "town", "department", "place", "closure" };

	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		json_t *file, *row, *list = rows(tables[t], &file);
		size_t i;

		json_array_foreach(list, i, row) {
			const struct hours *hours;
			struct err err;

			if (text(row, "hours") && !hours_parse(arena, text(row, "hours"), &hours, &err))
				fail_msg("%s %s: %s: %s", tables[t], text(row, "id"), text(row, "hours"), err.text);
		}
		json_decref(file);
	}
}

static void every_bin_has_a_next_day(void **state)
{
	json_t *file, *row, *list = rows("waste", &file);
	size_t i;

	(void)state;
	json_array_foreach(list, i, row) {
		struct civil first;
		struct waste_rule rule = {
			.weekday = (int)json_integer_value(json_object_get(row, "weekday")),
			.every_weeks = (int)json_integer_value(json_object_get(row, "every_weeks")),
		};
		enum waste_kind kind;
		int64_t day;

		assert_true(waste_kind_parse(text(row, "kind"), &kind));
		assert_true(civil_parse_date(text(row, "first_day"), &first));
		rule.first_day = civil_days(first.year, first.month, first.day);
		assert_true(waste_next(&rule, rule.first_day, &day));
		assert_int_equal(civil_from_days(day).weekday, rule.weekday - 1);
	}
	json_decref(file);
}

static int up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_one),
		cmocka_unit_test(every_answer_fits_its_form),
		cmocka_unit_test(all_opening_hours_are_understood),
		cmocka_unit_test(every_bin_has_a_next_day),
	};

	return cmocka_run_group_tests(tests, up, down);
}
