/* The keyboard of the screen: which keys, how large, how far apart, what they are called. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/text/tr.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/reach.h"

static struct text *text;
static struct arena *arena;

struct page {
	struct ui_look look;
	struct ui ui;
};

static int open_text(void **state)
{
	struct err err;

	(void)state;
	arena = arena_new();
	return text_new(&text, &err) ? 0 : -1;
}

static int close_text(void **state)
{
	(void)state;
	arena_free(arena);
	text_free(text);
	return 0;
}

static struct glass {
	int width, height;
	float px_per_mm;
	bool low;
} glasses[] = {
	{ 1080, 1920, 3.6F, false }, { 1920, 1080, 3.6F, false }, { 2160, 3840, 7.2F, false }, { 800, 1280, 5.93F, false },
	{ 1280, 800, 5.93F, false }, { 1080, 1920, 3.6F, true }, { 1920, 1080, 3.6F, true },
};

static void build(struct page *page, const struct glass *glass, const char *lang, enum text_size size, struct keyboard keyboard)
{
	bool lies = glass->width > glass->height;

	arena_reset(arena);
	page->look = (struct ui_look){
		.lang = lang, .rtl = lang_is_rtl(lang), .text_size = size, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
		.metrics = (glass->low ? reach_metrics : theme_metrics)(glass->px_per_mm, size, lies), .width = glass->width,
		.height = glass->height, .low_reach = glass->low, .reach = reach_height(glass->px_per_mm, glass->width, glass->height, 0),
	};
	page->ui = ui_begin(arena, &page->look);
	page->ui.body = page->ui.actions = node_open(&page->ui, AXIS_DOWN);
	page->ui.body->spring = page->ui.body->scrolls = true;
	page->ui.at = page->ui.root;
	keyboard_build(&page->ui, &keyboard);
	layout_tree(&page->ui, text);
}

static bool is_key(const struct node *node)
{
	return node->role == ROLE_KEY;
}

static void check_key(const struct page *page, struct node *key)
{
	int target = page->look.metrics.target, gap = (int)(2.54F * page->look.metrics.px_per_mm);
	struct rect r = key->rect;

	if (r.x < 0 || r.x + r.w > page->look.width || r.y + r.h > page->look.height)
		fail_msg("%s %s: off the glass", page->look.lang, key->id);
	if (r.w < target || r.h < target)
		fail_msg("%s %s: %d by %d px, not %d", page->look.lang, key->id, r.w, r.h, target);
	assert_true(*node_name(arena, key));
	for (struct node *n = node_next(page->ui.root, key); n; n = node_next(page->ui.root, n)) {
		int dx = MAX(n->rect.x - (r.x + r.w), r.x - (n->rect.x + n->rect.w));
		int dy = MAX(n->rect.y - (r.y + r.h), r.y - (n->rect.y + n->rect.h));

		if (is_key(n) && MAX(dx, dy) < gap)
			fail_msg("%s %s and %s: %d px apart, not %d", page->look.lang, key->id, n->id, MAX(dx, dy), gap);
		if (is_key(n) && streq(n->id, key->id))
			fail_msg("%s: %s is there twice", page->look.lang, key->id);
	}
}

static void keys_are_large_and_apart_on_every_glass_in_every_language(void **state)
{
	static const char *const pages[] = { "", "other", "accents", "digits" };
	static const enum ui_keys kinds[] = {
		KEYS_TEXT, KEYS_ADDRESS, KEYS_EMAIL, KEYS_NUMBER, KEYS_DIGITS, KEYS_PHONE, KEYS_DATE, KEYS_DECIMAL,
	};
	struct page page;

	(void)state;
	for (size_t g = 0; g < ARRAY_LEN(glasses); g++)
		for (int l = 0; l < LANGS_LEN; l++)
			for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
				for (size_t p = 0; p < ARRAY_LEN(pages) * 2; p++) {
					enum text_size size = p % 2 ? TEXT_HUGE : TEXT_SMALL;

					build(&page, &glasses[g], langs[l].code, size,
					      (struct keyboard){ .keys = kinds[k], .page = pages[p / 2], .abc = p & 1 });
					for (struct node *n = page.ui.root; n; n = node_next(page.ui.root, n))
						if (is_key(n))
							check_key(&page, n);
				}
}

static bool has(const struct page *page, const char *key)
{
	return node_by_id(page->ui.root, ui_id((struct ui *)&page->ui, "key", key)) != NULL;
}

static void every_language_has_its_letters(void **state)
{
	static const struct {
		const char *lang, *letters;
	} wanted[] = {
		{ "fr", "a z é è ê ç à œ @ ’ -" }, { "en", "q w z" }, { "de", "z ä ö ü ß" }, { "es", "ñ á é ¿" }, { "pt", "ç ã õ á ê" },
		{ "it", "à è ì ò ù" }, { "nl", "ë ï é" }, { "pl", "ą ć ę ł ń ó ś ź ż" }, { "tr", "ı i ğ ü ş ö ç" },
		{ "uk", "й ї і є ґ ’" }, { "ar", "ض ا أ إ آ ة ى ؤ ئ ء لا" },
	};
	struct page page;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		build(&page, &glasses[0], wanted[i].lang, TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "" });
		for (const char *at = wanted[i].letters; *at; at += strcspn(at, " "), at += *at == ' ')
			if (!has(&page, arena_strndup(arena, at, strcspn(at, " "))))
				fail_msg("%s: no %.*s", wanted[i].lang, (int)strcspn(at, " "), at);
	}
}

static void what_has_no_key_is_a_page_away(void **state)
{
	struct page page;

	(void)state;
	build(&page, &glasses[1], "fr", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "" });
	assert_false(has(&page, "é"));
	assert_true(has(&page, "^accents"));
	build(&page, &glasses[1], "fr", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "accents" });
	assert_true(has(&page, "é") && has(&page, "œ") && has(&page, "@") && has(&page, "^letters"));
}

static void another_script_has_latin_letters_too(void **state)
{
	struct page page;

	(void)state;
	build(&page, &glasses[0], "uk", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "" });
	assert_true(has(&page, "й") && has(&page, "^other") && !has(&page, "q"));
	build(&page, &glasses[0], "uk", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "other" });
	assert_true(has(&page, "q") && has(&page, "^other"));
	build(&page, &glasses[0], "ar", TEXT_LARGE, (struct keyboard){ .keys = KEYS_ADDRESS, .page = "" });
	assert_true(has(&page, "a") && has(&page, "1"));
	build(&page, &glasses[0], "ar", TEXT_LARGE, (struct keyboard){ .keys = KEYS_EMAIL, .page = "" });
	assert_true(has(&page, "a") && has(&page, "@") && has(&page, ".com"));
}

static void a_pad_has_the_signs_its_field_wants_and_no_others(void **state)
{
	static const struct {
		enum ui_keys keys;
		const char *sign;
	} pads[] = { { KEYS_DIGITS, "" }, { KEYS_PHONE, "+" }, { KEYS_DATE, "/" }, { KEYS_DECIMAL, "," } };
	struct page page;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pads); i++) {
		build(&page, &glasses[0], "ar", TEXT_LARGE, (struct keyboard){ .keys = pads[i].keys, .page = "" });
		for (const char *sign = "+/,"; *sign; sign++)
			assert_int_equal(has(&page, arena_strndup(arena, sign, 1)), *sign == *pads[i].sign);
		/* and is the same for everybody: never mirrored */
		assert_true(node_by_id(page.ui.root, "key:1")->rect.x < node_by_id(page.ui.root, "key:3")->rect.x);
	}
}

static void an_alphabet_runs_as_it_is_read(void **state)
{
	struct page page;

	(void)state;
	build(&page, &glasses[0], "fr", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "", .abc = true });
	assert_true(node_by_id(page.ui.root, "key:a")->rect.x < node_by_id(page.ui.root, "key:b")->rect.x);
	build(&page, &glasses[0], "ar", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "", .abc = true });
	assert_true(node_by_id(page.ui.root, "key:ا")->rect.x > node_by_id(page.ui.root, "key:ب")->rect.x);
	build(&page, &glasses[0], "ar", TEXT_LARGE, (struct keyboard){ .keys = KEYS_TEXT, .page = "" }); /* as on every Arabic keyboard */
	assert_true(node_by_id(page.ui.root, "key:ض")->rect.x < node_by_id(page.ui.root, "key:ص")->rect.x);
}

static void keys_are_called_by_name(void **state)
{
	(void)state;
	assert_string_equal(keyboard_word(arena, "fr", "é"), "e accent aigu");
	assert_string_equal(keyboard_word(arena, "fr", "ç"), "c cédille");
	assert_string_equal(keyboard_word(arena, "fr", "@"), "arobase");
	assert_string_equal(keyboard_word(arena, "fr", " "), "Espace");
	assert_string_equal(keyboard_word(arena, "fr", ".fr"), "point fr");
	assert_string_equal(keyboard_word(arena, "fr", "a"), "a");
	assert_string_equal(keyboard_word(arena, "en", "é"), "e acute");
	assert_string_equal(keyboard_word(arena, "es", "ñ"), "ñ"); /* a letter of theirs, which has a name */
	assert_string_equal(keyboard_word(arena, "tr", "ş"), "ş");
	assert_string_equal(keyboard_word(arena, "fr", "ş"), "s cédille");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_large_and_apart_on_every_glass_in_every_language),
		cmocka_unit_test(every_language_has_its_letters),
		cmocka_unit_test(what_has_no_key_is_a_page_away),
		cmocka_unit_test(another_script_has_latin_letters_too),
		cmocka_unit_test(a_pad_has_the_signs_its_field_wants_and_no_others),
		cmocka_unit_test(an_alphabet_runs_as_it_is_read),
		cmocka_unit_test(keys_are_called_by_name),
	};

	return cmocka_run_group_tests(tests, open_text, close_text);
}
