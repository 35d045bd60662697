/* Reading what stands in the outbox. */
#include "common/store/outbox_internal.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"

static struct outbox_row *add_row(struct outbox_rows *rows, struct arena *arena)
{
	if (rows->count == rows->cap) {
		size_t cap = rows->cap ? 2 * rows->cap : 32;
		struct outbox_row *more = ARENA_ARRAY(arena, struct outbox_row, cap);

		if (rows->count)
			memcpy(more, rows->data, rows->count * sizeof(*more));
		rows->data = more;
		rows->cap = cap;
	}
	return &rows->data[rows->count++];
}

bool outbox_read_row(struct db_stmt *stmt, struct arena *arena, struct outbox_rows *rows, struct err *err)
{
	struct outbox_row *row = add_row(rows, arena);
	struct bytes body = db_bytes(stmt, 5);
	unsigned char *copy = arena_alloc(arena, body.len + 1);

	memcpy(copy, body.data ? body.data : (const unsigned char *)"", body.len);
	*row = (struct outbox_row){
		.seq = db_int(stmt, 0),
		.lookup = db_text_in(stmt, 3, arena), .key = db_text_in(stmt, 4, arena),
		.body = { .data = copy, .len = body.len },
		.made = { .wall = db_int(stmt, 6), .mono = db_int(stmt, 7), .trusted = db_int(stmt, 9) != 0 },
		.hold_until = db_int(stmt, 10), .answered = db_int(stmt, 12),
		.reason = db_text_in(stmt, 13, arena), .current = db_text_in(stmt, 14, arena),
	};
	utf8_copy(row->id, sizeof(row->id), db_text0(stmt, 1));
	utf8_copy(row->made.boot, sizeof(row->made.boot), db_text0(stmt, 8));
	row->kind_name = db_text_in(stmt, 2, arena);
	if (!op_kind_parse(row->kind_name, &row->kind))
		row->kind = OP_KINDS; /* a newer program wrote it: no reason to keep back what stands behind it */
	return op_state_parse(db_text0(stmt, 11), &row->state) ||
	       err_set(err, ERR_FORMAT, "operation %lld is in a state that this version does not know", (long long)row->seq);
}

bool outbox_list(struct outbox *box, unsigned states, size_t max, struct arena *arena, struct outbox_row **ret_rows,
                 size_t *ret_count, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_LIST);
	struct strbuf set = STRBUF_INIT;
	struct outbox_rows rows = { .count = 0 };
	enum db_step step;

	for (enum op_state state = 0; state < OP_STATES; state++)
		if (states & OUTBOX_IN(state))
			strbuf_addf(&set, "%s\"%s\"", set.len ? "," : "[", op_state_name(state));
	strbuf_add(&set, set.len ? "]" : "[]");
	db_bind_text(stmt, 1, set.data);
	db_bind_int(stmt, 2, (int64_t)max);
	strbuf_done(&set);
	while ((step = db_step(stmt, err)) == DB_ROW)
		if (!outbox_read_row(stmt, arena, &rows, err)) {
			db_finish(stmt);
			return false;
		}
	if (step == DB_FAILED)
		return false;
	*ret_rows = rows.data;
	*ret_count = rows.count;
	return true;
}

bool outbox_count(struct outbox *box, struct outbox_counts *ret_counts, struct err *err)
{
	struct outbox_counts counts = { .oldest_undelivered = 0 };
	struct db_stmt *stmt = outbox_ask(box, Q_COUNT);
	enum op_state state;
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW)
		if (op_state_parse(db_text0(stmt, 0), &state))
			counts.in[state] = db_int(stmt, 1);
	if (step == DB_FAILED)
		return false;
	stmt = outbox_ask(box, Q_OLDEST);
	step = db_step(stmt, err);
	if (step == DB_FAILED)
		return false;
	if (step == DB_ROW) {
		counts.oldest_undelivered = db_int(stmt, 0);
		db_finish(stmt);
	}
	*ret_counts = counts;
	return true;
}

bool outbox_local_record(struct outbox *box, const char *lookup, struct arena *arena, struct bytes *ret_cipher,
                         enum op_state *ret_state, struct err *err)
{
	struct db_stmt *stmt = outbox_ask(box, Q_RECORD);
	enum op_state state = OP_QUEUED;
	unsigned char *copy;
	struct bytes cipher;

	if (err)
		err->code = ERR_NONE;
	db_bind_text(stmt, 1, lookup);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	cipher = db_bytes(stmt, 0);
	copy = arena_alloc(arena, cipher.len + 1);
	if (cipher.len)
		memcpy(copy, cipher.data, cipher.len);
	*ret_cipher = (struct bytes){ .data = copy, .len = cipher.len };
	if (op_state_parse(db_text0(stmt, 1), &state) && ret_state)
		*ret_state = state;
	db_finish(stmt);
	return true;
}
