#include "counter/paper.h"

#include <stdlib.h>

#include "common/store/town.h"

struct printing {
	struct printer *printer;
	bool there;
};

bool printing_open(const struct conf *conf, const char *state, const struct clock *clock, struct printing **ret_printing,
                   struct err *err)
{
	struct printing *printing = calloc(1, sizeof(*printing));
	struct strbuf path = STRBUF_INIT;
	struct printer_settings settings;
	bool opened;

	if (!printing)
		abort();
	strbuf_addf(&path, "%s/desk/roll", state);
	settings = printer_settings_read(conf, strbuf_str(&path), *clock);
	opened = printer_open(&settings, &printing->printer, err);
	strbuf_done(&path);
	if (!opened) {
		free(printing);
		return false;
	}
	printing->there = !streq(settings.spec, "none") && *settings.spec;
	*ret_printing = printing;
	return true;
}

void printing_close(struct printing *printing)
{
	if (!printing)
		return;
	printer_close(printing->printer);
	free(printing);
}

bool printing_there(const struct printing *printing)
{
	return printing->there;
}

/* ---- on the worker */
static void print(struct work *work)
{
	struct paper_work *paper = (struct paper_work *)work;
	struct printer *printer = paper->printing->printer;
	struct ticket_sheets sheets = { .job = { .raster = NULL } };

	paper->drawn = ticket_sheets(&paper->ticket, printer_paper(printer), printer_wants(printer), &sheets, NULL);
	if (paper->drawn)
		paper->result = printer_print(printer, &sheets.job);
	ticket_sheets_done(&sheets);
}

static void work_done(struct work *work)
{
	struct paper_work *paper = (struct paper_work *)work;

	arena_free(paper->arena);
	free(paper);
}

/* ---- on the main thread */
static struct paper_work *new_work(struct printing *printing, struct arena **ret_arena)
{
	struct paper_work *work = calloc(1, sizeof(*work));

	if (!work)
		abort();
	work->work = (struct work){ .kind = PAPER_WORK, .run = print, .free = work_done };
	work->printing = printing;
	*ret_arena = work->arena = arena_new();
	return work;
}

/* With town, service and department, as far as they are known. Composed here: the town's zone is the main thread's. */
static void compose(struct paper_work *work, struct board *board, struct ticket_facts *facts, const char *service_id,
                    const char *department_id)
{
	struct db *db = board_db(board);
	struct town *town = ARENA_NEW(work->arena, struct town);
	struct service *service = ARENA_NEW(work->arena, struct service), *also = ARENA_NEW(work->arena, struct service);
	struct department *department = ARENA_NEW(work->arena, struct department);

	work->kind = facts->kind;
	work->lang = facts->lang;
	facts->zone = board_zone(board);
	if (db && town_read(db, NULL, work->arena, town, NULL))
		facts->town = town;
	if (db && service_read(db, NULL, service_id, work->arena, service, NULL))
		facts->service = service;
	if (db && service_read(db, facts->lang, service_id, work->arena, also, NULL))
		facts->service_also = also;
	if (!department_id && facts->service)
		department_id = service->department;
	if (db && department_id && department_read(db, NULL, department_id, work->arena, department, NULL))
		facts->department = department;
	ticket_compose(work->arena, facts, &work->ticket);
}

struct paper_work *paper_work_new(struct printing *printing, struct board *board, const struct board_request *request,
                                  enum ticket_kind kind)
{
	const struct request_row *row = &request->request.row;
	struct arena *arena;
	struct paper_work *work = new_work(printing, &arena);
	struct ticket_facts facts = {
		.kind = kind,
		.lang = arena_strdup(arena, *or_empty(request->request.lang) ? request->request.lang : board_lang(board)),
		.subject = arena_strdup(arena, row->service_name),
		.detail = arena_strdup(arena, row->where_text),
		.number = arena_strdup(arena, row->number),
		.replaces = request->request.replaces != NULL || request->replaced_here,
		.terminal = streq(row->channel, "totem") ? arena_strdup(arena, row->terminal) : NULL,
		.registered = row->registered,
		.clock_untrusted = !request->request.trusted,
		.offline = kind == TICKET_REGISTRATION && request->pending != PENDING_NONE,
		.received = kind == TICKET_RECEIPT ? row->received : TICKET_NO_TIME,
		.promised_by = arena_strdup(arena, row->promised_by),
	};

	compose(work, board, &facts, row->service, *or_empty(row->department) ? row->department : NULL);
	return work;
}

struct paper_work *paper_work_checklist(struct printing *printing, struct board *board, const char *service)
{
	struct arena *arena;
	struct paper_work *work = new_work(printing, &arena);
	struct ticket_facts facts = { .kind = TICKET_CHECKLIST, .lang = arena_strdup(arena, board_lang(board)),
	                              .registered = TICKET_NO_TIME, .received = TICKET_NO_TIME };

	compose(work, board, &facts, service, NULL);
	return work;
}

bool paper_came_out(const struct paper_work *work)
{
	return work->drawn && (work->result.outcome == PRINT_PRINTED || work->result.outcome == PRINT_SENT);
}

const char *paper_outcome(const struct paper_work *work)
{
	if (!work->drawn)
		return "desk.print.failed";
	if (paper_came_out(work) && work->result.reason == PRINTER_NEAR_END)
		return work->result.outcome == PRINT_PRINTED ? "desk.print.near_end" : "desk.print.sent_near_end";
	switch (work->result.outcome) {
	case PRINT_PRINTED: return "desk.print.printed";
	case PRINT_SENT: return "desk.print.sent";
	case PRINT_REFUSED:
	case PRINT_FAILED: break;
	}
	switch (work->result.reason) {
	case PRINTER_COVER_OPEN: return "desk.print.cover_open";
	case PRINTER_PAPER_OUT: return "desk.print.paper_out";
	case PRINTER_OFFLINE: return "desk.print.offline";
	case PRINTER_NONE: return "desk.print.none";
	case PRINTER_READY:
	case PRINTER_NEAR_END:
	case PRINTER_UNKNOWN:
	case PRINTER_ERROR:
	case PRINTER_STATE_COUNT: break;
	}
	return "desk.print.failed";
}

void paper_told(struct view_ctx *ctx, const struct paper_work *work)
{
	notify(ctx, T(paper_outcome(work)));
	if (paper_came_out(work))
		ops_printed(ctx->ops, work->kind == TICKET_CHECKLIST ? "checklist" : work->kind == TICKET_RECEIPT ? "receipt" : "ticket", work->lang);
}
