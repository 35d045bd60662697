/* What moves, by a clock that the test turns: when its frames are due, and where a page is in each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/motion.h"

enum { REFRESH_US = 16667, FROM = 0, TO = 1600 };

static int64_t now;

static int64_t mono(void *ctx)
{
	(void)ctx;
	return now;
}

/* A page that « Suite » has just turned from FROM to TO. */
static void turned(struct kiosk *k)
{
	now = 5 * SECOND_US;
	k->clock = (struct clock){ .mono = mono };
	k->config.motion = true;
	k->nav.depth = 1;
	nav_top(&k->nav)->scroll = TO;
	motion_turn(k, FROM);
}

static void a_turned_page_is_on_its_way_with_its_first_frame(void **state)
{
	static struct kiosk k;

	(void)state;
	turned(&k);
	assert_in_range(nav_top(&k.nav)->scroll, FROM + 1, TO - 1);
}

static void a_frame_is_due_at_each_refresh_however_long_the_last_one_took(void **state)
{
	static struct kiosk k;
	int64_t began;

	(void)state;
	turned(&k);
	began = now;
	for (int frame = 1; motion_deadline(&k) != INT64_MAX; frame++) {
		int before = nav_top(&k.nav)->scroll;

		assert_int_equal(motion_deadline(&k), began + frame * REFRESH_US);
		now = motion_deadline(&k) + 900; /* poll(2) wakes a little late */
		k.dirty = false;
		motion_timers(&k, now);
		assert_true(k.dirty);
		assert_true(nav_top(&k.nav)->scroll > before || !k.slide.on);
		now += 11000; /* and it takes so long to draw */
		k.drawn_at = now;
		assert_in_range(frame, 1, 10);
	}
	assert_int_equal(nav_top(&k.nav)->scroll, TO);
}

static void a_frame_that_took_too_long_is_not_made_up_for(void **state)
{
	static struct kiosk k;
	int64_t began;

	(void)state;
	turned(&k);
	began = now;
	now = began + 2 * REFRESH_US + 5000;
	motion_timers(&k, now);
	assert_int_equal(motion_deadline(&k), began + 3 * REFRESH_US);
	k.dirty = false;
	motion_timers(&k, now + 1000);
	assert_false(k.dirty);
}

static void pages_stand_still_where_the_town_wants_that(void **state)
{
	static struct kiosk k;

	(void)state;
	turned(&k);
	motion_stop(&k);
	k.config.motion = false;
	nav_top(&k.nav)->scroll = TO;
	motion_turn(&k, FROM);
	assert_int_equal(nav_top(&k.nav)->scroll, TO);
	assert_true(motion_deadline(&k) == INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_turned_page_is_on_its_way_with_its_first_frame),
		cmocka_unit_test(a_frame_is_due_at_each_refresh_however_long_the_last_one_took),
		cmocka_unit_test(a_frame_that_took_too_long_is_not_made_up_for),
		cmocka_unit_test(pages_stand_still_where_the_town_wants_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
