/* What the hub answers, or something in its place: pages of changes and results of operations. The first byte says which.
 * A page that is applied leaves the replica sound and at the page's cursor; one that is not leaves it where it was. */
#include "common/store/db.h"
#include "common/store/migrate.h"
#include "common/sync/wire.h"

#define EPOCH "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct db *replica(void)
{
	static struct db *db;
	struct err err;

	if (!db && (!db_open("fuzz", DB_CREATE | DB_MEMORY | DB_TRUSTED, &db, &err) || !schema_replica(db, REPLICA_FORMAT, &err) ||
	            !db_exec(db, "INSERT INTO replica VALUES (1, 1, '62999', 'public', '" EPOCH "', 0, 0)", &err)))
		abort();
	return db;
}

static void apply_page(struct bytes body)
{
	struct cursor before, after;
	struct wire_page page;
	struct wire_erased erased;
	struct synced *synced;
	struct err err;
	bool applied;

	if (!wire_read_page(body, &page, &err))
		return;
	if (wire_read_erased(page.erased, &erased, &err)) {
		if (erased.rev < erased.after)
			abort();
		wire_erased_done(&erased);
	}
	if (!synced_open(replica(), &synced, &err) || !synced_cursor(replica(), &before, &err))
		abort();
	applied = synced_apply(synced, (const char *)page.lines.data, page.lines.len, &page.cursor, 1, &err);
	synced_close(synced);
	if (!synced_cursor(replica(), &after, &err) || after.rev != (applied ? page.cursor.rev : before.rev))
		abort();
	/* Back to the start, so that the next page is not refused for its cursor. */
	if (!db_exec(replica(), "UPDATE replica SET rev = 0", &err))
		abort();
}

static void read_results(struct bytes body)
{
	struct outbox_row rows[2] = {
		{ .id = "00000000-0000-7000-8000-000000000001" }, { .id = "00000000-0000-7000-8000-000000000002" },
	};
	struct arena *arena = arena_new();
	struct wire_result results[2];
	struct err err;

	if (wire_read_results(body, rows, 2, arena, results, &err))
		for (int i = 0; i < 2; i++)
			if (!streq(results[i].answer.id, rows[i].id))
				abort();
	wire_gone_reason(body);
	arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes body = { .data = data + 1, .len = size - 1 };

	if (size == 0)
		return 0;
	if (data[0] == 'p')
		apply_page(body);
	else
		read_results(body);
	return 0;
}
