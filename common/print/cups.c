/* A queue of CUPS, spoken to in IPP over its own socket (AF_UNIX: the kiosk's system call filter allows nothing else).
 * The PDF is streamed from memory: no temporary file. What CUPS itself may keep is its own settings' matter
 * (packaging/cups). A job that does not finish in time is cancelled, and told to cancel itself if we should die. */
#include "common/print/driver.h"

#include <cups/cups.h>
#include <poll.h>

enum {
	CONNECT_MS = 1000, LOOK_MS = 200,
	ANSWER_MS = 900,        /* libcups waits for it twice */
	TAKE_MS = 5000,         /* until a whole document is taken */
	CHUNK = 16 * 1024,
	CANCEL_AFTER_S = 60,    /* CUPS then gives up by itself */
	TROUBLE_MS = 3000,      /* "connecting" and the like pass; what lasts so long is trouble */
};

struct queue {
	char resource[256], uri[512];
	enum paper paper;
	struct clock clock;
};

static const char *const media[] = {
	[PAPER_A5] = "iso_a5_148x210mm", [PAPER_A4] = "iso_a4_210x297mm", /* a roll is as long as the PDF's page */
	[PAPER_58MM] = NULL, [PAPER_80MM] = NULL,
};

/* A server that says nothing ends the connection; it is not waited for again. */
static int on_silence(http_t *http, void *ctx)
{
	(void)http;
	(void)ctx;
	return 0;
}

static http_t *queue_connect(const struct queue *queue, int answer_ms, int64_t deadline)
{
	int64_t ms = (deadline - clock_mono(&queue->clock)) / 1000;
	http_t *http;

	if (ms <= 0)
		return NULL;
	http = httpConnect2(cupsServer(), ippPort(), NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, (int)MIN(ms, CONNECT_MS),
	                    NULL);
	if (http)
		httpSetTimeout(http, (double)MIN(ms, answer_ms) / 1000, on_silence, NULL);
	return http;
}

static ipp_t *request_new(const struct queue *queue, ipp_op_t op)
{
	ipp_t *request = ippNewRequest(op);

	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, queue->uri);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cupsUser());
	return request;
}

/* ---- what it says */

static const struct {
	const char *reason; /* RFC 8011 5.4.12, without -error, -warning, -report */
	enum printer_state state;
} reasons[] = {
	{ "cover-open", PRINTER_COVER_OPEN },   { "door-open", PRINTER_COVER_OPEN },
	{ "media-empty", PRINTER_PAPER_OUT },   { "media-needed", PRINTER_PAPER_OUT },
	{ "media-jam", PRINTER_ERROR },         { "marker-supply-empty", PRINTER_ERROR },
	{ "toner-empty", PRINTER_ERROR },       { "fuser-over-temp", PRINTER_ERROR },
	{ "other-error", PRINTER_ERROR },       { "offline", PRINTER_OFFLINE },
	{ "shutdown", PRINTER_OFFLINE },        { "timed-out", PRINTER_OFFLINE },
	{ "connecting-to-device", PRINTER_OFFLINE },
	{ "paused", PRINTER_OFFLINE },          { "media-low", PRINTER_NEAR_END },
};

/* The gravest of what is said; the table is in that order within a state, states by their number. */
static enum printer_state state_from(ipp_attribute_t *said)
{
	enum printer_state state = PRINTER_READY;

	for (int i = 0; i < ippGetCount(said); i++) {
		for (size_t r = 0; r < ARRAY_LEN(reasons); r++) {
			bool blocks = !printer_state_prints(reasons[r].state);

			if (starts_with(ippGetString(said, i, NULL), reasons[r].reason) && (blocks || state == PRINTER_READY) &&
			    printer_state_prints(state))
				state = reasons[r].state;
		}
	}
	return state;
}

static void read_printer(ipp_t *response, struct printer_status *status)
{
	ipp_attribute_t *said = ippFindAttribute(response, "printer-state-reasons", IPP_TAG_KEYWORD);
	ipp_attribute_t *accepts = ippFindAttribute(response, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
	ipp_attribute_t *state = ippFindAttribute(response, "printer-state", IPP_TAG_ENUM);
	ipp_attribute_t *device = ippFindAttribute(response, "device-uri", IPP_TAG_URI);

	status->state = said ? state_from(said) : PRINTER_UNKNOWN;
	/* Only an IPP printer says what became of the paper; other backends say what became of the bytes. */
	status->answers = device && (starts_with(ippGetString(device, 0, NULL), "ipp:") ||
	                             starts_with(ippGetString(device, 0, NULL), "ipps:"));
	if (!status->answers && status->state == PRINTER_READY)
		status->state = PRINTER_UNKNOWN;
	if (!printer_state_prints(status->state))
		return;
	if (accepts && !ippGetBoolean(accepts, 0)) {
		status->state = PRINTER_OFFLINE;
		snprintf(status->detail, sizeof(status->detail), "the queue takes no jobs");
	} else if (state && ippGetInteger(state, 0) == IPP_PSTATE_STOPPED) {
		status->state = PRINTER_OFFLINE;
		snprintf(status->detail, sizeof(status->detail), "the queue is stopped");
	}
}

static void ask_on(const struct queue *queue, http_t *http, struct printer_status *status)
{
	static const char *const wanted[] = { "printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "device-uri" };
	ipp_t *request = request_new(queue, IPP_OP_GET_PRINTER_ATTRIBUTES), *response;

	ippAddStrings(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", ARRAY_LEN(wanted), NULL, wanted);
	response = cupsDoRequest(http, request, queue->resource);
	if (response && ippGetStatusCode(response) <= IPP_STATUS_OK_CONFLICTING) {
		read_printer(response, status);
	} else {
		status->state = PRINTER_OFFLINE;
		snprintf(status->detail, sizeof(status->detail), "%s", response ? cupsLastErrorString() : "CUPS does not answer");
	}
	ippDelete(response);
}

static void queue_ask(void *state, int64_t deadline, struct printer_status *ret_status)
{
	struct queue *queue = state;
	http_t *http = queue_connect(queue, ANSWER_MS, deadline);

	if (!http) {
		ret_status->state = PRINTER_OFFLINE;
		snprintf(ret_status->detail, sizeof(ret_status->detail), "CUPS cannot be reached");
		return;
	}
	ask_on(queue, http, ret_status);
	httpClose(http);
}

/* ---- printing */

/* The id of the job, or 0. */
static int send_job(const struct queue *queue, http_t *http, struct bytes pdf)
{
	ipp_t *request = request_new(queue, IPP_OP_PRINT_JOB), *response;
	ipp_attribute_t *id;
	http_status_t status;
	int job = 0;

	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, "ticket");
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, "application/pdf");
	ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-cancel-after", CANCEL_AFTER_S);
	ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "print-scaling", NULL, "none");
	if (media[queue->paper])
		ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, media[queue->paper]);
	status = cupsSendRequest(http, request, queue->resource, CUPS_LENGTH_VARIABLE);
	for (size_t at = 0; at < pdf.len && status == HTTP_STATUS_CONTINUE; at += CHUNK)
		status = cupsWriteRequestData(http, (const char *)pdf.data + at, MIN(pdf.len - at, (size_t)CHUNK));
	ippDelete(request);
	if (status != HTTP_STATUS_CONTINUE && status != HTTP_STATUS_OK)
		return 0;
	response = cupsGetResponse(http, queue->resource);
	id = response ? ippFindAttribute(response, "job-id", IPP_TAG_INTEGER) : NULL;
	if (id && ippGetStatusCode(response) <= IPP_STATUS_OK_CONFLICTING)
		job = ippGetInteger(id, 0);
	ippDelete(response);
	return job;
}

static void add_job_id(ipp_t *request, int job)
{
	ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
}

/* 0 when CUPS has forgotten it already: so it does with PreserveJobHistory No as soon as a job ends. -1: no answer. */
static int job_state(const struct queue *queue, http_t *http, int job)
{
	ipp_t *request = request_new(queue, IPP_OP_GET_JOB_ATTRIBUTES), *response;
	ipp_attribute_t *state;
	int value = -1;

	add_job_id(request, job);
	ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", NULL, "job-state");
	response = cupsDoRequest(http, request, queue->resource);
	state = response ? ippFindAttribute(response, "job-state", IPP_TAG_ENUM) : NULL;
	if (state)
		value = ippGetInteger(state, 0);
	else if (response && ippGetStatusCode(response) == IPP_STATUS_ERROR_NOT_FOUND)
		value = 0;
	ippDelete(response);
	return value;
}

static void cancel_job(const struct queue *queue, http_t *http, int job)
{
	ipp_t *request = request_new(queue, IPP_OP_CANCEL_JOB);

	add_job_id(request, job);
	ippAddBoolean(request, IPP_TAG_OPERATION, "purge-job", 1);
	ippDelete(cupsDoRequest(http, request, queue->resource));
}

static struct printer_status ask_now(const struct queue *queue, http_t *http)
{
	struct printer_status status = { .state = PRINTER_UNKNOWN };

	ask_on(queue, http, &status);
	return status;
}

/* What became of a job that left the queue in STATE. */
static void judge(int job, int state, const struct printer_status *now, struct print_result *result)
{
	bool prints = printer_state_prints(now->state);

	*result = (struct print_result){ .outcome = PRINT_SENT, .reason = now->state };
	if (state == IPP_JSTATE_COMPLETED && now->answers)
		result->outcome = PRINT_PRINTED;
	else if (state == IPP_JSTATE_CANCELED || state == IPP_JSTATE_ABORTED || (state == 0 && !prints))
		result->outcome = PRINT_FAILED;
	if (result->outcome == PRINT_FAILED && prints)
		result->reason = PRINTER_ERROR;
	snprintf(result->detail, sizeof(result->detail), "job %d left the queue in state %d", job, state);
}

static void follow_job(const struct queue *queue, http_t *http, int job, int64_t deadline, struct print_result *result)
{
	int64_t trouble_since = 0;

	for (;;) {
		int state = job_state(queue, http, job);
		struct printer_status now = ask_now(queue, http);
		int64_t at = clock_mono(&queue->clock);

		if (state == 0 || state >= IPP_JSTATE_CANCELED) {
			judge(job, state, &now, result);
			return;
		}
		if (printer_state_prints(now.state))
			trouble_since = 0;
		else if (!trouble_since)
			trouble_since = at;
		if (at >= deadline || (trouble_since && at - trouble_since >= TROUBLE_MS * INT64_C(1000))) {
			cancel_job(queue, http, job);
			*result = (struct print_result){
				.outcome = PRINT_FAILED,
				.reason = printer_state_prints(now.state) ? PRINTER_OFFLINE : now.state,
			};
			snprintf(result->detail, sizeof(result->detail), "job %d was cancelled: %.80s", job, now.detail);
			return;
		}
		(void)poll(NULL, 0, LOOK_MS);
	}
}

static void queue_print(void *state, const struct print_job *job, int64_t deadline, struct print_result *ret_result)
{
	struct queue *queue = state;
	http_t *http = queue_connect(queue, TAKE_MS, deadline);
	int id = http ? send_job(queue, http, job->pdf) : 0;

	if (id) {
		httpSetTimeout(http, (double)ANSWER_MS / 1000, on_silence, NULL);
		follow_job(queue, http, id, deadline, ret_result);
	} else {
		*ret_result = (struct print_result){ .outcome = PRINT_FAILED, .reason = PRINTER_OFFLINE };
		snprintf(ret_result->detail, sizeof(ret_result->detail), "%s", http ? cupsLastErrorString() : "CUPS cannot be reached");
	}
	if (http)
		httpClose(http);
}

/* ---- the rest of the table */

static bool queue_open(const char *target, const struct printer_settings *settings, void **ret_state, struct err *err)
{
	struct queue *queue;

	if (strlen(target) > 127 || strpbrk(target, " /#?\"'<>"))
		return err_set(err, ERR_BAD_INPUT, "\"%.130s\" is not the name of a CUPS queue", target);
	queue = calloc(1, sizeof(*queue));
	if (!queue)
		abort();
	snprintf(queue->resource, sizeof(queue->resource), "/printers/%s", target);
	httpAssembleURIf(HTTP_URI_CODING_ALL, queue->uri, sizeof(queue->uri), "ipp", NULL, "localhost", 0, "/printers/%s", target);
	queue->paper = settings->paper;
	queue->clock = settings->clock;
	*ret_state = queue;
	return true;
}

static void queue_close(void *state)
{
	free(state);
}

const struct driver_ops cups_driver = {
	.scheme = "cups",
	.wants = PRINT_WANTS_PDF,
	.open = queue_open,
	.close = queue_close,
	.ask = queue_ask,
	.print = queue_print,
};
