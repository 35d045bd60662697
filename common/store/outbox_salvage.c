#include "common/store/outbox_salvage.h"

#include "common/base/file.h"
#include "common/base/rand.h"
#include "common/base/strbuf.h"
#include "common/base/utf8.h"
#include "common/store/outbox_internal.h"
#include "common/store/outbox_pages.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OP_COLUMNS = 15, RECORD_COLUMNS = 3, LOOKUP_LEN = 32, SEQ_MAX = 1000000000 };

enum round { FIND_NUMBERS, TAKE_OPS, TAKE_RECORDS, ROUNDS };

enum { Q_PUT, Q_PUT_RECORD, Q_SEQ_TAKEN, Q_SEQUENCE, Q_SEQS, Q_FOUND, Q_SALVAGE_QUERIES };

static const struct db_query queries[Q_SALVAGE_QUERIES] = {
	[Q_PUT] = { "INSERT INTO op (seq, id, kind, lookup, key, body, made_wall, made_mono, made_boot, made_trusted, hold_until, state, answered, "
	            "reason, \"current\") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12, ?13, ?14) ON CONFLICT (id) DO NOTHING" },
	[Q_PUT_RECORD] = { "INSERT INTO local_record (op, lookup, cipher) SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM op WHERE id = ?1) "
	                   "ON CONFLICT (op) DO NOTHING" },
	[Q_SEQ_TAKEN] = { "SELECT id = ?2 FROM op WHERE seq = ?1" },
	[Q_SEQUENCE] = { "UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'op'" },
	[Q_SEQS] = { "SELECT seq FROM op ORDER BY seq" },
	[Q_FOUND] = { "SELECT count(*), coalesce(sum(state IN ('queued', 'sending')), 0) FROM op" },
};

const struct db_queries outbox_salvage_queries = { .name = "outbox_salvage", .rows = queries, .count = ARRAY_LEN(queries) };

struct salvage {
	struct db *db;       /* the new outbox */
	int64_t highest;     /* sequence number known to have been given */
	enum round round;
	bool failed;
	struct err *err;
};

/* ---- one row */

static const char *text_of(const struct outbox_value *value, char *out, size_t size)
{
	if (value->type != VALUE_TEXT || value->bytes.len == 0 || value->bytes.len >= size)
		return NULL;
	memcpy(out, value->bytes.data, value->bytes.len);
	out[value->bytes.len] = '\0';
	for (char *at = out; *at; at++)
		if ((unsigned char)*at < ' ' || (unsigned char)*at > '~') /* an id or a name that was damaged: still another one than any */
			*at = '?';
	return out;
}

/* The word among NAMES that WORD was, a few letters of which may be wrong; -1: none of them. */
static int nearest(const char *word, const char *(*name)(int), int count)
{
	int best = -1, least = 3;

	for (int i = 0; word && i < count; i++) {
		int wrong = 0;

		if (strlen(name(i)) != strlen(word))
			continue;
		for (size_t at = 0; word[at]; at++)
			wrong += word[at] != name(i)[at];
		if (wrong < least) {
			least = wrong;
			best = i;
		}
	}
	return best;
}

static const char *kind_at(int i)
{
	return op_kind_name((enum op_kind)i);
}

int outbox_nearest_kind(const char *word)
{
	return nearest(word, kind_at, OP_KINDS);
}

bool outbox_kind_word(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && len < OUTBOX_KIND && strspn(word, "abcdefghijklmnopqrstuvwxyz") == len;
}

static const char *state_at(int i)
{
	return op_state_name((enum op_state)i);
}

/* A damaged id stays a UUID, or the hub's answer would never be known as one to it. */
static bool mend_id(const struct outbox_value *value, char out[UUID_TEXT])
{
	struct uuid id;

	if (value->type != VALUE_TEXT || value->bytes.len != UUID_TEXT - 1)
		return false;
	for (size_t i = 0; i < UUID_TEXT - 1; i++) {
		char c = (char)value->bytes.data[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		out[i] = dash ? '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ? c : '0';
	}
	out[UUID_TEXT - 1] = '\0';
	return uuid_parse(out, &id);
}

/* Has another operation this number already? Then this one gets a new one, behind all. */
static int64_t free_seq(struct salvage *salvage, int64_t seq, const char *id)
{
	struct db_stmt *stmt = db_query(salvage->db, &queries[Q_SEQ_TAKEN]);
	bool taken;

	db_bind_int(stmt, 1, seq);
	db_bind_text(stmt, 2, id);
	taken = db_step(stmt, salvage->err) == DB_ROW && db_int(stmt, 0) == 0;
	db_finish(stmt);
	return taken || seq <= 0 || seq >= SEQ_MAX ? ++salvage->highest : seq;
}

static void take_op(struct salvage *salvage, const struct outbox_record *record)
{
	const struct outbox_value *v = record->values;
	char id[UUID_TEXT], word[OUTBOX_KIND], lookup[LOOKUP_LEN + 1], key[64], boot[64], state[16];
	struct strbuf reason = STRBUF_INIT, current = STRBUF_INIT;
	const char *kind = text_of(&v[2], word, sizeof(word));
	int which = outbox_nearest_kind(kind);
	int now = nearest(text_of(&v[11], state, sizeof(state)), state_at, OP_STATES);
	bool sealed = v[4].type == VALUE_TEXT, doubtful = !sealed && !record->current && (now == OP_QUEUED || now == OP_SENDING);
	struct db_stmt *stmt;

	if (v[0].type != VALUE_NULL || !mend_id(&v[1], id) || v[5].type != VALUE_BLOB || v[5].bytes.len == 0 || !kind || (which < 0 && !outbox_kind_word(kind)))
		return;
	if (now < 0)
		now = OP_QUEUED; /* the hub knows it by its id if it has it */
	strbuf_addn(&reason, v[13].bytes.data ? v[13].bytes.data : (const unsigned char *)"", v[13].bytes.len);
	strbuf_addn(&current, v[14].bytes.data ? v[14].bytes.data : (const unsigned char *)"", v[14].bytes.len);
	stmt = db_query(salvage->db, &queries[Q_PUT]);
	db_bind_int(stmt, 1, free_seq(salvage, record->rowid, id));
	db_bind_text(stmt, 2, id);
	db_bind_text(stmt, 3, which < 0 ? kind : kind_at(which)); /* a newer program's stays as it is */
	db_bind_text(stmt, 4, text_of(&v[3], lookup, sizeof(lookup)));
	db_bind_text(stmt, 5, text_of(&v[4], key, sizeof(key)));
	db_bind_bytes(stmt, 6, v[5].bytes);
	db_bind_int(stmt, 7, v[6].number);
	db_bind_int(stmt, 8, v[7].number);
	db_bind_text(stmt, 9, or_empty(text_of(&v[8], boot, sizeof(boot))));
	db_bind_int(stmt, 10, v[9].number != 0);
	db_bind_text(stmt, 11, state_at(doubtful ? OP_REJECTED : now));
	if (v[12].type == VALUE_INT)
		db_bind_int(stmt, 12, v[12].number);
	db_bind_text(stmt, 13, doubtful ? "salvaged" : reason.len ? reason.data : NULL);
	db_bind_text(stmt, 14, current.len && utf8_valid(current.data, current.len) ? current.data : NULL);
	salvage->failed = salvage->failed || !db_run(stmt, salvage->err);
	strbuf_done(&reason);
	strbuf_done(&current);
}

static void take_record(struct salvage *salvage, const struct outbox_record *record)
{
	const struct outbox_value *v = record->values;
	char id[UUID_TEXT], lookup[LOOKUP_LEN + 1];
	struct db_stmt *stmt;

	if (!mend_id(&v[0], id) || !text_of(&v[1], lookup, sizeof(lookup)) || v[2].type != VALUE_BLOB)
		return;
	stmt = db_query(salvage->db, &queries[Q_PUT_RECORD]);
	db_bind_text(stmt, 1, id);
	db_bind_text(stmt, 2, lookup);
	db_bind_bytes(stmt, 3, v[2].bytes);
	salvage->failed = salvage->failed || !db_run(stmt, salvage->err);
}

/* The highest number that was given: as sqlite_sequence says, or a row. */
static void find_number(struct salvage *salvage, const struct outbox_record *record)
{
	const struct outbox_value *v = record->values;
	int64_t number = 0;

	if (record->count == 2 && v[0].type == VALUE_TEXT && v[0].bytes.len == 2 && memcmp(v[0].bytes.data, "op", 2) == 0 && v[1].type == VALUE_INT)
		number = v[1].number;
	else if (record->count == OP_COLUMNS)
		number = record->rowid;
	if (number > salvage->highest && number < SEQ_MAX)
		salvage->highest = number;
}

static void take(void *ctx, const struct outbox_record *record)
{
	struct salvage *salvage = ctx;

	if (salvage->failed)
		return;
	if (salvage->round == FIND_NUMBERS)
		find_number(salvage, record);
	else if (salvage->round == TAKE_OPS && record->count == OP_COLUMNS)
		take_op(salvage, record);
	else if (salvage->round == TAKE_RECORDS && record->count == RECORD_COLUMNS)
		take_record(salvage, record);
}

/* ---- the new file */

static void add_range(struct outbox_salvaged *out, int64_t first, int64_t last)
{
	size_t len = strlen(out->numbers);

	if (first > last)
		return;
	out->missing += last - first + 1;
	if (len + 48 > sizeof(out->numbers)) {
		if (len > 0 && out->numbers[len - 1] != '.')
			snprintf(out->numbers + len, sizeof(out->numbers) - len, ", ...");
		return;
	}
	snprintf(out->numbers + len, sizeof(out->numbers) - len, first == last ? "%s%lld" : "%s%lld-%lld", len ? ", " : "", (long long)first,
	         (long long)last);
}

static bool finish(struct salvage *salvage, struct outbox_salvaged *out, struct err *err)
{
	struct db_stmt *stmt = db_query(salvage->db, &queries[Q_SEQS]);
	int64_t expected = 0;
	enum db_step step;

	while ((step = db_step(stmt, err)) == DB_ROW) {
		if (expected)
			add_range(out, expected, db_int(stmt, 0) - 1);
		expected = db_int(stmt, 0) + 1;
	}
	if (step == DB_FAILED)
		return false;
	add_range(out, expected ? expected : 1, salvage->highest);
	if (salvage->highest == 0) {
		out->missing = -1;
		snprintf(out->numbers, sizeof(out->numbers), "?");
	}
	stmt = db_query(salvage->db, &queries[Q_SEQUENCE]);
	db_bind_int(stmt, 1, salvage->highest);
	if (!db_run(stmt, err))
		return false;
	stmt = db_query(salvage->db, &queries[Q_FOUND]);
	if (db_step(stmt, err) != DB_ROW)
		return false;
	out->rows = db_int(stmt, 0);
	out->undelivered = db_int(stmt, 1);
	db_finish(stmt);
	return true;
}

static bool fill(struct salvage *salvage, const struct outbox_pages *pages, struct outbox_salvaged *out, struct err *err)
{
	if (!db_begin(salvage->db, err))
		return false;
	/* What needs a number of its own stands behind those that were given. */
	for (salvage->round = 0; salvage->round < ROUNDS; salvage->round++)
		outbox_pages_walk(pages, take, salvage);
	if (salvage->failed || !finish(salvage, out, err)) {
		db_rollback(salvage->db);
		return false;
	}
	return db_commit(salvage->db, err);
}

/* NAME beside the outbox, complete and on disk, or not there. */
static bool make_new(const char *name, const struct outbox_pages *pages, struct outbox_salvaged *out, struct err *err)
{
	struct salvage salvage = { .err = err };
	char wal[640];
	struct stat st;
	bool ok;

	snprintf(wal, sizeof(wal), "%s-wal", name);
	unlink(name); /* of one that was cut off */
	unlink(wal);
	/* Closed without its WAL: one file is renamed. */
	ok = outbox_make(name, 0, &salvage.db, err) && fill(&salvage, pages, out, err) && db_check(salvage.db, err) &&
	     db_checkpoint(salvage.db, err);
	db_close(salvage.db);
	ok = ok && (lstat(wal, &st) != 0 || err_set(err, ERR_IO, "%s is still in use", name));
	if (!ok)
		unlink(name);
	return ok;
}

static bool write_report(const char *folder, const struct outbox_salvaged *out, struct err *err)
{
	json_t *json = json_pack("{s:I, s:I, s:I, s:I, s:s, s:s}", "at", (json_int_t)out->at, "rows", (json_int_t)out->rows, "undelivered",
	                         (json_int_t)out->undelivered, "missing", (json_int_t)out->missing, "numbers", out->numbers, "file", out->aside);
	char *text = json_dumps(json, JSON_COMPACT), path[600];
	bool ok;

	json_decref(json);
	if (!text)
		abort();
	snprintf(path, sizeof(path), "%s/" OUTBOX_SALVAGED, folder);
	ok = file_replace(path, text, strlen(text), 0660, FILE_ON_DISK, err);
	free(text);
	return ok;
}

bool outbox_salvaged_read(const char *folder, struct outbox_salvaged *ret_salvaged)
{
	struct strbuf text = STRBUF_INIT;
	char path[600];
	json_t *json = NULL;

	snprintf(path, sizeof(path), "%s/" OUTBOX_SALVAGED, folder);
	if (strbuf_read_file_here(&text, path, 4096))
		json = json_loadb(strbuf_str(&text), text.len, 0, NULL);
	strbuf_done(&text);
	if (!json_is_object(json)) {
		json_decref(json);
		return false;
	}
	*ret_salvaged = (struct outbox_salvaged){
		.at = json_integer_value(json_object_get(json, "at")), .rows = json_integer_value(json_object_get(json, "rows")),
		.undelivered = json_integer_value(json_object_get(json, "undelivered")),
		.missing = json_integer_value(json_object_get(json, "missing")),
	};
	utf8_copy(ret_salvaged->numbers, sizeof(ret_salvaged->numbers), or_empty(json_string_value(json_object_get(json, "numbers"))));
	utf8_copy(ret_salvaged->aside, sizeof(ret_salvaged->aside), or_empty(json_string_value(json_object_get(json, "file"))));
	json_decref(json);
	return true;
}

bool outbox_salvage(const char *path, int64_t now, struct outbox_salvaged *ret_salvaged, struct err *err)
{
	struct outbox_salvaged out = { .at = now };
	struct outbox_pages *pages = NULL;
	struct outbox_folder folder;
	char made[600];
	bool ok;

	if (!outbox_folder_open(path, &folder, err))
		return false;
	snprintf(made, sizeof(made), "%s/" OUTBOX_MADE, folder.path);
	outbox_aside_name(&folder, out.aside);
	/* Nobody may write into the old one once it was read. */
	ok = outbox_folder_lock(&folder, true, err) && outbox_pages_read(path, &pages, err) && make_new(made, pages, &out, err) &&
	     write_report(folder.path, &out, err) && outbox_swap_in(&folder, OUTBOX_MADE, err);
	outbox_pages_free(pages);
	outbox_folder_close(&folder);
	if (ok)
		*ret_salvaged = out;
	return ok;
}
