/* A snapshot arrives in pieces of any length, and ends where its zstd frame ends, whatever its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "common/base/rand.h"
#include "common/base/strbuf.h"
#include "common/store/migrate.h"
#include "sync/snapshot.h"

enum { ROOM = 128 * 1024 }; /* zstd's own output block: a size that is a multiple of it ends in a full one */

static char *make_state(void)
{
	char *state = strdup("/tmp/parvis-snapshot-XXXXXX");
	char path[128];

	assert_non_null(mkdtemp(state));
	snprintf(path, sizeof(path), "%s/replica", state);
	assert_int_equal(mkdir(path, 0700), 0);
	return state;
}

static void remove_state(char *state)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/replica", state);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(state), 0);
	free(state);
}

/* Sends SIZE bytes in pieces of PIECE, with EXTRA bytes behind the frame; returns whether all of it was taken, and in
 * *RET_ERR what snapshot_check says of it (it is not a database). */
static bool send(size_t size, size_t piece, size_t extra, struct err *ret_err)
{
	struct http_head head = { .status = 200, .version = 1, .epoch = "00112233445566778899aabbccddeeff", .rev = 7, .size = (int64_t)size };
	struct cursor cursor = { .rev = 7 };
	struct terminal terminal = { .town = "62999", .scope = "public" };
	struct rng rng = rng_system();
	size_t bound = ZSTD_compressBound(size) + extra;
	unsigned char *plain = malloc(size), *packed = calloc(1, bound);
	char *state = make_state();
	struct snapshot *snapshot = snapshot_new(state);
	struct strbuf file = STRBUF_INIT;
	struct db *db = NULL;
	size_t len;
	bool ok = true;

	assert_non_null(plain);
	assert_non_null(packed);
	rng_fill(&rng, plain, size);
	len = ZSTD_compress(packed, bound, plain, size, 3) + extra;
	for (size_t at = 0; ok && at < len; at += piece)
		ok = snapshot_take(snapshot, &head, packed + at, MIN(piece, len - at));
	if (ok) {
		assert_true(strbuf_read_file(&file, snapshot_path(snapshot), size + 1));
		assert_int_equal(file.len, size);
		assert_memory_equal(file.data, plain, size);
		assert_false(snapshot_check(snapshot, &terminal, REPLICA_FORMAT, &cursor, 0, &db, ret_err));
	} else {
		*ret_err = *snapshot_problem(snapshot);
	}
	strbuf_done(&file);
	snapshot_free(snapshot);
	free(plain);
	free(packed);
	remove_state(state);
	return ok;
}

static void every_size_is_whole_when_its_frame_ends(void **state)
{
	static const size_t sizes[] = { 1, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM };
	static const size_t pieces[] = { 1000, 16 * 1024, 1 << 20 };
	struct err err = { .code = ERR_NONE };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (size_t j = 0; j < ARRAY_LEN(pieces); j++) {
			assert_true(send(sizes[i], pieces[j], 0, &err));
			assert_null(strstr(err.text, "not whole"));
		}
}

static void what_follows_the_frame_is_refused(void **state)
{
	struct err err = { .code = ERR_NONE };

	(void)state;
	assert_false(send(ROOM, 1 << 20, 5, &err));
	assert_string_equal(err.text, "something follows the snapshot");
	assert_false(send(ROOM, 1000, 2000, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_is_whole_when_its_frame_ends),
		cmocka_unit_test(what_follows_the_frame_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
