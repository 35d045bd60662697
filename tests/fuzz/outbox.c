/* An outbox that rotted, or that another user of its folder wrote. 'd': a sound one and its WAL, some of their bytes changed; 'p': its
 * second page is the input. Whatever it holds, what is salvaged is an outbox that can be read. */
#include "tests/fuzz/fuzz.h"

#include "common/store/db.h"
#include "common/store/outbox.h"
#include "common/store/outbox_internal.h"
#include "common/store/outbox_pages.h"
#include "common/store/outbox_salvage.h"

#include <unistd.h>

#define PATH "outbox.db"
#define WAL PATH "-wal"
#define LOOKUP "00112233445566778899aabbccddeeff"
enum { FOUND_MAX = 5000 };

/* Three operations in the file, one of them over several pages, and one more in the WAL. */
static void make(struct strbuf *file, struct strbuf *wal)
{
	static unsigned char body[9000];
	struct outbox *box;
	struct err err;

	unlink(PATH); /* of the run before, which shared this folder */
	unlink(WAL);
	unlink(PATH "-shm");
	must(outbox_open(PATH, &box, &err), &err);
	for (unsigned char n = 0; n < 4; n++) {
		struct op op = { .id = { .data = { 1, 2, 3, n, 5, 6, 0x70, 8, 0x80 } }, .kind = OP_REQUEST, .lookup = LOOKUP, .key = "k1",
		                 .body = { body, n == 1 ? sizeof(body) : 60 }, .made = { .wall = 1, .boot = "b" } };

		if (n == 3)
			must(db_checkpoint(outbox_db(box), &err), &err);
		must(outbox_append(box, &op, &err), &err);
	}
	must(strbuf_read_file(file, PATH, 1 << 20) && strbuf_read_file(wal, WAL, 1 << 20), NULL);
	outbox_close(box);
}

/* Every byte that a record points to. */
static void touch(void *ctx, const struct outbox_record *record)
{
	unsigned *sum = ctx;

	for (int i = 0; i < record->count; i++)
		for (size_t n = 0; n < record->values[i].bytes.len; n++)
			*sum += record->values[i].bytes.data[n];
}

static void salvage(void)
{
	struct arena *arena = arena_new();
	struct outbox_pages *pages;
	struct outbox_salvaged salvaged, told;
	struct outbox_row *rows;
	struct outbox *box;
	struct err err;
	size_t count;
	unsigned sum = 0;

	(void)outbox_wal_broken(PATH);
	must(outbox_pages_read(PATH, &pages, &err), &err);
	outbox_pages_walk(pages, touch, &sum);
	outbox_pages_free(pages);
	must(outbox_salvage(PATH, 5, &salvaged, &err), &err);
	must(outbox_open(PATH, &box, &err) && outbox_check(box, &err), &err);
	must(outbox_list(box, (1U << OP_STATES) - 1, FOUND_MAX, arena, &rows, &count, &err), &err);
	must(salvaged.rows == (int64_t)count && salvaged.undelivered <= salvaged.rows, NULL);
	must(outbox_salvaged_read(".", &told) && told.rows == salvaged.rows, NULL);
	outbox_close(box);
	unlink(salvaged.aside);
	arena_free(arena);
}

static char *byte_at(struct strbuf *file, struct strbuf *wal, size_t at)
{
	return at < file->len ? &file->data[at] : &wal->data[at - file->len];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct strbuf file, wal;
	struct strbuf damaged[2] = { STRBUF_INIT, STRBUF_INIT };
	struct bytes rest;
	char which = fuzz_which(data, size, &rest);

	if (!file.len)
		make(&file, &wal);
	strbuf_addn(&damaged[0], file.data, file.len);
	strbuf_addn(&damaged[1], wal.data, wal.len);
	if (which == 'p')
		memcpy(damaged[0].data + OUTBOX_PAGE, rest.data, MIN(rest.len, (size_t)OUTBOX_PAGE));
	for (size_t i = 0; which == 'd' && i + 3 <= rest.len; i += 3) /* where, in 1/65536, and the new byte */
		*byte_at(&damaged[0], &damaged[1], ((size_t)rest.data[i] << 8 | rest.data[i + 1]) * (file.len + wal.len) >> 16) = (char)rest.data[i + 2];
	unlink(PATH "-shm");
	fuzz_file(PATH, (struct bytes){ (const unsigned char *)damaged[0].data, damaged[0].len });
	fuzz_file(WAL, (struct bytes){ (const unsigned char *)damaged[1].data, damaged[1].len });
	salvage();
	strbuf_done(&damaged[0]);
	strbuf_done(&damaged[1]);
	return 0;
}
