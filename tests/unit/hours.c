#include "common/domain/hours.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/clock.h"

static struct arena *arena;
static struct zone *paris;

static int up(void **state)
{
	struct err err;

	(void)state;
	arena = arena_new();
	return zone_open("Europe/Paris", &paris, &err) ? 0 : -1;
}

static int down(void **state)
{
	(void)state;
	zone_close(paris);
	arena_free(arena);
	return 0;
}

static struct hours_place place_of(const char *text)
{
	struct hours_place place = { .zone = paris, .holidays_fr = true };
	struct err err = { .text = "" };

	if (!hours_parse(arena, text, &place.hours, &err))
		fail_msg("%s: %s", text, err.text);
	return place;
}

/* "2026-11-24 14:35" in Paris */
static int64_t at(const char *text)
{
	struct civil c = { .year = 0 };

	assert_int_equal(sscanf(text, "%d-%d-%d %d:%d", &c.year, &c.month, &c.day, &c.hour, &c.minute), 5);
	return civil_to_time(paris, &c);
}

static const char *says(const char *hours, const char *now)
{
	struct hours_place place = place_of(hours);

	return opening_sentence(arena, "fr", &place, at(now));
}

static bool open_at(const char *hours, const char *now)
{
	struct hours_place place = place_of(hours);

	return hours_at(&place, at(now)).state == OPEN_YES;
}

#define OFFICE "Mo-Fr 08:30-12:00,13:30-17:30; Sa 09:00-12:00; PH off"

static void a_sentence_says_open_or_closed_and_until_when(void **state)
{
	(void)state;
	/* 24 November 2026 is a Tuesday */
	assert_string_equal(says(OFFICE, "2026-11-24 14:35"), "Ouvert, ferme à 17\u00A0h\u00A030");
	assert_string_equal(says(OFFICE, "2026-11-24 12:00"), "Fermé, ouvre à 13\u00A0h\u00A030");
	assert_string_equal(says(OFFICE, "2026-11-24 08:29"), "Fermé, ouvre à 8\u00A0h\u00A030");
	assert_string_equal(says(OFFICE, "2026-11-24 08:30"), "Ouvert, ferme à 12\u00A0h");
	assert_string_equal(says(OFFICE, "2026-11-24 17:30"), "Fermé, ouvre demain à 8\u00A0h\u00A030");
	assert_string_equal(says(OFFICE, "2026-11-28 12:30"), "Fermé, ouvre lundi à 8\u00A0h\u00A030");
	assert_string_equal(says("24/7", "2026-11-28 12:30"), "Ouvert jour et nuit");
	assert_string_equal(says("off", "2026-11-28 12:30"), "Fermé");
	assert_string_equal(says("Dec 03 10:00-12:00", "2026-11-24 12:30"), "Fermé, ouvre jeudi 3\u00A0décembre à 10\u00A0h");
	assert_string_equal(says("Mo-Fr 09:00-12:00 \"sur rendez-vous\"", "2026-11-24 09:30"),
			    "Ouvert, ferme à 12\u00A0h. sur rendez-vous");
	assert_string_equal(says("Mo-Su 18:00+", "2026-11-24 19:30"), "Ouvert");
}

static void nights_belong_to_the_evening_before(void **state)
{
	(void)state;
	assert_string_equal(says("Tu-Sa 18:00-02:00", "2026-11-24 22:00"), "Ouvert, ferme à 2\u00A0h");
	assert_string_equal(says("Tu-Sa 18:00-02:00", "2026-11-25 01:00"), "Ouvert, ferme à 2\u00A0h");
	assert_string_equal(says("Tu-Sa 18:00-00:00", "2026-11-24 22:00"), "Ouvert, ferme à minuit");
	assert_true(open_at("Sa 20:00-03:00", "2026-11-29 02:59"));
	assert_false(open_at("Sa 20:00-03:00", "2026-11-29 03:00"));
	assert_true(open_at("Sa 20:00-26:00", "2026-11-29 01:59"));
	assert_string_equal(says("Mo-Fr 00:00-24:00", "2026-11-24 22:00"), "Ouvert, ferme vendredi à minuit");
}

static void public_holidays_close_or_are_said_to_be_uncertain(void **state)
{
	struct hours_place place = place_of("Mo-Fr 08:00-18:00");
	struct opening opening = hours_at(&place, at("2026-12-25 10:00"));

	(void)state;
	assert_string_equal(says(OFFICE, "2026-12-25 10:00"), "Fermé, jour férié. Ouvre demain à 9\u00A0h");
	assert_int_equal(opening.state, OPEN_UNKNOWN);
	assert_true(opening.unsure);
	assert_string_equal(opening_sentence(arena, "fr", &place, at("2026-12-25 10:00")), "Jour férié, horaires à vérifier");
	assert_string_equal(says("24/7", "2026-12-25 10:00"), "Ouvert jour et nuit");
	assert_true(open_at("PH,Mo-Su 10:00-22:00", "2026-12-25 10:00"));
	assert_false(open_at("Mo-Su 10:00-22:00; PH closed", "2026-12-25 10:00"));
	/* a promise of opening does not fall on such a day either: 25 December 2026 is a Friday */
	assert_string_equal(says("Mo-Fr 08:00-18:00", "2026-12-24 20:00"), "Fermé, ouvre lundi à 8\u00A0h");
	place.holidays_fr = false;
	assert_int_equal(hours_at(&place, at("2026-12-25 10:00")).state, OPEN_YES);
}

static void closures_of_the_town_are_stronger_than_the_hours(void **state)
{
	const struct hours *short_day;
	struct err err;
	int64_t monday = civil_days(2026, 11, 23);
	struct closure_days closures[] = {
		{ .first = monday, .last = monday + 4, .reason = "Fermeture pour travaux" },
		{ .first = monday + 1, .last = monday + 1, .reason = "Ouverture exceptionnelle" },
	};
	struct hours_place place = place_of(OFFICE);
	struct hours_row rows[7];

	(void)state;
	assert_true(hours_parse(arena, "10:00-11:00", &short_day, &err));
	closures[1].hours = short_day;
	place.closures = closures;
	place.n_closures = 2;
	assert_string_equal(opening_sentence(arena, "fr", &place, at("2026-11-23 09:00")),
			    "Fermé, ouvre demain à 10\u00A0h. Fermeture pour travaux");
	assert_string_equal(opening_sentence(arena, "fr", &place, at("2026-11-24 10:30")),
			    "Ouvert, ferme à 11\u00A0h. Ouverture exceptionnelle");
	assert_string_equal(opening_sentence(arena, "fr", &place, at("2026-11-24 11:30")),
			    "Fermé, ouvre samedi à 9\u00A0h. Ouverture exceptionnelle");
	assert_int_equal(hours_week(arena, "fr", &place, monday, monday + 1, rows), 7);
	assert_string_equal(rows[0].text, "Fermé (Fermeture pour travaux)");
	assert_string_equal(rows[1].text, "10\u00A0h\u00A0– 11\u00A0h (Ouverture exceptionnelle)");
	assert_true(rows[1].today && rows[1].exceptional && !rows[5].exceptional);
	assert_string_equal(rows[5].day, "samedi");
	assert_string_equal(rows[5].text, "9\u00A0h\u00A0– 12\u00A0h");
	assert_string_equal(rows[6].text, "Fermé");
	/* even a place whose hours nobody can read is closed when the town says so */
	place.hours = NULL;
	assert_int_equal(hours_at(&place, at("2026-11-23 09:00")).state, OPEN_NO);
	assert_int_equal(hours_at(&place, at("2026-11-30 09:00")).state, OPEN_UNKNOWN);
	assert_null(opening_sentence(arena, "fr", &place, at("2026-11-30 09:00")));
}

static void a_week_reads_as_a_table(void **state)
{
	struct hours_place place = place_of("Mo-Fr 08:30-12:00,13:30-17:30; Sa 00:00-24:00; PH off");
	struct hours_row rows[7];

	(void)state;
	assert_int_equal(hours_week(arena, "fr", &place, civil_days(2026, 11, 9), 0, rows), 7);
	assert_string_equal(rows[0].text, "8\u00A0h\u00A030\u00A0– 12\u00A0h, 13\u00A0h\u00A030\u00A0– 17\u00A0h\u00A030");
	assert_string_equal(rows[2].text, "Fermé (jour férié)"); /* 11 November */
	assert_string_equal(rows[5].text, "Jour et nuit");
	assert_string_equal(rows[6].text, "Fermé");
}

static void seasons_weeks_and_nth_weekdays_are_understood(void **state)
{
	(void)state;
	assert_true(open_at("Apr 01-Oct 24: Mo-Su 08:00-19:30; Oct 25-Mar 31: Mo-Su 08:00-17:00", "2026-06-01 19:00"));
	assert_false(open_at("Apr 01-Oct 24: Mo-Su 08:00-19:30; Oct 25-Mar 31: Mo-Su 08:00-17:00", "2026-01-02 19:00"));
	assert_true(open_at("Oct-Mar: Su 10:00-18:00", "2027-01-03 12:00"));
	assert_false(open_at("Oct-Mar: Su 10:00-18:00", "2026-06-07 12:00"));
	assert_false(open_at("10:00-18:00; Dec 24, 25, 31 off; Jan 01 off", "2026-12-24 12:00"));
	assert_false(open_at("10:00-18:00; Dec 24, 25, 31 off; Jan 01 off", "2026-12-31 12:00"));
	assert_true(open_at("10:00-18:00; Dec 24-26 off", "2026-12-28 12:00"));
	assert_false(open_at("10:00-18:00; Dec 24-26 off", "2026-12-26 12:00"));
	assert_true(open_at("Sa[1] 10:00-12:00", "2026-12-05 11:00"));
	assert_false(open_at("Sa[1] 10:00-12:00", "2026-12-12 11:00"));
	assert_true(open_at("Fr[-1] 10:00-12:00", "2026-11-27 11:00"));
	assert_true(open_at("Sa[1,3] 10:00-12:00", "2026-12-19 11:00"));
	assert_true(open_at("week 01-53/2 We 10:00-12:00", "2026-12-30 11:00")); /* ISO week 53 */
	assert_false(open_at("week 01-53/2 We 10:00-12:00", "2026-12-23 11:00"));
	assert_true(open_at("2026 Jul 01-2026 Aug 31: Mo-Fr 10:00-12:00", "2026-07-06 11:00"));
	assert_false(open_at("2026 Jul 01-2026 Aug 31: Mo-Fr 10:00-12:00", "2027-07-06 11:00"));
	assert_false(open_at("Mo-Su,PH 08:00-20:00; easter off", "2026-04-05 11:00"));
	assert_true(open_at("Mo-Su,PH 08:00-20:00; easter -2 days off", "2026-04-05 11:00"));
	assert_false(open_at("Mo-Su,PH 08:00-20:00; easter -2 days off", "2026-04-03 11:00"));
}

static void what_people_really_write_is_understood(void **state)
{
	(void)state;
	assert_true(open_at("Mo - Fr 8:00 - 17.30", "2026-11-24 17:15"));
	assert_true(open_at("Mo, We-Su 12:00-22:00", "2026-11-26 13:00"));
	assert_false(open_at("Mo, We-Su 12:00-22:00", "2026-11-24 13:00"));
	assert_true(open_at("Tue-Fri 13:00-18:30, Sat 12:00-17:30", "2026-11-28 13:00"));
	assert_true(open_at("Mo-fr 14:00-17:00", "2026-11-24 14:00"));
	assert_true(open_at("Mo-Su 11:30-14:30 18:00-22:00", "2026-11-24 19:00"));
	assert_true(open_at("Apr-Oct Tu-Su, PH10:00-18:00", "2026-05-05 10:00"));
	assert_true(open_at("Mo-Fr,SH 08:00-18:00", "2026-11-24 10:00"));
	assert_false(open_at("Mo-Fr 08:00-18:00; SH Mo-Fr 08:00-20:00", "2026-11-24 19:00"));
	/* a comma adds, a semicolon replaces */
	assert_true(open_at("Mo-Fr 08:00-12:00, Fr 14:00-18:00", "2026-11-27 09:00"));
	assert_false(open_at("Mo-Fr 08:00-12:00; Fr 14:00-18:00", "2026-11-27 09:00"));
	/* a fallback holds where nothing else was said */
	assert_true(open_at("Mo-Fr 08:00-12:00 || Sa 09:00-10:00", "2026-11-28 09:30"));
	assert_false(open_at("Mo-Sa 08:00-09:00 || Sa 09:00-10:00", "2026-11-28 09:30"));
}

static void what_cannot_be_read_is_unknown_and_never_guessed(void **state)
{
	static const char *const texts[] = {
		"", "Sur rendez-vous", "\"sur rendez-vous\"", "Mo-Fr", "daily", "Tu-Fr 10:00-12:00; 17:00-19:00", "Mo-Fr 8h-12h",
		"Mo-Fr 08:00-12:00 | 14:00-18:00", "Mo-Fr 25:61-12:00", "Mo-Fr 08:00", "sunrise-sunset", "Mo-Xx 08:00-12:00",
		"Mo[0] 08:00-12:00", "Mo[1 08:00-12:00", "week 54 08:00-12:00", "\"no end", "SH Tu-Fr 12:00-14:00", ";", ",", "||",
		"Jan-", "-", "Mo-Fr 08:00-12:00;;Sa", "\xff\xff", "99999999999999999999", "2026", "Mo-Fr 08:00-12:00,",
		"Mo-Fr 08:00-60:00", "easter",
	};
	struct hours_place place = { .zone = paris };
	struct hours_row rows[7];
	char longest[4000];
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		if (hours_parse(arena, texts[i], &place.hours, &err))
			fail_msg("\"%s\" was read", texts[i]);
		assert_int_equal(hours_at(&place, at("2026-11-24 10:00")).state, OPEN_UNKNOWN);
		assert_int_equal(hours_week(arena, "fr", &place, 20000, 20000, rows), 0);
	}
	memset(longest, 'M', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_false(hours_parse(arena, longest, &place.hours, &err));
	assert_false(hours_parse(arena, NULL, &place.hours, &err));
	assert_string_equal(hours_as_written(arena, "\"Sur rendez-vous\""), "Sur rendez-vous");
}

static void no_text_whatever_breaks_the_parser(void **state)
{
	static const char pieces[][12] = { "Mo", "-", "Fr", " ", ",", "08:00", "-12:00", ";", "||", "PH", "SH", "off", "[1]", "Jan",
					   "24", "2026", "week", "easter", "\"x\"", "+", "24/7", "/2", ":", "closed", "\xC2\xA0" };
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct hours_place place = { .zone = paris, .holidays_fr = true };
		struct arena *own = arena_new();
		char text[200] = "";
		size_t len = 0;
		struct err err;

		for (int i = 0; i < 10; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", pieces[(seed >> 33) % ARRAY_LEN(pieces)]);
		}
		if (hours_parse(own, text, &place.hours, &err)) {
			struct opening opening = hours_at(&place, at("2026-11-24 10:00") + (int64_t)(seed >> 44) * MINUTE_US);

			assert_true(opening.state != OPEN_UNKNOWN || opening.unsure);
		}
		arena_free(own);
	}
}

static void the_hour_that_is_skipped_or_doubled_moves_no_closing_time(void **state)
{
	struct hours_place place = place_of("Sa 22:00-08:00");
	struct opening opening = hours_at(&place, at("2026-10-24 23:00"));

	(void)state;
	assert_int_equal(opening.change_at, at("2026-10-25 08:00"));
	opening = hours_at(&place, at("2026-03-28 23:00"));
	assert_int_equal(opening.change_at, at("2026-03-29 08:00"));
	assert_int_equal(opening.change_at - at("2026-03-28 23:00"), 8 * HOUR_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sentence_says_open_or_closed_and_until_when),
		cmocka_unit_test(nights_belong_to_the_evening_before),
		cmocka_unit_test(public_holidays_close_or_are_said_to_be_uncertain),
		cmocka_unit_test(closures_of_the_town_are_stronger_than_the_hours),
		cmocka_unit_test(a_week_reads_as_a_table),
		cmocka_unit_test(seasons_weeks_and_nth_weekdays_are_understood),
		cmocka_unit_test(what_people_really_write_is_understood),
		cmocka_unit_test(what_cannot_be_read_is_unknown_and_never_guessed),
		cmocka_unit_test(no_text_whatever_breaks_the_parser),
		cmocka_unit_test(the_hour_that_is_skipped_or_doubled_moves_no_closing_time),
	};

	return cmocka_run_group_tests(tests, up, down);
}
