/* What the foundations promise: text that never breaks in the middle of a letter, days that exist, ids in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "common/base/clock.h"
#include "common/base/err.h"
#include "common/base/rand.h"
#include "common/base/strbuf.h"
#include "common/base/utf8.h"

static void utf8_is_never_cut_inside_a_letter(void **state)
{
	const char *word = "né€😀";
	char out[16];

	(void)state;
	assert_int_equal(utf8_count(word), 4);
	assert_int_equal(utf8_fit(word, 2), 1);
	assert_int_equal(utf8_fit(word, 3), 3);
	assert_int_equal(utf8_fit(word, 9), 6);
	utf8_copy(out, 5, word);
	assert_string_equal(out, "né");
	assert_int_equal(utf8_prev(word, strlen(word)), 6);
}

static void damaged_utf8_is_seen_and_stepped_over(void **state)
{
	static const char *const damaged[] = { "a\xC3", "\xC0\x80", "\xED\xA0\x80", "\xF8\x88\x80\x80", "\xFF" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		assert_false(utf8_valid(damaged[i], strlen(damaged[i])));
		assert_true(utf8_count(damaged[i]) <= strlen(damaged[i]));
	}
	assert_true(utf8_valid("Ça va\u00a0? 😀", strlen("Ça va\u00a0? 😀")));
}

static void strbuf_inserts_removes_and_keeps_its_end(void **state)
{
	struct strbuf buf = STRBUF_INIT;

	(void)state;
	assert_string_equal(strbuf_str(&buf), "");
	strbuf_addf(&buf, "%s %d", "rue", 12);
	strbuf_insert(&buf, 0, "la ", 3);
	assert_string_equal(strbuf_str(&buf), "la rue 12");
	strbuf_remove(&buf, 3, 4);
	assert_string_equal(strbuf_str(&buf), "la 12");
	strbuf_remove(&buf, 2, 100);
	assert_string_equal(strbuf_str(&buf), "la");
	for (int i = 0; i < 10000; i++)
		strbuf_addc(&buf, 'x');
	assert_int_equal(buf.len, 10002);
	strbuf_done(&buf);
	assert_int_equal(buf.len, 0);
}

static void arena_hands_out_zeroed_memory_after_a_reset(void **state)
{
	struct arena *arena = arena_new();
	char *first;

	(void)state;
	first = arena_strdup(arena, "secret");
	arena_reset(arena);
	assert_int_equal(first[0], 0);
	for (int i = 0; i < 5000; i++)
		assert_string_equal(arena_printf(arena, "%d", 7), "7");
	assert_int_equal(((char *)arena_alloc(arena, 100000))[99999], 0);
	arena_free(arena);
}

static void civil_days_and_dates_agree_over_four_centuries(void **state)
{
	int64_t days = civil_days(1899, 12, 31);

	(void)state;
	for (int64_t i = 0; i < 146097; i++) {
		struct civil c = civil_from_days(days + i);

		assert_int_equal(civil_days(c.year, c.month, c.day), days + i);
		assert_int_equal(c.weekday, (6 + i) % 7); /* it was a Sunday */
	}
}

static void dates_that_do_not_exist_are_refused(void **state)
{
	struct civil c;

	(void)state;
	assert_true(civil_parse_date("2028-02-29", &c));
	assert_false(civil_parse_date("2026-02-29", &c));
	assert_false(civil_parse_date("2026-13-01", &c));
	assert_false(civil_parse_date("2026-1-1", &c));
	assert_false(civil_parse_date("2026-01-01x", &c));
	assert_false(civil_parse_date("", &c));
}

static void paris_changes_hour_when_france_does(void **state)
{
	struct zone *zone;
	struct civil summer = { .year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30 };
	struct civil winter = { .year = 2026, .month = 10, .day = 25, .hour = 2, .minute = 30 };
	struct civil c;

	(void)state;
	assert_true(zone_open("Europe/Paris", &zone, NULL));
	c = civil_from_time(zone, civil_to_time(zone, &summer));
	assert_int_equal(c.hour, 3);
	assert_int_equal(civil_to_time(zone, &winter), INT64_C(1792888200) * SECOND_US); /* the first of the two */
	c = civil_from_time(zone, INT64_C(1795305600) * SECOND_US);
	assert_int_equal(c.hour, 1);
	assert_int_equal(c.weekday, 6);
	zone_close(zone);
	assert_false(zone_open("../../etc/passwd", &zone, NULL));
	assert_false(zone_open("Europe/Nulle-Part", &zone, NULL));
}

static void public_holidays_of_france_follow_easter(void **state)
{
	int n = 0;

	(void)state;
	assert_int_equal(civil_easter(2026), civil_days(2026, 4, 5));
	assert_int_equal(civil_easter(2027), civil_days(2027, 3, 28));
	assert_int_equal(civil_easter(2038), civil_days(2038, 4, 25));
	assert_true(civil_is_holiday_fr(civil_days(2026, 5, 14)));
	assert_true(civil_is_holiday_fr(civil_days(2026, 5, 25)));
	for (int64_t day = civil_days(2026, 1, 1); day < civil_days(2027, 1, 1); day++)
		n += civil_is_holiday_fr(day);
	assert_int_equal(n, 11);
}

static int64_t early(void *ctx)
{
	(void)ctx;
	return 0;
}

static void a_clock_in_1970_is_not_trusted(void **state)
{
	struct clock clock = clock_system(false);

	(void)state;
	clock.wall = early;
	assert_false(clock_stamp(&clock).trusted);
	assert_int_equal(strlen(clock_stamp(&clock).boot), 36);
	clock = clock_system(false);
	clock_heard(&clock, clock_wall(&clock) + MINUTE_US);
	assert_true(clock_trusted(&clock));
	clock_heard(&clock, clock_wall(&clock) + HOUR_US);
	assert_false(clock_trusted(&clock));
	/* and then the earliest it can be goes on */
	assert_true(clock_guess(&clock) >= clock.not_before && clock_guess(&clock) < clock.not_before + MINUTE_US);
	assert_true(clock_stamp(&clock).wall >= clock.not_before);
}

static void uuids_read_back_and_order_by_time(void **state)
{
	struct rng rng = rng_system();
	char a[UUID_TEXT], b[UUID_TEXT];
	struct uuid id = uuid_v7(&rng, 5000 * SECOND_US), back;

	(void)state;
	uuid_text(id, a);
	assert_int_equal(a[14], '7');
	assert_true(uuid_parse(a, &back));
	assert_true(uuid_same(id, back));
	uuid_text(uuid_v7(&rng, 5001 * SECOND_US), b);
	assert_true(strcmp(a, b) < 0);
	a[3] = 'G';
	assert_false(uuid_parse(a, &back));
}

static void errors_read_from_the_outside_in(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_false(err_set(&err, ERR_BAD_INPUT, "line %d: no colon", 3));
	assert_false(err_prefix(&err, "%s", "town.json"));
	assert_string_equal(err.text, "town.json: line 3: no colon");
	assert_int_equal(err.code, ERR_BAD_INPUT);
}

static void what_acts_on_a_screen_is_taken_out_and_letters_stay(void **state)
{
	char text[] = "a\x1b[31mb\x07\r\n\tc\x7f\xc2\x9b\xe2\x80\xae" "d\xe2\x81\xa6\xff\xe2\x80\xa8" "e\xe2\x80\x8c\xc3\xa9\xf0\x9f\x99\x82";

	(void)state;
	assert_true(utf8_disarm(text));
	assert_string_equal(text, "a[31mb\n\tcd?e\xe2\x80\x8c\xc3\xa9\xf0\x9f\x99\x82");
	assert_false(utf8_disarm(text));
}

static void an_error_that_quotes_a_file_does_not_speak_to_the_terminal(void **state)
{
	struct err err;

	(void)state;
	err_set(&err, ERR_BAD_INPUT, "no \"%s\"", "\x1b]0;x\x07\xe2\x80\xae");
	assert_string_equal(err.text, "no \"]0;x\"");
	err_prefix(&err, "%s", "\x1b[2J");
	assert_string_equal(err.text, "[2J: no \"]0;x\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_acts_on_a_screen_is_taken_out_and_letters_stay),
		cmocka_unit_test(an_error_that_quotes_a_file_does_not_speak_to_the_terminal),
		cmocka_unit_test(utf8_is_never_cut_inside_a_letter),
		cmocka_unit_test(damaged_utf8_is_seen_and_stepped_over),
		cmocka_unit_test(strbuf_inserts_removes_and_keeps_its_end),
		cmocka_unit_test(arena_hands_out_zeroed_memory_after_a_reset),
		cmocka_unit_test(civil_days_and_dates_agree_over_four_centuries),
		cmocka_unit_test(dates_that_do_not_exist_are_refused),
		cmocka_unit_test(paris_changes_hour_when_france_does),
		cmocka_unit_test(public_holidays_of_france_follow_easter),
		cmocka_unit_test(a_clock_in_1970_is_not_trusted),
		cmocka_unit_test(uuids_read_back_and_order_by_time),
		cmocka_unit_test(errors_read_from_the_outside_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
