/* An outbox that is damaged, byte by byte: what was promised is found again, or its number is said to be missing. Never is it passed over. */
#include "common/store/outbox_salvage.h"

#include "common/base/file.h"
#include "common/base/strbuf.h"
#include "common/store/db.h"
#include "common/store/outbox.h"
#include "common/store/outbox_internal.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NOW (INT64_C(1800000000) * SECOND_US)
enum { OPS = 24, BODY = 500, LONG_BODY = 6000, FILE_MAX = 1 << 21 };

static char folder[64], path[96], wal[112];
static struct strbuf good[2] = { STRBUF_INIT, STRBUF_INIT }; /* the file and its WAL */

static void clean(void)
{
	char command[160];

	snprintf(command, sizeof(command), "rm -rf %s/*", folder);
	assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s/salvageXXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/outbox.db", folder);
	snprintf(wal, sizeof(wal), "%s-wal", path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clean();
	return rmdir(folder);
}

/* Body N: what it is can be told from it. One in six goes on in overflow pages. */
static size_t fill_body(int n, unsigned char body[LONG_BODY])
{
	size_t len = n % 6 == 5 ? LONG_BODY : BODY;

	for (size_t i = 0; i < len; i++)
		body[i] = (unsigned char)(n * 7 + (int)i * 13 + (int)(i >> 8));
	return len;
}

static struct uuid id_of(int n)
{
	return (struct uuid){ .data = { 1, 2, 3, (unsigned char)n, 5, 6, 0x70, 8, 0x80, 10, 11, 12, 13, 14, 15, (unsigned char)(n * 3) } };
}

static void append(struct outbox *box, int n)
{
	static unsigned char body[LONG_BODY];
	char lookup[33];
	struct op op = { .id = id_of(n), .kind = n % 5 == 4 ? OP_MESSAGE : OP_REQUEST, .lookup = lookup, .key = "k1",
	                 .made = { .wall = NOW, .mono = 5, .boot = "boot", .trusted = true } };

	snprintf(lookup, sizeof(lookup), "%032d", n);
	op.body = (struct bytes){ body, fill_body(n, body) };
	op.local_record = (struct bytes){ body, 300 };
	if (!outbox_append(box, &op, NULL))
		_exit(1);
}

/* OPS operations, of which the second half stands in the WAL alone, as after a kill; the first of all is delivered. */
static void make(void)
{
	struct outbox *box;
	struct err err;
	pid_t child;
	int status;

	clean();
	child = fork();
	if (child == 0) {
		if (!outbox_open(path, &box, &err))
			_exit(1);
		for (int n = 0; n < OPS; n++) {
			append(box, n);
			if (n == OPS / 2)
				(void)!db_checkpoint(outbox_db(box), &err);
		}
		if (!db_exec(outbox_db(box), "UPDATE op SET state = 'done', answered = 5 WHERE seq = 1", &err))
			_exit(1);
		kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_true(strbuf_read_file(&good[0], path, FILE_MAX));
	assert_true(strbuf_read_file(&good[1], wal, FILE_MAX));
}

static void put(const char *name, const struct strbuf *data)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0660);

	assert_true(fd >= 0 && file_write_all(fd, data->data, data->len));
	close(fd);
}

/* Both files as they were, with byte AT of FILE turned into another one. */
static void damage(int file, size_t at, unsigned char turn)
{
	char shm[112];

	snprintf(shm, sizeof(shm), "%s-shm", path);
	unlink(shm);
	good[file].data[at] ^= (char)turn;
	put(path, &good[0]);
	put(wal, &good[1]);
	good[file].data[at] ^= (char)turn;
}

static bool open_whole(struct outbox **ret_box, struct err *err)
{
	if (!outbox_open(path, ret_box, err))
		return false;
	if (outbox_check(*ret_box, err))
		return true;
	outbox_close(*ret_box);
	return false;
}

/* Is SEQ in "17, 19-22"? */
static bool named(const char *numbers, int64_t seq)
{
	for (const char *at = numbers; *at;) {
		char *end;
		long long first = strtoll(at, &end, 10), last = *end == '-' ? strtoll(end + 1, &end, 10) : first;

		if (seq >= first && seq <= last)
			return true;
		if (strstr(end, "...") == end + 2)
			return true;
		at = *end ? end + 2 : end;
	}
	return false;
}

struct sums {
	int whole, salvaged, missing, other;
};

/* What became of what was promised; asserts that nothing was passed over. */
static void look(int file, size_t at, struct sums *sums)
{
	struct outbox_salvaged salvaged = { .missing = 0 };
	struct arena *arena = arena_new();
	struct outbox_row *rows;
	struct outbox *box = NULL;
	struct err err;
	bool reported = false;
	size_t count;

	if (!open_whole(&box, &err)) {
		if (err.code != ERR_CORRUPT && err.code != ERR_FORMAT)
			fail_msg("byte %zu of file %d: %s", at, file, err.text);
		reported = true;
		sums->salvaged++;
		if (err.code == ERR_CORRUPT && (!outbox_salvage(path, NOW, &salvaged, &err) || !open_whole(&box, &err)))
			fail_msg("byte %zu of file %d: not salvaged: %s", at, file, err.text);
	}
	if (box) {
		if (!outbox_list(box, (1U << OP_STATES) - 1, 1000, arena, &rows, &count, &err))
			fail_msg("byte %zu of file %d: %s", at, file, err.text);
		for (int n = 0; n < OPS; n++) {
			static unsigned char body[LONG_BODY];
			size_t len = fill_body(n, body), i = 0;
			char id[UUID_TEXT];

			uuid_text(id_of(n), id);
			while (i < count && !streq(rows[i].id, id) && rows[i].seq != n + 1)
				i++;
			if (i == count && !(reported && named(salvaged.numbers, n + 1)))
				fail_msg("byte %zu of file %d: operation %d is passed over (reported %d: \"%s\")", at, file, n + 1, reported, salvaged.numbers);
			if (i == count)
				sums->missing++;
			else if (streq(rows[i].id, id) && rows[i].body.len == len && memcmp(rows[i].body.data, body, len) == 0)
				sums->whole++;
			else
				sums->other++; /* the hub's to settle */
		}
	}
	outbox_close(box);
	arena_free(arena);
	clean();
}

static void whatever_byte_is_damaged_nothing_is_passed_over(void **state)
{
	const char *said = getenv("SALVAGE_STEP");
	size_t step = said ? (size_t)strtoul(said, NULL, 10) : 4999;
	struct sums sums = { 0 };
	int tried = 0;

	(void)state;
	make();
	for (int file = 0; file < 2; file++)
		for (size_t at = step > 1 ? step / 3 : 0; at < good[file].len; at += step, tried++) {
			damage(file, at, tried % 2 ? 0xff : 0x01);
			look(file, at, &sums);
		}
	printf("%d bytes damaged, %d times noticed: %d operations as they were, %d changed, %d missing and named\n", tried, sums.salvaged, sums.whole,
	       sums.other, sums.missing);
	assert_true(sums.salvaged > 0 && sums.missing * 50 < sums.whole);
}

static void a_whole_page_that_is_gone_takes_only_its_own_with_it(void **state)
{
	struct sums sums = { 0 };

	(void)state;
	make();
	for (size_t page = 0; page < good[0].len / 4096; page++) {
		struct strbuf kept = STRBUF_INIT;

		strbuf_addn(&kept, good[0].data + page * 4096, 4096);
		memset(good[0].data + page * 4096, 0, 4096);
		damage(0, 0, 0);
		memcpy(good[0].data + page * 4096, kept.data, 4096);
		strbuf_done(&kept);
		look(0, page * 4096, &sums);
	}
	assert_true(sums.missing < sums.whole / 4);
}

static void who_has_it_open_goes_on_in_the_new_file(void **state)
{
	struct outbox_salvaged salvaged, read;
	struct outbox *kiosk, *sync;
	struct outbox_counts counts;
	char aside[192];
	struct err err;

	(void)state;
	clean();
	assert_true(outbox_open(path, &kiosk, &err));
	append(kiosk, 0);
	int64_t version = outbox_version(kiosk);
	assert_true(outbox_salvage(path, NOW, &salvaged, &err));
	assert_int_equal(salvaged.rows, 1);
	assert_int_equal(salvaged.undelivered, 1);
	assert_int_equal(salvaged.missing, 0);
	append(kiosk, 1);
	assert_int_not_equal(outbox_version(kiosk), version);
	assert_true(outbox_open(path, &sync, &err));
	assert_true(outbox_count(sync, &counts, &err));
	assert_int_equal(counts.in[OP_QUEUED], 2);
	snprintf(aside, sizeof(aside), "%s/%s", folder, salvaged.aside);
	assert_int_equal(access(aside, F_OK), 0);
	assert_true(outbox_salvaged_read(folder, &read));
	assert_int_equal(read.rows, 1);
	assert_string_equal(read.aside, salvaged.aside);
	outbox_close(kiosk);
	outbox_close(sync);
}

static void a_swap_that_was_cut_off_is_carried_through(void **state)
{
	struct outbox_counts counts;
	struct outbox *box;
	struct err err;
	char next[128];

	(void)state;
	clean();
	/* what stands there once a salvage is whole: the old one with its WAL, and the new one beside it */
	assert_true(outbox_open(path, &box, &err));
	append(box, 0);
	outbox_close(box);
	snprintf(next, sizeof(next), "%s/" OUTBOX_NEXT, folder);
	assert_int_equal(rename(path, next), 0);
	unlink(wal);
	assert_true(outbox_open(path, &box, &err)); /* the cut: outbox.db was moved away, then the power went */
	assert_true(outbox_count(box, &counts, &err));
	assert_int_equal(counts.in[OP_QUEUED], 1);
	assert_int_not_equal(access(next, F_OK), 0);
	outbox_close(box);
}

/* Somebody who may write in the folder, but not read the secret, put a link in the new outbox's place before it was swapped in. */
static void a_link_in_the_new_ones_place_opens_no_secret(void **state)
{
	struct outbox_folder box;
	struct outbox_salvaged salvaged;
	struct outbox *after;
	struct stat st;
	struct err err;
	char secret[96], made[96];

	(void)state;
	clean();
	snprintf(secret, sizeof(secret), "%s/token", folder);
	snprintf(made, sizeof(made), "%s/" OUTBOX_MADE, folder);
	assert_true(file_replace(secret, "secret", 6, 0600, FILE_ANY_TIME, &err));
	assert_int_equal(symlink("token", made), 0);
	assert_true(outbox_folder_open(path, &box, &err));
	assert_true(outbox_folder_lock(&box, true, &err));
	(void)!outbox_swap_in(&box, OUTBOX_MADE, &err);
	outbox_folder_close(&box);
	assert_int_equal(stat(secret, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	/* and what stands there now is salvaged like any damaged file: put aside as it is */
	assert_false(outbox_open(path, &after, &err));
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_true(outbox_salvage(path, NOW, &salvaged, &err));
	assert_true(outbox_open(path, &after, &err));
	append(after, 0);
	outbox_close(after);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0660);
	assert_int_equal(stat(secret, &st), 0);
	assert_int_equal(st.st_size, 6);
}

static void a_pipe_in_its_place_keeps_nobody_waiting(void **state)
{
	const char *const places[] = { path, wal };

	(void)state;
	alarm(60);
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct outbox_salvaged salvaged;
		struct outbox *box;
		struct err err;

		make();
		unlink(places[i]);
		assert_int_equal(mkfifo(places[i], 0600), 0);
		assert_false(outbox_open(path, &box, &err));
		assert_int_equal(err.code, ERR_CORRUPT);
		assert_true(outbox_salvage(path, NOW, &salvaged, &err));
		assert_true(outbox_open(path, &box, &err));
		outbox_close(box);
	}
	alarm(0);
}

static void while_it_is_damaged_no_form_opens(void **state)
{
	struct outbox *box;
	struct err err;

	(void)state;
	make();
	damage(1, 32 + 24 + 1000, 0xff); /* the first frame of its WAL */
	assert_true(outbox_has_room_in(folder));
	assert_false(outbox_open(path, &box, &err));
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_false(outbox_has_room_in(folder));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whatever_byte_is_damaged_nothing_is_passed_over, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_whole_page_that_is_gone_takes_only_its_own_with_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_has_it_open_goes_on_in_the_new_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_swap_that_was_cut_off_is_carried_through, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_link_in_the_new_ones_place_opens_no_secret, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_pipe_in_its_place_keeps_nobody_waiting, set_up, tear_down),
		cmocka_unit_test_setup_teardown(while_it_is_damaged_no_form_opens, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
