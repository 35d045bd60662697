#include "common/print/printer.h"

#include "common/print/driver.h"
#include "common/print/roll.h"

#include <assert.h>

enum { ASK_MS = 2000, PRINT_MS = 30000, WARN_MM = 2000 };

struct printer {
	const struct driver_ops *driver; /* NULL: none */
	void *state;
	struct printer_settings settings; /* spec and count_path are not kept */
	struct roll roll;
};

static const struct driver_ops *const drivers[] = { &escpos_driver, &cups_driver, &file_driver };

static const char *const state_names[] = {
	[PRINTER_READY] = "ready", [PRINTER_NEAR_END] = "near_end", [PRINTER_UNKNOWN] = "unknown",
	[PRINTER_COVER_OPEN] = "cover_open", [PRINTER_PAPER_OUT] = "paper_out", [PRINTER_ERROR] = "error",
	[PRINTER_OFFLINE] = "offline", [PRINTER_NONE] = "none",
};
static_assert(ARRAY_LEN(state_names) == PRINTER_STATE_COUNT, "a name for each state");

const char *printer_state_name(enum printer_state state)
{
	return state_names[state];
}

const char *print_outcome_name(enum print_outcome outcome)
{
	static const char *const names[] = {
		[PRINT_PRINTED] = "printed", [PRINT_SENT] = "sent", [PRINT_REFUSED] = "refused", [PRINT_FAILED] = "failed",
	};

	return names[outcome];
}

struct printer_settings printer_settings_read(const struct conf *conf, const char *count_path, struct clock clock)
{
	struct printer_settings settings = {
		.spec = conf_text(conf, "printer.device"),
		.count_path = count_path,
		.roll_mm = conf_int(conf, "printer.roll_m") * 1000,
		.warn_mm = conf_int(conf, "printer.near_end_m") * 1000,
		.cut = conf_bool(conf, "printer.cut"),
		.clock = clock,
	};

	if (!paper_parse(conf_text(conf, "printer.paper"), &settings.paper, NULL))
		settings.paper = PAPER_80MM; /* the table of settings lets no other word through */
	return settings;
}

static bool open_driver(struct printer *printer, const char *spec, struct err *err)
{
	if (!spec || streq(spec, "") || streq(spec, "none"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(drivers); i++) {
		size_t len = strlen(drivers[i]->scheme);

		if (strncmp(spec, drivers[i]->scheme, len) != 0 || spec[len] != ':')
			continue;
		if (!spec[len + 1])
			return err_set(err, ERR_BAD_INPUT, "\"%.100s\" names no printer behind the colon", spec);
		printer->driver = drivers[i];
		return drivers[i]->open(spec + len + 1, &printer->settings, &printer->state, err);
	}
	return err_set(err, ERR_BAD_INPUT, "\"%.100s\" is not a printer: escpos:DEVICE, cups:QUEUE, file:DIRECTORY or none", spec);
}

bool printer_open(const struct printer_settings *settings, struct printer **ret_printer, struct err *err)
{
	struct printer *printer = calloc(1, sizeof(*printer));

	if (!printer)
		abort();
	printer->settings = *settings;
	if (printer->settings.deadline_ms <= 0)
		printer->settings.deadline_ms = PRINT_MS;
	if (printer->settings.warn_mm <= 0)
		printer->settings.warn_mm = WARN_MM;
	roll_open(&printer->roll, settings->count_path, paper_size(settings->paper)->height ? 0 : settings->roll_mm);
	printer->settings.in_doubt = printer->roll.unfinished;
	if (!open_driver(printer, settings->spec, err)) {
		roll_done(&printer->roll);
		free(printer);
		return false;
	}
	printer->settings.spec = printer->settings.count_path = NULL;
	*ret_printer = printer;
	return true;
}

void printer_close(struct printer *printer)
{
	if (!printer)
		return;
	if (printer->driver)
		printer->driver->close(printer->state);
	roll_done(&printer->roll);
	free(printer);
}

unsigned printer_wants(const struct printer *printer)
{
	return printer->driver ? printer->driver->wants : 0;
}

enum paper printer_paper(const struct printer *printer)
{
	return printer->settings.paper;
}

void printer_new_roll(struct printer *printer)
{
	roll_new(&printer->roll);
}

static int64_t deadline_in(struct printer *printer, int ms)
{
	return clock_mono(&printer->settings.clock) + (int64_t)ms * 1000;
}

static void count(struct printer *printer, struct printer_status *status)
{
	bool ends;

	status->mm_left = roll_mm_left(&printer->roll);
	status->tickets_left = roll_tickets_left(&printer->roll);
	ends = status->mm_left >= 0 && status->mm_left <= printer->settings.warn_mm;
	if (ends && (status->state == PRINTER_READY || status->state == PRINTER_UNKNOWN))
		status->state = PRINTER_NEAR_END;
}

struct printer_status printer_status(struct printer *printer)
{
	struct printer_status status = { .state = PRINTER_NONE };

	if (printer->driver) {
		printer->driver->ask(printer->state, deadline_in(printer, ASK_MS), &status);
		roll_saw(&printer->roll, status.state, status.answers);
	}
	count(printer, &status);
	return status;
}

static bool has_what_it_wants(const struct printer *printer, const struct print_job *job)
{
	unsigned wants = printer->driver->wants;

	return (!(wants & PRINT_WANTS_RASTER) || job->raster) && (!(wants & PRINT_WANTS_PDF) || job->pdf.len) &&
	       (!(wants & PRINT_WANTS_PNG) || job->png.len);
}

struct print_result printer_print(struct printer *printer, const struct print_job *job)
{
	struct print_result result = { .outcome = PRINT_REFUSED };
	struct printer_status status = printer_status(printer);

	result.reason = status.state;
	memcpy(result.detail, status.detail, sizeof(result.detail));
	if (!printer_state_prints(status.state))
		return result;
	if (!has_what_it_wants(printer, job)) {
		result.outcome = PRINT_FAILED;
		result.reason = PRINTER_ERROR;
		snprintf(result.detail, sizeof(result.detail), "the job lacks a form that this printer wants");
		return result;
	}
	roll_begins(&printer->roll);
	printer->driver->print(printer->state, job, deadline_in(printer, printer->settings.deadline_ms), &result);
	roll_used(&printer->roll, job->raster ? (int)dots_to_mm(job->raster->height) : job->length_mm, result.outcome == PRINT_FAILED);
	roll_saw(&printer->roll, result.reason, result.reason != PRINTER_UNKNOWN);
	status.state = result.reason;
	count(printer, &status);
	result.reason = status.state;
	return result;
}
