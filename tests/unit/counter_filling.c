/* A form at the desk: nothing is answered by accident, nothing typed is lost, a draft comes back as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/filling.h"

static const char json[] =
	"{\"pages\": ["
	" {\"id\": \"ou\", \"title\": {\"fr\": \"Où ?\"}, \"fields\": ["
	"  {\"id\": \"adresse\", \"type\": \"address\", \"label\": {\"fr\": \"Adresse\"}, \"required\": true, \"role\": \"where\"},"
	"  {\"id\": \"panne\", \"type\": \"choice\", \"label\": {\"fr\": \"Panne\"}, \"required\": true, \"options\": ["
	"   {\"id\": \"eteint\", \"label\": {\"fr\": \"Éteint\"}}, {\"id\": \"autre\", \"label\": {\"fr\": \"Autre\"}}]},"
	"  {\"id\": \"quoi\", \"type\": \"longtext\", \"label\": {\"fr\": \"Quoi ?\"}, \"required\": true,"
	"   \"if\": {\"panne\": \"autre\"}}]},"
	" {\"id\": \"qui\", \"title\": {\"fr\": \"Qui ?\"}, \"fields\": ["
	"  {\"id\": \"jours\", \"type\": \"choices\", \"label\": {\"fr\": \"Jours\"}, \"options\": ["
	"   {\"id\": \"lun\", \"label\": {\"fr\": \"Lundi\"}}, {\"id\": \"mar\", \"label\": {\"fr\": \"Mardi\"}}]},"
	"  {\"id\": \"danger\", \"type\": \"yesno\", \"label\": {\"fr\": \"Danger\"}},"
	"  {\"id\": \"tel\", \"type\": \"phone\", \"label\": {\"fr\": \"Téléphone\"}, \"role\": \"phone\"}]}]}";

struct fixture {
	struct arena *arena;
	struct filling filling;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct form *form;
	struct err err;

	assert_true(cells_locale());
	f->arena = arena_new();
	if (!form_parse(f->arena, json, &form, &err))
		fail_msg("%s", err.text);
	filling_init(&f->filling, f->arena, "fr", form, 20781);
	filling_go(&f->filling, 0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	filling_done(&f->filling);
	arena_free(f->arena);
	free(f);
	return 0;
}

static enum filling_result press(struct fixture *f, uint32_t code)
{
	return filling_key(&f->filling, &(struct key){ .code = code }, 80);
}

static void type(struct fixture *f, const char *text)
{
	uint32_t c;

	while ((c = utf8_next(&text)))
		press(f, c);
}

static const char *got(struct fixture *f, const char *field)
{
	return answers_get(f->filling.answers, field);
}

static void enter_pressed_once_too_often_answers_nothing(void **state)
{
	struct fixture *f = *state;

	type(f, "12 rue des Tisserands");
	assert_int_equal(press(f, K_ENTER), FILLING_STAY);
	assert_int_equal(press(f, K_ENTER), FILLING_NEXT); /* the last field that is asked */
	assert_string_equal(got(f, "panne"), "");
	assert_false(filling_check(&f->filling));
	assert_int_equal(f->filling.faults[1], ANSWER_MISSING);
	assert_int_equal(f->filling.focus, 1);
}

static void what_is_asked_follows_what_was_answered(void **state)
{
	struct fixture *f = *state;

	press(f, K_TAB);
	assert_int_equal(f->filling.field_count, 2);
	press(f, '2');
	assert_string_equal(got(f, "panne"), "autre");
	assert_int_equal(f->filling.field_count, 3);
	assert_int_equal(f->filling.focus, 1); /* and the focus stays where it was */
	press(f, '1');
	assert_int_equal(f->filling.field_count, 2);
}

static void arrows_space_and_digits_choose(void **state)
{
	struct fixture *f = *state;

	press(f, K_TAB);
	press(f, K_DOWN);
	press(f, K_DOWN);
	press(f, ' ');
	assert_string_equal(got(f, "panne"), "autre");
	filling_go(&f->filling, 1);
	press(f, '1');
	press(f, '2');
	assert_true(answers_chosen(f->filling.answers, "jours", "lun"));
	press(f, '1'); /* again: no longer */
	assert_false(answers_chosen(f->filling.answers, "jours", "lun"));
	assert_true(answers_chosen(f->filling.answers, "jours", "mar"));
	press(f, K_TAB);
	press(f, '2');
	assert_string_equal(got(f, "danger"), "no");
}

static void ten_thousand_pasted_characters_are_kept_and_refused_in_a_sentence(void **state)
{
	struct fixture *f = *state;
	struct strbuf page = STRBUF_INIT;

	for (int i = 0; i < 1000; i++)
		strbuf_add(&page, "été froid ");
	press(f, K_TAB);
	press(f, '2');
	press(f, K_TAB);
	filling_key(&f->filling, &(struct key){ .code = K_PASTE, .text = strbuf_str(&page) }, 80);
	assert_int_equal(utf8_count(got(f, "quoi")), 10000);
	assert_false(filling_check(&f->filling));
	assert_int_equal(f->filling.faults[2], ANSWER_TOO_LONG);
	assert_non_null(answer_sentence(f->arena, "fr", form_field_find(f->filling.form, "quoi"), ANSWER_TOO_LONG, 20781));
	assert_int_equal(utf8_count(got(f, "quoi")), 10000);
	strbuf_done(&page);
}

static void a_draft_comes_back_as_it_was_typed(void **state)
{
	struct fixture *f = *state;
	struct place_answer where = { .text = "12 rue des Tisserands", .id = "a12", .located = true, .lat = 50.5, .lon = 2.5 };
	struct place_answer back;
	json_t *saved;

	answers_set_address(f->filling.answers, "adresse", &where);
	press(f, K_TAB);
	press(f, '2');
	filling_go(&f->filling, 1);
	press(f, '2');
	press(f, K_TAB);
	press(f, K_TAB);
	type(f, "06 39"); /* half a number is kept as half a number */
	saved = filling_save(&f->filling);
	answers_wipe(f->filling.answers);
	json_object_set_new(saved, "ailleurs", json_string("une autre version du formulaire"));
	filling_restore(&f->filling, saved);
	json_decref(saved);
	assert_string_equal(got(f, "panne"), "autre");
	assert_string_equal(got(f, "tel"), "06 39");
	assert_string_equal(got(f, "ailleurs"), "");
	assert_true(answers_chosen(f->filling.answers, "jours", "mar"));
	back = answers_address(f->filling.answers, "adresse");
	assert_string_equal(back.id, "a12");
	assert_true(back.located && back.lat == 50.5 && back.lon == 2.5);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(enter_pressed_once_too_often_answers_nothing),
		TEST(what_is_asked_follows_what_was_answered),
		TEST(arrows_space_and_digits_choose),
		TEST(ten_thousand_pasted_characters_are_kept_and_refused_in_a_sentence),
		TEST(a_draft_comes_back_as_it_was_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
