/* The time-outs of a session, with a clock made of numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/screen.h"

static const struct session_times times = { .typed_s = 75, .reading_s = 180, .number_s = 300, .answer_s = 30 };

static struct session awake(bool typed)
{
	return (struct session){ .awake = true, .typed = typed, .last_act = 1000 * SECOND_US };
}

static void an_idle_terminal_never_asks(void **state)
{
	struct session session = { .awake = false };

	(void)state;
	assert_int_equal(session_due(&session, &times, 0, false, INT64_MAX - 1), DUE_NOTHING);
}

static void somebody_who_reads_has_three_minutes(void **state)
{
	struct session session = awake(false);

	(void)state;
	assert_int_equal(session_due(&session, &times, 0, false, 1179 * SECOND_US), DUE_NOTHING);
	assert_int_equal(session_due(&session, &times, 0, false, 1180 * SECOND_US), DUE_ASK);
}

static void what_was_typed_is_protected_sooner(void **state)
{
	struct session session = awake(true);

	(void)state;
	assert_int_equal(session_due(&session, &times, SCREEN_ASKS, false, 1074 * SECOND_US), DUE_NOTHING);
	assert_int_equal(session_due(&session, &times, SCREEN_ASKS, false, 1075 * SECOND_US), DUE_ASK);
}

static void the_number_may_be_copied_in_peace(void **state)
{
	struct session session = awake(true);

	(void)state;
	assert_int_equal(session_due(&session, &times, SCREEN_LONG, false, 1299 * SECOND_US), DUE_NOTHING);
	assert_int_equal(session_due(&session, &times, SCREEN_LONG, false, 1300 * SECOND_US), DUE_ASK);
}

static void no_answer_ends_the_session_and_an_answer_extends_it(void **state)
{
	struct session session = awake(true);

	(void)state;
	session_touch(&session, 1075 * SECOND_US); /* the question comes up */
	assert_int_equal(session_due(&session, &times, 0, true, 1104 * SECOND_US), DUE_NOTHING);
	assert_int_equal(session_due(&session, &times, 0, true, 1105 * SECOND_US), DUE_END);
	session_touch(&session, 1104 * SECOND_US);
	assert_int_equal(session_due(&session, &times, 0, false, 1178 * SECOND_US), DUE_NOTHING);
	assert_int_equal(session_deadline(&session, &times, 0, false), 1179 * SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_idle_terminal_never_asks),
		cmocka_unit_test(somebody_who_reads_has_three_minutes),
		cmocka_unit_test(what_was_typed_is_protected_sooner),
		cmocka_unit_test(the_number_may_be_copied_in_peace),
		cmocka_unit_test(no_answer_ends_the_session_and_an_answer_extends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
