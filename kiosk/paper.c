#include "kiosk/paper.h"

#include <stdlib.h>

#include "common/base/log.h"
#include "common/base/utf8.h"
#include "common/secret/secret.h"
#include "common/store/outbox.h"
#include "kiosk/data.h"

void paper_count_path(const char *state, char out[PAPER_COUNT_PATH])
{
	snprintf(out, PAPER_COUNT_PATH, "%.*s/outbox/roll", PAPER_PATH - 1, state);
}

/* ---- on the worker */

/* Statistics: no number, no person. A failure costs nobody anything. */
static void count(const struct paper_job *job)
{
	struct strbuf body = STRBUF_INIT;
	struct outbox *box = NULL;
	char path[PAPER_PATH + 32];
	struct err err;

	strbuf_addf(&body, "{\"what\":\"%s\",\"lang\":\"%s\",\"terminal\":", job->what, job->lang);
	strbuf_add_json(&body, job->terminal);
	strbuf_addc(&body, '}');
	snprintf(path, sizeof(path), "%s/outbox/outbox.db", job->state);
	if (!outbox_open(path, &box, &err) ||
	    !outbox_append(box, &(struct op){ .id = job->id, .kind = OP_PRINTED, .body = { (const unsigned char *)body.data, body.len },
	                                      .made = job->made }, &err))
		log_warn("a print was not counted: %s", err.text);
	outbox_close(box);
	strbuf_done(&body);
}

static void refused(struct paper_job *job, enum printer_state reason, const struct err *err)
{
	job->status.state = reason;
	job->result = (struct print_result){ .outcome = PRINT_REFUSED, .reason = reason };
	if (err)
		log_error("printer: %s", err->text);
}

static void ask_run(struct work *work)
{
	struct paper_job *job = (struct paper_job *)work;
	struct printer *printer = NULL;
	struct err err;

	if (!printer_open(&job->settings, &printer, &err)) {
		refused(job, PRINTER_ERROR, &err);
		return;
	}
	job->status = printer_status(printer);
	printer_close(printer);
}

static void print_run(struct work *work)
{
	struct paper_job *job = (struct paper_job *)work;
	struct ticket_sheets sheets = { .job.raster = NULL };
	struct printer *printer = NULL;
	struct err err = { .code = ERR_NONE };

	if (!printer_open(&job->settings, &printer, &err) ||
	    !ticket_sheets(&job->ticket, job->settings.paper, printer_wants(printer), &sheets, &err)) {
		refused(job, PRINTER_ERROR, &err);
	} else {
		job->result = printer_print(printer, &sheets.job);
		job->status.state = job->result.reason;
		if (job->result.detail[0])
			log_info("printer: %s: %s", print_outcome_name(job->result.outcome), job->result.detail);
	}
	ticket_sheets_done(&sheets);
	printer_close(printer);
	if (job->result.outcome == PRINT_PRINTED || job->result.outcome == PRINT_SENT)
		count(job);
}

static void warm_run(struct work *work)
{
	(void)work;
	ticket_warm_up();
}

/* ---- made and freed on the main thread */

static void job_free(struct work *work)
{
	struct paper_job *job = (struct paper_job *)work;

	arena_free(job->arena);
	free(job->device);
	secret_wipe(job, sizeof(*job));
	free(job);
}

static struct paper_job *job_new(struct screen_ctx *ctx, const char *kind, void (*run)(struct work *work))
{
	struct paper_job *job = calloc(1, sizeof(*job));

	if (!job)
		abort();
	job->work = (struct work){ .kind = kind, .run = run, .free = job_free, .owner = ctx->opening };
	utf8_copy(job->state, sizeof(job->state), ctx->data->state);
	paper_count_path(job->state, job->count);
	job->settings = printer_settings_read(ctx->conf, job->count, *ctx->clock);
	job->device = strdup(or_empty(job->settings.spec));
	job->settings.spec = job->device;
	return job;
}

void paper_ask(struct screen_ctx *ctx)
{
	worker_submit(ctx->worker, &job_new(ctx, PAPER_ASK, ask_run)->work);
}

void paper_warm_up(struct screen_ctx *ctx)
{
	struct work *work = calloc(1, sizeof(*work));

	if (!work)
		abort();
	*work = (struct work){ .kind = "paper.warm", .run = warm_run };
	worker_submit(ctx->worker, work);
}

void paper_compose(const struct screen_ctx *ctx, const struct paper_order *order, struct arena *arena, struct ticket *ret_ticket)
{
	struct db *db = ctx->data->db;
	struct town *town = ARENA_NEW(arena, struct town);
	struct service *own = ARENA_NEW(arena, struct service), *also = ARENA_NEW(arena, struct service);
	struct department *department = ARENA_NEW(arena, struct department);
	struct ticket_facts facts = {
		.kind = order->kind, .lang = arena_strdup(arena, ctx->session->lang), .large = ctx->session->text_size >= TEXT_HUGE,
		.zone = ctx->data->zone, .subject = arena_strdup(arena, order->subject),
		.detail = arena_strdup(arena, order->detail), .number = arena_strdup(arena, order->number),
		.terminal = arena_strdup(arena, order->terminal), .registered = order->registered, .received = order->received,
		.clock_untrusted = order->clock_untrusted, .offline = order->offline, .promised_by = arena_strdup(arena, order->promised_by),
		.call_back_phone = arena_strdup(arena, order->call_back_phone),
	};

	if (db && town_read(db, NULL, arena, town, NULL))
		facts.town = town;
	if (db && order->service && service_read(db, NULL, order->service, arena, own, NULL)) {
		facts.service = own;
		if (service_read(db, ctx->session->lang, order->service, arena, also, NULL))
			facts.service_also = also;
		if (own->department && department_read(db, NULL, own->department, arena, department, NULL))
			facts.department = department;
	}
	ticket_compose(arena, &facts, ret_ticket);
}

void paper_print(struct screen_ctx *ctx, const struct paper_order *order)
{
	static const char *const names[] = {
		[TICKET_REGISTRATION] = "ticket", [TICKET_RECEIPT] = "receipt", [TICKET_CHECKLIST] = "checklist", [TICKET_REPORT] = "report",
	};
	struct paper_job *job = job_new(ctx, PAPER_PRINT, print_run);

	job->work.to_the_end = true;
	job->arena = arena_new();
	job->what = names[order->kind];
	job->made = clock_stamp(ctx->clock);
	job->id = uuid_v7(ctx->rng, ctx->now);
	utf8_copy(job->lang, sizeof(job->lang), ctx->session->lang);
	utf8_copy(job->terminal, sizeof(job->terminal), ctx->data->terminal.name);
	paper_compose(ctx, order, job->arena, &job->ticket);
	worker_submit(ctx->worker, &job->work);
}
