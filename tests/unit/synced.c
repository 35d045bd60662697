#include "common/store/synced.h"

#include "common/store/db.h"
#include "common/store/migrate.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>

#include <cmocka.h>

#define EPOCH "000102030405060708090a0b0c0d0e0f"

struct fixture {
	struct db *db;
	struct synced *synced;
	struct strbuf lines;
};

static int set_up_replica(void **state, const char *scope, int format)
{
	struct fixture *f = calloc(1, sizeof(*f));
	char sql[256];

	*state = f;
	snprintf(sql, sizeof(sql), "INSERT INTO replica VALUES (1, %d, '62999', '%s', '" EPOCH "', 10, 0)", format, scope);
	return db_open("test", DB_CREATE | DB_MEMORY | DB_TRUSTED, &f->db, NULL) && schema_replica(f->db, format, NULL) &&
	       db_exec(f->db, sql, NULL) && synced_open(f->db, &f->synced, NULL) ? 0 : -1;
}

static int set_up(void **state)
{
	return set_up_replica(state, "public", REPLICA_FORMAT);
}

static int set_up_old(void **state)
{
	return set_up_replica(state, "public", 1);
}

static int set_up_desk(void **state)
{
	return set_up_replica(state, "agent:*", REPLICA_FORMAT);
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	synced_close(f->synced);
	db_close(f->db);
	strbuf_done(&f->lines);
	free(f);
	return 0;
}

static bool apply(struct fixture *f, const char *lines, int64_t rev, struct err *err)
{
	struct cursor to = { .epoch = EPOCH, .rev = rev };

	return synced_apply(f->synced, lines, strlen(lines), &to, 77, err);
}

static int64_t ask(struct fixture *f, const char *sql)
{
	sqlite3_stmt *stmt;
	int64_t value = -1;

	assert_int_equal(sqlite3_prepare_v2(db_handle(f->db), sql, -1, &stmt, NULL), SQLITE_OK);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

#define VOIRIE(rev, name) "{\"t\":\"department\",\"rev\":" #rev ",\"id\":\"voirie\",\"row\":{\"name\":\"" name "\",\"lat\":50.1,\"hours\":null}}\n"

static void a_page_and_its_cursor_are_applied_together(void **state)
{
	struct fixture *f = *state;
	struct cursor cursor;

	assert_true(apply(f, VOIRIE(11, "Voirie"), 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department WHERE name = 'Voirie' AND lat = 50.1 AND rev = 11 AND hours IS NULL"), 1);
	assert_true(synced_cursor(f->db, &cursor, NULL));
	assert_int_equal(cursor.rev, 12);
	assert_string_equal(cursor.epoch, EPOCH);
	assert_int_equal(ask(f, "SELECT hub_time FROM replica"), 77);
}

static void one_bad_line_leaves_everything_as_it_was(void **state)
{
	static const char *const bad[] = {
		"<html>\n",
		"{}\n",
		"[1]\n",
		"{\"t\":\"department\",\"rev\":11,\"id\":\"x\"}\n",
		"{\"t\":\"department\",\"rev\":11,\"id\":\"x\",\"row\":{\"name\":[1]}}\n",
		"{\"t\":\"department\",\"rev\":11,\"id\":7,\"row\":{\"name\":\"x\"}}\n",
		"{\"t\":\"department\",\"rev\":\"11\",\"id\":\"x\",\"row\":{\"name\":\"x\"}}\n",
		"{\"t\":\"department\",\"rev\":13,\"id\":\"x\",\"row\":{\"name\":\"x\"}}\n",
		"{\"t\":\"department\",\"rev\":0,\"id\":\"x\",\"row\":{\"name\":\"x\"}}\n",
		"{\"t\":\"record\",\"rev\":11,\"id\":\"x\",\"row\":{\"cipher\":\"not base64\"}}\n",
		"{\"t\":\"department\",\"rev\":11,\"id\":\"x\",\"row\":{\"name\":\"x\"}",
		"{\"t\":\"department\",\"rev\":11,\"id\":\"x\",\"row\":{\"name\":\"\xC3\"}}\n",
		"\n",
	};
	struct fixture *f = *state;
	char page[512];
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(page, sizeof(page), "%s%s", VOIRIE(11, "Voirie"), bad[i]);
		err.code = ERR_NONE;
		assert_false(apply(f, page, 12, &err));
		assert_int_equal(err.code, ERR_BAD_INPUT);
		assert_non_null(strstr(err.text, "line 2"));
		assert_int_equal(ask(f, "SELECT count(*) FROM department"), 0);
		assert_int_equal(ask(f, "SELECT rev FROM replica"), 10);
	}
	/* and the next good page is taken as if nothing had been */
	assert_true(apply(f, VOIRIE(11, "Voirie"), 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 1);
}

static void a_row_that_does_not_fit_the_schema_asks_for_a_snapshot(void **state)
{
	struct fixture *f = *state;
	struct err err;

	assert_false(apply(f, "{\"t\":\"department\",\"rev\":11,\"id\":\"x\",\"row\":{}}\n", 12, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_false(apply(f, "{\"t\":\"event\",\"rev\":11,\"id\":\"x\",\"row\":{\"title\":\"x\",\"starts\":\"soon\"}}\n", 12, &err));
	assert_int_equal(err.code, ERR_EXISTS);
	assert_true(apply(f, VOIRIE(11, "Voirie"), 12, NULL));
}

static void an_upsert_replaces_every_column(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, "{\"t\":\"department\",\"rev\":11,\"id\":\"voirie\",\"row\":{\"name\":\"V\",\"phone\":\"03\"}}\n", 11, NULL));
	assert_true(apply(f, VOIRIE(12, "Voirie"), 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department WHERE phone IS NULL AND name = 'Voirie'"), 1);
}

static void the_last_line_about_a_row_wins(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, VOIRIE(11, "Voirie") "{\"t\":\"department\",\"rev\":12,\"id\":\"voirie\",\"gone\":true}\n", 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 0);
	assert_true(apply(f, "{\"t\":\"department\",\"rev\":13,\"id\":\"voirie\",\"gone\":true}\n" VOIRIE(14, "Voirie"), 14, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 1);
}

static void a_page_applied_again_changes_nothing(void **state)
{
	struct fixture *f = *state;
	const char *page = VOIRIE(11, "Voirie") "{\"t\":\"event\",\"rev\":12,\"id\":\"e\",\"gone\":true}\n";

	assert_true(apply(f, page, 12, NULL));
	assert_true(apply(f, page, 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 1);
}

static void what_this_version_does_not_know_is_passed_over(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, "{\"t\":\"tram\",\"rev\":11,\"id\":\"a\",\"row\":{\"x\":1}}\n"
	                     "{\"t\":\"department\",\"rev\":12,\"id\":\"b\",\"row\":{\"name\":\"B\",\"hologram\":{\"x\":[]}}}\n", 12, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 1);
}

#define PICTURE(rev) "{\"t\":\"picture\",\"rev\":" #rev ",\"id\":\"p\",\"row\":{\"owner\":\"place:p\",\"kind\":\"photo\",\"alt\":\"a\",\"bytes\":\"SW1hZ2UA//4=\"}}\n"

static void a_picture_arrives_whole(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, PICTURE(11), 11, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM picture WHERE bytes = x'496d61676500fffe' AND owner = 'place:p'"), 1);
}

static void a_replica_of_the_format_before_passes_pictures_over(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, VOIRIE(11, "Voirie") PICTURE(12) "{\"t\":\"picture\",\"rev\":13,\"id\":\"q\",\"gone\":true}\n", 13, NULL));
	assert_int_equal(ask(f, "SELECT rev FROM replica"), 13);
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 1);
}

static void agents_rows_never_reach_a_public_terminal(void **state)
{
	struct fixture *f = *state;
	struct err err;

	assert_false(apply(f, "{\"t\":\"message\",\"rev\":11,\"id\":\"m\",\"row\":{\"request\":\"r\"}}\n", 12, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
}

static void records_do_not_lie_about_at_a_desk(void **state)
{
	struct fixture *f = *state;
	struct err err;

	assert_false(apply(f, "{\"t\":\"record\",\"rev\":11,\"id\":\"m\",\"row\":{\"cipher\":\"YQ==\"}}\n", 12, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_true(apply(f, "{\"t\":\"agent\",\"rev\":11,\"id\":\"a\",\"row\":{\"login\":\"marie\",\"name\":\"M\",\"role\":\"agent\","
	                     "\"departments\":\"[]\",\"pin_hash\":\"x\"}}\n", 12, NULL));
}

static void a_login_may_pass_from_one_agent_to_another(void **state)
{
	struct fixture *f = *state;

	assert_true(apply(f, "{\"t\":\"agent\",\"rev\":11,\"id\":\"a\",\"row\":{\"login\":\"marie\",\"name\":\"M\",\"role\":\"agent\","
	                     "\"departments\":\"[]\",\"pin_hash\":\"x\"}}\n", 11, NULL));
	assert_true(apply(f, "{\"t\":\"agent\",\"rev\":12,\"id\":\"b\",\"row\":{\"login\":\"marie\",\"name\":\"N\",\"role\":\"agent\","
	                     "\"departments\":\"[]\",\"pin_hash\":\"x\"}}\n{\"t\":\"agent\",\"rev\":13,\"id\":\"a\",\"gone\":true}\n", 13, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM agent WHERE id = 'b' AND login = 'marie'"), 1);
}

static void a_page_of_another_epoch_or_an_older_one_is_refused(void **state)
{
	struct fixture *f = *state;
	struct cursor other = { .epoch = "ffffffffffffffffffffffffffffffff", .rev = 12 };
	struct err err;

	assert_false(synced_apply(f->synced, VOIRIE(11, "V"), strlen(VOIRIE(11, "V")), &other, 0, &err));
	assert_false(apply(f, "", 9, &err));
	assert_int_equal(ask(f, "SELECT count(*) FROM department"), 0);
}

static void what_the_hub_writes_sync_reads_back(void **state)
{
	struct fixture *f = *state;
	struct cursor to = { .epoch = EPOCH, .rev = 20 };
	sqlite3_stmt *stmt;

	assert_true(db_exec(f->db, "INSERT INTO record VALUES ('00ff', 15, x'00017fff80')", NULL));
	assert_true(db_exec(f->db, "INSERT INTO place (id, rev, kind, name, summary, lat, lon) VALUES "
	                           "('p\"1', 16, 'pool', 'L''Étoile \\ \"mer\"', char(10, 9, 1, 127, 128512), 0.1, -1e-7)", NULL));
	for (int i = 0; i < 2; i++) {
		const struct synced_table *table = &synced_tables[i ? SYNCED_PLACE : SYNCED_RECORD];

		assert_int_equal(sqlite3_prepare_v2(db_handle(f->db), i ? "SELECT * FROM place" : "SELECT * FROM record", -1, &stmt, NULL),
		                 SQLITE_OK);
		assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
		assert_true(synced_add_row(&f->lines, table, stmt, NULL));
		sqlite3_finalize(stmt);
	}
	synced_add_gone(&f->lines, &synced_tables[SYNCED_EVENT], "e1", 17, false);
	assert_true(db_exec(f->db, "CREATE TABLE was AS SELECT * FROM place; DELETE FROM place; DELETE FROM record", NULL));
	assert_true(synced_apply(f->synced, f->lines.data, f->lines.len, &to, 0, NULL));
	assert_int_equal(ask(f, "SELECT cipher = x'00017fff80' AND typeof(cipher) = 'blob' FROM record WHERE id = '00ff' AND rev = 15"), 1);
	assert_int_equal(ask(f, "SELECT count(*) FROM (SELECT * FROM was INTERSECT SELECT * FROM place)"), 1);
}

static void a_full_page_is_taken_and_one_line_more_is_not(void **state)
{
	struct fixture *f = *state;
	struct err err;

	for (int i = 0; i < SYNCED_LINES_MAX; i++)
		strbuf_addf(&f->lines, "{\"t\":\"address\",\"rev\":%d,\"id\":\"a%d\",\"row\":{\"street\":\"rue %d\"}}\n", 11 + i, i, i);
	assert_true(apply(f, f->lines.data, 11 + SYNCED_LINES_MAX, NULL));
	assert_int_equal(ask(f, "SELECT count(*) FROM address"), SYNCED_LINES_MAX);
	strbuf_add(&f->lines, VOIRIE(11, "V"));
	assert_false(apply(f, f->lines.data, 11 + SYNCED_LINES_MAX, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define OLD_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_old, tear_down)
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_desk, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_page_and_its_cursor_are_applied_together),
		TEST(one_bad_line_leaves_everything_as_it_was),
		TEST(a_row_that_does_not_fit_the_schema_asks_for_a_snapshot),
		TEST(an_upsert_replaces_every_column),
		TEST(the_last_line_about_a_row_wins),
		TEST(a_page_applied_again_changes_nothing),
		TEST(what_this_version_does_not_know_is_passed_over),
		TEST(a_picture_arrives_whole),
		OLD_TEST(a_replica_of_the_format_before_passes_pictures_over),
		TEST(agents_rows_never_reach_a_public_terminal),
		DESK_TEST(records_do_not_lie_about_at_a_desk),
		DESK_TEST(a_login_may_pass_from_one_agent_to_another),
		TEST(a_page_of_another_epoch_or_an_older_one_is_refused),
		TEST(what_the_hub_writes_sync_reads_back),
		TEST(a_full_page_is_taken_and_one_line_more_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
