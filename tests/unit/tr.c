#include "common/text/tr.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/embed.h"
#include "common/base/strbuf.h"
#include "common/text/catalogue.h"
#include "common/text/fmt.h"
#include "common/text/fold.h"
#include "common/text/guess.h"

static struct arena *arena;

static int arena_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int arena_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* That a catalogue says everything, with the right placeholders, is checked on its text: tests/golden/words. */
static void a_language_is_offered_when_its_catalogue_is_there(void **state)
{
	(void)state;
	assert_true(tr_count("fr") > 100);
	assert_true(lang_offered(lang_find("fr")));
	assert_true(lang_offered(lang_find("en-GB")));
	assert_false(lang_offered(NULL));
	for (size_t i = 0; i < LANGS_LEN; i++) {
		bool there = embed_find(arena_printf(arena, "lang/%s.mo", langs[i].code)).data != NULL;

		assert_int_equal(lang_offered(&langs[i]), there);
		assert_int_equal(tr_count(langs[i].code) > 0, there);
	}
}

/* Every key and every text of a catalogue, as tr() would read them. Returns how many texts were found. */
static size_t read_all(struct bytes file)
{
	struct catalogue c;
	size_t found = 0, len;

	if (!catalogue_open(file, &c))
		return 0;
	for (uint32_t i = 0; i < MIN(c.n, 5000u); i++) {
		const char *key = catalogue_key(&c, i), *text = key ? catalogue_find(&c, key, &len) : NULL;

		if (text && strlen(text) <= len)
			found++;
	}
	return found;
}

/* The sanitizers see to it that nothing outside of the bytes is read. */
static void a_damaged_catalogue_has_fewer_words_and_harms_nothing(void **state)
{
	struct bytes good = embed_find("lang/fr.mo");
	size_t all = read_all(good), cuts[] = { 0, 1, 27, 28, 29, 4096, good.len / 2, good.len - 1 };
	uint32_t wild[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, (uint32_t)good.len, (uint32_t)good.len - 1 };

	(void)state;
	assert_int_equal(all, tr_count("fr") + 1);
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		unsigned char *cut = malloc(MAX(cuts[i], 1u));

		memcpy(cut, good.data, cuts[i]);
		assert_true(read_all((struct bytes){ cut, cuts[i] }) < all);
		free(cut);
	}
	/* Each number of the header and of some rows, replaced by wild ones. */
	for (size_t at = 0; at < 28 + 8 * 24; at += 4)
		for (size_t i = 0; i < ARRAY_LEN(wild); i++) {
			unsigned char *bad = malloc(good.len);

			memcpy(bad, good.data, good.len);
			memcpy(bad + at, &wild[i], sizeof(wild[i]));
			assert_true(read_all((struct bytes){ bad, good.len }) <= all);
			free(bad);
		}
}

/* A catalogue of one entry, its header, as msgfmt would write it. */
static struct bytes catalogue_with(const char *header)
{
	size_t len = strlen(header);
	uint32_t head[7] = { 0x950412de, 0, 1, 28, 36, 0, 0 }, rows[4] = { 0, 44, (uint32_t)len, 45 };
	unsigned char *data = arena_alloc(arena, 46 + len);

	memcpy(data, head, sizeof(head));
	memcpy(data + 28, rows, sizeof(rows));
	data[44] = '\0';
	memcpy(data + 45, header, len + 1);
	return (struct bytes){ data, 46 + len };
}

static void simple_french_is_called_falc_only_once_it_was_validated(void **state)
{
	static const char *const not_yet[] = {
		"Language: fr-simple\n", "X-Validated-By: ESAT des Tilleuls\n", "X-Validated-On: 2026-11-03\n",
		"X-Validated-By: \nX-Validated-On: 2026-11-03\n", "X-Validated-By: ESAT\nX-Validated-On: soon\n",
		"X-Validated-By: ESAT\nX-Validated-On: 2026-13-03\n", "X-Validated-Byte: ESAT\nX-Validated-On: 2026-11-03\n",
	};
	const struct lang *simple = lang_find("fr-simple"), *english = lang_find("en");
	struct catalogue c;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(not_yet); i++) {
		assert_true(catalogue_open(catalogue_with(not_yet[i]), &c));
		assert_string_equal(lang_name_as(simple, &c), "Français simple");
		assert_null(validation_words(arena, "fr", simple, &c));
	}
	assert_true(catalogue_open(catalogue_with("Language: fr-simple\nX-Validated-By: ESAT des Tilleuls, Arras\nX-Validated-On: 2026-11-03\n"), &c));
	assert_string_equal(lang_name_as(simple, &c), "Français simple (FALC)");
	assert_string_equal(validation_words(arena, "fr", simple, &c), "Français simple\u00A0: FALC (facile à lire et à comprendre), validé "
	                    "par ESAT des Tilleuls, Arras le mardi 3\u00A0novembre 2026.");
	assert_string_equal(lang_name_as(english, &c), "English");
	assert_null(validation_words(arena, "en", english, &c));
	/* What the program itself says follows its own catalogue. */
	assert_string_equal(lang_name(simple), lang_validation_words(arena, "fr", simple) ? "Français simple (FALC)" : "Français simple");
}

static void what_a_language_lacks_is_said_in_french_and_nothing_is_blank(void **state)
{
	(void)state;
	assert_string_equal(tr("en", "date.monday"), "Monday");
	assert_string_equal(tr("en-GB", "date.monday"), "Monday");
	assert_string_equal(tr("xx", "date.monday"), "lundi");
	assert_string_equal(tr(NULL, "date.monday"), "lundi");
	assert_string_equal(tr("en", "no.such.key"), "no.such.key");
	assert_string_equal(tr("en", ""), "");
	assert_true(lang_is_rtl("ar"));
	assert_false(lang_is_rtl("fr"));
	assert_null(lang_find("fra"));
}

static void placeholders_are_filled_by_name(void **state)
{
	(void)state;
	assert_string_equal(TR_FMT(arena, "fr", "hours.day_at", { "time", "9 h" }, { "day", "lundi" }), "lundi à 9 h");
	assert_string_equal(trf(arena, "en", "hours.day_at", "time", "9:00", "day", "Monday", NULL), "Monday at 9:00");
	assert_string_equal(trf(arena, "en", "hours.day_at", "time", "{day}", NULL), "{day} at {day}");
	assert_string_equal(tr_expand(arena, "a {b", NULL, 0), "a {b");
	assert_string_equal(tr_expand(arena, "{}{x}", &(struct tr_arg){ .name = "x", .value = NULL }, 1), "{}");
	assert_string_equal(trnf(arena, "fr", "ago.days", 1, NULL), "il y a 1 jour");
	assert_string_equal(trnf(arena, "fr", "ago.days", 0, NULL), "il y a 0 jour");
	assert_string_equal(trnf(arena, "en", "ago.days", 0, NULL), "0 days ago");
	assert_string_equal(trnf(arena, "fr", "ago.days", 12, NULL), "il y a 12 jours");
	assert_string_equal(tr_n("fr", "date.monday", 5), "lundi"); /* a key without plural */
}

static void the_towns_words_say_which_language_they_are_in(void **state)
{
	const char *i18n = "{\"en\": {\"name\": \"Broken street lamp\", \"summary\": \"\"}}";
	struct said said = i18n_text(arena, i18n, "en", "name", "Lampadaire en panne", "fr");

	(void)state;
	assert_string_equal(said.text, "Broken street lamp");
	assert_string_equal(said.lang, "en");
	said = i18n_text(arena, i18n, "en", "summary", "Il ne s’allume plus.", "fr");
	assert_string_equal(said.text, "Il ne s’allume plus.");
	assert_string_equal(said.lang, "fr");
	assert_string_equal(i18n_text(arena, i18n, "fr", "name", "Lampadaire en panne", "fr").text, "Lampadaire en panne");
	assert_string_equal(i18n_text(arena, "{\"en\": 3", "en", "name", "Lampe", "fr").text, "Lampe");
	assert_string_equal(i18n_text(arena, "[1]", "en", "name", "Lampe", "fr").text, "Lampe");
	assert_string_equal(i18n_text(arena, NULL, "en", "name", NULL, "fr").text, "");
}

static void dates_and_times_read_as_people_say_them(void **state)
{
	int64_t tuesday = civil_days(2026, 11, 24);

	(void)state;
	assert_string_equal(fmt_date(arena, "fr", tuesday), "mardi 24\u00A0novembre");
	assert_string_equal(fmt_date(arena, "fr", tuesday + 7), "mardi 1er\u00A0décembre");
	assert_string_equal(fmt_date_year(arena, "en", tuesday + 7), "Tuesday 1\u00A0December 2026");
	assert_string_equal(fmt_date_short(arena, "fr", tuesday), "24\u00A0nov.");
	assert_string_equal(fmt_date_digits(arena, "fr", tuesday + 7), "01/12/2026");
	assert_string_equal(fmt_day(arena, "fr", tuesday + 1, tuesday), "demain");
	assert_string_equal(fmt_day(arena, "fr", tuesday + 100, tuesday), "jeudi 4\u00A0mars 2027");
	assert_string_equal(fmt_time(arena, "fr", 14, 35), "14\u00A0h\u00A035");
	assert_string_equal(fmt_time(arena, "fr", 8, 0), "8\u00A0h");
	assert_string_equal(fmt_time(arena, "fr", 8, 5), "8\u00A0h\u00A005");
	assert_string_equal(fmt_time(arena, "en", 14, 5), "14:05");
	assert_string_equal(fmt_date_time(arena, "fr", NULL, (tuesday * 24 + 9) * HOUR_US), "mardi 24\u00A0novembre 2026 à 9\u00A0h");
	assert_string_equal(fmt_capital(arena, "été"), "Été");
	assert_string_equal(fmt_capital(arena, "lundi"), "Lundi");
	assert_string_equal(fmt_capital(arena, "العربية"), "العربية");
	assert_string_equal(fmt_capital(arena, ""), "");
}

static void how_long_ago_is_said_in_the_unit_people_would_use(void **state)
{
	int64_t now = civil_days(2026, 11, 24) * DAY_US + 14 * HOUR_US;

	(void)state;
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - 20 * SECOND_US, now), "à l’instant");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now + HOUR_US, now), "à l’instant");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - 5 * MINUTE_US, now), "il y a 5 minutes");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - HOUR_US, now), "il y a 1 heure");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - 20 * HOUR_US, now), "hier à 18\u00A0h");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - 3 * DAY_US, now), "il y a 3 jours");
	assert_string_equal(fmt_ago(arena, "fr", NULL, now - 30 * DAY_US, now), "le dimanche 25\u00A0octobre");
	assert_string_equal(fmt_in(arena, "fr", 83 * MINUTE_US), "dans 1\u00A0h\u00A023");
	assert_string_equal(fmt_duration(arena, "fr", 3 * DAY_US), "3\u00A0jours");
	assert_string_equal(fmt_duration(arena, "en", 2 * HOUR_US), "2\u00A0h");
}

static void figures_are_grouped_as_in_print(void **state)
{
	(void)state;
	assert_string_equal(fmt_distance(arena, "fr", 4), "10\u00A0m");
	assert_string_equal(fmt_distance(arena, "fr", 347), "350\u00A0m");
	assert_string_equal(fmt_distance(arena, "fr", 1234), "1,2\u00A0km");
	assert_string_equal(fmt_distance(arena, "fr", 980), "1\u00A0km");
	assert_string_equal(fmt_distance(arena, "en", 14400), "14\u00A0km");
	assert_string_equal(fmt_number(arena, "fr", 10000), "10\u00A0000");
	assert_string_equal(fmt_number(arena, "en", 1234567), "1,234,567");
	assert_string_equal(fmt_number(arena, "fr", 2026), "2026");
	assert_string_equal(fmt_number(arena, "fr", -12), "\u221212");
	assert_string_equal(fmt_decimal(arena, "fr", 1.50, 3), "1,5");
	assert_string_equal(fmt_decimal(arena, "fr", -0.25, 2), "\u22120,25");
	assert_string_equal(fmt_decimal(arena, "fr", 12, 2), "12");
	assert_string_equal(fmt_number_word(arena, "fr", 3), "trois");
	assert_string_equal(fmt_number_word(arena, "fr", 21), "21");
	assert_string_equal(fmt_phone(arena, "fr", "0321000000"), "03\u00A021\u00A000\u00A000\u00A000");
	assert_string_equal(fmt_phone(arena, "fr", "+33321000000"), "03\u00A021\u00A000\u00A000\u00A000");
	assert_string_equal(fmt_phone(arena, "en", "+33321000000"), "+33\u00A03\u00A021\u00A000\u00A000\u00A000");
	assert_string_equal(fmt_phone(arena, "fr", "+41 22 418 29 00"), "+41\u00A022\u00A0418\u00A029\u00A000");
	assert_string_equal(fmt_phone(arena, "fr", "17 (police)"), "17 (police)");
	assert_string_equal(fmt_phone(arena, "fr", "112"), "112");
	assert_string_equal(fmt_list(arena, "fr", (const char *const[]){ "a", "b", "c" }, 3), "a, b et c");
	assert_string_equal(fmt_list(arena, "fr", NULL, 0), "");
}

static void the_language_of_an_answer_is_known_by_its_small_words(void **state)
{
	static const struct {
		const char *text, *town, *resident, *is;
	} cases[] = {
		{ "Le mât penche mais ne peut pas tomber. Nous attendons la nacelle.", "fr", "en", "fr" },
		{ "We are waiting for the lift. It will be done by Friday.", "fr", "en", "en" },
		{ "Estamos esperando la plataforma. El arreglo se hará el viernes.", "fr", "es", "es" },
		{ "Estamos à espera da plataforma. O arranjo será feito na sexta-feira.", "fr", "pt", "pt" },
		{ "Stiamo aspettando la piattaforma. Il lavoro sarà fatto venerdì.", "fr", "it", "it" },
		{ "Wir warten auf die Hebebühne. Sie kommt am Freitag.", "fr", "de", "de" },
		{ "Wij wachten op de hoogwerker. Het wordt vrijdag gedaan.", "fr", "nl", "nl" },
		{ "Czekamy na podnośnik. To nie jest groźne, prosze czekać do piątku.", "fr", "pl", "pl" },
		{ "Bu iş için bir araç bekliyoruz, cuma gününe kadar yapılacak.", "fr", "tr", "tr" },
		{ "Ми чекаємо на підйомник.", "fr", "uk", "uk" },
		{ "ننتظر الرافعة. سيتم الإصلاح يوم الجمعة.", "fr", "ar", "ar" },
		{ "La voirie (service) attend la nacelle.", "fr", "ar", "fr" },
		{ "OK", "fr", "en", "fr" },
		{ "", "nl", "fr", "nl" },
		{ "\xff\xc3", "fr", "ar", "fr" },
		{ "Bonjour", "fr", NULL, "fr" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(lang_guess(cases[i].text, (const char *const[]){ cases[i].town, cases[i].resident }, 2), cases[i].is);
	assert_null(lang_guess("a", NULL, 0));
}

static void search_folds_accents_capitals_and_apostrophes(void **state)
{
	size_t at, len;
	char cut[6];

	(void)state;
	assert_string_equal(fold(arena, "  L’Œuvre d’Été — n° 12 "), "l oeuvre d ete n 12");
	assert_string_equal(fold(arena, "Straße Łódź Ångström ĲSSEL"), "strasse lodz angstrom ijssel");
	assert_string_equal(fold(arena, "e\u0301cole"), "ecole");
	assert_string_equal(fold(arena, "ДОРОГА Їжак"), "дорога їжак");
	assert_string_equal(fold(arena, "أُحِبُّ"), fold(arena, "احب"));
	assert_string_equal(fold(arena, "محـمد"), fold(arena, "محمد"));
	assert_string_equal(fold(arena, "\xff\xc3"), "");
	assert_string_equal(fold(arena, NULL), "");
	assert_true(fold_same("Église Saint-Éloi", "eglise saint eloi"));
	assert_int_equal(fold_into(cut, sizeof(cut), "écoles"), 5);
	assert_string_equal(cut, "ecole");
	assert_int_equal(fold_prefix("Œuvre", "oeuv"), 4);
	assert_int_equal(fold_prefix("école", "ecx"), 0);
	assert_true(fold_find_word("La piscine d’Été", "ete", &at, &len));
	assert_string_equal("La piscine d’Été" + at, "Été");
	assert_int_equal(len, 5);
	assert_false(fold_find_word("La piscine", "scine", &at, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_language_is_offered_when_its_catalogue_is_there),
		cmocka_unit_test(a_damaged_catalogue_has_fewer_words_and_harms_nothing),
		cmocka_unit_test(simple_french_is_called_falc_only_once_it_was_validated),
		cmocka_unit_test(what_a_language_lacks_is_said_in_french_and_nothing_is_blank),
		cmocka_unit_test(placeholders_are_filled_by_name),
		cmocka_unit_test(the_towns_words_say_which_language_they_are_in),
		cmocka_unit_test(dates_and_times_read_as_people_say_them),
		cmocka_unit_test(how_long_ago_is_said_in_the_unit_people_would_use),
		cmocka_unit_test(figures_are_grouped_as_in_print),
		cmocka_unit_test(the_language_of_an_answer_is_known_by_its_small_words),
		cmocka_unit_test(search_folds_accents_capitals_and_apostrophes),
	};

	return cmocka_run_group_tests(tests, arena_up, arena_down);
}
