#include "tests/sim/store.h"

#include "tests/sim/checks.h"
#include "tests/sim/story.h"
#include "tests/sim/terminal.h"
#include "tests/sim/town.h"

#include <stddef.h>
#include <stdlib.h>

/* A disk that is full or broken says so before anything is written. */
static enum err_code trouble(struct world *w, struct terminal *t)
{
	if (w->now < t->full_until && !w->calm) {
		w->happened[FAULT_DISK_FULL]++;
		return ERR_DISK_FULL;
	}
	if (w->now < t->error_until && !w->calm) {
		w->happened[FAULT_DISK_ERROR]++;
		return ERR_IO;
	}
	return ERR_NONE;
}

static void set_entry(struct terminal *t, int32_t at, const struct entry *entry)
{
	disk_write(&t->outbox, (void **)&t->entry, (size_t)at * sizeof(*entry), entry, sizeof(*entry));
}

enum err_code outbox_store_append(struct world *w, struct terminal *t, int32_t op, int64_t hold_until)
{
	enum err_code code = trouble(w, t);
	struct entry entry = { .op = op, .state = OP_QUEUED, .hold_until = hold_until };

	if (code != ERR_NONE)
		return code;
	if (t->entries == t->entry_cap) {
		t->entry_cap = t->entry_cap ? 2 * t->entry_cap : 16;
		t->entry = realloc(t->entry, (size_t)t->entry_cap * sizeof(*t->entry));
		if (!t->entry)
			abort();
	}
	t->entry[t->entries++] = (struct entry){ .op = -1, .state = ENTRY_FREE };
	set_entry(t, t->entries - 1, &entry);
	disk_commit(&t->outbox, true); /* synchronous=FULL: before anyone is told */
	return ERR_NONE;
}

enum err_code outbox_store_state(struct world *w, struct terminal *t, const int32_t *entries, int count, enum op_state state)
{
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	for (int i = 0; i < count; i++) {
		struct entry entry = t->entry[entries[i]];

		entry.state = (uint8_t)state;
		set_entry(t, entries[i], &entry);
	}
	disk_commit(&t->outbox, true);
	return ERR_NONE;
}

enum err_code outbox_store_answers(struct world *w, struct terminal *t, const int32_t *entries, const enum op_state *states,
                                   int count, int64_t answered)
{
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	for (int i = 0; i < count; i++) {
		struct entry entry = t->entry[entries[i]];

		if (entry.state != OP_SENDING)
			continue;
		entry.state = (uint8_t)states[i];
		entry.answered = answered;
		set_entry(t, entries[i], &entry);
	}
	disk_commit(&t->outbox, true);
	return ERR_NONE;
}

enum err_code outbox_store_requeue(struct world *w, struct terminal *t)
{
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	for (int32_t i = 0; i < t->entries; i++)
		if (t->entry[i].state == OP_DONE) {
			struct entry entry = t->entry[i];

			entry.state = OP_QUEUED;
			entry.hold_until = 0;
			set_entry(t, i, &entry);
		}
	disk_commit(&t->outbox, true);
	return ERR_NONE;
}

enum err_code outbox_store_purge(struct world *w, struct terminal *t, int64_t before)
{
	static const struct entry nothing = { .op = -1, .state = ENTRY_FREE };
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	for (int32_t i = 0; i < t->entries; i++)
		if (t->entry[i].state == OP_DONE && t->entry[i].answered < before)
			set_entry(t, i, &nothing);
	disk_commit(&t->outbox, true);
	return ERR_NONE;
}

enum err_code outbox_store_remove(struct world *w, struct terminal *t, int32_t at)
{
	static const struct entry nothing = { .op = -1, .state = ENTRY_FREE };
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	set_entry(t, at, &nothing);
	disk_commit(&t->outbox, true);
	return ERR_NONE;
}

enum err_code outbox_store_next(struct world *w, const struct terminal *t, int most, int32_t *ret_entries, int *ret_count,
                                int64_t *ret_next)
{
	int64_t wall = terminal_wall(w, t);

	*ret_count = 0;
	*ret_next = 0;
	for (int32_t i = 0; i < t->entries && *ret_count < most; i++) {
		const struct entry *entry = &t->entry[i];

		if (entry->state != OP_QUEUED && entry->state != OP_SENDING)
			continue;
		if (entry->rotten)
			return ERR_CORRUPT;
		if (entry->state == OP_QUEUED && entry->hold_until > wall && entry->hold_until <= wall + OUTBOX_HOLD_MAX_S * SECOND_US) {
			*ret_next = entry->hold_until;
			break;
		}
		ret_entries[(*ret_count)++] = i;
	}
	return ERR_NONE;
}

/* ---- the replica */

void rows_grow(struct terminal *t, int32_t rows, int32_t records)
{
	if (rows > t->row_cap) {
		int32_t cap = MAX(rows, 2 * t->row_cap);

		t->row = realloc(t->row, (size_t)cap * sizeof(*t->row));
		if (!t->row)
			abort();
		memset(t->row + t->row_cap, 0, (size_t)(cap - t->row_cap) * sizeof(*t->row));
		t->row_cap = cap;
	}
	if (records > t->record_cap) {
		int32_t cap = MAX(records, 2 * t->record_cap);

		t->record = realloc(t->record, (size_t)cap * sizeof(*t->record));
		if (!t->record)
			abort();
		memset(t->record + t->record_cap, 0, (size_t)(cap - t->record_cap) * sizeof(*t->record));
		t->record_cap = cap;
	}
}

/* "r 12 907 4711 2" or "r 12 908 gone" */
static bool read_line(const char **at, const char *end, char *ret_table, int32_t *ret_index, struct held_row *ret_row)
{
	const char *newline = memchr(*at, '\n', (size_t)(end - *at));
	char *next;

	if (!newline || newline - *at < 6)
		return false;
	*ret_table = **at;
	*ret_index = (int32_t)strtol(*at + 1, &next, 10);
	ret_row->rev = (int32_t)strtol(next, &next, 10);
	ret_row->here = next[1] != 'g';
	ret_row->value = ret_row->here ? (uint32_t)strtoul(next, &next, 10) : 0;
	ret_row->department = ret_row->here ? (uint8_t)strtol(next, NULL, 10) : 0;
	*at = newline + 1;
	return *ret_index >= 0;
}

static bool put_line(struct world *w, struct terminal *t, char table, int32_t index, const struct held_row *row)
{
	bool record = table == 'k';

	if (table == 'x')
		return true; /* a newer hub's table */
	if (record != t->public_ && table != 'c')
		return false; /* does not belong on this terminal */
	check_row_is_for(w, t, record, index, row);
	rows_grow(t, record ? 0 : index + 1, record ? index + 1 : 0);
	disk_write(&t->replica, record ? (void **)&t->record : (void **)&t->row, (size_t)index * sizeof(*row), row, sizeof(*row));
	return true;
}

static void move_cursor(struct terminal *t, const struct cursor *to)
{
	int32_t rev = (int32_t)to->rev;

	disk_write(&t->replica, &t->head, offsetof(struct stored, rev), &rev, sizeof(rev));
}

enum err_code replica_store_apply(struct world *w, struct terminal *t, struct bytes lines, const struct cursor *to)
{
	const char *at = (const char *)lines.data, *end = at + lines.len;
	enum err_code code = trouble(w, t);

	if (code != ERR_NONE)
		return code;
	if (t->stored.rotten)
		return ERR_CORRUPT;
	while (at < end) {
		struct held_row row = { .rev = 0 };
		int32_t index = 0;
		char table = 0;

		if (!read_line(&at, end, &table, &index, &row) || !put_line(w, t, table, index, &row)) {
			disk_rollback(&t->replica);
			return ERR_BAD_INPUT;
		}
	}
	move_cursor(t, to);
	/* synchronous=NORMAL: what is committed is synced when the log is written back */
	disk_commit(&t->replica, chance(w, 0.1));
	return ERR_NONE;
}

/* Another file, whole and synced before `current` names it. */
void replica_store_install(struct world *w, struct terminal *t, const struct snapshot_file *file)
{
	(void)w;
	disk_sync(&t->replica);
	rows_grow(t, file->rows, file->records);
	memset(t->row, 0, (size_t)t->row_cap * sizeof(*t->row));
	memcpy(t->row, file->row, (size_t)file->rows * sizeof(*t->row));
	if (t->record_cap)
		memset(t->record, 0, (size_t)t->record_cap * sizeof(*t->record));
	if (file->records)
		memcpy(t->record, file->record, (size_t)file->records * sizeof(*t->record));
	t->stored = (struct stored){ .there = true, .epoch = epoch_number(file->at.epoch), .rev = (int32_t)file->at.rev,
	                             .departments = file->departments };
}
