#include "counter/drafts.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "common/base/strbuf.h"
#include "common/store/migrate.h"

enum { DRAFTS_LIST_MAX = 500, SWEEP_AT_ONCE = 100 };

struct drafts {
	struct db *db;
	bool left; /* something was deleted and may still stand in the WAL */
};

static const char *const kinds[DRAFT_KINDS] = {
	[DRAFT_MESSAGE] = "message",
	[DRAFT_NOTE] = "note",
	[DRAFT_DOCUMENT] = "document",
	[DRAFT_FORM] = "form",
};

enum { ASK_SAVE, ASK_DELETE, ASK_READ, ASK_LIST, ASK_COUNT, ASK_FIND, ASK_REQUESTS, ASK_DROP };

#define COLUMNS "SELECT id, agent, request, service, title, body, kind, updated FROM draft "

static const struct db_query asks[] = {
	[ASK_SAVE] = { "INSERT INTO draft(id, agent, request, service, title, body, kind, updated) VALUES (?1, ?2, ?3, ?4, "
		       "?5, ?6, ?7, ?8)"
		       " ON CONFLICT(id) DO UPDATE SET title = ?5, body = ?6, updated = ?8" },
	[ASK_DELETE] = { "DELETE FROM draft WHERE id = ?1" },
	[ASK_READ] = { COLUMNS "WHERE id = ?1" },
	[ASK_LIST] = { COLUMNS "WHERE agent = ?1 ORDER BY updated DESC LIMIT ?2" },
	[ASK_COUNT] = { "SELECT count(*) FROM draft WHERE agent = ?1" },
	[ASK_FIND] = { COLUMNS "WHERE agent = ?1 AND request = ?2 AND kind = ?3 ORDER BY updated DESC LIMIT 1" },
	[ASK_REQUESTS] = { "SELECT DISTINCT request FROM draft WHERE request > ?1 ORDER BY request LIMIT ?2" },
	[ASK_DROP] = { "DELETE FROM draft WHERE request = ?1" },
};
const struct db_queries drafts_queries = { "drafts", asks, ARRAY_LEN(asks) };

const char *draft_kind_name(enum draft_kind kind)
{
	return kinds[kind];
}

static bool prepare(struct db *db, struct err *err)
{
	static const char *const steps[] = { "counter/sql/drafts.sql" };

	/* What was sent or thrown away is not left on the disk. */
	return migrate(db, steps, ARRAY_LEN(steps), err) && db_exec(db, "PRAGMA secure_delete = ON", err);
}

bool drafts_open(const char *state, struct drafts **ret_drafts, struct err *err)
{
	struct strbuf path = STRBUF_INIT;
	struct db *db = NULL;
	struct drafts *drafts;
	mode_t before;
	bool opened;

	strbuf_addf(&path, "%s/desk", state);
	if (mkdir(strbuf_str(&path), 0700) != 0 && errno != EEXIST) {
		err_errno(err, "%s", strbuf_str(&path));
		strbuf_done(&path);
		return false;
	}
	strbuf_add(&path, "/drafts.db");
	before = umask(0077);
	opened = db_open(strbuf_str(&path), DB_CREATE | DB_FULL, &db, err) && prepare(db, err);
	umask(before);
	if (opened)
		chmod(strbuf_str(&path), 0600);
	strbuf_done(&path);
	if (!opened) {
		db_close(db);
		return false;
	}
	drafts = calloc(1, sizeof(*drafts));
	if (!drafts)
		abort();
	drafts->db = db;
	*ret_drafts = drafts;
	return true;
}

void drafts_close(struct drafts *drafts)
{
	if (!drafts)
		return;
	db_close(drafts->db);
	free(drafts);
}

bool drafts_save(struct drafts *drafts, const struct draft *draft, struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_SAVE]);

	db_bind_text(stmt, 1, draft->id);
	db_bind_text(stmt, 2, draft->agent);
	db_bind_text(stmt, 3, draft->request);
	db_bind_text(stmt, 4, draft->service);
	db_bind_text(stmt, 5, draft->title);
	db_bind_text(stmt, 6, draft->body);
	db_bind_text(stmt, 7, kinds[draft->kind]);
	db_bind_int(stmt, 8, draft->updated);
	return db_run(stmt, err);
}

/* Deleted rows are overwritten in the file; older pages still stand in the WAL. */
static bool empty_wal(struct drafts *drafts, struct err *err)
{
	bool done;

	if (!drafts->left)
		return true;
	if (!db_empty_wal(drafts->db, &done, err))
		return false;
	drafts->left = !done;
	return true;
}

bool drafts_delete(struct drafts *drafts, const char *id, struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_DELETE]);

	db_bind_text(stmt, 1, id);
	if (!db_run(stmt, err))
		return false;
	drafts->left = true;
	return empty_wal(drafts, err);
}

static struct draft read_row(struct db_stmt *stmt, struct arena *arena)
{
	struct draft draft = {
		.id = db_text_in(stmt, 0, arena),
		.agent = db_text_in(stmt, 1, arena),
		.request = db_text_in(stmt, 2, arena),
		.service = db_text_in(stmt, 3, arena),
		.title = db_text_in(stmt, 4, arena),
		.body = db_text_in(stmt, 5, arena),
		.updated = db_int(stmt, 7),
	};

	for (enum draft_kind kind = 0; kind < DRAFT_KINDS; kind++)
		if (streq(kinds[kind], db_text(stmt, 6)))
			draft.kind = kind;
	return draft;
}

bool drafts_read(struct drafts *drafts, const char *id, struct arena *arena, struct draft *ret_draft, struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_READ]);
	enum db_step step;

	db_bind_text(stmt, 1, id);
	step = db_step(stmt, err);
	if (step == DB_ROW)
		*ret_draft = read_row(stmt, arena);
	db_finish(stmt);
	return step == DB_ROW || (step == DB_END && err_set(err, ERR_NOT_FOUND, "no such draft"));
}

bool drafts_list(struct drafts *drafts, const char *agent, struct arena *arena, struct draft **ret_list, size_t *ret_count,
                 struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_LIST]);
	struct draft *list = ARENA_ARRAY(arena, struct draft, DRAFTS_LIST_MAX);
	size_t count = 0;
	enum db_step step;

	db_bind_text(stmt, 1, agent);
	db_bind_int(stmt, 2, DRAFTS_LIST_MAX);
	while ((step = db_step(stmt, err)) == DB_ROW && count < DRAFTS_LIST_MAX)
		list[count++] = read_row(stmt, arena);
	db_finish(stmt);
	if (step == DB_FAILED)
		return false;
	*ret_list = list;
	*ret_count = count;
	return true;
}

int64_t drafts_count(struct drafts *drafts, const char *agent)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_COUNT]);
	int64_t count = 0;

	db_bind_text(stmt, 1, agent);
	if (db_step(stmt, NULL) == DB_ROW)
		count = db_int(stmt, 0);
	db_finish(stmt);
	return count;
}

bool drafts_find(struct drafts *drafts, const char *agent, const char *request, enum draft_kind kind, struct arena *arena,
                 struct draft *ret_draft)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_FIND]);
	bool found;

	db_bind_text(stmt, 1, agent);
	db_bind_text(stmt, 2, request);
	db_bind_text(stmt, 3, kinds[kind]);
	found = db_step(stmt, NULL) == DB_ROW;
	if (found)
		*ret_draft = read_row(stmt, arena);
	db_finish(stmt);
	return found;
}

static bool drop(struct drafts *drafts, const char *request, int64_t *gone, struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_DROP]);

	db_bind_text(stmt, 1, request);
	if (!db_run(stmt, err))
		return false;
	*gone += db_changed(drafts->db);
	drafts->left = true;
	return true;
}

/* The next requests behind AFTER about which something was begun. */
static bool next_requests(struct drafts *drafts, const char *after, struct arena *arena, const char **requests, size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = db_query(drafts->db, &asks[ASK_REQUESTS]);
	size_t count = 0;
	enum db_step step;

	db_bind_text(stmt, 1, after);
	db_bind_int(stmt, 2, SWEEP_AT_ONCE);
	while ((step = db_step(stmt, err)) == DB_ROW && count < SWEEP_AT_ONCE)
		requests[count++] = db_text_in(stmt, 0, arena);
	db_finish(stmt);
	*ret_count = count;
	return step != DB_FAILED;
}

bool drafts_sweep(struct drafts *drafts, struct board *board, int64_t *ret_gone, struct err *err)
{
	const char *requests[SWEEP_AT_ONCE], *after = "";
	struct arena *arena = arena_new();
	int64_t gone = 0;
	size_t count;
	bool ok;

	do {
		ok = next_requests(drafts, after, arena, requests, &count, err);
		for (size_t i = 0; ok && i < count; i++)
			ok = board_holds(board, requests[i]) || drop(drafts, requests[i], &gone, err);
		after = ok && count > 0 ? requests[count - 1] : "";
	} while (ok && count == SWEEP_AT_ONCE);
	arena_free(arena);
	if (!ok || !empty_wal(drafts, err))
		return false;
	*ret_gone = gone;
	return true;
}
