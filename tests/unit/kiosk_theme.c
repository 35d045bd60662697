/* Contrasts and sizes, computed for towns of any colour (EXPERIENCE.md: VVSG 2.0, EN 301 549, WCAG). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/theme.h"

static const uint32_t brands[] = { 0x0B3C55, 0x1D3F6E, 0xFFE600, 0xFFFFFF, 0x000000, 0xE30613, 0x66CC99, 0x808080 };

struct pair {
	enum color ink, ground;
};

static const struct pair body_text[] = { /* what is read at length */
	{ COLOR_INK, COLOR_PAPER }, { COLOR_INK, COLOR_CARD }, { COLOR_ON_BRAND, COLOR_BRAND }, { COLOR_ON_HEADER, COLOR_HEADER },
	{ COLOR_ACCENT, COLOR_PAPER }, { COLOR_ACCENT, COLOR_CARD }, { COLOR_INK, COLOR_KEY }, { COLOR_INK, COLOR_KEY_SOFT },
	{ COLOR_ON_ALERT, COLOR_ALERT },
};
static const struct pair other_text[] = {
	{ COLOR_MUTED, COLOR_PAPER }, { COLOR_MUTED, COLOR_CARD }, { COLOR_ON_BRAND_MUTED, COLOR_BRAND },
	{ COLOR_ON_HEADER_MUTED, COLOR_HEADER }, { COLOR_DONE, COLOR_DONE_GROUND }, { COLOR_WARNING, COLOR_WARNING_GROUND },
	{ COLOR_DANGER, COLOR_DANGER_GROUND }, { COLOR_NEUTRAL, COLOR_NEUTRAL_GROUND }, { COLOR_ON_MARK, COLOR_MARK },
	{ COLOR_INK, COLOR_DONE_GROUND }, { COLOR_INK, COLOR_WARNING_GROUND }, { COLOR_INK, COLOR_DANGER_GROUND },
	{ COLOR_DANGER, COLOR_PAPER },
};
static const struct pair parts[] = { /* icons, outlines of what can be pressed, the ring of the focus */
	{ COLOR_ICON, COLOR_PAPER }, { COLOR_ICON, COLOR_CARD }, { COLOR_DONE_ICON, COLOR_DONE_GROUND },
	{ COLOR_WARNING_ICON, COLOR_WARNING_GROUND }, { COLOR_DANGER_ICON, COLOR_DANGER_GROUND }, { COLOR_DANGER_ICON, COLOR_CARD },
};

static void check(const struct pair *pairs, size_t n, double least)
{
	for (int id = 0; id < THEMES; id++)
		for (size_t b = 0; b < ARRAY_LEN(brands); b++) {
			struct theme theme = theme_make((enum theme_id)id, brands[b]);

			for (size_t i = 0; i < n; i++) {
				double contrast = theme_contrast(theme.rgb[pairs[i].ink], theme.rgb[pairs[i].ground]);

				if (contrast < least)
					fail_msg("%s, town %06x, pair %zu: %.2f", theme_name((enum theme_id)id), brands[b], i, contrast);
			}
		}
}

static void contrast_is_what_wcag_says(void **state)
{
	(void)state;
	assert_float_equal(theme_contrast(0x000000, 0xFFFFFF), 21, 0.001);
	assert_float_equal(theme_contrast(0x777777, 0xFFFFFF), 4.478, 0.01);
}

static void text_stands_out_whatever_colour_the_town_has(void **state)
{
	(void)state;
	check(body_text, ARRAY_LEN(body_text), 9.99);
	check(other_text, ARRAY_LEN(other_text), 7);
}

static void parts_of_controls_stand_out(void **state)
{
	(void)state;
	check(parts, ARRAY_LEN(parts), 3);
}

static void white_on_black_is_high_contrast(void **state)
{
	struct theme theme = theme_make(THEME_WHITE, 0x1D3F6E);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(body_text); i++)
		assert_true(theme_contrast(theme.rgb[body_text[i].ink], theme.rgb[body_text[i].ground]) >= 20);
	for (size_t i = 0; i < ARRAY_LEN(other_text); i++)
		assert_true(theme_contrast(theme.rgb[other_text[i].ink], theme.rgb[other_text[i].ground]) >= 20);
}

static void the_town_keeps_its_colour_where_it_can(void **state)
{
	struct theme theme = theme_make(THEME_LIGHT, 0x0B3C55);

	(void)state;
	assert_int_equal(theme.rgb[COLOR_BRAND], 0x0B3C55);
}

static void the_third_size_is_what_the_look_was_drawn_in(void **state)
{
	struct metrics m = theme_metrics(3.6F, TEXT_LARGE, false);

	(void)state;
	assert_int_equal(m.type_px[TYPE_BODY], 34);
	assert_int_equal(m.margin, 56);
}

/* EXPERIENCE.md: body 3.5–4.2, 4.8–5.6, 6.4–7.1, 8.5–9.0 mm; targets 12.7 mm, gaps 2.54 mm. */
static void sizes_are_millimetres_on_any_glass(void **state)
{
	static const float band[TEXT_SIZES][2] = { { 3.5F, 4.2F }, { 4.8F, 5.6F }, { 6.4F, 7.1F }, { 8.5F, 9.0F } };
	static const float glass[] = { 3.6F, 7.2F, 5.9F };

	(void)state;
	for (size_t g = 0; g < ARRAY_LEN(glass); g++)
		for (int size = 0; size < TEXT_SIZES; size++) {
			struct metrics m = theme_metrics(glass[g], (enum text_size)size, g % 2);
			float cap = (float)m.type_px[TYPE_BODY] * 0.714F / glass[g];

			assert_true(cap >= band[size][0] && cap <= band[size][1]);
			assert_true((float)m.target / glass[g] >= 12.6F);
			assert_true((float)MIN(m.gap, m.key_gap) / glass[g] >= 2.5F);
			assert_true((float)m.key_height / glass[g] >= 12.7F);
		}
}

static void a_distant_glass_begins_with_larger_letters(void **state)
{
	(void)state;
	assert_int_equal(theme_default_size(400), TEXT_LARGE);
	assert_int_equal(theme_default_size(500), TEXT_HUGE);
	assert_int_equal(theme_default_size(600), TEXT_HUGE);
}

/* EN 301 549, 5.1.4: a capital letter of every style is seen at 0.7° or more, from wherever the settings say people stand. */
static void a_capital_is_seen_at_seven_tenths_of_a_degree(void **state)
{
	(void)state;
	for (int distance = 250; distance <= 1500; distance += 50) {
		struct metrics m = theme_metrics(3.6F * theme_scale(distance), theme_default_size(distance), false);

		for (int type = 0; type < TYPES; type++) {
			double cap = m.type_px[type] * 0.714 / 3.6, degrees = 2 * atan(cap / 2 / distance) * 180 / M_PI;

			if (degrees < 0.7)
				fail_msg("style %d at %d mm: %.2f mm, %.3f degrees", type, distance, cap, degrees);
		}
	}
	assert_float_equal(theme_scale(600), 1, 0.001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrast_is_what_wcag_says),
		cmocka_unit_test(text_stands_out_whatever_colour_the_town_has),
		cmocka_unit_test(parts_of_controls_stand_out),
		cmocka_unit_test(white_on_black_is_high_contrast),
		cmocka_unit_test(the_town_keeps_its_colour_where_it_can),
		cmocka_unit_test(the_third_size_is_what_the_look_was_drawn_in),
		cmocka_unit_test(sizes_are_millimetres_on_any_glass),
		cmocka_unit_test(a_distant_glass_begins_with_larger_letters),
		cmocka_unit_test(a_capital_is_seen_at_seven_tenths_of_a_degree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
