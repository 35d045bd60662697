/* A small file is there as a whole or not at all, with the mode that was asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/file.h"
#include "common/base/strbuf.h"

static char folder[] = "/tmp/parvis-file-XXXXXX", path[64];

static void holds(const char *text, mode_t mode)
{
	struct strbuf got = STRBUF_INIT;
	struct stat st;

	assert_true(strbuf_read_file(&got, path, 100));
	assert_string_equal(strbuf_str(&got), text);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, mode);
	strbuf_done(&got);
}

static void a_file_is_replaced_with_its_mode_whatever_the_umask(void **state)
{
	mode_t before = umask(0077);
	struct err err;

	(void)state;
	assert_true(file_replace(path, "one", 3, 0640, FILE_ON_DISK, &err));
	holds("one", 0640);
	umask(0);
	assert_true(file_replace(path, "two", 3, 0600, FILE_ANY_TIME, &err));
	holds("two", 0600);
	umask(before);
}

static void what_cannot_be_written_leaves_the_old_one(void **state)
{
	char beside[80];
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_true(file_replace(path, "old", 3, 0600, FILE_ANY_TIME, &err));
	snprintf(beside, sizeof(beside), "%s.new", path);
	assert_int_equal(mkdir(beside, 0700), 0); /* the new one cannot be made */
	assert_false(file_replace(path, "new", 3, 0600, FILE_ANY_TIME, &err));
	assert_int_equal(err.code, ERR_IO);
	holds("old", 0600);
	assert_int_equal(rmdir(beside), 0);
}

static void what_a_crash_left_beside_it_is_no_obstacle(void **state)
{
	char beside[80];
	FILE *left;
	struct err err;

	(void)state;
	snprintf(beside, sizeof(beside), "%s.new", path);
	left = fopen(beside, "w");
	assert_non_null(left);
	fputs("half of something long", left);
	fclose(left);
	assert_true(file_replace(path, "whole", 5, 0600, FILE_ON_DISK, &err));
	holds("whole", 0600);
	assert_int_not_equal(access(beside, F_OK), 0);
}

static void what_is_no_file_keeps_nobody_waiting(void **state)
{
	struct strbuf got = STRBUF_INIT;
	char pipe[80], link[80];
	struct err err;

	(void)state;
	snprintf(pipe, sizeof(pipe), "%s/pipe", folder);
	snprintf(link, sizeof(link), "%s/link", folder);
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_true(file_replace(path, "kept", 4, 0600, FILE_ANY_TIME, &err));
	assert_int_equal(symlink(path, link), 0);
	alarm(5); /* a reader that opens it waits for a writer */
	assert_false(strbuf_read_file(&got, pipe, 100));
	assert_int_equal(errno, EINVAL);
	alarm(0);
	assert_false(strbuf_read_file(&got, folder, 100));
	assert_int_equal(errno, EISDIR);
	assert_false(strbuf_read_file(&got, "/dev/zero", 100));
	assert_true(strbuf_read_file(&got, link, 100));
	assert_false(strbuf_read_file_here(&got, link, 100));
	assert_int_equal(errno, ELOOP);
	assert_true(strbuf_read_file_here(&got, path, 100));
	assert_string_equal(strbuf_str(&got), "keptkept");
	strbuf_done(&got);
	assert_int_equal(unlink(pipe) | unlink(link), 0);
}

static int up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/small", folder);
	return 0;
}

static int down(void **state)
{
	(void)state;
	return unlink(path) | rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_is_replaced_with_its_mode_whatever_the_umask),
		cmocka_unit_test(what_cannot_be_written_leaves_the_old_one),
		cmocka_unit_test(what_a_crash_left_beside_it_is_no_obstacle),
		cmocka_unit_test(what_is_no_file_keeps_nobody_waiting),
	};

	return cmocka_run_group_tests(tests, up, down);
}
