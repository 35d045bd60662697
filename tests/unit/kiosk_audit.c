/* The audit of the kiosk: a fault of each kind is found by its check, and a page without faults by none. The pages are built with the
 * kiosk's own calls and drawn by its own painter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/text/tr.h"
#include "kiosk/audit/check.h"
#include "kiosk/audit/pairs.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/paint.h"

enum { WIDTH = 1080, HEIGHT = 1920 };

struct bench {
	struct text *text;
	struct arena *arena;
	struct ui_look look;
	struct ui ui;
	uint32_t *pixels;
	struct canvas canvas;
	struct findings found;
	enum theme_id theme;
	unsigned flags;
};

static int open_bench(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err err;

	if (!b || !text_new(&b->text, &err))
		return -1;
	b->arena = arena_new();
	b->pixels = calloc((size_t)WIDTH * HEIGHT, sizeof(*b->pixels));
	b->found = findings_new();
	*state = b;
	return b->pixels ? 0 : -1;
}

static int close_bench(void **state)
{
	struct bench *b = *state;

	findings_done(&b->found);
	arena_free(b->arena);
	text_free(b->text);
	free(b->pixels);
	free(b);
	return 0;
}

static struct ui *begin(struct bench *b, const char *lang)
{
	arena_reset(b->arena);
	findings_done(&b->found);
	b->theme = THEME_LIGHT;
	b->flags = 0;
	b->look = (struct ui_look){ .lang = lang, .rtl = streq(lang, "ar"), .text_size = TEXT_LARGE, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
	                            .metrics = theme_metrics(3.6F, TEXT_LARGE, false), .width = WIDTH, .height = HEIGHT, .typing = "" };
	b->ui = ui_begin(b->arena, &b->look);
	b->ui.body = node_open(&b->ui, AXIS_DOWN);
	b->ui.body->role = ROLE_BODY;
	b->ui.body->spring = b->ui.body->scrolls = true;
	b->ui.body->pad_x = 56;
	b->ui.body->pad_y = 26;
	b->ui.body->gap = b->look.metrics.gap;
	b->ui.at = b->ui.body->parent;
	b->ui.actions = node_open(&b->ui, AXIS_ACROSS);
	b->ui.actions->role = ROLE_ACTIONS;
	b->ui.actions->gap = b->look.metrics.gap;
	b->ui.actions->pad_x = 56;
	b->ui.actions->pad_y = 26;
	b->ui.at = b->ui.body;
	return &b->ui;
}

static struct node *last(struct bench *b)
{
	return b->ui.at->last;
}

/* A page as they are: a question, its help, an answer, a field, and the way back. */
static struct ui *good_page(struct bench *b, const char *lang)
{
	struct ui *ui = begin(b, lang);

	ui_title(ui, ui_tr(ui, "follow.title"));
	ui_muted(ui, ui_tr(ui, "follow.help"));
	ui_field(ui, (struct ui_field){ .id = "number", .label = ui_tr(ui, "follow.see"), .value = "KFTJ BXPC", .icon = ICON_TICKET });
	ui_card(ui, (struct ui_card){ .id = "lost", .icon = ICON_TALK, .text = ui_tr(ui, "follow.lost"), .chevron = true });
	ui_option(ui, (struct ui_option){ .id = "yes", .text = ui_tr(ui, "still_there.yes"), .chosen = true });
	ui_actions(ui);
	ui_button(ui, (struct ui_button){ .id = "back", .text = ui_tr(ui, "nav.back"), .icon = ICON_BACK });
	ui_button(ui, (struct ui_button){ .id = "see", .text = ui_tr(ui, "follow.see"), .primary = true, .icon_after = ICON_FORWARD });
	ui_end(ui);
	return ui;
}

static void look_at_page(struct bench *b, bool laid_out)
{
	struct audit_page page = { .ui = &b->ui, .text = b->text, .canvas = &b->canvas, .state = "bench", .where = "here", .screen = "bench",
	                           .flags = b->flags, .theme = b->theme, .out = &b->found };

	if (!laid_out)
		layout_tree(&b->ui, b->text);
	b->canvas = (struct canvas){ .pixels = b->pixels, .width = WIDTH, .height = HEIGHT, .stride = WIDTH, .clip = { .w = WIDTH, .h = HEIGHT } };
	paint_tree(&b->ui, b->text, &b->canvas);
	check_page(&page, CHECK_LAID);
	check_page(&page, CHECK_PAINTED);
	check_page(&page, CHECK_FOCUS);
}

/* It is found, and by this check. */
static void assert_found(struct bench *b, const char *check)
{
	if (findings_have(&b->found, check))
		return;
	findings_write(&b->found, stdout);
	fail_msg("%s found nothing", check);
}

static void assert_clean(struct bench *b)
{
	findings_write(&b->found, stdout);
	assert_null(b->found.first);
}

static void a_page_without_faults_passes(void **state)
{
	static const char *const langs_here[] = { "fr", "en", "ar" };
	struct bench *b = *state;

	for (size_t i = 0; i < ARRAY_LEN(langs_here); i++) {
		if (!lang_offered(lang_find(langs_here[i])))
			continue;
		good_page(b, langs_here[i]);
		look_at_page(b, false);
		assert_clean(b);
	}
}

static void a_text_that_is_cut_off_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	ui_text(ui, "Une phrase qui a besoin de trois lignes entières, et dont la boîte n’en a qu’une seule à lui donner ici.");
	last(b)->fixed_h = 30;
	look_at_page(b, false);
	assert_found(b, "clipped");
}

static void a_text_beyond_the_glass_is_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "Dehors");
	layout_tree(&b->ui, b->text);
	last(b)->rect.x = WIDTH - 20;
	look_at_page(b, true);
	assert_found(b, "clipped");
}

static void a_broken_word_is_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "Anticonstitutionnellement");
	last(b)->pad_x = 400;
	look_at_page(b, false);
	assert_found(b, "clipped");
}

static void a_text_over_another_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	ui_text(ui, "Le premier.");
	ui_text(ui, "Le second.");
	last(b)->lift = 2 * b->look.metrics.gap;
	look_at_page(b, false);
	assert_found(b, "overlap");
}

static void a_long_page_without_a_button_to_turn_it_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	for (int i = 0; i < 40; i++)
		ui_text(ui, ui_fmt(ui, "Ligne %d", i));
	look_at_page(b, false);
	assert_found(b, "room");
}

static void a_small_target_is_found(void **state)
{
	struct bench *b = *state;

	ui_button(good_page(b, "fr"), (struct ui_button){ .id = "small", .text = "Oui" });
	last(b)->fixed_h = (int)(12.7 * 3.6) - 1;
	look_at_page(b, false);
	assert_found(b, "target");
}

static void targets_without_a_gap_are_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	ui_column(ui);
	ui->at->gap = (int)(2.54 * 3.6) - 1;
	ui_button(ui, (struct ui_button){ .id = "a", .text = "Oui" });
	ui_button(ui, (struct ui_button){ .id = "b", .text = "Non" });
	ui_end(ui);
	look_at_page(b, false);
	assert_found(b, "gap");
}

static void a_keyboard_over_the_field_is_found(void **state)
{
	struct bench *b = *state;

	good_page(b, "fr");
	b->look.typing = "number";
	layout_tree(&b->ui, b->text);
	b->ui.body->rect.h = b->ui.body->show_h = 60;
	look_at_page(b, true);
	assert_found(b, "field");
}

static void what_is_pressed_too_high_is_found(void **state)
{
	struct bench *b = *state;

	good_page(b, "fr");
	layout_tree(&b->ui, b->text);
	b->look.low_reach = true;
	b->look.reach = HEIGHT / 4;
	look_at_page(b, true);
	assert_found(b, "reach");
}

static void a_control_without_a_name_is_found(void **state)
{
	struct bench *b = *state;

	ui_button(good_page(b, "fr"), (struct ui_button){ .id = "mute", .text = "…", .icon = ICON_NEXT });
	look_at_page(b, false);
	assert_found(b, "name");
}

/* Next after the second of two things of one id leads back to the first: what lies behind is never reached. */
static void an_order_that_skips_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	ui_button(ui, (struct ui_button){ .id = "same", .text = "Oui" });
	ui_button(ui, (struct ui_button){ .id = "same", .text = "Non" });
	look_at_page(b, false);
	assert_found(b, "order");
}

static void an_order_against_reading_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");
	struct node *first, *second;

	ui_button(ui, (struct ui_button){ .id = "a", .text = "Oui" });
	first = last(b);
	ui_button(ui, (struct ui_button){ .id = "b", .text = "Non" });
	second = last(b);
	layout_tree(&b->ui, b->text);
	struct rect kept = first->rect;

	first->rect = second->rect;
	second->rect = kept;
	look_at_page(b, true);
	assert_found(b, "order");
}

/* Far to the side of all others, and no higher or lower: no arrow leads there. */
static void what_no_arrow_reaches_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");
	struct node *lonely;

	ui_button(ui, (struct ui_button){ .id = "lonely", .text = "Oui" });
	lonely = last(b);
	layout_tree(&b->ui, b->text);
	lonely->rect = node_by_id(b->ui.root, "number")->rect; /* the same middle, so the other one always wins */
	look_at_page(b, true);
	assert_found(b, "arrows");
}

static void a_screen_without_a_way_back_is_found(void **state)
{
	struct bench *b = *state;

	ui_title(begin(b, "fr"), "Et maintenant");
	look_at_page(b, false);
	assert_found(b, "way-back");
}

static void a_home_page_needs_no_way_back(void **state)
{
	struct bench *b = *state;

	ui_title(begin(b, "fr"), "Accueil");
	b->flags = SCREEN_ROOT;
	look_at_page(b, false);
	assert_clean(b);
}

static void a_key_on_the_glass_is_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "help.title");
	look_at_page(b, false);
	assert_found(b, "untranslated");
}

static void a_placeholder_that_nobody_filled_is_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "Au plus tard le {date}.");
	look_at_page(b, false);
	assert_found(b, "untranslated");
}

static void french_in_an_english_page_is_found_unless_it_is_marked(void **state)
{
	static const char french[] = "Vous pouvez venir à la mairie pour retirer votre papier.";
	struct bench *b = *state;

	ui_text(good_page(b, "en"), french);
	look_at_page(b, false);
	assert_found(b, "untranslated");
	ui_text(good_page(b, "en"), french);
	last(b)->lang = "fr";
	look_at_page(b, false);
	assert_clean(b);
}

static void words_that_the_voice_never_says_are_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "fr");

	ui_text(ui, "Ce que personne n’entend.");
	last(b)->role = ROLE_KEY;
	look_at_page(b, false);
	assert_found(b, "unspoken");
}

static void what_is_not_mirrored_is_found(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "ar");

	ui_row(ui);
	ui->at->mirror_free = true;
	ui_button(ui, (struct ui_button){ .id = "a", .text = ui_tr(ui, "still_there.yes") });
	ui_button(ui, (struct ui_button){ .id = "b", .text = ui_tr(ui, "still_there.no") });
	ui_end(ui);
	look_at_page(b, false);
	assert_found(b, "mirrored");
}

static void a_telephone_number_in_reverse_is_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "ar"), "03 21 00 00 00");
	look_at_page(b, false);
	assert_found(b, "mirrored");
}

static void a_tracking_number_keeps_its_order(void **state)
{
	struct bench *b = *state;
	struct ui *ui = good_page(b, "ar");

	ui_number(ui, "KFTJ BXPC LVRH DNSG", "كاف", NULL);
	look_at_page(b, false);
	assert_false(findings_have(&b->found, "mirrored"));
}

static void pale_words_are_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "Gris sur blanc.");
	last(b)->color = COLOR_LINE;
	look_at_page(b, false);
	assert_found(b, "contrast");
}

static void words_of_the_colour_of_their_ground_are_found(void **state)
{
	struct bench *b = *state;

	ui_text(good_page(b, "fr"), "Invisible.");
	last(b)->color = COLOR_PAPER;
	look_at_page(b, false);
	assert_found(b, "contrast");
}

static void pale_words_of_a_disabled_button_are_found(void **state)
{
	struct bench *b = *state;

	ui_button(good_page(b, "fr"), (struct ui_button){ .id = "off", .text = "Plus tard", .disabled = true });
	last(b)->first->color = COLOR_LINE;
	look_at_page(b, false);
	assert_found(b, "contrast");
}

static void a_pale_icon_is_found(void **state)
{
	struct bench *b = *state;

	ui_card(good_page(b, "fr"), (struct ui_card){ .id = "c", .icon = ICON_LAMP, .text = "Lampadaire" });
	last(b)->first->color = COLOR_LINE;
	look_at_page(b, false);
	assert_found(b, "control");
}

static void a_field_without_an_outline_is_found(void **state)
{
	struct bench *b = *state;

	good_page(b, "fr");
	node_by_id(b->ui.root, "number")->line = COLOR_LINE;
	look_at_page(b, false);
	assert_found(b, "control");
}

static void a_focus_that_cannot_be_seen_is_found(void **state)
{
	struct bench *b = *state;

	good_page(b, "fr");
	for (int i = 0; i < COLORS; i++) /* a ring of the colours of the page */
		if (i == COLOR_FOCUS || i == COLOR_FOCUS_EDGE)
			b->look.theme.rgb[i] = b->look.theme.rgb[COLOR_PAPER];
	look_at_page(b, false);
	assert_found(b, "focus");
}

static void pages_that_lie_differently_are_not_alike(void **state)
{
	struct bench *b = *state;
	uint64_t places;

	good_page(b, "fr");
	layout_tree(&b->ui, b->text);
	places = check_places(&b->ui);
	b->look.theme = theme_make(THEME_YELLOW, 0x0B3C55);
	layout_tree(&b->ui, b->text);
	assert_true(check_places(&b->ui) == places);
	b->ui.body->first->fixed_h = 7;
	layout_tree(&b->ui, b->text);
	assert_true(check_places(&b->ui) != places);
}

static void the_name_of_the_place_is_no_foreign_word(void **state)
{
	struct bench *b = *state;
	struct audit_page page = { .ui = &b->ui, .text = b->text, .state = "bench", .where = "here", .out = &b->found, .check = "untranslated" };

	ui_text(good_page(b, "pt"), "Totem de la gare pour tous");
	check_untranslated(&page);
	assert_found(b, "untranslated");
	ui_text(good_page(b, "pt"), "Aqui: Totem de la gare pour tous");
	page.terminal = "Totem de la gare pour tous";
	check_untranslated(&page);
	assert_clean(b);
}

/* ---- the machinery */

static void the_same_fault_is_counted_once_a_state(void **state)
{
	struct findings all = findings_new(), back = findings_new();
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	findings_add(&all, "clipped", "home (town)", "text 1", "text: cut off", "fr", 1);
	findings_add(&all, "clipped", "home (town)", "text 1", "text: cut\toff", "ar", 1);
	findings_add(&all, "clipped", "help (town)", "text 1", "text:\ncut off", "fr", 1);
	findings_write(&all, file);
	rewind(file);
	findings_read(&back, file);
	fclose(file);
	assert_int_equal(back.first->count, 2);
	assert_string_equal(back.first->where, "fr");
	assert_string_equal(back.first->next->sentence, "text: cut off");
	assert_null(back.first->next->next);
	findings_done(&all);
	findings_done(&back);
}

static void every_pair_of_settings_meets(void **state)
{
	static const int sizes[] = { 12, 4, 4, 2, 4 };
	struct pair_row rows[PAIR_ROWS];
	int n = pairs_make(sizes, ARRAY_LEN(sizes), rows);

	(void)state;
	assert_in_range(n, 48, 80); /* 12 times 4 is the least there can be */
	for (size_t a = 0; a < ARRAY_LEN(sizes); a++)
		for (size_t b = a + 1; b < ARRAY_LEN(sizes); b++)
			for (int x = 0; x < sizes[a]; x++)
				for (int y = 0; y < sizes[b]; y++) {
					bool met = false;

					for (int i = 0; i < n; i++)
						met |= rows[i].value[a] == x && rows[i].value[b] == y;
					assert_true(met);
				}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_without_faults_passes),
		cmocka_unit_test(a_text_that_is_cut_off_is_found),
		cmocka_unit_test(a_text_beyond_the_glass_is_found),
		cmocka_unit_test(a_broken_word_is_found),
		cmocka_unit_test(a_text_over_another_is_found),
		cmocka_unit_test(a_long_page_without_a_button_to_turn_it_is_found),
		cmocka_unit_test(a_small_target_is_found),
		cmocka_unit_test(targets_without_a_gap_are_found),
		cmocka_unit_test(a_keyboard_over_the_field_is_found),
		cmocka_unit_test(what_is_pressed_too_high_is_found),
		cmocka_unit_test(a_control_without_a_name_is_found),
		cmocka_unit_test(an_order_that_skips_is_found),
		cmocka_unit_test(an_order_against_reading_is_found),
		cmocka_unit_test(what_no_arrow_reaches_is_found),
		cmocka_unit_test(a_screen_without_a_way_back_is_found),
		cmocka_unit_test(a_home_page_needs_no_way_back),
		cmocka_unit_test(a_key_on_the_glass_is_found),
		cmocka_unit_test(a_placeholder_that_nobody_filled_is_found),
		cmocka_unit_test(french_in_an_english_page_is_found_unless_it_is_marked),
		cmocka_unit_test(words_that_the_voice_never_says_are_found),
		cmocka_unit_test(what_is_not_mirrored_is_found),
		cmocka_unit_test(a_telephone_number_in_reverse_is_found),
		cmocka_unit_test(a_tracking_number_keeps_its_order),
		cmocka_unit_test(pale_words_are_found),
		cmocka_unit_test(words_of_the_colour_of_their_ground_are_found),
		cmocka_unit_test(pale_words_of_a_disabled_button_are_found),
		cmocka_unit_test(a_pale_icon_is_found),
		cmocka_unit_test(a_field_without_an_outline_is_found),
		cmocka_unit_test(a_focus_that_cannot_be_seen_is_found),
		cmocka_unit_test(pages_that_lie_differently_are_not_alike),
		cmocka_unit_test(the_name_of_the_place_is_no_foreign_word),
		cmocka_unit_test(the_same_fault_is_counted_once_a_state),
		cmocka_unit_test(every_pair_of_settings_meets),
	};

	return cmocka_run_group_tests(tests, open_bench, close_bench);
}
