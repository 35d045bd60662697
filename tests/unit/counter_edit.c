/* The editor: nothing typed or pasted is lost, and what is too long says so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/edit.h"

static int setup(void **state)
{
	(void)state;
	return cells_locale() ? 0 : 1;
}

static enum edit_result press(struct edit *edit, uint32_t code)
{
	return edit_key(edit, &(struct key){ .code = code }, 20);
}

static enum edit_result paste(struct edit *edit, const char *text)
{
	return edit_key(edit, &(struct key){ .code = K_PASTE, .text = text }, 20);
}

static void type(struct edit *edit, const char *text)
{
	uint32_t c;

	while ((c = utf8_next(&text)))
		assert_int_equal(press(edit, c), EDIT_CHANGED);
}

static void accents_are_one_step_and_one_deletion(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false);
	type(&edit, "Hélène");
	press(&edit, K_LEFT);
	press(&edit, K_LEFT);
	press(&edit, K_BACKSPACE);
	assert_string_equal(edit_text(&edit), "Hélne");
	/* A combining accent goes with its letter. */
	edit_set(&edit, "e\xcc\x81t");
	press(&edit, K_LEFT);
	press(&edit, K_BACKSPACE);
	assert_string_equal(edit_text(&edit), "t");
	edit_done(&edit);
}

static void ten_thousand_pasted_characters_are_kept_and_said_to_be_too_many(void **state)
{
	struct strbuf page = STRBUF_INIT;
	struct edit edit;

	(void)state;
	for (int i = 0; i < 1250; i++)
		strbuf_add(&page, "été aux\xc2\xa0");
	assert_int_equal(utf8_count(strbuf_str(&page)), 10000);
	edit_init(&edit, 4000, true);
	type(&edit, "avant ");
	assert_int_equal(paste(&edit, strbuf_str(&page)), EDIT_CHANGED);
	assert_int_equal(edit_over(&edit), 6006);
	assert_int_equal(utf8_count(edit_text(&edit)), 10006);
	assert_true(starts_with(edit_text(&edit), "avant été"));
	/* Shortened, it may go. */
	press(&edit, KEY_CTRL('u'));
	assert_int_equal(edit_over(&edit), 0);
	press(&edit, KEY_CTRL('y')); /* and what was cut is not lost either */
	assert_int_equal(utf8_count(edit_text(&edit)), 10006);
	edit_done(&edit);
	strbuf_done(&page);
}

static void what_no_memory_should_hold_is_refused_whole(void **state)
{
	struct strbuf book = STRBUF_INIT;
	struct edit edit;

	(void)state;
	for (int i = 0; i < EDIT_HARD_MAX / 8 + 1; i++)
		strbuf_add(&book, "abcdefgh");
	edit_init(&edit, 4000, true);
	type(&edit, "déjà là");
	assert_int_equal(paste(&edit, strbuf_str(&book)), EDIT_FULL);
	assert_string_equal(edit_text(&edit), "déjà là");
	edit_done(&edit);
	strbuf_done(&book);
}

static void control_characters_and_damaged_bytes_do_not_enter(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false);
	paste(&edit, "a\033[31m\x01" "b\xff\xfe\tc\r\nd");
	assert_string_equal(edit_text(&edit), "a[31mb c d");
	assert_true(utf8_valid(edit_text(&edit), strlen(edit_text(&edit))));
	edit_done(&edit);
}

static void a_single_line_has_no_second_one(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false);
	type(&edit, "ligne");
	assert_int_equal(press(&edit, K_ENTER), EDIT_IGNORED);
	assert_int_equal(press(&edit, K_UP), EDIT_IGNORED);
	edit_done(&edit);
}

static void up_and_down_follow_the_lines_on_the_screen(void **state)
{
	struct edit_line lines[8];
	struct edit edit;
	size_t row;
	int col;

	(void)state;
	edit_init(&edit, 1000, true);
	edit_set(&edit, "Nous venons réparer la lampe\nlundi");
	assert_int_equal(edit_layout(&edit, 20, 0, lines, 8, &row, &col), 3); /* wrapped at 20 cells */
	assert_int_equal(row, 2);
	assert_int_equal(col, 5);
	assert_int_equal(press(&edit, K_UP), EDIT_MOVED);
	edit_layout(&edit, 20, 0, lines, 8, &row, &col);
	assert_int_equal(row, 1);
	assert_int_equal(col, 5);
	press(&edit, K_UP);
	edit_layout(&edit, 20, 0, lines, 8, &row, &col);
	assert_int_equal(row, 0);
	assert_int_equal(col, 5);
	assert_int_equal(press(&edit, K_UP), EDIT_IGNORED);
	edit_done(&edit);
}

static void the_cursor_is_on_the_screen_wherever_it_stands(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 1000, true);
	edit_set(&edit, "un deux trois quatre cinq six\n\nsept 田中田中田中田中田中田中 huit ");
	for (edit.at = 0; edit.at < edit.text.len; press(&edit, K_RIGHT)) {
		struct edit_line line;
		size_t row, count;
		int col;

		count = edit_layout(&edit, 11, 0, &line, 0, &row, &col);
		assert_true(row < count);
		assert_true(col >= 0 && col < 11);
	}
	edit_done(&edit);
}

static void a_word_can_be_taken_back_and_put_again(void **state)
{
	struct edit edit;

	(void)state;
	edit_init(&edit, 100, false);
	type(&edit, "rue des Tisserands");
	press(&edit, KEY_CTRL('w'));
	assert_string_equal(edit_text(&edit), "rue des ");
	press(&edit, KEY_CTRL('y'));
	assert_string_equal(edit_text(&edit), "rue des Tisserands");
	edit_done(&edit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_are_one_step_and_one_deletion),
		cmocka_unit_test(ten_thousand_pasted_characters_are_kept_and_said_to_be_too_many),
		cmocka_unit_test(what_no_memory_should_hold_is_refused_whole),
		cmocka_unit_test(control_characters_and_damaged_bytes_do_not_enter),
		cmocka_unit_test(a_single_line_has_no_second_one),
		cmocka_unit_test(up_and_down_follow_the_lines_on_the_screen),
		cmocka_unit_test(the_cursor_is_on_the_screen_wherever_it_stands),
		cmocka_unit_test(a_word_can_be_taken_back_and_put_again),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
