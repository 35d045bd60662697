/* Checkpoints beside the writer: a replica in a file, and pages as large as those of a first day. */
#include "common/store/settler.h"

#include "common/store/db.h"
#include "common/store/migrate.h"
#include "common/store/synced.h"

#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/folder_fixture.h"

#define EPOCH "000102030405060708090a0b0c0d0e0f"

enum { ROWS = 80, ROW_BYTES = 64 * 1024, PAGE_BYTES = ROWS * ROW_BYTES };

static struct db *db;
static struct synced *synced;
static char path[128];

static int set_up_replica(void **state)
{
	if (set_up(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/replica.db", directory);
	return db_open(path, DB_CREATE | DB_TRUSTED, &db, NULL) && schema_replica(db, REPLICA_FORMAT, NULL) &&
	       db_exec(db, "INSERT INTO replica VALUES (1, 2, '62999', 'public', '" EPOCH "', 1, 0)", NULL) &&
	       synced_open(db, &synced, NULL) ? 0 : -1;
}

static int tear_down_replica(void **state)
{
	synced_close(synced);
	db_close(db);
	return tear_down(state);
}

static int64_t size_of(const char *end)
{
	struct strbuf file = STRBUF_INIT;
	struct stat st;
	int64_t size;

	strbuf_addf(&file, "%s%s", path, end);
	size = stat(strbuf_str(&file), &st) == 0 ? st.st_size : -1;
	strbuf_done(&file);
	return size;
}

/* The same rows at each page, with another letter. */
static void write_page(struct strbuf *lines, int number)
{
	char text[ROW_BYTES + 1];

	memset(text, 'a' + number, ROW_BYTES);
	text[ROW_BYTES] = '\0';
	for (int i = 0; i < ROWS; i++)
		strbuf_addf(lines, "{\"t\":\"place\",\"rev\":2,\"id\":\"p%d\",\"row\":{\"name\":\"x\",\"kind\":\"other\",\"access\":\"%s\"}}\n", i, text);
}

static void apply_lines(const struct strbuf *lines, int rev)
{
	struct cursor to = { .epoch = EPOCH, .rev = rev };

	assert_true(synced_apply(synced, lines->data, lines->len, &to, 0, NULL));
}

static void apply_page(void)
{
	struct strbuf lines = STRBUF_INIT;

	write_page(&lines, 0);
	apply_lines(&lines, 2);
	strbuf_done(&lines);
}

static void the_wal_begins_anew_although_pages_never_stop(void **state)
{
	struct strbuf pages[2] = { STRBUF_INIT, STRBUF_INIT }; /* made before: pages that come slowly leave time for all of it */

	(void)state;
	write_page(&pages[0], 0);
	write_page(&pages[1], 1);
	for (int n = 0; n < 24; n++) {
		apply_lines(&pages[n % 2], 2 + n);
		assert_true(synced_settle(synced, NULL));
	}
	assert_true(size_of("-wal") < 6 * PAGE_BYTES); /* of 24 */
	strbuf_done(&pages[0]);
	strbuf_done(&pages[1]);
}

static void what_was_applied_is_in_the_file_when_the_settler_has_ended(void **state)
{
	struct settler *settler = settler_new(path);
	int64_t before = size_of("");

	(void)state;
	apply_page();
	assert_int_equal(size_of(""), before);
	assert_true(settler_begin(settler, NULL));
	assert_true(settler_wait(settler, NULL));
	assert_true(size_of("") > before + PAGE_BYTES);
	settler_free(settler);
}

static void a_checkpoint_that_fails_is_told_the_next_time(void **state)
{
	struct settler *settler = settler_new("/nowhere/replica.db");
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(settler_begin(settler, NULL));
	assert_false(settler_begin(settler, &err));
	assert_int_equal(err.code, ERR_NOT_FOUND);
	assert_true(settler_begin(settler, NULL)); /* told once: the next may do better */
	assert_false(settler_wait(settler, NULL));
	assert_true(settler_wait(settler, NULL));
	settler_free(settler);
}

static void a_wal_is_emptied_although_a_checkpoint_runs(void **state)
{
	int64_t before = size_of("");
	bool done = false;

	(void)state;
	apply_page();
	assert_true(synced_settle(synced, NULL));
	while (size_of("") == before) /* until it writes: then it still has to flush */
		;
	assert_true(synced_empty_wal(synced, &done, NULL));
	assert_true(done);
	assert_int_equal(size_of("-wal"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up_replica, tear_down_replica)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_wal_begins_anew_although_pages_never_stop),
		TEST(what_was_applied_is_in_the_file_when_the_settler_has_ended),
		TEST(a_checkpoint_that_fails_is_told_the_next_time),
		TEST(a_wal_is_emptied_although_a_checkpoint_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
