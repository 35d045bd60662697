/* apply_times REPLICA SECONDS PAGE…: how quickly pages of changes (answers of a hub, in files) go into a replica, while a reader on
 * another thread and connection reads rows of it by their ids. The pages are applied in turn until SECONDS are over, as parvis-sync
 * does it: a transaction each, and checkpoints between. Prints "rows N SECONDS CPU-SECONDS" and "reads N p99 µs max µs". For tests/bench.
 */
#include "common/base/clock.h"
#include "common/store/db.h"
#include "common/sync/wire.h"

#include <pthread.h>
#include <stdatomic.h>

enum { PAGES_MAX = 512, IDS = 5000, READS_MAX = 4000000, PAUSE_NS = 200000 };

struct page {
	struct strbuf text;
	struct wire_page read;
	int64_t rows;
};

static struct page pages[PAGES_MAX];
static char ids[IDS][64];
static size_t id_count;
static int32_t *took; /* µs */
static size_t reads;
static atomic_bool stop;
static const char *path;
static struct clock system_clock;

static void die(const struct err *err, const char *what)
{
	fprintf(stderr, "apply_times: %s: %s\n", what, err->text);
	exit(1);
}

static void *read_rows(void *ctx)
{
	static const struct db_query list = { "SELECT id FROM address WHERE rowid % 97 = 0 LIMIT 5000" };
	static const struct db_query one = { "SELECT * FROM address WHERE id = ?1" };
	struct timespec pause = { .tv_nsec = PAUSE_NS };
	struct db_stmt *stmt;
	struct db *db;
	struct err err;

	(void)ctx;
	if (!db_open(path, DB_READ_ONLY, &db, &err))
		die(&err, path);
	for (stmt = db_query(db, &list); id_count < IDS && db_step(stmt, &err) == DB_ROW; id_count++)
		snprintf(ids[id_count], sizeof(ids[0]), "%s", db_text0(stmt, 0));
	db_finish(stmt);
	while (!atomic_load(&stop) && reads < READS_MAX && id_count) {
		int64_t began = clock_mono(&system_clock);

		stmt = db_query(db, &one);
		db_bind_text(stmt, 1, ids[reads * 7919 % id_count]);
		if (db_step(stmt, &err) == DB_FAILED)
			die(&err, "a reader");
		db_finish(stmt);
		took[reads++] = (int32_t)(clock_mono(&system_clock) - began);
		nanosleep(&pause, NULL);
	}
	db_close(db);
	return NULL;
}

static int by_size(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static void read_page(const char *file, struct page *page)
{
	struct err err;

	if (!strbuf_read_file(&page->text, file, WIRE_CHANGES_MAX))
		err_errno(&err, "%s", file);
	else if (wire_read_page((struct bytes){ (const unsigned char *)page->text.data, page->text.len }, &page->read, &err)) {
		for (size_t i = 0; i < page->read.lines.len; i++)
			page->rows += page->read.lines.data[i] == '\n';
		return;
	}
	die(&err, file);
}

static double seconds(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of this process without the reader: checkpoints have a thread of their own. */
static double cpu_but(pthread_t reader)
{
	clockid_t its;

	pthread_getcpuclockid(reader, &its);
	return seconds(CLOCK_PROCESS_CPUTIME_ID) - seconds(its);
}

int main(int argc, char **argv)
{
	int64_t began, until, rows = 0;
	double before, cpu;
	struct synced *synced;
	struct cursor to;
	struct db *db;
	pthread_t reader;
	struct err err;
	int count = argc - 3;

	if (count < 1 || count > PAGES_MAX) {
		fprintf(stderr, "usage: apply_times REPLICA SECONDS PAGE...\n");
		return 2;
	}
	system_clock = clock_system(false);
	path = argv[1];
	took = malloc(READS_MAX * sizeof(*took));
	for (int i = 0; i < count; i++)
		read_page(argv[3 + i], &pages[i]);
	if (!took || !db_open(path, DB_PERSIST_WAL | DB_TRUSTED, &db, &err) || !synced_open(db, &synced, &err))
		die(&err, path);
	to = pages[count - 1].read.cursor; /* for all of them: a page that comes round again would go back otherwise */
	pthread_create(&reader, NULL, read_rows, NULL);
	before = cpu_but(reader);
	began = clock_mono(&system_clock);
	until = began + strtol(argv[2], NULL, 10) * SECOND_US;
	for (int i = 0; clock_mono(&system_clock) < until; i = (i + 1) % count) {
		const struct page *page = &pages[i];

		if (!synced_apply(synced, (const char *)page->read.lines.data, page->read.lines.len, &to, 0, &err) || !synced_settle(synced, &err))
			die(&err, "a page");
		rows += page->rows;
	}
	cpu = cpu_but(reader);
	printf("rows %lld %.3f %.3f\n", (long long)rows, (double)(clock_mono(&system_clock) - began) / 1e6, cpu - before);
	atomic_store(&stop, true);
	pthread_join(reader, NULL);
	qsort(took, reads, sizeof(*took), by_size);
	printf("reads %zu %d %d\n", reads, reads ? took[(reads * 99 + 99) / 100 - 1] : 0, reads ? took[reads - 1] : 0);
	synced_close(synced);
	db_close(db);
	return 0;
}
