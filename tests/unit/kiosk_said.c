/* Content in another language than the person's says in which one, and the voice is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/text/tr.h"
#include "kiosk/ui/dump.h"
#include "kiosk/ui/tree.h"

static struct arena *arena;
static struct ui_look look;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct ui page(const char *lang)
{
	struct ui ui;

	look = (struct ui_look){ .lang = lang, .rtl = lang_is_rtl(lang), .theme = theme_make(THEME_LIGHT, 0x0B3C55),
	                         .metrics = theme_metrics(3.6F, TEXT_MEDIUM, false), .width = 1080, .height = 1920 };
	ui = ui_begin(arena, &look);
	ui.body = ui.actions = node_open(&ui, AXIS_DOWN);
	ui.body->role = ROLE_BODY;
	return ui;
}

static const struct node *node_saying(const struct ui *ui, const char *text)
{
	for (const struct node *n = ui->root; n; n = node_next(ui->root, n))
		if (n->kind == NODE_TEXT && streq(n->text.s, text))
			return n;
	fail_msg("nothing says \"%s\"", text);
	return NULL;
}

static size_t count_of(const struct ui *ui, const char *text)
{
	size_t count = 0;

	for (const struct node *n = ui->root; n; n = node_next(ui->root, n))
		count += n->kind == NODE_TEXT && streq(n->text.s, text);
	return count;
}

static void a_page_of_the_town_says_its_language_once_above(void **state)
{
	struct ui ui = page("en");

	(void)state;
	ui_overline(&ui, "News");
	ui_said(&ui, "fr");
	ui_title(&ui, "La nacelle arrive");
	ui_said(&ui, NULL);
	ui_muted(&ui, "Published today");
	ui_said(&ui, "fr");
	ui_text(&ui, "Elle vient lundi.");
	ui_said(&ui, NULL);
	ui_text(&ui, "Back");
	assert_int_equal(count_of(&ui, "In French"), 1);
	assert_string_equal(node_saying(&ui, "La nacelle arrive")->lang, "fr");
	assert_string_equal(node_saying(&ui, "Elle vient lundi.")->lang, "fr");
	assert_null(node_saying(&ui, "In French")->lang);
	assert_null(node_saying(&ui, "Published today")->lang);
	assert_null(node_saying(&ui, "Back")->lang);
}

static void in_a_list_each_change_of_language_is_said(void **state)
{
	static const char *const langs_of[] = { "fr", "fr", "en", "fr", "nl" };
	struct ui ui = page("en");

	(void)state;
	ui_list(&ui);
	for (size_t i = 0; i < ARRAY_LEN(langs_of); i++) {
		const char *text = ui_fmt(&ui, "%zu", i);

		ui_language(&ui, langs_of[i]);
		ui_card(&ui, (struct ui_card){ .text = text, .sub = "at 16:00", .lang = langs_of[i] });
		if (!streq(langs_of[i], "en"))
			assert_string_equal(node_saying(&ui, text)->lang, langs_of[i]);
		else
			assert_null(node_saying(&ui, text)->lang);
	}
	ui_end(&ui);
	assert_int_equal(count_of(&ui, "In French"), 2);
	assert_int_equal(count_of(&ui, "In Dutch"), 1);
	assert_null(node_saying(&ui, "at 16:00")->lang);
}

static void what_is_in_the_persons_language_needs_no_label(void **state)
{
	struct ui ui = page("fr-simple");

	(void)state;
	ui_said(&ui, "fr");
	ui_title(&ui, "La nacelle arrive");
	ui_language(&ui, NULL);
	ui_card(&ui, (struct ui_card){ .text = "Conte", .lang = "fr" });
	assert_null(node_saying(&ui, "La nacelle arrive")->lang);
	assert_null(node_saying(&ui, "Conte")->lang);
	assert_int_equal(count_of(&ui, "En français"), 0);
}

static void every_language_can_say_the_name_of_every_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < LANGS_LEN; i++) {
		for (size_t j = 0; j < LANGS_LEN; j++)
			assert_string_not_equal(lang_in_words(langs[i].code, langs[j].code), langs[j].code);
		assert_string_equal(lang_in_words(langs[i].code, "lb"), "lb");
	}
}

static void fields_options_and_messages_carry_their_language(void **state)
{
	struct ui ui = page("ar");

	(void)state;
	ui_option(&ui, (struct ui_option){ .id = "a", .text = "Un papier", .sub = "Ou deux", .lang = "fr" });
	ui_field(&ui, (struct ui_field){ .id = "q", .label = "Nom", .value = "", .placeholder = "Votre nom", .help = "Comme sur la carte",
	                                 .lang = "fr" });
	ui_message(&ui, (struct ui_message){ .text = "La nacelle vient lundi.", .from = "البلدية", .lang = "fr" });
	for (size_t i = 0; i < 6; i++) {
		static const char *const texts[] = { "Un papier", "Ou deux", "Nom", "Votre nom", "Comme sur la carte", "La nacelle vient lundi." };

		assert_string_equal(node_saying(&ui, texts[i])->lang, "fr");
		assert_string_equal(node_saying(&ui, texts[i])->text.lang, "fr");
	}
	assert_string_equal(node_by_id(ui.root, "q")->lang, "fr");
	assert_null(node_saying(&ui, "البلدية")->lang);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_of_the_town_says_its_language_once_above),
		cmocka_unit_test(in_a_list_each_change_of_language_is_said),
		cmocka_unit_test(what_is_in_the_persons_language_needs_no_label),
		cmocka_unit_test(every_language_can_say_the_name_of_every_other),
		cmocka_unit_test(fields_options_and_messages_carry_their_language),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
