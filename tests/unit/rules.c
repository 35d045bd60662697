#include "common/domain/alert.h"
#include "common/domain/deadline.h"
#include "common/domain/geo.h"
#include "common/domain/names.h"
#include "common/domain/waste.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/clock.h"
#include "common/text/tr.h"

static int64_t next_after(const struct waste_rule *rule, int64_t from)
{
	int64_t day = 0;

	assert_true(waste_next(rule, from, &day));
	return day;
}

static void bins_are_collected_on_their_weekday_in_their_weeks(void **state)
{
	/* 1 September 2026 is a Tuesday: its week is the first, its Monday is over */
	struct waste_rule weekly = { .weekday = 1, .every_weeks = 1, .first_day = civil_days(2026, 9, 1) };
	struct waste_rule fortnight = { .weekday = 4, .every_weeks = 2, .first_day = civil_days(2026, 9, 1) };
	struct waste_rule monthly = { .weekday = 3, .every_weeks = 0, .first_day = civil_days(2026, 9, 1) };
	struct waste_rule none = { .weekday = 8, .every_weeks = 1 };
	int64_t day;

	(void)state;
	assert_int_equal(next_after(&weekly, civil_days(2026, 11, 24)), civil_days(2026, 11, 30));
	assert_int_equal(next_after(&weekly, civil_days(2026, 11, 30)), civil_days(2026, 11, 30));
	assert_int_equal(next_after(&weekly, civil_days(2026, 1, 1)), civil_days(2026, 9, 7));
	assert_int_equal(next_after(&fortnight, civil_days(2026, 9, 1)), civil_days(2026, 9, 3));
	assert_int_equal(next_after(&fortnight, civil_days(2026, 9, 4)), civil_days(2026, 9, 17));
	assert_int_equal(next_after(&monthly, civil_days(2026, 12, 2)), civil_days(2026, 12, 2));
	assert_int_equal(next_after(&monthly, civil_days(2026, 12, 3)), civil_days(2027, 1, 6));
	assert_false(waste_next(&none, 0, &day));
	none.weekday = 0;
	assert_false(waste_next(&none, 0, &day));
	for (int64_t from = 20000; from < 20800; from++) {
		day = next_after(&fortnight, from);
		assert_int_equal(civil_from_days(day).weekday, 3);
		assert_true(day >= from && (day < from + 14 || from < fortnight.first_day));
	}
}

static void a_promise_falls_on_a_day_when_someone_is_there(void **state)
{
	(void)state;
	/* Friday 20 November 2026 and 5 days: Wednesday; and 1 day: Saturday, so Monday */
	assert_int_equal(deadline_promised(civil_days(2026, 11, 20), 5, true), civil_days(2026, 11, 25));
	assert_int_equal(deadline_promised(civil_days(2026, 11, 20), 1, true), civil_days(2026, 11, 23));
	/* Christmas is a Friday in 2026 */
	assert_int_equal(deadline_promised(civil_days(2026, 12, 24), 1, true), civil_days(2026, 12, 28));
	assert_int_equal(deadline_promised(civil_days(2026, 12, 24), 1, false), civil_days(2026, 12, 25));
	assert_int_equal(deadline_promised(civil_days(2026, 11, 20), -3, false), civil_days(2026, 11, 20));
}

static void silence_is_counted_in_months_as_the_law_does(void **state)
{
	struct zone *paris;
	struct err err;
	struct civil late = { .year = 2026, .month = 11, .day = 24, .hour = 23, .minute = 30 };

	(void)state;
	assert_int_equal(deadline_silence(civil_days(2026, 11, 24), 60), civil_days(2027, 1, 24));
	assert_int_equal(deadline_silence(civil_days(2026, 12, 31), 60), civil_days(2027, 2, 28));
	assert_int_equal(deadline_silence(civil_days(2027, 12, 31), 60), civil_days(2028, 2, 29));
	assert_int_equal(deadline_silence(civil_days(2026, 11, 24), 21), civil_days(2026, 12, 15));
	assert_int_equal(deadline_add_months(civil_days(2026, 1, 31), 1), civil_days(2026, 2, 28));
	assert_int_equal(deadline_add_months(civil_days(2026, 12, 15), 12), civil_days(2027, 12, 15));
	/* late in the evening the town's day is not the one of UTC */
	assert_true(zone_open("Europe/Paris", &paris, &err));
	late.hour = 0;
	assert_int_equal(deadline_day(paris, civil_to_time(paris, &late)), civil_days(2026, 11, 24));
	assert_int_equal(deadline_day(NULL, civil_to_time(paris, &late)), civil_days(2026, 11, 23));
	zone_close(paris);
}

static void distances_and_directions_are_those_of_a_map(void **state)
{
	struct position arras = { 50.2910, 2.7775 }, lens = { 50.4280, 2.8319 }, here = arras;
	struct arena *arena = arena_new();

	(void)state;
	assert_true(fabs(geo_distance(arras, lens) - 15720) < 60);
	assert_true(geo_distance(arras, here) == 0);
	assert_string_equal(geo_bearing_words("fr", geo_bearing(arras, lens)), "au nord");
	assert_string_equal(geo_bearing_words("fr", geo_bearing(lens, arras)), "au sud");
	assert_string_equal(geo_bearing_words("en", 225), "to the south-west");
	assert_string_equal(geo_bearing_words("en", 359.9), "to the north");
	assert_int_equal(geo_walking_minutes(0), 1);
	assert_int_equal(geo_walking_minutes(350), 7);
	assert_string_equal(geo_distance_words(arena, "fr", 350, true), "350\u00A0m, 7 minutes à pied");
	assert_string_equal(geo_distance_words(arena, "fr", 30, true), "30\u00A0m, 1 minute à pied");
	assert_string_equal(geo_distance_words(arena, "fr", 9000, true), "9\u00A0km");
	assert_false(position_valid((struct position){ NAN, 0 }));
	assert_false(position_valid((struct position){ 91, 0 }));
	arena_free(arena);
}

static void an_alert_speaks_where_and_while_it_holds(void **state)
{
	struct position here = { 50.2910, 2.7775 }, far = { 50.4280, 2.8319 };
	struct alert_rule alert = { .severity = SEVERITY_DANGER, .starts = HOUR_US, .ends = 2 * HOUR_US, .has_area = true,
				    .centre = here, .radius = 1000 };
	struct alert_rule info = { .severity = SEVERITY_INFO, .starts = 0 };

	(void)state;
	assert_true(alert_urgent(&alert, &here, HOUR_US));
	assert_false(alert_urgent(&alert, &here, HOUR_US - 1));
	assert_false(alert_urgent(&alert, &here, 2 * HOUR_US));
	assert_false(alert_urgent(&alert, &far, HOUR_US));
	assert_true(alert_urgent(&alert, NULL, HOUR_US));
	assert_true(alert_concerns(&info, &far));
	assert_true(alert_active(&info, INT64_MAX - 1));
	assert_false(alert_urgent(&info, &here, HOUR_US));
	assert_true(alert_compare(&alert, &info) < 0 && alert_compare(&info, &alert) > 0);
}

#define ALL_NAMES(prefix, type, count)                                                                                 \
	do {                                                                                                           \
		type back;                                                                                             \
                                                                                                                       \
		for (int i = 0; i < (int)(count); i++) {                                                               \
			assert_true(prefix##_parse(prefix##_name((type)i), &back));                                    \
			assert_int_equal(back, i);                                                                     \
			assert_true(tr_has("fr", prefix##_key((type)i)));                                              \
		}                                                                                                      \
		assert_false(prefix##_parse("nonsense", &back));                                                       \
		assert_false(prefix##_parse(NULL, &back));                                                             \
	} while (0)

static void every_word_in_a_column_has_words_for_people(void **state)
{
	(void)state;
	ALL_NAMES(request_state, enum request_state, REQUEST_STATES);
	ALL_NAMES(service_kind, enum service_kind, SERVICE_KINDS);
	ALL_NAMES(silence, enum silence, SILENCES);
	ALL_NAMES(channel, enum channel, CHANNELS);
	ALL_NAMES(agent_role, enum agent_role, AGENT_ROLES);
	ALL_NAMES(message_kind, enum message_kind, MESSAGE_KINDS);
	ALL_NAMES(waste_kind, enum waste_kind, WASTE_KINDS);
	ALL_NAMES(place_kind, enum place_kind, PLACE_KINDS);
	ALL_NAMES(severity, enum severity, SEVERITIES);
	for (int i = 0; i < REQUEST_STATES; i++)
		assert_true(tr_has("fr", request_state_means_key((enum request_state)i)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bins_are_collected_on_their_weekday_in_their_weeks),
		cmocka_unit_test(a_promise_falls_on_a_day_when_someone_is_there),
		cmocka_unit_test(silence_is_counted_in_months_as_the_law_does),
		cmocka_unit_test(distances_and_directions_are_those_of_a_map),
		cmocka_unit_test(an_alert_speaks_where_and_while_it_holds),
		cmocka_unit_test(every_word_in_a_column_has_words_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
