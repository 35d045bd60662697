#include "kiosk/screens/form_field.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "kiosk/data.h"
#include "kiosk/ui/speech.h"
#include "kiosk/ui/tree.h"

static const char form_json[] =
	"{\"pages\":[{\"id\":\"a\",\"title\":\"?\",\"fields\":["
	"{\"id\":\"quand\",\"type\":\"date\",\"label\":\"Quand\",\"max\":\"today\"},"
	"{\"id\":\"un\",\"type\":\"choice\",\"label\":\"Un\",\"required\":true,\"options\":[{\"id\":\"x\",\"label\":\"X\"},{\"id\":\"y\",\"label\":\"Y\"}]},"
	"{\"id\":\"oui\",\"type\":\"yesno\",\"label\":\"Oui\"},"
	"{\"id\":\"n\",\"type\":\"choices\",\"label\":\"N\",\"options\":[{\"id\":\"x\",\"label\":\"X\"},{\"id\":\"y\",\"label\":\"Y\"}]},"
	"{\"id\":\"ou\",\"type\":\"address\",\"label\":\"Où\"}]}]}";

struct desk {
	struct kiosk_data data;
	struct session session;
	struct screen_ctx ctx;
	struct draft draft;
	struct suggestions suggestions;
};

static int set_up(void **state)
{
	static struct desk d;

	d = (struct desk){ .session = { .lang = "fr" } };
	d.data.terminal = (struct terminal){ .name = "Totem de la gare", .located = true, .lat = 50.4, .lon = 2.7 };
	d.ctx = (struct screen_ctx){ .session = &d.session, .data = &d.data, .now = 20 * DAY_US + HOUR_US };
	d.draft.arena = arena_new();
	d.draft.answers = answers_new();
	*state = &d;
	return form_parse(d.draft.arena, form_json, &d.draft.form, NULL) ? 0 : -1;
}

static int tear_down(void **state)
{
	struct desk *d = *state;

	suggestions_done(&d->suggestions);
	answers_free(d->draft.answers);
	arena_free(d->draft.arena);
	return 0;
}

static const struct form_field *press(struct desk *d, const char *id)
{
	const struct form_field *field = NULL;

	return form_field_press(&d->ctx, &d->draft, id, &d->suggestions, &field) ? field : NULL;
}

static const char *answer(struct desk *d, const char *field)
{
	return answers_get(d->draft.answers, field);
}

static void a_date_gets_its_separators_while_it_is_typed(void **state)
{
	static const struct {
		const char *typed, *shown;
	} cases[] = {
		{ "", "" }, { "2", "2" }, { "24", "24" }, { "241", "24/1" }, { "24/1", "24/1" }, { "24/112", "24/11/2" },
		{ "24112026", "24/11/2026" }, { "24/11/20265", "24/11/2026" }, { "1/2/2026", "1/2/2026" }, { "1.2.26", "1/2/26" },
		{ "24-11-2026", "24/11/2026" }, { "/24", "24" }, { "24//11", "24/11" }, { "abc24", "24" }, { "24/11/2026/1", "24/11/2026" },
	};
	char out[16];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		form_date_typed(cases[i].typed, out);
		assert_string_equal(out, cases[i].shown);
	}
}

static void backspace_takes_a_date_apart_again(void **state)
{
	char out[16] = "24/11/2026";

	(void)state;
	for (int left = 20; left && *out; left--) {
		char shorter[16];

		snprintf(shorter, sizeof(shorter), "%.*s", (int)strlen(out) - 1, out);
		form_date_typed(shorter, out);
		assert_true(strlen(out) <= strlen(shorter));
	}
	assert_string_equal(out, "");
}

static void one_answer_replaces_another_and_several_stand_together(void **state)
{
	struct desk *d = *state;

	assert_non_null(press(d, "opt:un:x"));
	assert_non_null(press(d, "opt:un:y"));
	assert_string_equal(answer(d, "un"), "y");
	press(d, "opt:un:y");
	assert_string_equal(answer(d, "un"), "y"); /* it must be answered */
	press(d, "opt:n:x");
	press(d, "opt:n:y");
	assert_true(answers_chosen(d->draft.answers, "n", "x") && answers_chosen(d->draft.answers, "n", "y"));
	press(d, "opt:n:x");
	assert_false(answers_chosen(d->draft.answers, "n", "x"));
}

static void what_need_not_be_answered_can_be_taken_back(void **state)
{
	struct desk *d = *state;

	press(d, "opt:oui:yes");
	assert_string_equal(answer(d, "oui"), "yes");
	press(d, "opt:oui:yes");
	assert_string_equal(answer(d, "oui"), "");
}

static void today_and_yesterday_are_one_press(void **state)
{
	struct desk *d = *state;
	int64_t day;

	assert_non_null(press(d, "day:quand:0"));
	assert_true(date_from_typed(answer(d, "quand"), &day));
	assert_int_equal(day, 20);
	press(d, "day:quand:-1");
	assert_true(date_from_typed(answer(d, "quand"), &day));
	assert_int_equal(day, 19);
}

static void here_is_where_the_terminal_stands(void **state)
{
	struct desk *d = *state;
	struct place_answer where;

	assert_non_null(press(d, "here:ou"));
	where = answers_address(d->draft.answers, "ou");
	assert_string_equal(where.text, "Totem de la gare");
	assert_true(where.located && where.lat > 50.3);
}

static void ids_of_nobody_do_nothing(void **state)
{
	static const char *const ids[] = { "next", "opt:nobody:x", "opt:", "opt", "pick:ou:7", "day:quand", "here:" };
	struct desk *d = *state;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		(void)press(d, ids[i]);
	assert_string_equal(answer(d, "ou"), "");
	assert_string_equal(answer(d, "un"), "");
	assert_null(press(d, "opt:nobody:x"));
	assert_null(press(d, "next"));
}

/* The street hears what a page asks, not what somebody answered to a private question; who goes to the answer hears it. */
static void a_private_answer_is_not_read_out_with_the_page(void **state)
{
	struct ui_look look = { .lang = "fr", .metrics = theme_metrics(3.6f, TEXT_LARGE, false) };
	struct arena *arena = arena_new();
	struct strbuf page = STRBUF_INIT, alone = STRBUF_INIT;
	struct ui ui = ui_begin(arena, &look);
	struct reading reading;

	(void)state;
	ui_card(&ui, (struct ui_card){ .id = "edit:0:tel", .text = "06 39 98 12 34", .sub = "Téléphone", .private_ = true });
	ui_card(&ui, (struct ui_card){ .id = "edit:0:ou", .text = "12 rue des Tisserands", .sub = "Adresse" });
	reading = reading_of(&ui, false);
	for (int i = 0; i < reading.count; i++)
		speech_piece(&ui, &reading, i, false, &page);
	assert_non_null(strstr(strbuf_str(&page), "Téléphone"));
	assert_non_null(strstr(strbuf_str(&page), "Tisserands"));
	assert_null(strstr(strbuf_str(&page), "06 39"));
	speech_piece(&ui, &reading, 0, true, &alone);
	assert_non_null(strstr(strbuf_str(&alone), "06 39 98 12 34"));
	strbuf_done(&page);
	strbuf_done(&alone);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_gets_its_separators_while_it_is_typed),
		cmocka_unit_test(backspace_takes_a_date_apart_again),
		cmocka_unit_test(a_private_answer_is_not_read_out_with_the_page),
		cmocka_unit_test_setup_teardown(one_answer_replaces_another_and_several_stand_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_need_not_be_answered_can_be_taken_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(today_and_yesterday_are_one_press, set_up, tear_down),
		cmocka_unit_test_setup_teardown(here_is_where_the_terminal_stands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ids_of_nobody_do_nothing, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
