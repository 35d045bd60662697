/* What pages keep of the kiosk's data stays where it is until they are read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "common/base/clock.h"
#include "common/store/migrate.h"
#include "kiosk/data.h"
#include "tests/unit/folder_fixture.h"

#include <sys/stat.h>

static const char town_sql[] =
	"INSERT INTO replica VALUES (1, %d, '62999', 'public', 'e', 1, 5);"
	"INSERT INTO town VALUES ('62999', 1, 'Valbrune', 'Ville de Valbrune', 'fr', 'Europe/Paris', 'FR', '#0B3C55', NULL,"
	" 'https://d.example', '1 place', '0321000000', NULL, 'Mo-Fr 08:30-17:30', 'accueil', 'dpo', 50.1, 2.9, NULL);"
	"INSERT INTO alert VALUES ('a', 2, 'info', 'Neige', 'x', 0, %lld, NULL, NULL, NULL, NULL, NULL);";

#define CLOSURE(owner, first, last) "INSERT INTO closure VALUES ('c', 3, '" owner "', '" first "', '" last "', NULL, 'Travaux', NULL)"

/* A replica whose alert ends at ENDS; left open, as sync has it. */
static struct db *new_replica(int64_t ends)
{
	struct strbuf text = STRBUF_INIT;
	struct err err;
	struct db *db;
	FILE *current;

	strbuf_addf(&text, "%s/replica", directory);
	assert_int_equal(mkdir(strbuf_str(&text), 0700), 0);
	strbuf_addf(&text, "/current");
	current = fopen(strbuf_str(&text), "w");
	assert_non_null(current);
	fputs("one.db\n", current);
	fclose(current);
	strbuf_clear(&text);
	strbuf_addf(&text, "%s/replica/one.db", directory);
	assert_true(db_open(strbuf_str(&text), DB_CREATE | DB_TRUSTED | DB_PERSIST_WAL, &db, &err));
	assert_true(schema_replica(db, REPLICA_FORMAT, &err));
	strbuf_clear(&text);
	strbuf_addf(&text, town_sql, REPLICA_FORMAT, (long long)ends);
	assert_true(db_exec(db, strbuf_str(&text), &err));
	strbuf_done(&text);
	return db;
}

static void the_zone_outlives_the_minute(void **state)
{
	int64_t now = INT64_C(1796000000) * SECOND_US;
	struct db *db = new_replica(now + 3 * MINUTE_US);
	const struct zone *zone;
	struct kiosk_data data;
	struct err err;

	(void)state;
	kiosk_data_open(&data, directory, "fr", now);
	zone = data.zone;
	assert_non_null(zone);
	assert_int_equal(data.alert_count, 1);
	for (int minute = 1; minute <= 5; minute++) { /* pages are told of the alert that ends, of nothing else; and what they keep stays */
		assert_int_equal(kiosk_data_poll(&data, "fr", now + minute * MINUTE_US), minute == 3);
		assert_ptr_equal(data.zone, zone);
		assert_int_equal(data.alert_count, minute < 3);
		assert_int_equal(civil_from_time(zone, now).hour, 1);
	}
	kiosk_data_language(&data, "en", now); /* the pages below are read again only when one comes back to them */
	assert_ptr_equal(data.zone, zone);
	assert_true(db_exec(db, "UPDATE town SET zone = 'America/Cayenne'", &err));
	assert_true(kiosk_data_poll(&data, "fr", now));
	assert_int_equal(civil_from_time(data.zone, now).hour, 21);
	assert_true(db_exec(db, "DELETE FROM town", &err));
	assert_int_equal(civil_from_time(zone, now).hour, 1); /* a page that could not be read again has it still */
	zone = data.zone;
	assert_true(kiosk_data_poll(&data, "fr", now));
	assert_ptr_equal(data.zone, zone);
	kiosk_data_close(&data);
	db_close(db);
}

static enum open_state opening_of(const char *owner, const char *hours, int64_t now)
{
	struct arena *arena = arena_new();
	enum open_state open;
	struct kiosk_data data;

	kiosk_data_open(&data, directory, "fr", now);
	(void)kiosk_data_opening(&data, arena, "fr", now, hours, owner, &open);
	kiosk_data_close(&data);
	arena_free(arena);
	return open;
}

/* Monday, 1:53 in the night: what is open is still Sunday's. */
static void what_was_closed_yesterday_does_not_open_at_midnight(void **state)
{
	int64_t now = INT64_C(1796000000) * SECOND_US;
	struct db *db = new_replica(now);
	struct err err;

	(void)state;
	assert_int_equal(opening_of("bar", "Mo-Su 18:00-26:00", now), OPEN_YES);
	assert_true(db_exec(db, CLOSURE("bar", "2026-11-29", "2026-11-29"), &err));
	assert_int_equal(opening_of("bar", "Mo-Su 18:00-26:00", now), OPEN_NO);
	db_close(db);
}

static void a_closure_whose_days_cannot_be_read_closes_nothing(void **state)
{
	int64_t now = INT64_C(1796000000) * SECOND_US;
	struct db *db = new_replica(now);
	struct err err;

	(void)state;
	assert_true(db_exec(db, CLOSURE("bar", "29.11.2026", "2026-12-31"), &err));
	assert_int_equal(opening_of("bar", "24/7", now), OPEN_YES);
	db_close(db);
}

/* What was read last stays: that a danger is over, or a door open, is not said because a page of the disk cannot be read. */
static void what_cannot_be_read_is_not_taken_for_what_is_not_there(void **state)
{
	int64_t now = INT64_C(1796000000) * SECOND_US;
	struct db *db = new_replica(now + DAY_US);
	struct kiosk_data data;
	struct err err;

	(void)state;
	assert_true(db_exec(db, CLOSURE("bar", "2026-11-01", "2026-12-31"), &err));
	kiosk_data_open(&data, directory, "fr", now);
	assert_int_equal(data.alert_count, 1);
	assert_true(db_exec(db, "DROP TABLE alert; DROP TABLE closure", &err));
	(void)kiosk_data_poll(&data, "fr", now);
	assert_false(kiosk_data_poll(&data, "fr", now + MINUTE_US)); /* nothing ended */
	assert_int_equal(data.alert_count, 1);
	assert_string_equal(data.alerts[0].title, "Neige");
	assert_int_equal(opening_of("bar", "24/7", now), OPEN_UNKNOWN);
	assert_true(db_exec(db, "DROP TABLE town", &err));
	(void)kiosk_data_poll(&data, "fr", now);
	assert_string_equal(data.town.name, "Valbrune");
	assert_int_equal(data.alert_count, 1);
	assert_true(kiosk_data_poll(&data, "fr", now + DAY_US)); /* its time is over */
	assert_int_equal(data.alert_count, 0);
	kiosk_data_close(&data);
	db_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_zone_outlives_the_minute, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_closed_yesterday_does_not_open_at_midnight, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_closure_whose_days_cannot_be_read_closes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_not_taken_for_what_is_not_there, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("kiosk_data", tests, NULL, NULL);
}
