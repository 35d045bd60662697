/* What sync does with the outbox: what goes next, and what the hub said of it. */
#include "common/store/outbox_internal.h"

static bool held(const struct outbox_row *row, int64_t now)
{
	return row->state == OP_QUEUED && row->hold_until > now && row->hold_until <= now + OUTBOX_HOLD_MAX_S * SECOND_US;
}

bool outbox_next(struct outbox *box, int64_t now, struct arena *arena, struct outbox_row **ret_rows, size_t *ret_count,
                 int64_t *ret_next, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_NEXT);
	struct outbox_rows rows = { .count = 0 };
	size_t bytes = 0;
	int64_t next = 0;
	enum db_step step;

	db_bind_int(stmt, 1, OUTBOX_BATCH_MAX);
	while ((step = db_step(stmt, err)) == DB_ROW) {
		const struct outbox_row *row;

		if (!outbox_read_row(stmt, arena, &rows, err)) {
			db_finish(stmt);
			return false;
		}
		row = &rows.data[rows.count - 1];
		bytes += row->body.len;
		if (held(row, now))
			next = row->hold_until;
		if (next || (bytes > OUTBOX_BATCH_BYTES && rows.count > 1)) {
			rows.count--;
			db_finish(stmt);
			break;
		}
	}
	if (step == DB_FAILED)
		return false;
	*ret_rows = rows.data;
	*ret_count = rows.count;
	if (ret_next)
		*ret_next = next;
	return true;
}

bool outbox_mark_sending(struct outbox *box, struct outbox_row *rows, size_t *count, struct err *err)
{
	size_t kept = 0;

	if (!outbox_begin(box, err))
		return false;
	for (size_t i = 0; i < *count; i++) {
		struct db_stmt *stmt = outbox_ask(box, Q_SENDING);

		db_bind_int(stmt, 1, rows[i].seq);
		if (!db_run(stmt, err)) {
			outbox_rollback(box);
			return false;
		}
		if (db_changed(box->db) == 1)
			rows[kept++] = rows[i];
	}
	if (!outbox_commit(box, err))
		return false;
	*count = kept;
	return true;
}

bool outbox_answered(struct outbox *box, const struct outbox_answer *answers, size_t count, int64_t now, struct err *err)
{
	if (!outbox_begin(box, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct db_stmt *stmt = outbox_ask(box, Q_ANSWERED);

		db_bind_text(stmt, 1, answers[i].id);
		db_bind_text(stmt, 2, op_state_name(answers[i].state));
		db_bind_int(stmt, 3, now);
		db_bind_text(stmt, 4, answers[i].reason);
		db_bind_text(stmt, 5, answers[i].current);
		if (!db_run(stmt, err)) {
			outbox_rollback(box);
			return false;
		}
	}
	return outbox_commit(box, err);
}

bool outbox_requeue(struct outbox *box, int64_t since, int64_t *ret_count, struct err *err)
{
	struct db_stmt *stmt;
	int64_t count;

	if (!outbox_begin(box, err))
		return false;
	stmt = outbox_ask(box, Q_REQUEUE);
	db_bind_int(stmt, 1, since);
	if (!db_run(stmt, err)) {
		outbox_rollback(box);
		return false;
	}
	count = db_changed(box->db);
	if (!outbox_commit(box, err))
		return false;
	*ret_count = count;
	return true;
}

bool outbox_purge(struct outbox *box, int64_t before, struct err *err)
{
	static const int steps[] = { Q_PURGE_RECORDS, Q_PURGE };

	if (!outbox_begin(box, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct db_stmt *stmt = outbox_ask(box, steps[i]);

		db_bind_int(stmt, 1, before);
		if (!db_run(stmt, err)) {
			outbox_rollback(box);
			return false;
		}
	}
	return outbox_commit(box, err);
}

bool outbox_forget(struct outbox *box, const char *request, struct err *err)
{
	static const int steps[] = { Q_ERASE_RECORDS, Q_ERASE };

	if (!outbox_begin(box, err))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct db_stmt *stmt = outbox_ask(box, steps[i]);

		db_bind_text(stmt, 1, request);
		if (!db_run(stmt, err)) {
			outbox_rollback(box);
			return false;
		}
	}
	return outbox_commit(box, err);
}

static bool forget_all(struct outbox *box, const char *ids, const char *lookups, int64_t *ret_left, struct err *err)
{
	static const int steps[] = { Q_ERASE_ALL_RECORDS, Q_ERASE_ALL, Q_ERASE_CURRENT };
	struct db_stmt *stmt;

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		stmt = outbox_ask(box, steps[i]);
		db_bind_text(stmt, 1, ids);
		if (steps[i] != Q_ERASE_CURRENT)
			db_bind_text(stmt, 2, lookups);
		if (!db_run(stmt, err))
			return false;
	}
	stmt = outbox_ask(box, Q_ERASE_LEFT);
	db_bind_text(stmt, 2, lookups);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	*ret_left = db_int(stmt, 0);
	db_finish(stmt);
	return true;
}

bool outbox_forget_all(struct outbox *box, const char *ids, const char *lookups, int64_t *ret_left, struct err *err)
{
	if (!outbox_begin(box, err))
		return false;
	if (!forget_all(box, ids, lookups, ret_left, err)) {
		outbox_rollback(box);
		return false;
	}
	return outbox_commit(box, err);
}

bool outbox_wipe(struct outbox *box, bool *ret_done, struct err *err)
{
	return db_empty_wal(box->db, ret_done, err);
}
