/* A printer that is a directory: each ticket as ticket-NNN.png, .pdf and .escpos. For the demo and for people who look.
 * A file named "state" in it, holding a word of printer_state_name, plays a printer in that state. */
#include "common/print/driver.h"

#include "common/base/file.h"
#include "common/print/escpos.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_printer {
	char *dir;
	bool cut;
	int next;
};

enum { NAME_MAX_TRIED = 100000 };

static bool file_open(const char *target, const struct printer_settings *settings, void **ret_state, struct err *err)
{
	struct file_printer *printer = calloc(1, sizeof(*printer));

	(void)err;
	if (!printer || !(printer->dir = strdup(target)))
		abort();
	printer->cut = settings->cut;
	printer->next = 1;
	*ret_state = printer;
	return true;
}

static void file_close(void *state)
{
	struct file_printer *printer = state;

	free(printer->dir);
	free(printer);
}

static void file_ask(void *state, int64_t deadline, struct printer_status *ret_status)
{
	struct file_printer *printer = state;
	struct strbuf path = STRBUF_INIT, word = STRBUF_INIT;

	(void)deadline;
	ret_status->state = PRINTER_READY;
	ret_status->answers = true;
	strbuf_addf(&path, "%s/state", printer->dir);
	if (strbuf_read_file(&word, strbuf_str(&path), 64)) {
		while (word.len && word.data[word.len - 1] == '\n')
			strbuf_truncate(&word, word.len - 1);
		for (int i = 0; i < PRINTER_STATE_COUNT; i++) {
			if (streq(strbuf_str(&word), printer_state_name((enum printer_state)i)))
				ret_status->state = (enum printer_state)i;
		}
		ret_status->answers = ret_status->state != PRINTER_UNKNOWN;
	} else if (mkdir(printer->dir, 0700) != 0 && errno != EEXIST) {
		ret_status->state = PRINTER_OFFLINE;
		snprintf(ret_status->detail, sizeof(ret_status->detail), "the directory: %s", strerror(errno));
	}
	strbuf_done(&path);
	strbuf_done(&word);
}

/* A new file, never over an old one: errno EEXIST where there is one. */
static bool write_new(const struct file_printer *printer, int n, const char *ext, const void *data, size_t len)
{
	struct strbuf path = STRBUF_INIT;
	int fd, saved;

	strbuf_addf(&path, "%s/ticket-%03d.%s", printer->dir, n, ext);
	fd = open(strbuf_str(&path), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	strbuf_done(&path);
	if (fd < 0)
		return false;
	saved = file_write_all(fd, data, len) ? 0 : errno;
	if (close(fd) != 0 && !saved)
		saved = errno;
	errno = saved;
	return saved == 0;
}

static void file_print(void *state, const struct print_job *job, int64_t deadline, struct print_result *ret_result)
{
	struct file_printer *printer = state;
	struct printer_status status = { .state = PRINTER_READY };
	struct strbuf escpos = STRBUF_INIT;
	bool ok;

	file_ask(state, deadline, &status);
	escpos_encode(job->raster, printer->cut, &escpos);
	while (!(ok = write_new(printer, printer->next, "png", job->png.data, job->png.len)) && errno == EEXIST &&
	       printer->next < NAME_MAX_TRIED)
		printer->next++;
	ok = ok && write_new(printer, printer->next, "pdf", job->pdf.data, job->pdf.len) &&
	     write_new(printer, printer->next, "escpos", escpos.data, escpos.len);
	*ret_result = (struct print_result){ .outcome = status.answers ? PRINT_PRINTED : PRINT_SENT, .reason = status.state };
	if (!ok) {
		ret_result->outcome = PRINT_FAILED;
		ret_result->reason = PRINTER_ERROR;
		snprintf(ret_result->detail, sizeof(ret_result->detail), "writing the ticket: %s", strerror(errno));
	}
	printer->next++;
	strbuf_done(&escpos);
}

const struct driver_ops file_driver = {
	.scheme = "file",
	.wants = PRINT_WANTS_RASTER | PRINT_WANTS_PDF | PRINT_WANTS_PNG,
	.open = file_open,
	.close = file_close,
	.ask = file_ask,
	.print = file_print,
};
