/* Letters as they are drawn: how high they really are on the glass, in which face, and what happens when a font is not there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "kiosk/ui/text.h"
#include "kiosk/ui/theme.h"

enum { WIDE = 2200, HIGH = 500 };

static struct text *text;
static uint32_t pixels[WIDE * HIGH];

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
	text = NULL;
	return 0;
}

static const struct text_layout *lay(const char *s, int px, bool bold, bool rtl)
{
	return text_layout(text, &(struct text_want){ .s = s, .lang = "fr", .px = px, .bold = bold, .rtl = rtl, .width = WIDE });
}

/* Rows in which S has ink, counted on the glass: a row counts where some pixel is more than half covered. */
static int drawn_height(const char *s, int px, bool bold)
{
	struct canvas canvas = { .pixels = pixels, .width = WIDE, .height = HIGH, .stride = WIDE, .clip = { .w = WIDE, .h = HIGH } };
	int first = -1, last = -2;

	canvas_fill(&canvas, canvas.clip, 0x000000);
	text_paint(text, &canvas, lay(s, px, bold, false), (struct rect){ .w = WIDE, .h = HIGH }, ALIGN_START, false, 0xFFFFFF);
	for (int y = 0; y < HIGH; y++)
		for (int x = 0; x < WIDE; x++)
			if ((pixels[y * WIDE + x] & 0xff) > 0x7f) {
				first = first < 0 ? y : first;
				last = y;
				break;
			}
	return last - first + 1;
}

/* EXPERIENCE.md: capitals of body text 3.5–4.2, 4.8–5.6, 6.4–7.1, 8.5–9.0 mm, on every glass, in both faces and weights; a
 * pixel more or less is what a glass can show. */
static void capitals_are_as_high_as_the_table_says(void **state)
{
	static const float band[TEXT_SIZES][2] = { { 3.5F, 4.2F }, { 4.8F, 5.6F }, { 6.4F, 7.1F }, { 8.5F, 9.0F } };
	static const struct {
		float px, mm;
		bool low;
	} glass[] = { { 1080, 300, false }, { 1920, 527, true }, { 2160, 300, false }, { 2160, 600, false }, { 800, 135, false }, { 1280, 217, true } };

	(void)state;
	for (size_t g = 0; g < ARRAY_LEN(glass); g++)
		for (int size = 0; size < TEXT_SIZES; size++)
			for (int kind = 0; kind < 4; kind++) {
				float unit = glass[g].px / glass[g].mm, pixel = 1 / unit;
				struct metrics m = theme_metrics(unit, (enum text_size)size, glass[g].low);
				float cap, low;

				text_easy(text, kind & 1);
				cap = (float)drawn_height("H", m.type_px[TYPE_BODY], kind & 2) / unit;
				low = (float)drawn_height("x", m.type_px[TYPE_BODY], kind & 2) / unit;
				if (cap < band[size][0] - pixel / 2 || cap > band[size][1] + pixel / 2)
					fail_msg("glass %zu, size %d, kind %d: capitals of %.2f mm", g, size + 1, kind, (double)cap);
				if (low < cap * 0.65F || low > cap * 0.82F)
					fail_msg("glass %zu, size %d, kind %d: small letters of %.2f mm under capitals of %.2f", g, size + 1, kind, (double)low,
					         (double)cap);
			}
	text_easy(text, false);
}

static int font_of(const char *s)
{
	const struct text_layout *layout = lay(s, 34, false, false);

	assert_true(layout->run_count >= 1);
	return layout->runs[0].font;
}

static void the_easy_face_is_used_where_it_has_the_letters(void **state)
{
	int latin = font_of("Bonjour"), arabic = font_of("العربية");

	(void)state;
	text_easy(text, true);
	assert_int_not_equal(font_of("Bonjour"), latin);
	assert_int_equal(font_of("Українська"), font_of("Bonjour"));
	assert_int_equal(font_of("Türkçe, święto, œuvre"), font_of("Bonjour"));
	assert_int_equal(lay("Türkçe, święto, œuvre « où ? » 14 h 35", 34, false, false)->run_count, 1);
	assert_int_equal(font_of("العربية"), arabic);
	text_easy(text, false);
	assert_int_equal(font_of("Bonjour"), latin);
}

/* Twelve languages by their own names, bold too: nobody's letters become boxes, which all look the same. */
static void every_language_has_its_letters(void **state)
{
	static const char *const words[][2] = {
		{ "Ї", "Є" }, { "ع", "غ" }, { "ł", "ż" }, { "ğ", "ş" }, { "ñ", "õ" }, { "ß", "ü" }, { "œ", "ç" }, { "Б", "Ж" },
	};

	(void)state;
	for (int easy = 0; easy < 2; easy++)
		for (int bold = 0; bold < 2; bold++)
			for (size_t i = 0; i < ARRAY_LEN(words); i++) {
				static uint32_t first[60 * WIDE];

				text_easy(text, easy);
				drawn_height(words[i][0], 34, bold);
				memcpy(first, pixels, sizeof(first));
				drawn_height(words[i][1], 34, bold);
				assert_memory_not_equal(first, pixels, sizeof(first));
			}
	text_easy(text, false);
}

/* ---- fonts that are not there */

static char folder[] = "/tmp/pvfontsXXXXXX";

static void keep(const char *dir, const char *file)
{
	char from[512], to[512];

	snprintf(to, sizeof(to), "%s/truetype", folder);
	mkdir(to, 0700);
	snprintf(to, sizeof(to), "%s/truetype/%s", folder, dir);
	mkdir(to, 0700);
	snprintf(from, sizeof(from), "/usr/share/fonts/truetype/%s/%s", dir, file);
	snprintf(to, sizeof(to), "%s/truetype/%s/%s", folder, dir, file);
	assert_int_equal(symlink(from, to), 0);
}

static void spoil(const char *dir, const char *file)
{
	char path[512];
	FILE *out;

	snprintf(path, sizeof(path), "%s/truetype/%s", folder, dir);
	mkdir(path, 0700);
	snprintf(path, sizeof(path), "%s/truetype/%s/%s", folder, dir, file);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs("this is not a font", out);
	fclose(out);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s", "/tmp/pvfontsXXXXXX");
	if (!mkdtemp(folder))
		return -1;
	setenv("PARVIS_FONTS", folder, true);
	return 0;
}

static int remove_folder(void **state)
{
	char command[64];

	unsetenv("PARVIS_FONTS");
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return close_text(state) || system(command);
}

static void without_any_font_the_package_is_named(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_false(text_new(&text, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "fonts-noto-core"));
	text = NULL;
}

static bool missing(const char *file, const char *package)
{
	const char *f, *p;

	for (size_t i = 0; fonts_missing(text_fonts(text), i, &f, &p); i++)
		if (strstr(f, file) && streq(p, package))
			return true;
	return false;
}

static void a_missing_font_gives_way_to_the_next_best(void **state)
{
	struct err err;
	int dy;

	(void)state;
	keep("noto", "NotoSans-Regular.ttf"); /* no bold, no Arabic, no Andika, no icons */
	keep("dejavu", "DejaVuSans.ttf");
	assert_true(text_new(&text, &err));
	assert_true(drawn_height("H", 34, true) > 20);
	assert_true(drawn_height("ع", 34, false) > 5);
	assert_int_equal(text_icon(text, 0xe8fd, 48, &dy)->w, 0);
	text_easy(text, true);
	assert_true(drawn_height("H", 34, false) > 20);
	assert_true(missing("NotoSans-Bold.ttf", "fonts-noto-core"));
	assert_true(missing("Andika-Regular.ttf", "fonts-sil-andika"));
	assert_true(missing("MaterialIcons", "fonts-material-design-icons-iconfont"));
	assert_false(missing("NotoSans-Regular.ttf", "fonts-noto-core"));
}

static void a_damaged_font_counts_as_missing(void **state)
{
	struct err err;

	(void)state;
	keep("dejavu", "DejaVuSans.ttf");
	spoil("noto", "NotoSans-Regular.ttf");
	spoil("noto", "NotoSansArabic-Regular.ttf");
	assert_true(text_new(&text, &err));
	assert_true(drawn_height("H", 34, false) > 20);
	assert_true(drawn_height("ع", 34, false) > 5);
	assert_true(missing("NotoSans-Regular.ttf", "fonts-noto-core"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(capitals_are_as_high_as_the_table_says, open_text, close_text),
		cmocka_unit_test_setup_teardown(the_easy_face_is_used_where_it_has_the_letters, open_text, close_text),
		cmocka_unit_test_setup_teardown(every_language_has_its_letters, open_text, close_text),
		cmocka_unit_test_setup_teardown(without_any_font_the_package_is_named, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_missing_font_gives_way_to_the_next_best, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_damaged_font_counts_as_missing, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
