/* Text: lines, direction, fonts, bounds. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/font.h"
#include "kiosk/ui/text.h"

static struct text *text;

static int open_text(void **state)
{
	struct err err;

	(void)state;
	return text_new(&text, &err) ? 0 : -1;
}

static int close_text(void **state)
{
	(void)state;
	text_free(text);
	return 0;
}

static const struct text_layout *lay(const char *s, int width, bool balance)
{
	return text_layout(text, &(struct text_want){ .s = s, .lang = "fr", .px = 34, .width = width, .balance = balance });
}

static const char *line_text(const struct text_layout *layout, int line)
{
	static char out[256];

	snprintf(out, sizeof(out), "%.*s", (int)layout->lines[line].len, layout->s + layout->lines[line].at);
	return out;
}

static void lines_fit_their_width(void **state)
{
	const struct text_layout *layout = lay("Ici, vous trouvez les services de la ville, vous faites une demande et vous la suivez.", 400, false);

	(void)state;
	assert_true(layout->line_count > 3);
	for (int i = 0; i < layout->line_count; i++)
		assert_true(layout->lines[i].width <= 400);
	assert_int_equal(layout->height, layout->line_count * layout->line_height);
}

static void a_title_never_ends_in_one_mark(void **state)
{
	(void)state;
	for (int width = 240; width < 700; width += 7) {
		const struct text_layout *layout = lay("Que cherchez-vous dans la ville aujourd’hui\xc2\xa0?", width, true);

		assert_true(strlen(line_text(layout, layout->line_count - 1)) > 4);
	}
}

static void a_balanced_title_has_lines_of_similar_length(void **state)
{
	const struct text_layout *layout = lay("Lampadaire en panne rue des Tisserands", 560, true);

	(void)state;
	assert_int_equal(layout->line_count, 2);
	assert_string_equal(line_text(layout, 0), "Lampadaire en panne");
}

static void a_no_break_space_does_not_break(void **state)
{
	(void)state;
	for (int width = 60; width < 300; width += 5) {
		const struct text_layout *layout = lay("à 14\xc2\xa0h\xc2\xa0" "35", width, false);

		assert_true(layout->line_count <= 2 || width < 130);
	}
}

/* A button is made as wide as its words, which then have to stand in it. */
static void words_stand_on_one_line_in_the_width_they_ask_for(void **state)
{
	static const char *const words[] = { "Tak, jestem", "Um Rückruf bitten", "Tout va bien", "Ty, Wy, To", "À l’Avenue T. V. Yves", "وقت ما" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		for (int px = 20; px < 90; px += 3)
			for (int bold = 0; bold < 2; bold++) {
				struct text_want want = { .s = words[i], .lang = "pl", .px = px, .bold = bold, .width = INT_MAX };

				want.width = text_layout(text, &want)->width;
				assert_int_equal(text_layout(text, &want)->line_count, 1);
			}
}

static void a_word_wider_than_the_line_is_broken_and_nothing_is_lost(void **state)
{
	const struct text_layout *layout = lay("anticonstitutionnellement", 120, false);
	size_t bytes = 0;

	(void)state;
	assert_true(layout->line_count > 2);
	for (int i = 0; i < layout->line_count; i++) {
		assert_true(layout->lines[i].width <= 120);
		bytes += layout->lines[i].len;
	}
	assert_int_equal(bytes, strlen("anticonstitutionnellement"));
}

static void a_new_line_is_a_new_line(void **state)
{
	(void)state;
	assert_int_equal(lay("un\ndeux\ntrois", INT_MAX, false)->line_count, 3);
	assert_int_equal(lay("", INT_MAX, false)->line_count, 1);
}

static void a_number_inside_arabic_keeps_its_direction(void **state)
{
	/* "ticket A-042 here": the runs from left to right are the Arabic behind, A-042, the Arabic before */
	const struct text_layout *layout = text_layout(text, &(struct text_want){
		.s = "التذكرة A-042 هنا", .lang = "ar", .px = 34, .width = INT_MAX, .rtl = true });
	int latin = -1;

	(void)state;
	assert_true(layout->rtl);
	for (int i = 0; i < layout->run_count; i++)
		if (strncmp(layout->s + layout->runs[i].at, "A-042", 5) == 0)
			latin = i;
	assert_true(latin > 0 && latin < layout->run_count - 1);
	assert_false(layout->runs[latin].rtl);
	assert_true(layout->runs[0].at > layout->runs[latin].at);
	assert_true(layout->runs[layout->run_count - 1].at < layout->runs[latin].at);
}

/* The full stop of each line lies at its left end: leftmost of its runs, or all of it is one run from the right. */
static void each_line_of_arabic_has_its_own_direction(void **state)
{
	const struct text_layout *layout = lay("تم تسجيل طلبكم.\nاحتفظوا بالرقم.", INT_MAX, true);

	(void)state;
	assert_int_equal(layout->line_count, 2);
	for (int i = 0; i < layout->run_count; i++)
		assert_true(layout->runs[i].rtl);
}

/* The point keeps its own order, house number first, and the bullet stands before it: on an Arabic page, at its right. */
static void a_bullet_stands_at_the_right_of_what_is_written_from_the_left(void **state)
{
	const struct text_layout *layout = text_layout(text, &(struct text_want){
		.s = "•\u00a01 Grand-Place.", .lang = "ar", .px = 34, .width = INT_MAX, .rtl = true });

	(void)state;
	assert_true(layout->rtl);
	assert_true(layout->run_count > 1);
	assert_int_equal(layout->runs[0].at, strlen("•\u00a0"));
	assert_false(layout->runs[0].rtl);
	assert_int_equal(layout->runs[layout->run_count - 1].at, 0);
}

static void arabic_is_drawn_in_an_arabic_font(void **state)
{
	const struct text_layout *layout = lay("العربية", INT_MAX, false);

	(void)state;
	assert_int_equal(layout->run_count, 1);
	assert_int_not_equal(layout->runs[0].font, FONT_DEFAULT);
	assert_true(layout->runs[0].rtl);
}

static void the_caret_stands_where_the_next_letter_comes(void **state)
{
	const struct text_layout *layout = lay("rue des Tis", INT_MAX, false);
	int line, end = text_caret(text, layout, strlen("rue des Tis"), &line);

	(void)state;
	assert_int_equal(end, layout->width);
	assert_int_equal(text_caret(text, layout, 0, &line), 0);
	layout = lay("rue ", INT_MAX, false);
	assert_true(text_caret(text, layout, 4, &line) > text_caret(text, layout, 3, &line));
}

/* The AT-th of some thousand texts that differ in one bit or in how they are written. */
static int width_at(struct fonts *fonts, int at)
{
	int how = at / 95;
	struct font_size size = { .font = FONT_DEFAULT, .rtl = how & 1, .bold = how >> 1 & 1, .px = 24 + (how >> 2 & 7) };
	char s[4] = { (char)(' ' + at % 95), (char)('0' + at % 10), ' ' };

	return font_width(fonts, size, s, 1 + (size_t)(how >> 5));
}

static void a_width_is_the_same_whatever_was_measured_before(void **state)
{
	enum { COUNT = 95 * 3 * 32 };
	struct fonts *up, *down;
	int *widths = calloc(COUNT, sizeof(*widths));
	struct err err;

	(void)state;
	assert_non_null(widths);
	assert_true(fonts_new(&up, NULL, &err) && fonts_new(&down, NULL, &err));
	for (int i = 0; i < COUNT; i++)
		widths[i] = width_at(up, i);
	for (int i = COUNT - 1; i >= 0; i--)
		assert_int_equal(width_at(down, i), widths[i]);
	fonts_free(up);
	fonts_free(down);
	free(widths);
}

static void a_foreign_name_at_the_beginning_stands_at_the_right_of_arabic(void **state)
{
	const char *s = "rue de Lens: اتجاه واحد";
	struct text_want want = { .s = s, .lang = "ar", .px = 34, .width = 1000, .rtl = true };
	const struct text_layout *layout = text_layout(text, &want);

	(void)state;
	assert_true(layout->rtl);
	for (int i = 0; i < layout->run_count; i++)
		if (layout->runs[i].at == 0)
			assert_int_equal(layout->runs[i].x + layout->runs[i].width, layout->width);
	want.s = "rue de Lens";
	assert_false(text_layout(text, &want)->rtl); /* a name alone */
	want.s = "Le mot « اتجاه »";
	want.lang = "fr"; /* French on an Arabic page */
	assert_false(text_layout(text, &want)->rtl);
}

static void damaged_text_is_still_a_layout(void **state)
{
	char noise[4000];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(noise); i++)
		noise[i] = (char)(1 + (i * 7919 + i / 3) % 255);
	noise[sizeof(noise) - 1] = '\0';
	assert_true(lay(noise, 300, false)->line_count > 0);
	assert_true(lay(noise, 1, true)->line_count > 0);
}

static void the_cache_keeps_to_its_bytes(void **state)
{
	struct canvas canvas = { .pixels = calloc(1000 * 100, 4), .width = 1000, .height = 100, .stride = 1000, .clip = { .w = 1000, .h = 100 } };
	char s[64];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(s, sizeof(s), "une ligne assez longue, la %d", i);
		text_paint(text, &canvas, lay(s, INT_MAX, false), (struct rect){ .w = 1000, .h = 60 }, ALIGN_START, false, 0xffffff);
		text_trim(text);
	}
	assert_true(text_cache_bytes(text) < 6 * 1024 * 1024);
	free(canvas.pixels);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_fit_their_width),
		cmocka_unit_test(a_title_never_ends_in_one_mark),
		cmocka_unit_test(a_balanced_title_has_lines_of_similar_length),
		cmocka_unit_test(a_no_break_space_does_not_break),
		cmocka_unit_test(words_stand_on_one_line_in_the_width_they_ask_for),
		cmocka_unit_test(a_word_wider_than_the_line_is_broken_and_nothing_is_lost),
		cmocka_unit_test(a_new_line_is_a_new_line),
		cmocka_unit_test(a_number_inside_arabic_keeps_its_direction),
		cmocka_unit_test(each_line_of_arabic_has_its_own_direction),
		cmocka_unit_test(a_bullet_stands_at_the_right_of_what_is_written_from_the_left),
		cmocka_unit_test(arabic_is_drawn_in_an_arabic_font),
		cmocka_unit_test(the_caret_stands_where_the_next_letter_comes),
		cmocka_unit_test(a_width_is_the_same_whatever_was_measured_before),
		cmocka_unit_test(a_foreign_name_at_the_beginning_stands_at_the_right_of_arabic),
		cmocka_unit_test(damaged_text_is_still_a_layout),
		cmocka_unit_test(the_cache_keeps_to_its_bytes),
	};

	return cmocka_run_group_tests(tests, open_text, close_text);
}
