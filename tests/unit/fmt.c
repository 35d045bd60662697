/* Dates, numbers and what is counted, as each of the twelve languages writes them. ~ stands for a no-break space (U+00A0). */
#include "common/text/fmt.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/base/strbuf.h"
#include "common/text/tr.h"

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

static const struct language {
	const char *lang;
	const char *date, *first, *brief, *digits; /* Tuesday 24 November, Tuesday 1 December 2026, 24 November, 1 December 2026 */
	const char *clock, *hour, *moment;         /* 14:35, 8:00, Tuesday 24 November 2026 at 14:05 */
	const char *number, *decimal, *far, *near; /* 1234567, −1.5, 1234 m, 347 m */
	const char *list;
	const char *ago[4];                        /* 1, 2, 5 and 21 days */
	const char *in;                            /* an hour and 23 minutes from now */
	const char *phone;
} languages[] = {
	{ "fr", "mardi 24~novembre", "mardi 1er~décembre 2026", "24~nov.", "01/12/2026",
	  "14~h~35", "8~h", "mardi 24~novembre 2026 à 14~h~05", "1~234~567", "−1,5", "1,2~km", "350~m", "a, b et c",
	  { "il y a 1 jour", "il y a 2 jours", "il y a 5 jours", "il y a 21 jours" }, "dans 1~h~23", "03~21~00~00~00" },
	{ "fr-simple", "mardi 24~novembre", "mardi 1er~décembre 2026", "24~novembre", "01/12/2026",
	  "14~h~35", "8~h", "mardi 24~novembre 2026 à~14~h~05", "1~234~567", "−1,5", "1,2~km", "350~mètres", "a, b et c",
	  { "il y a 1 jour", "il y a 2 jours", "il y a 5 jours", "il y a 21 jours" }, "dans 1~h~23", "03~21~00~00~00" },
	{ "en", "Tuesday 24~November", "Tuesday 1~December 2026", "24~Nov", "01/12/2026",
	  "14:35", "8:00", "Tuesday 24~November 2026 at 14:05", "1,234,567", "−1.5", "1.2~km", "350~m", "a, b and c",
	  { "1 day ago", "2 days ago", "5 days ago", "21 days ago" }, "in 1~h~23~min", "+33~3~21~00~00~00" },
	{ "ar", "الثلاثاء 24~نوفمبر", "الثلاثاء 1~ديسمبر 2026", "24~نوفمبر", "01/12/2026",
	  "14:35", "8:00", "الثلاثاء 24~نوفمبر 2026، الساعة 14:05", "1~234~567", "\u200E−1,5", "1,2~كم", "350~مترًا",
	  "\u200F\u200Ea\u200E، \u200Eb\u200E و\u200Ec\u200E",
	  { "منذ يوم واحد", "منذ يومين", "منذ 5 أيام", "منذ 21 يومًا" }, "بعد ساعة~و23~دقيقة", "\u200E+33~3~21~00~00~00" },
	{ "es", "martes 24~de~noviembre", "martes 1~de~diciembre de 2026", "24~nov.", "01/12/2026",
	  "14:35", "8:00", "martes 24~de~noviembre de 2026 a~las~14:05", "1~234~567", "−1,5", "1,2~km", "350~metros", "a, b y c",
	  { "hace 1 día", "hace 2 días", "hace 5 días", "hace 21 días" }, "en 1~hora~23~min", "+33~3~21~00~00~00" },
	{ "pt", "terça-feira, 24~de~novembro", "terça-feira, 1~de~dezembro de 2026", "24~nov.", "01/12/2026",
	  "14:35", "8:00", "terça-feira, 24~de~novembro de 2026 às~14:05", "1~234~567", "−1,5", "1,2~km", "350~metros", "a, b e c",
	  { "há 1 dia", "há 2 dias", "há 5 dias", "há 21 dias" }, "daqui a 1~hora~23~min", "+33~3~21~00~00~00" },
	{ "it", "martedì 24~novembre", "martedì 1º~dicembre 2026", "24~nov", "01/12/2026",
	  "14:35", "8:00", "martedì 24~novembre 2026 alle~14:05", "1.234.567", "−1,5", "1,2~km", "350~metri", "a, b e c",
	  { "1 giorno fa", "2 giorni fa", "5 giorni fa", "21 giorni fa" }, "fra 1~ora~23~min", "+33~3~21~00~00~00" },
	{ "de", "Dienstag, 24.~November", "Dienstag, 1.~Dezember 2026", "24.~Nov.", "01.12.2026",
	  "14:35", "8~Uhr", "Dienstag, 24.~November 2026 um~14:05", "1.234.567", "−1,5", "1,2~km", "350~Meter", "a, b und c",
	  { "vor 1 Tag", "vor 2 Tagen", "vor 5 Tagen", "vor 21 Tagen" }, "in 1~Stunde~23~Minuten", "+33~3~21~00~00~00" },
	{ "pl", "wtorek, 24~listopada", "wtorek, 1~grudnia 2026", "24~lis", "01.12.2026",
	  "14:35", "8:00", "wtorek, 24~listopada 2026 o~14:05", "1~234~567", "−1,5", "1,2~km", "350~metrów", "a, b i~c",
	  { "1 dzień temu", "2 dni temu", "5 dni temu", "21 dni temu" }, "za 1~godzinę~23~min", "+33~3~21~00~00~00" },
	{ "nl", "dinsdag 24~november", "dinsdag 1~december 2026", "24~nov.", "01-12-2026",
	  "14:35", "8~uur", "dinsdag 24~november 2026 om~14:05", "1.234.567", "−1,5", "1,2~km", "350~meter", "a, b en c",
	  { "1 dag geleden", "2 dagen geleden", "5 dagen geleden", "21 dagen geleden" }, "over 1~uur~en~23~minuten", "+33~3~21~00~00~00" },
	{ "tr", "24~Kasım Salı", "1~Aralık 2026 Salı", "24~Kas", "01.12.2026",
	  "14:35", "8:00", "24~Kasım 2026 Salı, saat~14:05", "1.234.567", "−1,5", "1,2~kilometre", "350~metre", "a, b ve c",
	  { "1 gün önce", "2 gün önce", "5 gün önce", "21 gün önce" }, "1~saat~23~dakika sonra", "+33~3~21~00~00~00" },
	{ "uk", "вівторок, 24~листопада", "вівторок, 1~грудня 2026 року", "24~лист.", "01.12.2026",
	  "14:35", "8:00", "вівторок, 24~листопада 2026 року, 14:05", "1~234~567", "−1,5", "1,2~км", "350~метрів", "a, b і c",
	  { "1 день тому", "2 дні тому", "5 днів тому", "21 день тому" }, "через 1~годину~23~хв", "+33~3~21~00~00~00" },
};

/* WANT with ~ as U+00A0. */
static void assert_says(const char *lang, const char *said, const char *want)
{
	struct strbuf text = STRBUF_INIT;

	for (; *want; want++)
		if (*want == '~')
			strbuf_add(&text, "\u00A0");
		else
			strbuf_addc(&text, *want);
	if (!streq(said, strbuf_str(&text)))
		fail_msg("%s: \"%s\" instead of \"%s\"", lang, said, strbuf_str(&text));
	strbuf_done(&text);
}

static void each_language_writes_dates_and_times_its_own_way(void **state)
{
	int64_t tuesday = civil_days(2026, 11, 24);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		const struct language *l = &languages[i];

		assert_says(l->lang, fmt_date(arena, l->lang, tuesday), l->date);
		assert_says(l->lang, fmt_date_year(arena, l->lang, tuesday + 7), l->first);
		assert_says(l->lang, fmt_date_short(arena, l->lang, tuesday), l->brief);
		assert_says(l->lang, fmt_date_digits(arena, l->lang, tuesday + 7), l->digits);
		assert_says(l->lang, fmt_time(arena, l->lang, 14, 35), l->clock);
		assert_says(l->lang, fmt_time(arena, l->lang, 8, 0), l->hour);
		assert_says(l->lang, fmt_date_time(arena, l->lang, NULL, tuesday * DAY_US + 14 * HOUR_US + 5 * MINUTE_US), l->moment);
	}
}

static void each_language_writes_numbers_and_distances_its_own_way(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		const struct language *l = &languages[i];

		assert_says(l->lang, fmt_number(arena, l->lang, 1234567), l->number);
		assert_says(l->lang, fmt_number(arena, l->lang, 2026), "2026");
		assert_says(l->lang, fmt_decimal(arena, l->lang, -1.50, 2), l->decimal);
		assert_says(l->lang, fmt_distance(arena, l->lang, 1234), l->far);
		assert_says(l->lang, fmt_distance(arena, l->lang, 347), l->near);
		assert_says(l->lang, fmt_list(arena, l->lang, (const char *const[]){ "a", "b", "c" }, 3), l->list);
		assert_says(l->lang, fmt_phone(arena, l->lang, "+33321000000"), l->phone);
		assert_says(l->lang, fmt_phone(arena, l->lang, "0321000000"), "03~21~00~00~00");
	}
}

static void each_language_counts_with_its_own_plurals(void **state)
{
	static const int64_t days[] = { 1, 2, 5, 21 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
		const struct language *l = &languages[i];

		for (size_t n = 0; n < ARRAY_LEN(days); n++)
			assert_says(l->lang, trnf(arena, l->lang, "ago.days", days[n], NULL), l->ago[n]);
		assert_says(l->lang, fmt_in(arena, l->lang, 83 * MINUTE_US), l->in);
	}
}

static void every_language_on_offer_is_in_the_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < LANGS_LEN; i++) {
		bool found = false;

		for (size_t j = 0; j < ARRAY_LEN(languages) && !found; j++)
			found = streq(languages[j].lang, langs[i].code);
		if (lang_offered(&langs[i]) && !found)
			fail_msg("%s is offered; say here how it writes dates and numbers", langs[i].code);
	}
}

static void a_line_may_begin_with_any_word_as_a_capital(void **state)
{
	static const char *const pairs[][2] = {
		{ "mardi", "Mardi" }, { "été", "Été" }, { "środa", "Środa" }, { "żaden", "Żaden" }, { "łódź", "Łódź" }, { "œuvre", "Œuvre" },
		{ "četvrtek", "Četvrtek" }, { "вівторок", "Вівторок" }, { "їжак", "Їжак" }, { "єдиний", "Єдиний" }, { "ґанок", "Ґанок" },
		{ "şubat", "Şubat" }, { "ığdır", "Iğdır" }, { "ÿ", "ÿ" }, { "Salı", "Salı" }, { "الثلاثاء", "الثلاثاء" }, { "24", "24" },
		{ "", "" }, { "ß", "ß" }, { "Şubat", "Şubat" }, { "Żaden", "Żaden" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		assert_string_equal(fmt_capital(arena, pairs[i][0]), pairs[i][1]);
}

/* Within a sentence that runs from the right: U+200E around what does not, U+200F where the sentence would begin with it. */
static void names_in_latin_letters_stay_whole_within_arabic(void **state)
{
	(void)state;
	assert_string_equal(trf(arena, "ar", "place.today", "day", "الثلاثاء", NULL), "الثلاثاء، اليوم");
	assert_string_equal(trf(arena, "ar", "ticket.phone", "phone", fmt_phone(arena, "ar", "0321000000"), NULL),
	                    "الهاتف 03\u00A021\u00A000\u00A000\u00A000");
	assert_string_equal(trf(arena, "ar", "thread.number", "number", "KFTJ (B)", NULL), "الطلب \u200EKFTJ (B)\u200E");
	assert_string_equal(trf(arena, "ar", "form.optional", "label", "Nom", NULL), "\u200F\u200ENom\u200E (إذا أردتم)");
	/* All of it from the left: nothing to turn. */
	assert_string_equal(trf(arena, "ar", "hours.note", "text", "Fermé", "note", "vacances", NULL),
	                    "\u200EFermé\u200E. \u200Evacances\u200E");
	assert_string_equal(trf(arena, "en", "form.optional", "label", "Nom", NULL), "Nom (optional)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_language_writes_dates_and_times_its_own_way),
		cmocka_unit_test(each_language_writes_numbers_and_distances_its_own_way),
		cmocka_unit_test(each_language_counts_with_its_own_plurals),
		cmocka_unit_test(every_language_on_offer_is_in_the_table),
		cmocka_unit_test(a_line_may_begin_with_any_word_as_a_capital),
		cmocka_unit_test(names_in_latin_letters_stay_whole_within_arabic),
	};

	return cmocka_run_group_tests(tests, arena_up, arena_down);
}
