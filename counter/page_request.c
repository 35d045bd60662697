/* What a page says of a request. */
#include "common/domain/answers.h"
#include "common/domain/names.h"
#include "common/store/service.h"
#include "common/text/fmt.h"
#include "common/text/tr.h"
#include "counter/number.h"
#include "counter/page.h"
#include "counter/row.h"

enum { DATE_CELLS = 15 };

static const char *when(struct page *page, const char *lang, struct board *board, int64_t at)
{
	struct civil c = civil_from_time(board_zone(board), at);

	return arena_printf(page->arena, " %s %02d:%02d",
			    fmt_date_short(page->arena, lang, civil_days(c.year, c.month, c.day)), c.hour, c.minute);
}

static void join(struct strbuf *line, const char *text)
{
	if (!text || !*text)
		return;
	if (line->len > 0)
		strbuf_add(line, " · ");
	strbuf_add(line, text);
}

static void add_joined(struct page *page, enum style style, struct strbuf *line)
{
	if (line->len > 0)
		page_add(page, style, 1, NULL, strbuf_str(line));
	strbuf_done(line);
	*line = (struct strbuf)STRBUF_INIT;
}

static void add_head(struct page *page, const char *lang, struct board *board, const struct board_request *request,
		     int64_t now)
{
	const struct request_row *row = &request->request.row;
	struct strbuf line = STRBUF_INIT;
	const char *number = number_grouped(page->arena, row->number);
	enum request_state state;
	enum channel channel;
	enum style due_style;
	const char *ago, *due;
	bool known;

	join(&line, *number ? number : tr(lang, "desk.no_number"));
	join(&line, row->service_name ? row->service_name : row->service);
	join(&line, row->department_name ? row->department_name : row->department);
	join(&line, *request->assignee_name ? trf(page->arena, lang, "desk.assigned", "name", request->assignee_name, NULL) :
	                                      tr(lang, "desk.unassigned"));
	add_joined(page, STYLE_STRONG, &line);

	ago = fmt_ago(page->arena, lang, board_zone(board), row->received, now);
	known = request_state_parse(row->state, &state);
	if (known && state == STATE_RECEIVED)
		join(&line, trf(page->arena, lang, "desk.received_since", "ago", ago, NULL));
	else
		join(&line, known ? tr(lang, request_state_key(state)) : row->state);
	if (request->pending != PENDING_NONE)
		join(&line, tr(lang, row_pending_key(request->pending, board)));
	if (!known || state != STATE_RECEIVED)
		join(&line, trf(page->arena, lang, "desk.received_ago", "ago", ago, NULL));
	due = row_due(page->arena, lang, row, board_day(board), &due_style);
	if (known && request_state_open(state))
		join(&line, due);
	join(&line, channel_parse(row->channel, &channel) && channel != CHANNEL_TOTEM ? tr(lang, channel_key(channel))
										      : row->terminal);
	if (!request->request.trusted)
		join(&line, tr(lang, "desk.clock_not_trusted"));
	add_joined(page, due_style == STYLE_LATE ? STYLE_LATE : STYLE_MUTED, &line);

	if (row->to_settle && *row->to_settle)
		page_add(page, STYLE_LATE, 1, NULL,
			 trf(page->arena, lang, "desk.to_settle_because", "reason", row->to_settle, NULL));
	join(&line, row->name);
	join(&line, row->phone && *row->phone ? fmt_phone(page->arena, lang, row->phone) : NULL);
	join(&line, request->request.email);
	join(&line, row->where_text);
	if (request->request.lang && *request->request.lang && !streq(request->request.lang, lang)) {
		const struct lang *spoken = lang_find(request->request.lang);

		join(&line,
		     trf(page->arena, lang, "desk.speaks", "language", spoken ? spoken->name : request->request.lang, NULL));
	}
	add_joined(page, STYLE_PLAIN, &line);
}

static void add_answers(struct page *page, const char *lang, struct board *board, const struct board_request *request)
{
	struct service service;
	const struct form *form;
	const struct answer_line *lines;
	struct answers *answers;
	size_t count = 0;

	if (!board_db(board) ||
	    !service_read(board_db(board), NULL, request->request.row.service, page->arena, &service, NULL) ||
	    !service.form || !form_parse(page->arena, service.form, &form, NULL))
		return;
	answers = answers_new();
	if (answers_read_json(answers, form, or_empty(request->request.answers), NULL))
		count = answers_lines(page->arena, form, answers, lang, false, &lines);
	if (count > 0)
		page_gap(page);
	for (size_t i = 0; i < count; i++) {
		struct tr_arg args[] = { { "label", lines[i].label }, { "value", lines[i].value } };

		page_add(page, STYLE_PLAIN, 1, NULL, tr_fmt(page->arena, lang, "desk.answer", args, 2));
	}
	answers_free(answers);
}

static void add_message(struct page *page, const char *lang, struct board *board, const struct board_message *item)
{
	const struct message *message = &item->message;
	const char *pending = row_pending_key(item->pending, board), *text = "";
	const char *who = *or_empty(message->author_name) ? message->author_name : NULL;
	enum message_kind kind;
	enum request_state state;
	enum style style = STYLE_PLAIN;

	if (!message_kind_parse(message->kind, &kind))
		kind = MESSAGE_MESSAGE;
	switch (kind) {
	case MESSAGE_MESSAGE:
		text = who ? trf(page->arena, lang, "desk.thread.out", "who", who, "text", message->body, NULL) :
		             trf(page->arena, lang, "desk.thread.in", "where", message->origin, "text", message->body, NULL);
		style = who ? STYLE_ACCENT : STYLE_PLAIN;
		break;
	case MESSAGE_NOTE:
		text = trf(page->arena, lang, "desk.thread.note", "who", or_empty(who), "text", message->body, NULL);
		break;
	case MESSAGE_STATE:
		text = trf(page->arena, lang, *or_empty(message->text) ? "desk.thread.state_text" : "desk.thread.state",
			   "who", or_empty(who), "state",
			   request_state_parse(message->body, &state) ? tr(lang, request_state_key(state)) : message->body,
			   "text", message->text, NULL);
		style = STYLE_MUTED;
		break;
	case MESSAGE_ASSIGNMENT:
		text = *or_empty(message->about) ?
			trf(page->arena, lang, "desk.thread.assigned", "who", or_empty(who), "to", message->about, NULL) :
			trf(page->arena, lang, "desk.thread.unassigned", "who", or_empty(who), NULL);
		style = STYLE_MUTED;
		break;
	case MESSAGE_TICKET:
		text = trf(page->arena, lang, "desk.thread.ticket", "who", or_empty(who), "text", message->body, NULL);
		style = STYLE_MUTED;
		break;
	case MESSAGE_KINDS: break;
	}
	if (pending)
		text = arena_printf(page->arena, "%s [%s]", text, tr(lang, pending));
	page_add(page, item->pending == PENDING_PROBLEM ? STYLE_LATE : style, DATE_CELLS,
		 when(page, lang, board, message->at), text);
}

void page_request(struct page *page, const char *lang, struct board *board, const struct board_request *request, bool detail,
                  int64_t now)
{
	const struct request_row *row = &request->request.row;

	add_head(page, lang, board, request, now);
	if (detail)
		add_answers(page, lang, board, request);
	page_gap(page);
	page_add(page, STYLE_PLAIN, DATE_CELLS, when(page, lang, board, row->registered),
	         trf(page->arena, lang, "desk.thread.asked", "where", row->terminal, "what", row->service_name, NULL));
	for (size_t i = 0; i < request->thread_count; i++)
		add_message(page, lang, board, &request->thread[i]);
}
