#include "tests/sim/town.h"

#include <inttypes.h>
#include <stdlib.h>

static void *zeroed(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

void town_alloc(struct world *w, struct town *town)
{
	*town = (struct town){ .content = CONTENT_ROWS };
	town->rows = zeroed((size_t)(CONTENT_ROWS + w->op_cap), sizeof(*town->rows));
	town->records = zeroed((size_t)w->number_cap, sizeof(*town->records));
	town->op = zeroed((size_t)w->op_cap, sizeof(*town->op));
	town->request = zeroed((size_t)w->op_cap, sizeof(*town->request));
	town->number = zeroed((size_t)w->number_cap, sizeof(*town->number));
	town->enrolled = zeroed((size_t)w->terminal_cap, sizeof(*town->enrolled));
	town->log = zeroed((size_t)w->log_cap, sizeof(*town->log));
}

void town_free(struct town *town)
{
	free(town->rows);
	free(town->records);
	free(town->op);
	free(town->request);
	free(town->number);
	free(town->enrolled);
	free(town->log);
}

#define COPY(field, extra, used_to, used_from) \
	do { \
		memcpy(to->field, from->field, (size_t)((extra) + (used_from)) * sizeof(*to->field)); \
		if ((used_to) > (used_from)) \
			memset(to->field + (extra) + (used_from), 0, (size_t)((used_to) - (used_from)) * sizeof(*to->field)); \
	} while (0)

void town_copy(struct town *to, const struct town *from)
{
	struct town kept = *to;

	COPY(rows, CONTENT_ROWS, kept.ops, from->ops);
	COPY(op, 0, kept.ops, from->ops);
	COPY(request, 0, kept.ops, from->ops);
	COPY(records, 0, kept.numbers, from->numbers);
	COPY(number, 0, kept.numbers, from->numbers);
	COPY(enrolled, 0, kept.terminals, from->terminals);
	memcpy(to->log, from->log, (size_t)(from->rev + 1) * sizeof(*to->log));
	*to = *from;
	to->rows = kept.rows;
	to->records = kept.records;
	to->op = kept.op;
	to->request = kept.request;
	to->number = kept.number;
	to->enrolled = kept.enrolled;
	to->log = kept.log;
}

struct row *town_row(struct town *town, bool record, int32_t index)
{
	return record ? &town->records[index] : &town->rows[index];
}

static int32_t next_rev(struct world *w, bool record, int32_t index, int what)
{
	struct town *town = &w->hub.town;

	if (town->rev + 1 >= w->log_cap) {
		w->log_cap *= 2;
		for (int i = -1; i < BACKUPS; i++) {
			struct town *one = i < 0 ? town : &w->hub.backup[i];

			one->log = realloc(one->log, (size_t)w->log_cap * sizeof(*one->log));
			if (!one->log)
				abort();
		}
	}
	town->log[++town->rev] = (index * 2 + record) * 8 + what;
	return town->rev;
}

void town_take_rev(struct world *w)
{
	next_rev(w, false, 0, LOG_NOTHING);
}

void town_put(struct world *w, bool record, int32_t index, uint32_t value, uint8_t department)
{
	struct row *row = town_row(&w->hub.town, record, index);

	if (row->here && row->department != department)
		row->left[row->department] = next_rev(w, record, index, LOG_LEFT + row->department);
	if (!row->here)
		row->gone = 0;
	row->here = true;
	row->value = value;
	row->department = department;
	row->rev = next_rev(w, record, index, LOG_ROW);
}

void town_drop(struct world *w, bool record, int32_t index)
{
	struct row *row = town_row(&w->hub.town, record, index);

	if (!row->here)
		return;
	row->here = false;
	row->gone = next_rev(w, record, index, LOG_GONE);
}

uint32_t request_value(const struct request *request, int32_t rev)
{
	return request->state | (uint32_t)request->assignee << 4 | (uint32_t)request->to_settle << 8 | (uint32_t)rev << 9;
}

void town_put_request(struct world *w, int32_t op)
{
	struct town *town = &w->hub.town;
	struct request *request = &town->request[op];
	struct row *row = &town->rows[CONTENT_ROWS + op];
	bool moves = row->here && row->department != request->department;

	town_put(w, false, CONTENT_ROWS + op, request_value(request, town->rev), request->department);
	for (int32_t i = 0; moves && i < town->ops; i++)
		if (w->op[i].request == op && i != op && town->rows[CONTENT_ROWS + i].here)
			town_put(w, false, CONTENT_ROWS + i, town->rows[CONTENT_ROWS + i].value, request->department);
	if (moves)
		w->happened[FAULT_ROW_LEAVES]++;
}

void town_refresh_record(struct world *w, int32_t at)
{
	struct town *town = &w->hub.town;
	const struct number *number = &town->number[at];
	const struct request *request = &town->request[number->request];

	switch (serve_record((size_t)number->requests, number->revoked, request->here, request->number == at,
	                     request->closed && w->now - request->closed > 20 * DAY_US)) {
	case RECORD_SHOWN:
		town_put(w, true, at, (uint32_t)town->rev, 0);
		break;
	case RECORD_WITHDRAWN:
		town_drop(w, true, at);
		break;
	case RECORD_WITHHELD:
		town_drop(w, true, at);
		for (int32_t i = 0; i < town->ops; i++)
			if (town->request[i].here && town->request[i].number == at && !town->request[i].to_settle) {
				town->request[i].to_settle = town->request[i].was_told = true;
				town_put_request(w, i);
			}
		break;
	}
}

void town_drop_request(struct world *w, int32_t op)
{
	struct town *town = &w->hub.town;
	struct request *request = &town->request[op];

	if (!request->here)
		return;
	for (int32_t i = 0; i < town->ops; i++)
		if (w->op[i].request == op && i != op)
			town_drop(w, false, CONTENT_ROWS + i);
	request->here = false;
	town_drop(w, false, CONTENT_ROWS + op);
	if (request->number >= 0) {
		struct number *number = &town->number[request->number];

		number->requests--;
		for (int32_t i = 0; number->requests > 0 && i < town->ops; i++)
			if (town->request[i].here && town->request[i].number == request->number)
				number->request = i;
		town_refresh_record(w, request->number);
	}
}

/* ---- what a scope sees */

static bool sees_table(bool public_, bool record, int32_t index)
{
	enum synced_scope table = record ? SYNCED_PUBLIC : index < CONTENT_ROWS ? SYNCED_ALL : SYNCED_AGENT;

	return serve_sees_table((struct serve_scope){ .public_ = public_ }, table);
}

bool town_sees(bool public_, uint8_t departments, bool record, int32_t index, const struct row *row)
{
	return row->here && sees_table(public_, record, index) &&
	       (record || index < CONTENT_ROWS || (departments >> row->department & 1));
}

/* Does REV tell this scope something about the row; and what? */
static bool tells(const struct row *row, int what, int32_t rev, bool departments_count, uint8_t departments, bool *ret_gone)
{
	bool mine = row->here && (!departments_count || (departments >> row->department & 1));

	*ret_gone = what != LOG_ROW;
	if (what == LOG_ROW)
		return row->rev == rev && mine;
	if (what == LOG_GONE)
		return row->gone == rev && !row->here;
	return row->left[what - LOG_LEFT] == rev && (departments >> (what - LOG_LEFT) & 1) && !mine;
}

static char table_letter(bool record, int32_t index)
{
	return record ? 'k' : index < CONTENT_ROWS ? 'c' : 'r';
}

/* Lines in the order of rev; a page may end in the middle of anything. */
static void add_lines(struct world *w, struct page *page, int32_t since, int32_t *ret_at)
{
	struct town *town = &w->hub.town;

	*ret_at = town->rev;
	for (int32_t rev = since + 1; rev <= town->rev; rev++) {
		int32_t index = town->log[rev] / 16;
		bool record = town->log[rev] / 8 & 1, gone;
		const struct row *row = town_row(town, record, index);

		if (town->log[rev] % 8 == LOG_NOTHING || !sees_table(page->public_, record, index) ||
		    !tells(row, town->log[rev] % 8, rev, !record && index >= CONTENT_ROWS, page->departments, &gone))
			continue;
		if (serve_page_full((size_t)page->lines * PAGE_ROW_WEIGHT, page->text.len)) {
			*ret_at = rev - 1;
			return;
		}
		page->lines++;
		if (gone)
			strbuf_addf(&page->text, "%c %d %d gone\n", table_letter(record, index), index, rev);
		else
			strbuf_addf(&page->text, "%c %d %d %u %d\n", table_letter(record, index), index, rev, row->value, row->department);
		if (w->hub.upgraded && rev % 16 == 0) /* a table from tomorrow */
			strbuf_addf(&page->text, "x %d %d 1 0\n", index, rev);
	}
}

struct page *town_page(struct world *w, bool public_, uint8_t departments, const struct cursor *since)
{
	struct hub *hub = &w->hub;
	struct page **last = &hub->page[public_ ? 0 : departments], *page = *last;
	struct cursor to = { .rev = 0 };
	int32_t at;

	if (page && page->made == hub->town.rev && page->public_ == public_ && page->departments == departments &&
	    page->since.rev == since->rev && streq(page->since.epoch, since->epoch)) {
		page->users++;
		return page;
	}
	page_drop(page);
	page = zeroed(1, sizeof(*page));
	*page = (struct page){ .users = 2, .since = *since, .made = hub->town.rev, .public_ = public_, .departments = departments };
	add_lines(w, page, (int32_t)since->rev, &at);
	epoch_text(hub->town.epoch, to.epoch);
	to.rev = at;
	synced_add_cursor(&page->text, since->rev, &to, at < hub->town.rev, 0, NULL);
	*last = page;
	return page;
}

void page_drop(struct page *page)
{
	if (!page || --page->users > 0)
		return;
	strbuf_done(&page->text);
	free(page);
}

static struct held_row held(const struct row *row)
{
	return (struct held_row){ .rev = row->rev, .value = row->value, .here = true, .department = row->department };
}

struct snapshot_file *town_snapshot(struct world *w, bool public_, uint8_t departments)
{
	struct town *town = &w->hub.town;
	struct snapshot_file *file = zeroed(1, sizeof(*file));

	*file = (struct snapshot_file){ .users = 1, .public_ = public_, .departments = departments, .at = { .rev = town->rev },
	                                .rows = CONTENT_ROWS + (public_ ? 0 : town->ops), .records = public_ ? town->numbers : 0 };
	epoch_text(town->epoch, file->at.epoch);
	file->row = zeroed((size_t)file->rows, sizeof(*file->row));
	file->record = zeroed((size_t)file->records + 1, sizeof(*file->record));
	for (int32_t i = 0; i < file->rows; i++)
		if (town_sees(public_, departments, false, i, &town->rows[i]))
			file->row[i] = held(&town->rows[i]);
	for (int32_t i = 0; i < file->records; i++)
		if (town_sees(public_, departments, true, i, &town->records[i]))
			file->record[i] = held(&town->records[i]);
	return file;
}

void snapshot_drop(struct snapshot_file *file)
{
	if (!file || --file->users > 0)
		return;
	free(file->row);
	free(file->record);
	free(file);
}

void epoch_text(int32_t epoch, char out[33])
{
	static const char hex[] = "0123456789abcdef";

	memset(out, '0', 32);
	for (int i = 31; epoch > 0; epoch /= 16)
		out[i--] = hex[epoch % 16];
	out[32] = '\0';
}

int32_t epoch_number(const char *text)
{
	return (int32_t)strtol(text + 24, NULL, 16);
}
