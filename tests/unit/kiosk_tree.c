/* The tree: where things lie, what is under a finger, where the focus goes, what the dump and the voice say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/scanner.h"
#include "kiosk/ui/dump.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/speech.h"
#include "tests/unit/page_fixture.h"

static void begin(struct page *page, const char *lang, bool rtl, enum text_size size)
{
	arena_reset(page->arena);
	page->look = (struct ui_look){ .lang = lang, .rtl = rtl, .text_size = size, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
	                               .metrics = theme_metrics(3.6F, size, false), .width = 1080, .height = 1920, .typing = "" };
	page->ui = ui_begin(page->arena, &page->look);
	page->ui.body = node_open(&page->ui, AXIS_DOWN);
	page->ui.body->role = ROLE_BODY;
	page->ui.body->spring = true;
	page->ui.body->scrolls = true;
	page->ui.body->pad_x = 56;
	page->ui.body->gap = page->look.metrics.gap;
	page->ui.actions = page->ui.body;
}

static void four_cards(struct page *page)
{
	static const char *const names[] = { "un", "deux", "trois", "quatre" };

	ui_grid(&page->ui);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		ui_card(&page->ui, (struct ui_card){ .id = names[i], .icon = ICON_EVENT, .text = names[i], .tall = true });
	ui_end(&page->ui);
	layout_tree(&page->ui, page->text);
}

static struct rect rect_of(struct page *page, const char *id)
{
	struct node *node = node_by_id(page->ui.root, id);

	assert_non_null(node);
	return node->rect;
}

static void a_grid_has_two_equal_columns(void **state)
{
	struct page *page = *state;

	begin(page, "fr", false, TEXT_LARGE);
	four_cards(page);
	assert_int_equal(rect_of(page, "un").w, rect_of(page, "deux").w);
	assert_int_equal(rect_of(page, "un").y, rect_of(page, "deux").y);
	assert_true(rect_of(page, "trois").y > rect_of(page, "un").y);
	assert_int_equal(rect_of(page, "un").x, 56);
	assert_int_equal(rect_of(page, "deux").x + rect_of(page, "deux").w, 1080 - 56);
}

static void a_right_to_left_page_is_its_mirror(void **state)
{
	struct page *page = *state;
	struct rect un, mirrored;

	begin(page, "fr", false, TEXT_LARGE);
	four_cards(page);
	un = rect_of(page, "un");
	begin(page, "ar", true, TEXT_LARGE);
	four_cards(page);
	mirrored = rect_of(page, "un");
	assert_int_equal(mirrored.x, 1080 - un.x - un.w);
	assert_int_equal(mirrored.y, un.y);
}

static void a_grid_too_narrow_for_its_words_is_one_column(void **state)
{
	struct page *page = *state;

	begin(page, "fr", false, TEXT_HUGE);
	ui_grid(&page->ui);
	ui_card(&page->ui, (struct ui_card){ .id = "a", .text = "Débroussaillement intercommunal", .icon = ICON_EVENT });
	ui_card(&page->ui, (struct ui_card){ .id = "b", .text = "Assainissement", .icon = ICON_EVENT });
	ui_end(&page->ui);
	layout_tree(&page->ui, page->text);
	assert_true(rect_of(page, "b").y > rect_of(page, "a").y);
}

static void air_grows_and_buttons_do_not(void **state)
{
	struct page *page = *state;
	int before;

	begin(page, "fr", false, TEXT_LARGE);
	ui_button(&page->ui, (struct ui_button){ .id = "a", .text = "Oui" });
	layout_tree(&page->ui, page->text);
	before = rect_of(page, "a").h;
	begin(page, "fr", false, TEXT_LARGE);
	ui_button(&page->ui, (struct ui_button){ .id = "a", .text = "Oui" });
	ui_space(&page->ui);
	ui_button(&page->ui, (struct ui_button){ .id = "b", .text = "Non" });
	layout_tree(&page->ui, page->text);
	assert_int_equal(rect_of(page, "a").h, before);
	assert_int_equal(rect_of(page, "b").y + rect_of(page, "b").h, 1920);
}

static void nothing_that_can_be_pressed_is_smaller_than_a_finger(void **state)
{
	struct page *page = *state;

	for (int size = 0; size < TEXT_SIZES; size++) {
		begin(page, "fr", false, (enum text_size)size);
		ui_button(&page->ui, (struct ui_button){ .id = "b", .text = "Oui", .small = true });
		ui_card(&page->ui, (struct ui_card){ .id = "c", .text = "Non" });
		ui_option(&page->ui, (struct ui_option){ .id = "o", .text = "Oui" });
		ui_field(&page->ui, (struct ui_field){ .id = "f", .value = "x", .clear = true });
		keyboard_build(&page->ui, &(struct keyboard){ .keys = KEYS_TEXT, .page = "" });
		layout_tree(&page->ui, page->text);
		for (struct node *n = page->ui.root; n; n = node_next(page->ui.root, n))
			if (node_can_focus(n)) {
				assert_true((float)n->rect.w / 3.6F >= 12.6F);
				assert_true((float)n->rect.h / 3.6F >= 12.6F);
			}
	}
}

static void a_touch_finds_what_it_touches(void **state)
{
	struct page *page = *state;
	struct rect r;

	begin(page, "fr", false, TEXT_LARGE);
	four_cards(page);
	r = rect_of(page, "trois");
	assert_string_equal(focus_hit(&page->ui, r.x + 5, r.y + 5)->id, "trois");
	assert_null(focus_hit(&page->ui, 5, r.y + 5));
	assert_null(focus_hit(&page->ui, r.x, 1900));
}

static void what_scrolled_away_cannot_be_touched(void **state)
{
	struct page *page = *state;
	struct rect r;

	begin(page, "fr", false, TEXT_LARGE);
	page->ui.body->scroll_y = 400;
	page->ui.body->fixed_h = 500;
	page->ui.body->spring = false;
	four_cards(page);
	r = rect_of(page, "un");
	assert_true(r.y < 0);
	assert_null(focus_hit(&page->ui, r.x + 5, r.y + 5));
	assert_true(focus_reveal(&page->ui, node_by_id(page->ui.root, "un")) < 0);
}

static void tab_follows_the_order_of_reading_and_goes_round(void **state)
{
	static const char *const order[] = { "un", "deux", "trois", "quatre", "un" };
	struct page *page = *state;
	const char *at = NULL;

	begin(page, "fr", false, TEXT_LARGE);
	four_cards(page);
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		at = focus_move(&page->ui, at, FOCUS_NEXT)->id;
		assert_string_equal(at, order[i]);
	}
	assert_string_equal(focus_move(&page->ui, "un", FOCUS_PREVIOUS)->id, "quatre");
}

static void arrows_go_where_they_point(void **state)
{
	struct page *page = *state;

	begin(page, "fr", false, TEXT_LARGE);
	four_cards(page);
	assert_string_equal(focus_move(&page->ui, "un", FOCUS_RIGHT)->id, "deux");
	assert_string_equal(focus_move(&page->ui, "un", FOCUS_DOWN)->id, "trois");
	assert_string_equal(focus_move(&page->ui, "quatre", FOCUS_LEFT)->id, "trois");
	assert_string_equal(focus_move(&page->ui, "quatre", FOCUS_UP)->id, "deux");
	assert_string_equal(focus_move(&page->ui, "quatre", FOCUS_RIGHT)->id, "quatre");
}

static void every_control_is_reached_with_arrows_alone(void **state)
{
	struct page *page = *state;
	bool reached[4] = { true };
	static const char *const names[] = { "un", "deux", "trois", "quatre" };

	begin(page, "ar", true, TEXT_HUGE);
	four_cards(page);
	for (int round = 0; round < 4; round++)
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			for (int move = FOCUS_UP; reached[i] && move <= (int)FOCUS_RIGHT; move++) {
				struct node *to = focus_move(&page->ui, names[i], (enum focus_move)move);

				for (size_t k = 0; k < ARRAY_LEN(names); k++)
					reached[k] |= streq(to->id, names[k]);
			}
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_true(reached[i]);
}

static void the_dump_says_role_name_value_and_state(void **state)
{
	struct page *page = *state;
	struct strbuf out = STRBUF_INIT;

	begin(page, "fr", false, TEXT_LARGE);
	page->look.focus = "nom";
	ui_title(&page->ui, "Qui êtes-vous ?");
	ui_field(&page->ui, (struct ui_field){ .id = "nom", .label = "Votre nom", .value = "Zoé" });
	ui_field(&page->ui, (struct ui_field){ .id = "pin", .label = "PIN", .value = "1234", .secret = true });
	ui_option(&page->ui, (struct ui_option){ .id = "oui", .text = "Oui", .chosen = true });
	dump_tree(&page->ui, false, &out);
	assert_string_equal(strbuf_str(&out), "body\n  title \"Qui êtes-vous ?\"\n  field #nom \"Votre nom\" = \"Zoé\" focused\n"
	                                      "  field #pin \"PIN\" = \"••••\"\n  radio #oui \"Oui\" chosen\n");
	assert_false(dump_has_text(&page->ui, "1234"));
	strbuf_done(&out);
}

static void the_voice_keeps_what_was_typed_to_itself(void **state)
{
	struct page *page = *state;
	struct strbuf out = STRBUF_INIT;
	struct reading reading;

	begin(page, "fr", false, TEXT_LARGE);
	ui_field(&page->ui, (struct ui_field){ .id = "nom", .label = "Votre nom", .value = "Zoé", .private_ = true });
	ui_field(&page->ui, (struct ui_field){ .id = "pin", .label = "PIN", .value = "1234", .secret = true });
	reading = reading_of(&page->ui, false);
	speech_page(&page->ui, &reading, &out);
	assert_null(strstr(strbuf_str(&out), "Zoé"));
	speech_piece(&page->ui, &reading, reading_find(&reading, "nom"), false, &out);
	assert_non_null(strstr(strbuf_str(&out), "Votre nom"));
	assert_null(strstr(strbuf_str(&out), "Zoé"));
	speech_piece(&page->ui, &reading, reading_find(&reading, "nom"), true, &out);
	assert_non_null(strstr(strbuf_str(&out), "Zoé"));
	speech_piece(&page->ui, &reading, reading_find(&reading, "pin"), true, &out);
	assert_null(strstr(strbuf_str(&out), "1234"));
	strbuf_done(&out);
}

static void keys_know_what_they_type(void **state)
{
	const char *text = NULL;

	(void)state;
	assert_int_equal(keyboard_key("key:é", &text), KEY_TYPES);
	assert_string_equal(text, "é");
	assert_int_equal(keyboard_key("key:^space", &text), KEY_TYPES);
	assert_string_equal(text, " ");
	assert_int_equal(keyboard_key("key:^back", &text), KEY_BACKSPACE);
	assert_int_equal(keyboard_key("back", &text), KEY_NONE);
}

static void every_language_types_its_own_letters(void **state)
{
	static const char *const wanted[][2] = { { "fr", "key:q" }, { "en", "key:q" }, { "de", "key:ß" }, { "ar", "key:ض" }, { "uk", "key:ї" },
		                                 { "pl", "key:ł" }, { "tr", "key:ğ" }, { "es", "key:ñ" }, { "it", "key:w" } };
	struct page *page = *state;

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		begin(page, wanted[i][0], streq(wanted[i][0], "ar"), TEXT_LARGE);
		keyboard_build(&page->ui, &(struct keyboard){ .keys = KEYS_TEXT, .page = "" });
		layout_tree(&page->ui, page->text);
		assert_non_null(node_by_id(page->ui.root, wanted[i][1]));
		for (struct node *n = page->ui.root; n; n = node_next(page->ui.root, n))
			if (n->role == ROLE_KEY)
				assert_true(n->rect.x >= 0 && n->rect.x + n->rect.w <= 1080);
	}
	assert_int_equal(keyboard_capital('i', "tr"), 0x130);
	assert_int_equal(keyboard_capital('i', "fr"), 'I');
	assert_int_equal(keyboard_capital(0x142, "pl"), 0x141); /* ł */
	assert_int_equal(keyboard_capital(0x444, "uk"), 0x424); /* ф */
	assert_int_equal(keyboard_capital(0x627, "ar"), 0x627);
}

static void a_scanner_is_told_from_a_hand(void **state)
{
	struct scanner scanner = { .keys = 0 };
	const char *s = "KFTJBXPCLVRHDNSG";

	(void)state;
	for (uint32_t i = 0; s[i]; i++)
		scanner_key(&scanner, s[i], 1000 + i * 12);
	assert_true(scanner_is_scan(&scanner));
	assert_string_equal(scanner.by_key, s);
	scanner_clear(&scanner);
	for (uint32_t i = 0; s[i]; i++)
		scanner_key(&scanner, s[i], 1000 + i * 110);
	assert_false(scanner_is_scan(&scanner));
	assert_true(scanner_key(&scanner, 'a', 9000)); /* after a pause something new begins */
	scanner_clear(&scanner);
	for (uint32_t i = 0, ms = 1000; s[i]; i++) { /* each key keeps the program busy for longer than a burst may pause */
		scanner_key(&scanner, s[i], ms);
		ms += 200;
		scanner_rest(&scanner, ms);
		scanner_rest(&scanner, ms + 1000); /* no key since: nothing was done for one */
		ms += 5;
	}
	assert_true(scanner_is_scan(&scanner));
	assert_string_equal(scanner.by_key, s);
}

static void ids_carry_values(void **state)
{
	(void)state;
	assert_true(id_is("place:12", "place"));
	assert_false(id_is("places", "place"));
	assert_string_equal(id_value("place:a:b"), "a:b");
	assert_int_equal(id_number("hit:7"), 7);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_page, close_page)
	const struct CMUnitTest tests[] = {
		TEST(a_grid_has_two_equal_columns),
		TEST(a_right_to_left_page_is_its_mirror),
		TEST(a_grid_too_narrow_for_its_words_is_one_column),
		TEST(air_grows_and_buttons_do_not),
		TEST(nothing_that_can_be_pressed_is_smaller_than_a_finger),
		TEST(a_touch_finds_what_it_touches),
		TEST(what_scrolled_away_cannot_be_touched),
		TEST(tab_follows_the_order_of_reading_and_goes_round),
		TEST(arrows_go_where_they_point),
		TEST(every_control_is_reached_with_arrows_alone),
		TEST(the_dump_says_role_name_value_and_state),
		TEST(the_voice_keeps_what_was_typed_to_itself),
		TEST(keys_know_what_they_type),
		TEST(every_language_types_its_own_letters),
		TEST(a_scanner_is_told_from_a_hand),
		TEST(ids_carry_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
