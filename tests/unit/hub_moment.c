#include "hub/importers/moment.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "common/base/clock.h"

static struct zone *paris;
static int64_t now; /* Sunday 22 November 2026, 15:10:30 in Paris */

static int set_up(void **state)
{
	struct civil c = { .year = 2026, .month = 11, .day = 22, .hour = 15, .minute = 10, .second = 30 };
	struct err err;

	(void)state;
	assert_true(zone_open("Europe/Paris", &paris, &err));
	now = civil_to_time(paris, &c);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	zone_close(paris);
	return 0;
}

static void assert_moment(const char *text, int year, int month, int day, int hour, int minute)
{
	struct civil c;
	int64_t wall = 0;

	assert_true(moment_time(text, paris, now, &wall));
	c = civil_from_time(paris, wall);
	assert_int_equal(c.year * 10000 + c.month * 100 + c.day, year * 10000 + month * 100 + day);
	assert_int_equal(c.hour * 60 + c.minute, hour * 60 + minute);
	assert_int_equal(c.second, 0);
}

static void an_instant_is_read_in_the_towns_own_time(void **state)
{
	(void)state;
	assert_moment("2026-11-24T14:00", 2026, 11, 24, 14, 0);
	assert_moment("2026-07-14 09:30", 2026, 7, 14, 9, 30);
	assert_moment("2026-11-24", 2026, 11, 24, 0, 0);
	assert_moment("@+3d 14:00", 2026, 11, 25, 14, 0);
	assert_moment("@-2d", 2026, 11, 20, 0, 0);
	assert_moment("@-2h", 2026, 11, 22, 13, 10);
	assert_moment("@+90m", 2026, 11, 22, 16, 40);
}

static void a_market_day_is_the_first_of_its_name_on_that_day_or_after(void **state)
{
	char date[11];

	(void)state;
	assert_moment("@+0d~fri 08:00", 2026, 11, 27, 8, 0);
	assert_moment("@+5d~fri 08:00", 2026, 11, 27, 8, 0);
	assert_moment("@+6d~fri", 2026, 12, 4, 0, 0);
	assert_moment("@-7d~mon 10:00", 2026, 11, 16, 10, 0);
	assert_true(moment_date("@+0d~sun", paris, now, date));
	assert_string_equal(date, "2026-11-22");
}

static void what_is_no_instant_is_refused(void **state)
{
	static const char *const bad[] = { "", "@", "@3d", "@+d", "@+3w", "@+3d~", "@+3d~f", "@+3d~xyz", "@+3d~frida", "@+3d 25:00", "@+3d14:00",
		                           "@+2h 10:00", "@+999999d", "demain", "2026-13-01", "2026-11-24T", "24/11/2026" };
	int64_t wall;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (moment_time(bad[i], paris, now, &wall))
			fail_msg("\"%s\" was read", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instant_is_read_in_the_towns_own_time),
		cmocka_unit_test(a_market_day_is_the_first_of_its_name_on_that_day_or_after),
		cmocka_unit_test(what_is_no_instant_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
