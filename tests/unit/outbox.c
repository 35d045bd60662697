#include "common/store/outbox.h"

#include "common/store/db.h"
#include "common/store/outbox_salvage.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW (INT64_C(1800000000) * SECOND_US)
#define LOOKUP "00112233445566778899aabbccddeeff"

struct fixture {
	char folder[64], path[96];
	struct outbox *box;
	struct arena *arena;
	struct rng rng;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->folder, sizeof(f->folder), "%s/outboxXXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(f->folder))
		return -1;
	snprintf(f->path, sizeof(f->path), "%s/outbox.db", f->folder);
	f->arena = arena_new();
	f->rng = rng_system();
	*state = f;
	return outbox_open(f->path, &f->box, NULL) ? 0 : -1;
}

static void remove_files(struct fixture *f)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char path[128];

	outbox_close(f->box);
	f->box = NULL;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		unlink(path);
	}
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	remove_files(f);
	rmdir(f->folder);
	arena_free(f->arena);
	free(f);
	return 0;
}

static struct op make_op(struct fixture *f, const char *body)
{
	return (struct op){
		.id = uuid_v7(&f->rng, NOW), .kind = OP_REQUEST, .lookup = LOOKUP, .key = "k1",
		.body = { .data = (const unsigned char *)body, .len = strlen(body) },
		.made = { .wall = NOW, .mono = 5, .boot = "boot", .trusted = true },
	};
}

static void append(struct fixture *f, const char *body)
{
	struct op op = make_op(f, body);

	assert_true(outbox_append(f->box, &op, NULL));
}

static size_t next(struct fixture *f, int64_t now, struct outbox_row **ret_rows, int64_t *ret_next)
{
	size_t count;

	assert_true(outbox_next(f->box, now, f->arena, ret_rows, &count, ret_next, NULL));
	return count;
}

static void send_all(struct fixture *f, enum op_state state, int64_t now)
{
	struct outbox_row *rows;
	size_t count = next(f, now, &rows, NULL);

	assert_true(outbox_mark_sending(f->box, rows, &count, NULL));
	for (size_t i = 0; i < count; i++) {
		struct outbox_answer answer = { .id = rows[i].id, .state = state, .reason = "why", .current = "{\"state\":\"done\"}" };

		assert_true(outbox_answered(f->box, &answer, 1, now, NULL));
	}
}

static int64_t count_in(struct fixture *f, enum op_state state)
{
	struct outbox_counts counts;

	assert_true(outbox_count(f->box, &counts, NULL));
	return counts.in[state];
}

static void what_was_appended_is_there_after_a_kill(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *rows;
	pid_t child = fork();

	if (child == 0) {
		struct outbox *box;
		struct op op = make_op(f, "sealed");

		if (!outbox_open(f->path, &box, NULL) || !outbox_append(box, &op, NULL))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	waitpid(child, NULL, 0);
	assert_int_equal(next(f, NOW, &rows, NULL), 1);
	assert_int_equal(rows[0].body.len, 6);
	assert_memory_equal(rows[0].body.data, "sealed", 6);
	assert_string_equal(rows[0].lookup, LOOKUP);
	assert_string_equal(rows[0].key, "k1");
	assert_string_equal(rows[0].made.boot, "boot");
	assert_true(rows[0].made.trusted);
	assert_int_equal(rows[0].made.wall, NOW);
}

static void the_same_operation_twice_is_one(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "once"), other = make_op(f, "another");
	struct outbox_row *rows;
	struct err err;

	assert_true(outbox_append(f->box, &op, NULL));
	assert_true(outbox_append(f->box, &op, NULL));
	other.id = op.id;
	assert_false(outbox_append(f->box, &other, &err));
	assert_int_equal(err.code, ERR_BAD_INPUT);
	assert_int_equal(next(f, NOW, &rows, NULL), 1);
}

static void the_local_record_comes_with_its_operation_or_not_at_all(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "sealed");
	enum op_state op_state;
	struct bytes cipher;
	struct err err;

	assert_false(outbox_local_record(f->box, LOOKUP, f->arena, &cipher, &op_state, &err));
	assert_int_equal(err.code, ERR_NONE);
	op.local_record = (struct bytes){ .data = (const unsigned char *)"cipher", .len = 6 };
	assert_true(outbox_append(f->box, &op, NULL));
	assert_true(outbox_local_record(f->box, LOOKUP, f->arena, &cipher, &op_state, NULL));
	assert_int_equal(cipher.len, 6);
	assert_int_equal(op_state, OP_QUEUED);
	assert_true(outbox_take_back(f->box, op.id, NULL));
	assert_false(outbox_local_record(f->box, LOOKUP, f->arena, &cipher, NULL, NULL));
}

static void a_reply_can_be_taken_back_until_it_leaves(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "{}");
	struct outbox_row *rows;
	size_t count;
	struct err err;

	assert_true(outbox_append(f->box, &op, NULL));
	count = next(f, NOW, &rows, NULL);
	assert_true(outbox_mark_sending(f->box, rows, &count, NULL));
	assert_false(outbox_take_back(f->box, op.id, &err));
	assert_int_equal(err.code, ERR_NONE);
	assert_int_equal(count_in(f, OP_SENDING), 1);
}

static void what_was_taken_back_while_a_batch_was_made_does_not_leave(void **state)
{
	struct fixture *f = *state;
	struct op gone = make_op(f, "gone");
	struct outbox_row *rows;
	size_t count;

	append(f, "first");
	assert_true(outbox_append(f->box, &gone, NULL));
	append(f, "last");
	count = next(f, NOW, &rows, NULL);
	assert_int_equal(count, 3);
	assert_true(outbox_take_back(f->box, gone.id, NULL));
	assert_true(outbox_mark_sending(f->box, rows, &count, NULL));
	assert_int_equal(count, 2);
	assert_memory_equal(rows[0].body.data, "first", 5);
	assert_memory_equal(rows[1].body.data, "last", 4);
}

static void a_held_operation_waits_and_those_behind_it_keep_their_order(void **state)
{
	struct fixture *f = *state;
	struct op held = make_op(f, "held");
	struct outbox_row *rows;
	int64_t when;

	append(f, "before");
	held.hold_until = NOW + 10 * SECOND_US;
	assert_true(outbox_append(f->box, &held, NULL));
	append(f, "behind");
	assert_int_equal(next(f, NOW, &rows, &when), 1);
	assert_int_equal(when, held.hold_until);
	assert_int_equal(next(f, held.hold_until, &rows, &when), 3);
	assert_int_equal(when, 0);
}

static void a_hold_from_a_clock_that_jumped_is_over(void **state)
{
	struct fixture *f = *state;
	struct op held = make_op(f, "held");
	struct outbox_row *rows;

	held.hold_until = NOW + 10 * SECOND_US;
	assert_true(outbox_append(f->box, &held, NULL));
	assert_int_equal(next(f, 0, &rows, NULL), 1);
}

static void a_batch_has_a_limit_of_operations_and_of_bytes(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *rows;
	char *big = malloc(OUTBOX_BODY_MAX + 1);

	memset(big, 'x', OUTBOX_BODY_MAX);
	big[OUTBOX_BODY_MAX] = '\0';
	for (int i = 0; i < 8; i++)
		append(f, big);
	assert_int_equal(next(f, NOW, &rows, NULL), OUTBOX_BATCH_BYTES / OUTBOX_BODY_MAX);
	send_all(f, OP_DONE, NOW);
	send_all(f, OP_DONE, NOW);
	for (int i = 0; i < OUTBOX_BATCH_MAX + 3; i++)
		append(f, "small");
	assert_int_equal(next(f, NOW, &rows, NULL), OUTBOX_BATCH_MAX);
	free(big);
}

static void what_is_too_large_is_refused_before_it_is_promised(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "x");
	char *big = calloc(1, OUTBOX_BODY_MAX + 1);
	struct err err;

	op.body = (struct bytes){ .data = (unsigned char *)big, .len = OUTBOX_BODY_MAX + 1 };
	assert_false(outbox_append(f->box, &op, &err));
	assert_int_equal(err.code, ERR_LIMIT);
	op.body.len = 0;
	assert_false(outbox_append(f->box, &op, &err));
	free(big);
}

static void after_a_crash_in_the_middle_of_sending_the_same_is_sent_again(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *rows;
	size_t count;

	append(f, "sealed");
	count = next(f, NOW, &rows, NULL);
	assert_true(outbox_mark_sending(f->box, rows, &count, NULL));
	outbox_close(f->box);
	assert_true(outbox_open(f->path, &f->box, NULL));
	assert_int_equal(next(f, NOW, &rows, NULL), 1);
	assert_int_equal(rows[0].state, OP_SENDING);
}

static void a_conflict_waits_at_the_desk_until_someone_settles_it(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *rows;
	struct uuid id;
	size_t count;

	append(f, "{}");
	send_all(f, OP_CONFLICT, NOW);
	assert_int_equal(next(f, NOW, &rows, NULL), 0);
	assert_true(outbox_list(f->box, OUTBOX_IN(OP_CONFLICT), 10, f->arena, &rows, &count, NULL));
	assert_int_equal(count, 1);
	assert_string_equal(rows[0].reason, "why");
	assert_string_equal(rows[0].current, "{\"state\":\"done\"}");
	assert_true(uuid_parse(rows[0].id, &id));
	assert_true(outbox_drop(f->box, id, NULL));
	assert_int_equal(count_in(f, OP_CONFLICT), 0);
}

static void what_waits_to_be_sent_cannot_be_dropped(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "{}");

	assert_true(outbox_append(f->box, &op, NULL));
	assert_false(outbox_drop(f->box, op.id, NULL));
	assert_int_equal(count_in(f, OP_QUEUED), 1);
}

static void a_new_epoch_queues_thirty_days_again_and_not_more(void **state)
{
	struct fixture *f = *state;
	struct outbox_row *rows;
	int64_t again;

	append(f, "old");
	send_all(f, OP_DONE, NOW - 31 * DAY_US);
	append(f, "recent");
	send_all(f, OP_DONE, NOW - 2 * DAY_US);
	append(f, "refused");
	send_all(f, OP_REJECTED, NOW - DAY_US);
	assert_true(outbox_requeue(f->box, NOW - 30 * DAY_US, &again, NULL));
	assert_int_equal(again, 1);
	assert_int_equal(next(f, NOW, &rows, NULL), 1);
	assert_memory_equal(rows[0].body.data, "recent", 6);
}

static void purging_forgets_what_was_delivered_and_nothing_else(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "delivered");
	struct bytes cipher;

	op.local_record = (struct bytes){ .data = (const unsigned char *)"cipher", .len = 6 };
	assert_true(outbox_append(f->box, &op, NULL));
	send_all(f, OP_DONE, NOW - 31 * DAY_US);
	append(f, "undelivered for years");
	assert_true(outbox_purge(f->box, NOW - 30 * DAY_US, NULL));
	assert_int_equal(count_in(f, OP_DONE), 0);
	assert_int_equal(count_in(f, OP_QUEUED), 1);
	assert_false(outbox_local_record(f->box, LOOKUP, f->arena, &cipher, NULL, NULL));
}

/* ---- erased requests */
#define ERASED_ID "01936b8e-0000-7000-8000-000000000001"
#define OTHER_ID "01936b8e-0000-7000-8000-000000000002"

static void add(struct fixture *f, const char *id, const char *kind, const char *lookup, const char *key, const char *body, const char *state,
                const char *current)
{
	char sql[1000];
	struct err err;

	snprintf(sql, sizeof(sql), "INSERT INTO op (id, kind, lookup, key, body, made_wall, made_mono, made_boot, made_trusted, state, \"current\")"
	         " VALUES ('%s', '%s', nullif('%s', ''), nullif('%s', ''), CAST('%s' AS BLOB), 1, 1, 'b', 1, '%s', nullif('%s', ''))", id, kind,
	         lookup, key, body, state, current);
	if (!db_exec(outbox_db(f->box), sql, &err))
		fail_msg("%s", err.text);
}

/* The ids that are there, and whether they have a hub's row beside them. */
static const char *there(struct fixture *f)
{
	static const struct db_query ask = { "SELECT group_concat(id || CASE WHEN \"current\" IS NULL THEN '' ELSE '+' END, ' ')"
	                                     " FROM (SELECT * FROM op ORDER BY id)" };
	struct db_stmt *stmt = db_query(outbox_db(f->box), &ask);
	const char *text;

	assert_int_equal(db_step(stmt, NULL), DB_ROW);
	text = arena_strdup(f->arena, db_text0(stmt, 0));
	db_finish(stmt);
	return text;
}

static int64_t forget(struct fixture *f)
{
	struct err err;
	int64_t left = -1;

	if (!outbox_forget_all(f->box, "[\"" ERASED_ID "\",\"another\"]", "[\"" LOOKUP "\",\"0f\"]", &left, &err))
		fail_msg("%s", err.text);
	return left;
}

static void an_erased_request_goes_whatever_state_it_is_in(void **state)
{
	static const char *const states[] = { "queued", "sending", "done", "conflict", "rejected" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		add(f, ERASED_ID, "request", "ff", "k1", "sealed", states[i], "");
		assert_true(db_exec(outbox_db(f->box), "INSERT INTO local_record VALUES ('" ERASED_ID "', 'ff', x'00')", NULL));
		add(f, "a", "message", "", "", "{\"request\": \"" ERASED_ID "\"}", states[i], "");
		add(f, "b", "publication", "", "", "{\"subject\": \"" ERASED_ID "\"}", states[i], "");
		add(f, "c", "state", "", "", "{\"request\": \"" OTHER_ID "\"}", states[i], "");
		assert_int_equal(forget(f), 0);
		assert_string_equal(there(f), "c");
		assert_true(db_exec(outbox_db(f->box), "DELETE FROM op", NULL));
	}
}

static void a_message_to_an_erased_request_is_delivered_before_it_is_forgotten(void **state)
{
	struct fixture *f = *state;

	add(f, "a", "message", LOOKUP, "k1", "sealed", "queued", "");
	add(f, "b", "message", LOOKUP, "k1", "sealed", "sending", "");
	add(f, "c", "message", LOOKUP, "k1", "sealed", "done", "");
	add(f, "d", "message", "0f", "k1", "sealed", "rejected", "");
	add(f, "e", "message", "ee", "k1", "sealed", "done", "");
	assert_int_equal(forget(f), 2);
	assert_string_equal(there(f), "a b e");
	assert_true(db_exec(outbox_db(f->box), "UPDATE op SET state = 'done'", NULL));
	assert_int_equal(forget(f), 0);
	assert_string_equal(there(f), "e");
}

static void another_request_with_the_number_of_an_erased_one_stays(void **state)
{
	struct fixture *f = *state;

	add(f, OTHER_ID, "request", LOOKUP, "k1", "sealed", "done", "");
	add(f, "desk", "request", LOOKUP, "", "{\"number\": \"X\"}", "rejected", "");
	assert_int_equal(forget(f), 0);
	assert_string_equal(there(f), OTHER_ID " desk");
}

static void the_hubs_row_of_an_erased_request_goes_and_what_stands_beside_it_does_not(void **state)
{
	struct fixture *f = *state;

	add(f, "a", "state", "", "", "{\"request\": \"" OTHER_ID "\"}", "conflict", "{\"id\": \"" ERASED_ID "\"}");
	add(f, "b", "state", "", "", "{\"request\": \"" OTHER_ID "\"}", "conflict", "{\"id\": \"" OTHER_ID "\"}");
	add(f, "c", "state", "", "", "{\"request\": \"" ERASED_ID "\"}", "conflict", "{\"id\": \"" ERASED_ID "\"}");
	add(f, "d", "weather", "", "", "no JSON", "rejected", "no JSON");
	assert_int_equal(forget(f), 0);
	assert_string_equal(there(f), "a b+ d+");
}

static void counts_tell_how_long_the_oldest_has_waited(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "x");
	struct outbox_counts counts;

	assert_true(outbox_count(f->box, &counts, NULL));
	assert_int_equal(counts.oldest_undelivered, 0);
	op.made.wall = NOW - DAY_US;
	assert_true(outbox_append(f->box, &op, NULL));
	append(f, "y");
	assert_true(outbox_count(f->box, &counts, NULL));
	assert_int_equal(counts.in[OP_QUEUED], 2);
	assert_int_equal(counts.oldest_undelivered, NOW - DAY_US);
}

static void a_damaged_outbox_is_reported_and_left_as_it_is(void **state)
{
	struct fixture *f = *state;
	char junk[8192], after[sizeof(junk)];
	struct outbox *box = NULL;
	struct err err;
	FILE *file;

	memset(junk, 'j', sizeof(junk));
	remove_files(f);
	file = fopen(f->path, "wb");
	assert_int_equal(fwrite(junk, 1, sizeof(junk), file), sizeof(junk));
	fclose(file);
	assert_false(outbox_open(f->path, &box, &err));
	assert_null(box);
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_non_null(strstr(err.text, "outbox.db"));
	file = fopen(f->path, "rb");
	assert_int_equal(fread(after, 1, sizeof(after), file), sizeof(after));
	assert_int_equal(fgetc(file), EOF);
	fclose(file);
	assert_memory_equal(junk, after, sizeof(junk));
}

static void an_outbox_of_a_newer_version_is_left_alone(void **state)
{
	struct fixture *f = *state;
	struct err err;

	assert_true(db_exec(outbox_db(f->box), "PRAGMA user_version = 99", NULL));
	outbox_close(f->box);
	f->box = NULL;
	assert_false(outbox_open(f->path, &f->box, &err));
	assert_int_equal(err.code, ERR_FORMAT);
}

static void a_full_disk_acknowledges_nothing(void **state)
{
	struct fixture *f = *state;
	struct op op = make_op(f, "x");
	char *big = malloc(OUTBOX_BODY_MAX);
	char pragma[64];
	struct err err;

	snprintf(pragma, sizeof(pragma), "PRAGMA max_page_count = %lld", (long long)db_pragma_int(outbox_db(f->box), "page_count") + 2);
	assert_true(db_exec(outbox_db(f->box), pragma, NULL));
	memset(big, 'x', OUTBOX_BODY_MAX);
	op.body = (struct bytes){ .data = (unsigned char *)big, .len = OUTBOX_BODY_MAX };
	assert_false(outbox_append(f->box, &op, &err));
	assert_int_equal(err.code, ERR_DISK_FULL);
	assert_int_equal(count_in(f, OP_QUEUED), 0);
	op.body.len = 20;
	assert_true(outbox_append(f->box, &op, NULL));
	free(big);
}

static void the_group_can_write_whatever_the_umask(void **state)
{
	struct fixture *f = *state;
	static const char *const ends[] = { "", "-wal", "-shm" };
	struct stat st;
	char path[128];
	mode_t was;

	remove_files(f);
	was = umask(077);
	assert_true(outbox_open(f->path, &f->box, NULL));
	append(f, "x");
	umask(was);
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(path, sizeof(path), "%s%s", f->path, ends[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0660);
	}
}

static void another_connection_sees_that_something_was_appended(void **state)
{
	struct fixture *f = *state;
	struct outbox *other;
	int64_t before;

	assert_true(outbox_open(f->path, &other, NULL));
	before = outbox_version(other);
	assert_int_equal(outbox_version(other), before);
	append(f, "x");
	assert_int_not_equal(outbox_version(other), before);
	outbox_close(other);
}

static void every_query_prepares(void **state)
{
	struct fixture *f = *state;
	struct err err = { .code = ERR_NONE };

	if (!db_prepare_all(outbox_db(f->box), &outbox_queries, &err))
		fail_msg("%s", err.text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void what_a_newer_program_wrote_is_carried_and_salvaged_as_it_stands(void **state)
{
	static const char *const damaged[] = { "requesu", "weat?er", "" };
	struct fixture *f = *state;
	struct outbox_salvaged salvaged;
	struct outbox_row *rows;
	struct err err;

	append(f, "before");
	append(f, "from tomorrow");
	append(f, "after");
	assert_true(db_exec(outbox_db(f->box), "UPDATE op SET kind = 'weather' WHERE seq = 2", &err));
	assert_true(outbox_check(f->box, &err));
	assert_true(outbox_salvage(f->path, NOW, &salvaged, &err));
	assert_int_equal(salvaged.rows, 3);
	assert_int_equal(next(f, NOW, &rows, NULL), 3);
	assert_string_equal(rows[0].kind_name, "request");
	assert_string_equal(rows[1].kind_name, "weather");
	assert_int_equal(rows[1].kind, OP_KINDS);
	for (size_t i = 0; i < ARRAY_LEN(damaged); i++) {
		char sql[128];

		snprintf(sql, sizeof(sql), "UPDATE op SET kind = '%s' WHERE seq = 2", damaged[i]);
		assert_true(db_exec(outbox_db(f->box), sql, &err));
		assert_false(outbox_check(f->box, &err));
		assert_int_equal(err.code, ERR_CORRUPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_query_prepares),
		TEST(what_was_appended_is_there_after_a_kill),
		TEST(the_same_operation_twice_is_one),
		TEST(the_local_record_comes_with_its_operation_or_not_at_all),
		TEST(a_reply_can_be_taken_back_until_it_leaves),
		TEST(what_was_taken_back_while_a_batch_was_made_does_not_leave),
		TEST(a_held_operation_waits_and_those_behind_it_keep_their_order),
		TEST(a_hold_from_a_clock_that_jumped_is_over),
		TEST(a_batch_has_a_limit_of_operations_and_of_bytes),
		TEST(what_is_too_large_is_refused_before_it_is_promised),
		TEST(after_a_crash_in_the_middle_of_sending_the_same_is_sent_again),
		TEST(a_conflict_waits_at_the_desk_until_someone_settles_it),
		TEST(what_waits_to_be_sent_cannot_be_dropped),
		TEST(a_new_epoch_queues_thirty_days_again_and_not_more),
		TEST(purging_forgets_what_was_delivered_and_nothing_else),
		TEST(an_erased_request_goes_whatever_state_it_is_in),
		TEST(a_message_to_an_erased_request_is_delivered_before_it_is_forgotten),
		TEST(another_request_with_the_number_of_an_erased_one_stays),
		TEST(the_hubs_row_of_an_erased_request_goes_and_what_stands_beside_it_does_not),
		TEST(counts_tell_how_long_the_oldest_has_waited),
		TEST(a_damaged_outbox_is_reported_and_left_as_it_is),
		TEST(an_outbox_of_a_newer_version_is_left_alone),
		TEST(what_a_newer_program_wrote_is_carried_and_salvaged_as_it_stands),
		TEST(a_full_disk_acknowledges_nothing),
		TEST(the_group_can_write_whatever_the_umask),
		TEST(another_connection_sees_that_something_was_appended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
