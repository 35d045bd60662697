#include "common/domain/answers.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/civil.h"
#include "common/text/tr.h"

static struct arena *arena;
static const struct form *form;
static struct answers *answers;
static int64_t today;

/* A broken street lamp, with one field of each type. */
static const char lamp[] =
	"{\"pages\": ["
	" {\"id\": \"where\", \"title\": {\"fr\": \"Où est-ce ?\", \"en\": \"Where is it?\"}, \"fields\": ["
	"  {\"id\": \"place\", \"type\": \"address\", \"label\": \"Adresse\", \"required\": true, \"role\": \"where\"},"
	"  {\"id\": \"pole\", \"type\": \"number\", \"label\": \"Numéro du poteau\", \"min\": 1, \"max\": 99999}]},"
	" {\"id\": \"what\", \"title\": \"Que se passe-t-il ?\", \"fields\": ["
	"  {\"id\": \"fault\", \"type\": \"choice\", \"label\": \"Panne\", \"required\": true, \"options\": ["
	"    {\"id\": \"dark\", \"label\": {\"fr\": \"Éteint\", \"en\": \"Dark\"}}, {\"id\": \"other\", \"label\": \"Autre\"}]},"
	"  {\"id\": \"detail\", \"type\": \"longtext\", \"label\": \"Précisez\", \"required\": true, \"if\": {\"fault\": \"other\"}},"
	"  {\"id\": \"since\", \"type\": \"date\", \"label\": \"Depuis\", \"min\": \"today-365\", \"max\": \"today\"},"
	"  {\"id\": \"also\", \"type\": \"choices\", \"label\": \"Aussi\", \"max\": 2, \"options\": ["
	"    {\"id\": \"a\", \"label\": \"Rue\"}, {\"id\": \"b\", \"label\": \"Place\"}, {\"id\": \"c\", \"label\": \"Parc\"}]}]},"
	" {\"id\": \"danger\", \"title\": \"Danger\", \"fields\": ["
	"  {\"id\": \"wires\", \"type\": \"yesno\", \"label\": \"Des fils sont visibles\", \"if\": {\"fault\": \"other\"}}]},"
	" {\"id\": \"you\", \"title\": \"Vous\", \"fields\": ["
	"  {\"id\": \"name\", \"type\": \"text\", \"label\": \"Nom\", \"role\": \"name\", \"max\": 60, \"private\": true},"
	"  {\"id\": \"phone\", \"type\": \"phone\", \"label\": \"Téléphone\", \"role\": \"phone\", \"private\": true},"
	"  {\"id\": \"email\", \"type\": \"email\", \"label\": \"E-mail\", \"role\": \"email\", \"private\": true}]}]}";

static int up(void **state)
{
	struct err err;

	(void)state;
	arena = arena_new();
	answers = answers_new();
	today = civil_days(2026, 11, 24);
	return form_parse(arena, lamp, &form, &err) ? 0 : -1;
}

static int down(void **state)
{
	(void)state;
	answers_free(answers);
	arena_free(arena);
	return 0;
}

static enum answer_fault check(const char *field, const char *text)
{
	answers_set(answers, field, text);
	return answer_check(form_field_find(form, field), answers, today);
}

static void fill(void)
{
	struct place_answer where = { .text = "12 rue des Tisserands", .id = "a12", .located = true, .lat = 50.25, .lon = 2.5 };

	answers_set_address(answers, "place", &where);
	answers_set(answers, "fault", "dark");
	answers_set(answers, "since", "20/11/2026");
	answers_choose(answers, "also", "c", true);
	answers_choose(answers, "also", "a", true);
	answers_set(answers, "name", "  Ana \"B\"  Ruiz ");
	answers_set(answers, "phone", "03 21 00 00 00");
}

static void a_form_is_read_with_all_its_words(void **state)
{
	(void)state;
	assert_int_equal(form->n_pages, 4);
	assert_string_equal(form_text(&form->pages[0].title, "en"), "Where is it?");
	assert_string_equal(form_text(&form->pages[0].title, "ar"), "Où est-ce ?");
	assert_string_equal(form_text(&form->pages[0].title, "fr-simple"), "Où est-ce ?");
	assert_string_equal(form_text(&form->pages[1].title, "en"), "Que se passe-t-il ?");
	assert_string_equal(form_text(&form->pages[1].help, "en"), "");
	assert_int_equal(form_field_find(form, "name")->max_chars, 60);
	assert_int_equal(form_field_find(form, "detail")->max_chars, 2000);
	assert_true(form_field_find(form, "phone")->private_);
	assert_null(form_field_find(form, "nothing"));
}

#define FIELD(rest) "{\"pages\": [{\"id\": \"p\", \"title\": \"P\", \"fields\": [{\"id\": \"since\", \"label\": \"L\", " rest "}]}]}"

static void what_is_wrong_with_a_form_is_named_with_its_place(void **state)
{
	static const struct {
		const char *json, *says;
	} cases[] = {
		{ "{\"pages\": [}", "line 1, column 12" },
		{ "[]", "must be {\"pages\"" },
		{ "{\"pages\": []}", "\"pages\" must be a list of 1 to 20" },
		{ "{\"page\": []}", "unknown key \"page\"" },
		{ "{\"pages\": [{\"id\": \"p\", \"title\": \"P\", \"fields\": []}]}", "page 1: \"fields\" must be a list" },
		{ "{\"pages\": [{\"id\": \"p\", \"fields\": []}]}", "page 1: \"title\" is missing" },
		{ "{\"pages\": [{\"id\": \"p\", \"title\": \"P\", \"fields\": [{\"type\": \"text\"}]}]}", "page 1, field 1: an \"id\"" },
		{ FIELD("\"type\": \"colour\""), "page 1, field \"since\": unknown type \"colour\"" },
		{ FIELD("\"type\": \"text\", \"requierd\": true"), "unknown key \"requierd\"" },
		{ FIELD("\"type\": \"text\", \"required\": 1"), "\"required\" must be true or false" },
		{ FIELD("\"type\": \"text\", \"max\": 1e9"), "\"max\" must be a whole number from 1 to 200" },
		{ FIELD("\"type\": \"text\", \"min\": 1"), "\"min\" means nothing for text" },
		{ FIELD("\"type\": \"number\", \"min\": 5, \"max\": 1"), "\"min\" is above \"max\"" },
		{ FIELD("\"type\": \"date\", \"min\": \"yesterday\""), "\"min\" must be \"2026-01-31\"" },
		{ FIELD("\"type\": \"date\", \"max\": \"2026-02-30\""), "\"max\" must be \"2026-01-31\"" },
		{ FIELD("\"type\": \"choice\""), "\"options\" must be a list of 1 to 60" },
		{ FIELD("\"type\": \"choice\", \"options\": [{\"id\": \"a\"}]"), "\"label\" is missing" },
		{ FIELD("\"type\": \"choice\", \"options\": [{\"id\": \"a\", \"label\": \"A\"}, {\"id\": \"a\", \"label\": \"B\"}]"),
		  "two options are called \"a\"" },
		{ FIELD("\"type\": \"text\", \"options\": []"), "\"options\" means nothing for text" },
		{ FIELD("\"type\": \"text\", \"role\": \"phone\""), "role \"phone\" does not fit type text" },
		{ FIELD("\"type\": \"text\", \"role\": \"boss\""), "\"role\" must be name, phone, email or where" },
		{ FIELD("\"type\": \"text\", \"if\": {\"later\": \"x\"}"), "no field before this one is called \"later\"" },
		{ FIELD("\"type\": \"text\", \"if\": {\"since\": \"x\"}"), "no field before this one is called \"since\"" },
		{ FIELD("\"type\": \"text\", \"help\": 3"), "\"help\" must be a text" },
		{ FIELD("\"type\": \"text\"}, {\"id\": \"since\", \"type\": \"text\", \"label\": \"L\""), "another field has the same id" },
		{ FIELD("\"type\": \"yesno\"}, {\"id\": \"b\", \"type\": \"text\", \"label\": \"L\", \"if\": {\"since\": \"oui\"}"),
		  "answered with true or false" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct form *bad = NULL;
		struct err err = { .text = "" };

		assert_false(form_parse(arena, cases[i].json, &bad, &err));
		assert_null(bad);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s\n  says: %s\n  not: %s", cases[i].json, err.text, cases[i].says);
	}
}

static void each_type_refuses_what_it_cannot_be(void **state)
{
	char pasted[10001];

	(void)state;
	assert_int_equal(check("place", " \u00A0 "), ANSWER_MISSING);
	assert_int_equal(check("place", "12 rue des Tisserands"), ANSWER_OK);
	assert_int_equal(check("name", ""), ANSWER_OK);
	memset(pasted, 'a', sizeof(pasted) - 1);
	pasted[sizeof(pasted) - 1] = '\0';
	assert_int_equal(check("name", pasted), ANSWER_TOO_LONG);
	assert_int_equal(check("detail", pasted), ANSWER_TOO_LONG);
	assert_int_equal(check("pole", "douze"), ANSWER_NOT_A_NUMBER);
	assert_int_equal(check("pole", "1e3"), ANSWER_NOT_A_NUMBER);
	assert_int_equal(check("pole", "0"), ANSWER_TOO_SMALL);
	assert_int_equal(check("pole", "100 000"), ANSWER_TOO_LARGE);
	assert_int_equal(check("pole", "1 250,5"), ANSWER_OK);
	assert_int_equal(check("since", "31/02/2026"), ANSWER_NOT_A_DATE);
	assert_int_equal(check("since", "hier"), ANSWER_NOT_A_DATE);
	assert_int_equal(check("since", "25/11/2026"), ANSWER_TOO_LATE);
	assert_int_equal(check("since", "23/11/2025"), ANSWER_TOO_EARLY);
	assert_int_equal(check("since", "24 11 26"), ANSWER_OK);
	assert_int_equal(check("fault", "purple"), ANSWER_NOT_AN_OPTION);
	assert_int_equal(check("wires", "maybe"), ANSWER_NOT_AN_OPTION);
	assert_int_equal(check("also", "a\nb\nc"), ANSWER_TOO_MANY);
	assert_int_equal(check("also", "a\nz"), ANSWER_NOT_AN_OPTION);
	assert_int_equal(check("phone", "06 12 34"), ANSWER_BAD_PHONE);
	assert_int_equal(check("email", "ana@exemple"), ANSWER_BAD_EMAIL);
}

static void each_fault_is_a_sentence_with_a_way_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < LANGS_LEN; i++) {
		for (int fault = ANSWER_OK + 1; fault < ANSWER_FAULTS; fault++) {
			const char *text = answer_sentence(arena, langs[i].code, form_field_find(form, "since"),
							   (enum answer_fault)fault, today);

			assert_non_null(text);
			assert_null(strchr(text, '{'));
			assert_null(strstr(text, "form.fault"));
		}
	}
	assert_string_equal(answer_sentence(arena, "fr", form_field_find(form, "since"), ANSWER_TOO_LATE, today),
			    "La date doit être le mardi 24\u00A0novembre 2026 ou avant.");
	assert_string_equal(answer_sentence(arena, "fr", form_field_find(form, "also"), ANSWER_TOO_MANY, today),
			    "Choisissez 2 réponses au plus.");
	assert_null(answer_sentence(arena, "fr", form_field_find(form, "also"), ANSWER_OK, today));
}

static void telephone_numbers_are_put_in_order(void **state)
{
	static const struct {
		const char *typed, *stored;
	} cases[] = {
		{ "03 21 00 00 00", "0321000000" },  { "03.21.00.00.00", "0321000000" }, { "+33 3 21 00 00 00", "0321000000" },
		{ "+33 (0)3 21 00 00 00", "0321000000" }, { "0033321000000", "0321000000" }, { "+41 22 418 29 00", "+41224182900" },
		{ "0041 22 418 29 00", "+41224182900" }, { "06\u00A012\u00A034\u00A056\u00A078", "0612345678" },
		{ "12345", NULL }, { "00 00 00 00 00", NULL }, { "+33 21 00", NULL }, { "+33 0 0 21 00 00 00", NULL }, { "061234567a", NULL }, { "", NULL },
		{ "+0123456789", NULL }, { "+1234567890123456", NULL }, { "0612345678901234567890123456789012345678901234", NULL },
	};
	char out[24];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		bool ok = phone_normalise(cases[i].typed, out);

		if (ok != (cases[i].stored != NULL) || (ok && !streq(out, cases[i].stored)))
			fail_msg("%s became %s", cases[i].typed, ok ? out : "nothing");
	}
}

static void dates_and_addresses_are_read_as_people_type_them(void **state)
{
	static const char *const dates[] = { "24/11/2026", "24-11-2026", "24.11.2026", "24 11 2026", "24/11/26", "24112026", "241126",
					     "2026-11-24" };
	static const char *const no_dates[] = { "", "24", "24/11", "24/13/2026", "30/02/2026", "1/2/3/4", "24/11/2026x", "2411202",
						"99999999999", "0/0/0000", "24/11/126" };
	static const char *const emails[] = { "ana@exemple.fr", "a.b+c@mairie-x.co.uk", " ana @exemple.fr " };
	static const char *const no_emails[] = { "", "ana", "ana@", "@exemple.fr", "ana@exemple", "a@b@c.fr", "ana@.fr", "ana@x..fr",
						 "ana@exemple.f", "<ana@exemple.fr>", "ana@exemple.12" };
	int64_t day;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(dates); i++)
		if (!date_from_typed(dates[i], &day) || day != today)
			fail_msg("%s is not read", dates[i]);
	for (size_t i = 0; i < ARRAY_LEN(no_dates); i++)
		if (date_from_typed(no_dates[i], &day))
			fail_msg("%s is read", no_dates[i]);
	assert_true(date_from_typed("3/7/1948", &day) && day == civil_days(1948, 7, 3));
	for (size_t i = 0; i < ARRAY_LEN(emails); i++)
		assert_true(email_plausible(emails[i]));
	for (size_t i = 0; i < ARRAY_LEN(no_emails); i++)
		if (email_plausible(no_emails[i]))
			fail_msg("%s passes", no_emails[i]);
}

static void only_what_the_answers_call_for_is_asked(void **state)
{
	const struct form_field *field = NULL;

	(void)state;
	fill();
	assert_int_equal(form_step(form, answers, -1, 1), 0);
	assert_int_equal(form_step(form, answers, 1, 1), 3); /* no question about wires when it is only dark */
	assert_int_equal(form_step(form, answers, 3, -1), 1);
	assert_int_equal(form_step(form, answers, 3, 1), 4);
	assert_int_equal(form_step(form, answers, 0, -1), -1);
	assert_int_equal(form_check(form, -1, answers, today, &field), ANSWER_OK);
	answers_set(answers, "fault", "other");
	assert_int_equal(form_step(form, answers, 1, 1), 2);
	assert_int_equal(form_check(form, -1, answers, today, &field), ANSWER_MISSING);
	assert_string_equal(field->id, "detail");
	assert_int_equal(form_check(form, 0, answers, today, &field), ANSWER_OK);
}

static void answers_travel_as_json_and_back(void **state)
{
	struct strbuf json = STRBUF_INIT, again = STRBUF_INIT;
	struct answers *copy = answers_new();
	struct err err;

	(void)state;
	fill();
	answers_set(answers, "pole", "1 250,5");
	answers_set(answers, "detail", "left over from another answer");
	answers_write_json(form, answers, &json);
	assert_string_equal(json.data, "{\"place\": {\"text\": \"12 rue des Tisserands\", \"id\": \"a12\", \"lat\": 50.25, \"lon\": 2.5}, "
				       "\"pole\": 1250.5, \"fault\": \"dark\", \"since\": \"2026-11-20\", \"also\": [\"c\", \"a\"], "
				       "\"name\": \"Ana \\\"B\\\" Ruiz\", \"phone\": \"0321000000\"}");
	assert_true(answers_read_json(copy, form, json.data, &err));
	answers_write_json(form, copy, &again);
	assert_string_equal(again.data, json.data);
	assert_false(answers_read_json(copy, form, "{\"pole\": \"many\"}", &err));
	assert_false(answers_read_json(copy, form, "[1]", &err));
	assert_false(answers_read_json(copy, form, "{\"also\": [1]}", &err));
	assert_true(answers_read_json(copy, form, "{\"unheard_of\": true}", &err));
	assert_string_equal(answers_get(copy, "unheard_of"), "yes");
	answers_free(copy);
	strbuf_done(&json);
	strbuf_done(&again);
}

static void answers_read_as_people_wrote_them(void **state)
{
	const struct answer_line *lines;
	struct contact contact;
	size_t n;

	(void)state;
	fill();
	n = answers_lines(arena, form, answers, "fr", false, &lines);
	assert_int_equal(n, 6);
	assert_string_equal(lines[1].value, "Éteint");
	assert_string_equal(lines[2].value, "vendredi 20\u00A0novembre 2026");
	assert_string_equal(lines[3].value, "Rue\u00A0; Parc");
	assert_string_equal(lines[4].value, "Ana \"B\" Ruiz");
	assert_string_equal(lines[5].value, "03\u00A021\u00A000\u00A000\u00A000");
	assert_int_equal(answers_lines(arena, form, answers, "en", true, &lines), 8);
	assert_string_equal(lines[1].value, "No answer");
	assert_string_equal(lines[2].value, "Dark");
	contact = answers_contact(arena, form, answers);
	assert_string_equal(contact.name, "Ana \"B\" Ruiz");
	assert_string_equal(contact.phone, "0321000000");
	assert_string_equal(contact.email, "");
	assert_true(contact.where.located);
	assert_string_equal(answers_summary(arena, form, answers, "fr"), "12 rue des Tisserands");
	answers_clear(answers, "place");
	assert_string_equal(answers_summary(arena, form, answers, "fr"), "Éteint");
}

static void a_long_summary_ends_behind_a_word(void **state)
{
	const char *summary;

	(void)state;
	answers_wipe(answers);
	answers_set(answers, "place", "Devant l’école élémentaire Jules-Ferry, du côté de la cour,\nà l’angle de la rue des Tisserands");
	summary = answers_summary(arena, form, answers, "fr");
	assert_string_equal(summary, "Devant l’école élémentaire Jules-Ferry, du côté de la cour, à l’angle de la rue…");
}

static void what_was_chosen_can_be_taken_back(void **state)
{
	(void)state;
	answers_wipe(answers);
	assert_true(answers_empty(answers));
	for (int i = 0; i < 3; i++)
		answers_choose(answers, "also", (const char *const[]){ "a", "b", "c" }[i], true);
	answers_choose(answers, "also", "b", true);
	assert_string_equal(answers_get(answers, "also"), "a\nb\nc");
	answers_choose(answers, "also", "b", false);
	assert_string_equal(answers_get(answers, "also"), "a\nc");
	answers_choose(answers, "also", "c", false);
	answers_choose(answers, "also", "c", false);
	assert_string_equal(answers_get(answers, "also"), "a");
	answers_choose(answers, "also", "a", false);
	assert_true(answers_empty(answers));
	answers_set(answers, "name", "a\x01\x7F\tb\xff");
	assert_string_equal(answers_get(answers, "name"), "a b\uFFFD");
}

static void an_address_that_is_typed_over_forgets_where_it_was(void **state)
{
	(void)state;
	fill();
	answers_set(answers, "place", "12 rue des Tisserands"); /* the same text again: a redraw, not a change */
	assert_true(answers_address(answers, "place").located);
	answers_set(answers, "place", "13 rue des Tisserands");
	assert_false(answers_address(answers, "place").located);
	assert_string_equal(answers_address(answers, "place").id, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_form_is_read_with_all_its_words, up, down),
		cmocka_unit_test_setup_teardown(what_is_wrong_with_a_form_is_named_with_its_place, up, down),
		cmocka_unit_test_setup_teardown(each_type_refuses_what_it_cannot_be, up, down),
		cmocka_unit_test_setup_teardown(each_fault_is_a_sentence_with_a_way_out, up, down),
		cmocka_unit_test_setup_teardown(telephone_numbers_are_put_in_order, up, down),
		cmocka_unit_test_setup_teardown(dates_and_addresses_are_read_as_people_type_them, up, down),
		cmocka_unit_test_setup_teardown(only_what_the_answers_call_for_is_asked, up, down),
		cmocka_unit_test_setup_teardown(answers_travel_as_json_and_back, up, down),
		cmocka_unit_test_setup_teardown(answers_read_as_people_wrote_them, up, down),
		cmocka_unit_test_setup_teardown(a_long_summary_ends_behind_a_word, up, down),
		cmocka_unit_test_setup_teardown(what_was_chosen_can_be_taken_back, up, down),
		cmocka_unit_test_setup_teardown(an_address_that_is_typed_over_forgets_where_it_was, up, down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
