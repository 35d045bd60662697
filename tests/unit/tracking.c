#include "common/domain/tracking.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/text/tr.h"

enum { ROUNDS = 400 };

/* The same numbers in every run. */
static void fill_fixed(void *ctx, void *out, size_t len)
{
	uint64_t *state = ctx;

	for (size_t i = 0; i < len; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		((unsigned char *)out)[i] = (unsigned char)(*state >> 33);
	}
}

static struct rng fixed_rng(uint64_t *state)
{
	return (struct rng){ .fill = fill_fixed, .ctx = state };
}

static bool among(const struct tracking *list, size_t n, const struct tracking *number)
{
	for (size_t i = 0; i < n; i++)
		if (streq(list[i].text, number->text))
			return true;
	return false;
}

/* BAD has a mistake, and NUMBER is among what is proposed; every proposal is a number itself. */
static void assert_corrects(const char *bad, const struct tracking *number)
{
	struct tracking_reading reading = tracking_read(bad);
	struct tracking list[TRACKING_CORRECTIONS];
	size_t n;

	assert_int_not_equal(reading.verdict, TRACKING_OK);
	n = tracking_corrections(&reading, list);
	assert_true(among(list, n, number));
	for (size_t i = 0; i < n; i++)
		assert_true(tracking_valid(list[i].text));
}

static void a_number_is_its_own_letters_and_nothing_else(void **state)
{
	uint64_t seed = 1;
	struct rng rng = fixed_rng(&seed);

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct tracking number = tracking_make(&rng);
		struct tracking_reading reading = tracking_read(number.text);

		assert_true(tracking_valid(number.text));
		assert_int_equal(strspn(number.text, TRACKING_ALPHABET), TRACKING_LEN);
		assert_int_equal(reading.verdict, TRACKING_OK);
		assert_string_equal(reading.number.text, number.text);
	}
	assert_false(tracking_valid("BBBB"));
	assert_false(tracking_valid("kftjbxpclvrhdnsg"));
	assert_false(tracking_valid(NULL));
}

static void every_wrong_letter_is_noticed_and_can_be_put_right(void **state)
{
	uint64_t seed = 2;
	struct rng rng = fixed_rng(&seed);

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct tracking number = tracking_make(&rng);

		for (int at = 0; at < TRACKING_LEN; at++) {
			for (const char *letter = TRACKING_ALPHABET; *letter; letter++) {
				struct tracking bad = number;

				bad.text[at] = *letter;
				if (*letter != number.text[at])
					assert_corrects(bad.text, &number);
			}
		}
	}
}

static void every_swap_of_two_letters_is_noticed(void **state)
{
	uint64_t seed = 3;
	struct rng rng = fixed_rng(&seed);

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct tracking number = tracking_make(&rng);

		for (int a = 0; a < TRACKING_LEN; a++) {
			for (int b = a + 1; b < TRACKING_LEN; b++) {
				struct tracking bad = number;

				bad.text[a] = number.text[b];
				bad.text[b] = number.text[a];
				if (bad.text[a] == bad.text[b])
					continue;
				assert_int_equal(tracking_read(bad.text).verdict, TRACKING_CHECK);
				if (b == a + 1)
					assert_corrects(bad.text, &number);
			}
		}
	}
}

static void a_letter_too_few_or_too_many_can_be_put_right(void **state)
{
	uint64_t seed = 4;
	struct rng rng = fixed_rng(&seed);

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct tracking number = tracking_make(&rng);
		char text[TRACKING_TEXT + 1];

		for (int at = 0; at < TRACKING_LEN; at++) {
			snprintf(text, sizeof(text), "%.*s%s", at, number.text, number.text + at + 1);
			assert_corrects(text, &number);
			snprintf(text, sizeof(text), "%.*s%c%s", at, number.text, TRACKING_ALPHABET[round % 17], number.text + at);
			assert_int_equal(tracking_read(text).verdict, TRACKING_LONG);
			assert_corrects(text, &number);
			snprintf(text, sizeof(text), "%s", number.text);
			text[at] = 'E';
			assert_int_equal(tracking_read(text).verdict, TRACKING_LETTER);
			assert_corrects(text, &number);
		}
	}
}

static void a_number_is_read_however_it_is_typed_or_scanned(void **state)
{
	uint64_t seed = 5;
	struct rng rng = fixed_rng(&seed);
	struct tracking number = tracking_make(&rng);
	struct arena *arena = arena_new();
	char *lower = arena_strdup(arena, number.text), *spaced = arena_strdup(arena, "");
	char grouped[TRACKING_GROUPED];
	const char *texts[11];

	(void)state;
	tracking_group(&number, grouped);
	assert_int_equal(strlen(grouped), 19);
	for (int i = 0; i < TRACKING_LEN; i++) {
		lower[i] = (char)(lower[i] + 32);
		spaced = arena_printf(arena, "%s%c ", spaced, lower[i]);
	}
	texts[0] = grouped;
	texts[1] = lower;
	texts[2] = spaced;
	texts[3] = arena_printf(arena, " %s\r\n", number.text);
	texts[4] = arena_printf(arena, "%.4s-%.4s-%.4s-%s", number.text, number.text + 4, number.text + 8, number.text + 12);
	texts[5] = arena_printf(arena, "%.8s\u00A0%s", number.text, number.text + 8);
	texts[6] = arena_printf(arena, "https://demarches.valbrune.example/s/%s", number.text);
	texts[7] = arena_printf(arena, "https://demarches.valbrune.example/s/%s\n", lower);
	/* the same as a US-layout scanner types it on AZERTY, then with Caps Lock on */
	texts[8] = arena_printf(arena, "httpsM!!de,qrches:vqlbrune:exq,ple!s!%s", number.text);
	texts[9] = arena_printf(arena, "HTTPSm§§DE?QRCHES/VQLBRUNE/EXQ?PLE§S§%s", lower);
	texts[10] = arena_printf(arena, "Numéro de suivi : %s", grouped);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct tracking_reading reading = tracking_read(texts[i]);

		assert_int_equal(reading.verdict, TRACKING_OK);
		assert_string_equal(reading.number.text, number.text);
		assert_true(tracking_looks_like(texts[i]));
	}
	/* an address that ends in 17 letters is no number's, whatever its last 16 are */
	assert_int_not_equal(tracking_read(arena_printf(arena, "https://demarches.example/s/B%s", number.text)).verdict, TRACKING_OK);
	assert_string_equal(tracking_link(arena, "https://demarches.example/", &number),
			    arena_printf(arena, "https://demarches.example/s/%s", number.text));
	arena_free(arena);
}

static void each_mistake_has_its_own_verdict(void **state)
{
	struct tracking_reading reading;
	char many[10001];

	(void)state;
	assert_int_equal(tracking_read("").verdict, TRACKING_SHORT);
	reading = tracking_read("KFTJ BX");
	assert_int_equal(reading.verdict, TRACKING_SHORT);
	assert_int_equal(reading.count, 6);
	reading = tracking_read("kftj eXPC");
	assert_int_equal(reading.verdict, TRACKING_LETTER);
	assert_string_equal(reading.wrong, "E");
	reading = tracking_read("KFTJ é");
	assert_int_equal(reading.verdict, TRACKING_LETTER);
	assert_string_equal(reading.wrong, "é");
	memset(many, 'B', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	assert_int_equal(tracking_read(many).verdict, TRACKING_LONG);
	assert_int_equal(tracking_read("\xff\xfe\x80").verdict, TRACKING_LETTER);
	assert_false(tracking_looks_like("poubelle"));
	assert_false(tracking_looks_like("rue des Tisserands"));
	assert_false(tracking_looks_like("lampadaire en panne"));
	assert_true(tracking_looks_like("KFTJ BXPC LVRH DNS"));
}

static void a_number_is_spelled_letter_by_letter(void **state)
{
	struct tracking number = { .text = "BCDFGHJKLNPRSTVX" };
	struct arena *arena = arena_new();

	(void)state;
	assert_true(starts_with(tracking_spell(arena, "fr", &number), "B comme Bernard, C comme Camille, "));
	/* It begins with the letter; in another script with the letter's name. No two sound alike. */
	for (const char *letter = TRACKING_ALPHABET; *letter; letter++)
		for (size_t i = 0; i < LANGS_LEN; i++) {
			const char *words = tracking_spell_letter(langs[i].code, *letter);

			if (langs[i].rtl || streq(langs[i].code, "uk"))
				assert_true((unsigned char)*words >= 0x80);
			else
				assert_int_equal(*words, *letter);
			for (const char *other = TRACKING_ALPHABET; other < letter; other++)
				assert_string_not_equal(words, tracking_spell_letter(langs[i].code, *other));
		}
	assert_string_equal(tracking_group_typed(arena, "kftjbé x"), "KFTJ BéX");
	arena_free(arena);
}

static void an_address_that_no_telephone_opens_is_none(void **state)
{
	static const char *const none[] = { "", "www.ville.example", "ftp://v.example", "https://", "https:///s", "https://v.example/a b", "https://v\n", "https://é.example",
		                            "javascript://v", "https://v\"><b" };

	(void)state;
	assert_true(tracking_web_valid("https://demarches.example/"));
	assert_true(tracking_web_valid("http://10.0.0.2:8620"));
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		if (tracking_web_valid(none[i]))
			fail_msg("%s", none[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_its_own_letters_and_nothing_else),
		cmocka_unit_test(every_wrong_letter_is_noticed_and_can_be_put_right),
		cmocka_unit_test(every_swap_of_two_letters_is_noticed),
		cmocka_unit_test(a_letter_too_few_or_too_many_can_be_put_right),
		cmocka_unit_test(a_number_is_read_however_it_is_typed_or_scanned),
		cmocka_unit_test(each_mistake_has_its_own_verdict),
		cmocka_unit_test(a_number_is_spelled_letter_by_letter),
		cmocka_unit_test(an_address_that_no_telephone_opens_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
