/* Cells: columns stay straight whatever people are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/base/utf8.h"
#include "counter/cells.h"
#include "counter/picker.h"
#include "counter/row.h"

static int setup(void **state)
{
	(void)state;
	return cells_locale() ? 0 : 1;
}

static void assert_padded(const char *text, int width, const char *wanted)
{
	struct strbuf out = STRBUF_INIT;

	cells_pad(&out, text, width);
	assert_string_equal(strbuf_str(&out), wanted);
	assert_int_equal(cells_width(strbuf_str(&out)), width);
	strbuf_done(&out);
}

static void accents_count_one_cell_and_wide_letters_two(void **state)
{
	(void)state;
	assert_int_equal(cells_width("Hélène"), 6);
	assert_int_equal(cells_width("He\xcc\x81le\xcc\x80ne"), 6); /* the same, decomposed */
	assert_int_equal(cells_width("田中さん"), 8);
	assert_int_equal(cells_width("العربية"), 7);
	assert_int_equal(cells_width("deux\nlignes"), 4);
}

static void padding_fills_exactly_the_width(void **state)
{
	(void)state;
	assert_padded("Mme Élise", 12, "Mme Élise   ");
	assert_padded("Mme Élise", 9, "Mme Élise");
	assert_padded("Mme Élise", 6, "Mme É…");
	assert_padded("田中さん", 7, "田中さ…");
	assert_padded("田中さん", 6, "田中… "); /* half a letter does not fit: a space */
	assert_padded("", 3, "   ");
	assert_padded("ligne\nautre", 8, "ligne   ");
}

static void what_a_terminal_would_obey_is_never_passed_on(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	cells_pad(&out, "a\033[2Jb\x07\xc2\x9b", 12);
	assert_null(strchr(strbuf_str(&out), '\033'));
	assert_null(strchr(strbuf_str(&out), '\x07'));
	assert_null(strstr(strbuf_str(&out), "\xc2\x9b"));
	assert_int_equal(cells_width(strbuf_str(&out)), 12);
	strbuf_done(&out);
}

static void lines_break_at_spaces_but_never_at_a_no_break_space(void **state)
{
	const char *text = "Il manque le nom de naissance\xc2\xa0: « Lefebvre »";
	size_t next, len;

	(void)state;
	len = cells_wrap(text, 23, &next);
	assert_int_equal(len, strlen("Il manque le nom de"));
	len = cells_wrap(text + next, 12, &next);
	assert_int_equal(len, strlen("naissance\xc2\xa0:"));
	assert_int_equal(cells_wrap("", 10, &next), 0);
	assert_int_equal(next, 0);
	assert_int_equal(cells_wrap("\nb", 10, &next), 0);
	assert_int_equal(next, 1);
	/* A word longer than the line is cut; so the loop always ends. */
	assert_int_equal(cells_wrap("anticonstitutionnellement", 10, &next), 10);
	assert_int_equal(cells_wrap("田", 1, &next), 3);
}

static void every_column_starts_at_the_same_cell(void **state)
{
	static const char *const people[] = { "M. Dubois",        "Mme Wójcik-Śliwińska", "田中花子",
					      "Nadège N’Guessan", "12 r. Tisserands",     "" };
	static const int widths[] = { 80, 90, 112, 200 };
	struct arena *arena = arena_new();

	(void)state;
	for (size_t w = 0; w < ARRAY_LEN(widths); w++)
		for (size_t i = 0; i < ARRAY_LEN(people); i++) {
			struct board_row row = { .row = { .id = "x",
							  .number = "KFTJBXPCLVRHDNSG",
							  .service = "s",
							  .service_name = "Acte de naissance",
							  .state = "received",
							  .name = people[i],
							  .promised_by = "2026-11-24" } };
			struct row_layout layout = row_layout(widths[w]);
			struct row_cells cells = row_cells(arena, "fr", &row, 20781, i == 0);
			struct strbuf line = STRBUF_INIT;

			row_text(&line, &layout, &cells);
			assert_int_equal(cells_width(strbuf_str(&line)), widths[w]);
			strbuf_done(&line);
		}
	arena_free(arena);
}

static void what_is_left_is_said_in_words_and_marked_without_colour(void **state)
{
	struct arena *arena = arena_new();
	struct board_row row = {
		.row = { .id = "x", .number = "", .service = "s", .state = "received", .promised_by = "2026-11-24" }
	};
	enum style style;
	int64_t day = 20781; /* 2026-11-24 */

	(void)state;
	assert_string_equal(row_due(arena, "fr", &row.row, day, &style), "aujourd’hui");
	assert_string_equal(row_due(arena, "fr", &row.row, day - 1, &style), "demain");
	assert_string_equal(row_due(arena, "fr", &row.row, day - 5, &style), "reste 5\xc2\xa0j");
	assert_string_equal(row_due(arena, "fr", &row.row, day + 1, &style), "en retard 1\xc2\xa0j");
	assert_int_equal(style, STYLE_LATE);
	assert_non_null(strchr(row_cells(arena, "fr", &row, day + 1, false).text[COL_MARKS], '!'));
	row.row.to_settle = "service inconnu";
	assert_non_null(strchr(row_cells(arena, "fr", &row, day, false).text[COL_MARKS], '?'));
	row.pending = PENDING_QUEUED;
	assert_non_null(strstr(row_cells(arena, "fr", &row, day, false).text[COL_MARKS], "↑"));
	row.row.state = "done";
	assert_string_equal(row_due(arena, "fr", &row.row, day + 9, &style), "terminée");
	arena_free(arena);
}

static void a_list_keeps_its_selection_in_view(void **state)
{
	struct picker picker = { .count = 0 };
	struct key key = { .code = K_DOWN };

	(void)state;
	assert_int_equal(picker_key(&picker, &key, true), PICK_IGNORED);
	picker_fit(&picker, 100, 10);
	for (int i = 0; i < 15; i++)
		picker_key(&picker, &key, true);
	assert_int_equal(picker.selected, 15);
	assert_int_equal(picker.top, 6);
	key.code = K_END;
	picker_key(&picker, &key, true);
	assert_int_equal(picker.selected, 99);
	assert_int_equal(picker.top, 90);
	picker_fit(&picker, 3, 10); /* the list became short */
	assert_int_equal(picker.selected, 2);
	assert_int_equal(picker.top, 0);
	key = (struct key){ .code = K_CLICK, .y = 5 };
	assert_int_equal(picker_key(&picker, &key, true), PICK_IGNORED); /* below the last line */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_count_one_cell_and_wide_letters_two),
		cmocka_unit_test(padding_fills_exactly_the_width),
		cmocka_unit_test(what_a_terminal_would_obey_is_never_passed_on),
		cmocka_unit_test(lines_break_at_spaces_but_never_at_a_no_break_space),
		cmocka_unit_test(every_column_starts_at_the_same_cell),
		cmocka_unit_test(what_is_left_is_said_in_words_and_marked_without_colour),
		cmocka_unit_test(a_list_keeps_its_selection_in_view),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
