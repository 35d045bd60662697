#include "counter/row.h"

#include "common/domain/names.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "counter/cells.h"
#include "counter/number.h"

enum { MARKS = 3, NUMBER = 19, DUE = 15, STATE = 12, WIDE = 104 };

struct row_layout row_layout(int width)
{
	struct row_layout layout = { .width = { [COL_MARKS] = MARKS, [COL_NUMBER] = NUMBER, [COL_DUE] = DUE } };
	int left = width - MARKS - NUMBER - DUE - 4;

	if (width >= WIDE) {
		layout.width[COL_STATE] = STATE;
		left -= STATE + 1;
	}
	left = MAX(left, 16);
	layout.width[COL_SERVICE] = left * 3 / 5;
	layout.width[COL_WHO] = left - layout.width[COL_SERVICE];
	return layout;
}

const char *row_due(struct arena *arena, const char *lang, const struct request_row *row, int64_t day, enum style *ret_style)
{
	struct civil date;
	int64_t left;
	enum request_state state;

	*ret_style = STYLE_PLAIN;
	if (request_state_parse(row->state, &state) && !request_state_open(state)) {
		*ret_style = STYLE_MUTED;
		return tr(lang, state == STATE_DONE ? "desk.due.done" : "desk.due.refused");
	}
	if (!row->promised_by || !civil_parse_date(row->promised_by, &date))
		return "";
	left = civil_days(date.year, date.month, date.day) - day;
	if (left < 0) {
		*ret_style = STYLE_LATE;
		return trnf(arena, lang, "desk.due.late", -left, NULL);
	}
	if (left <= 1) {
		*ret_style = STYLE_SOON;
		return tr(lang, left == 0 ? "desk.due.today" : "desk.due.tomorrow");
	}
	return trnf(arena, lang, "desk.due.left", left, NULL);
}

const char *row_who(struct arena *arena, const char *lang, const struct request_row *row)
{
	if (row->name && *row->name)
		return row->name;
	if (row->where_text && *row->where_text)
		return row->where_text;
	if (row->phone && *row->phone)
		return fmt_phone(arena, lang, row->phone);
	return or_empty(row->summary);
}

const char *row_pending_mark(enum pending pending)
{
	switch (pending) {
	case PENDING_NONE:
	case PENDING_SENT: return " ";
	case PENDING_SENDING:
	case PENDING_QUEUED:
	case PENDING_HELD: return "↑";
	case PENDING_PROBLEM: break;
	}
	return "×";
}

const char *row_pending_key(enum pending pending, const struct board *board)
{
	bool online = board_link(board)->state == LINK_ONLINE;

	switch (pending) {
	case PENDING_NONE: return NULL;
	case PENDING_SENT: return "desk.pending.sent";
	case PENDING_SENDING: return online ? "desk.pending.sending" : "desk.pending.queued";
	case PENDING_QUEUED: return "desk.pending.queued";
	case PENDING_HELD: return "desk.pending.held";
	case PENDING_PROBLEM: break;
	}
	return "desk.pending.problem";
}

struct row_cells row_cells(struct arena *arena, const char *lang, const struct board_row *board_row, int64_t day,
			   bool selected)
{
	const struct request_row *row = &board_row->row;
	struct row_cells cells = { .due = STYLE_PLAIN };
	const char *number = number_grouped(arena, row->number);
	enum request_state state;

	cells.text[COL_DUE] = row_due(arena, lang, row, day, &cells.due);
	cells.text[COL_MARKS] = arena_printf(arena, "%s%s%s", selected ? "▸" : " ",
	                                     row->to_settle && *row->to_settle ? "?" : cells.due == STYLE_LATE ? "!" : " ",
	                                     row_pending_mark(board_row->pending));
	cells.text[COL_NUMBER] = *number ? number : tr(lang, "desk.no_number");
	cells.text[COL_SERVICE] = or_empty(row->service_name ? row->service_name : row->service);
	cells.text[COL_WHO] = row_who(arena, lang, row);
	cells.text[COL_STATE] =
		request_state_parse(row->state, &state) ? tr(lang, request_state_key(state)) : or_empty(row->state);
	return cells;
}

const char *row_title(struct arena *arena, const char *lang, const struct request_row *row)
{
	const char *number = number_grouped(arena, row->number), *who = row_who(arena, lang, row);

	number = *number ? number : tr(lang, "desk.no_number");
	return *who ? arena_printf(arena, "%s · %s", who, number) : number;
}

struct row_cells row_heads(const char *lang)
{
	return (struct row_cells){ .text = {
		[COL_MARKS] = "",
		[COL_NUMBER] = tr(lang, "desk.col.number"),
		[COL_SERVICE] = tr(lang, "desk.col.service"),
		[COL_WHO] = tr(lang, "desk.col.who"),
		[COL_STATE] = tr(lang, "desk.col.state"),
		[COL_DUE] = tr(lang, "desk.col.due"),
	} };
}

void row_text(struct strbuf *out, const struct row_layout *layout, const struct row_cells *cells)
{
	for (enum row_column c = 0; c < COL_COUNT; c++) {
		if (!layout->width[c])
			continue;
		cells_pad(out, cells->text[c], layout->width[c]);
		if (c != COL_DUE)
			strbuf_addc(out, ' ');
	}
}

void row_draw(struct tui *tui, int y, int x, const struct row_layout *layout, const struct row_cells *cells, bool selected,
              bool head)
{
	for (enum row_column c = 0; c < COL_COUNT; c++) {
		enum style style = head ? STYLE_HEAD : selected ? STYLE_SELECTED : STYLE_PLAIN;
		int width = layout->width[c];

		if (!width)
			continue;
		if (!head && !selected && (c == COL_DUE || c == COL_MARKS))
			style = cells->due;
		/* The gap belongs to the line, so that a selected one is whole. */
		tui_put(tui, y, x, width + (c != COL_DUE), style, cells->text[c]);
		if (c != COL_DUE && cells_width(cells->text[c]) > width) {
			struct strbuf cut = STRBUF_INIT;

			cells_pad(&cut, cells->text[c], width);
			strbuf_addc(&cut, ' ');
			tui_put(tui, y, x, width + 1, style, strbuf_str(&cut));
			strbuf_done(&cut);
		}
		x += width + (c != COL_DUE);
	}
}
