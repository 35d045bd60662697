/* A receipt printer on a device: /dev/usb/lp0, a serial port, a pty. What it says about itself is the ESC/POS real-time
 * status (DLE EOT n, Epson's reference; figures in docs/printing.md); that the whole ticket came out, it says by
 * answering GS r, which stands in line behind the ticket. */
#include "common/print/driver.h"

#include "common/print/escpos.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum {
	ANSWER_MS = 400,    /* to one status byte */
	AGAIN_MS = 60,      /* before a bad answer is asked for again: a byte may be left over from something else */
	LOOK_MS = 250,      /* between two looks at a printer at work */
	MM_A_SECOND = 60,   /* the slowest printers we know */
	GRACE_MS = 1500,    /* what GS r may take on top */
	STALL_MS = 6000,    /* a printer that takes no byte for so long has stopped */
};

struct device {
	char *path;
	bool cut;
	struct clock clock;
	bool has_answered;  /* since we started: silence is then a fault */
	bool in_doubt;      /* the last job broke off: it may wait for the rest of a picture */
};

/* One open device, during one call. */
struct link {
	struct device *device;
	int fd;
	bool two_way;
	bool done;          /* the answer to GS r came */
};

/* ---- the line */

static int64_t left_ms(const struct device *device, int64_t deadline)
{
	return (deadline - clock_mono(&device->clock) + 999) / 1000;
}

static int64_t until(const struct device *device, int ms, int64_t deadline)
{
	return MIN(clock_mono(&device->clock) + (int64_t)ms * 1000, deadline);
}

/* poll one descriptor; 0 when DEADLINE came first. */
static short wait_for(const struct link *link, short events, int64_t deadline)
{
	struct pollfd pfd = { .fd = link->fd, .events = events };

	for (;;) {
		int64_t ms = left_ms(link->device, deadline);
		int n;

		if (ms <= 0)
			return 0;
		n = poll(&pfd, 1, (int)MIN(ms, 60000));
		if (n > 0)
			return pfd.revents;
		if (n < 0 && errno != EINTR)
			return POLLERR;
	}
}

/* Raw, or the line discipline would answer and translate. Speed is the system's business. */
static void make_raw(int fd)
{
	struct termios tio;

	if (tcgetattr(fd, &tio) != 0)
		return;
	cfmakeraw(&tio);
	tio.c_cflag |= CLOCAL;
	(void)tcsetattr(fd, TCSANOW, &tio);
}

static bool link_open(struct device *device, struct link *ret_link)
{
	const int flags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct stat st;
	int fd = -1;
	bool two_way;

	if (stat(device->path, &st) != 0)
		return false;
	if (!S_ISCHR(st.st_mode) && !S_ISREG(st.st_mode)) {
		errno = ENODEV;
		return false;
	}
	two_way = S_ISCHR(st.st_mode);
	if (two_way)
		fd = open(device->path, O_RDWR | flags);
	if (fd < 0) {
		two_way = false;
		fd = open(device->path, O_WRONLY | O_APPEND | flags); /* never created: a printer is there or it is not */
	}
	if (fd < 0)
		return false;
	if (isatty(fd))
		make_raw(fd);
	*ret_link = (struct link){ .device = device, .fd = fd, .two_way = two_way };
	return true;
}

static void link_close(struct link *link)
{
	if (isatty(link->fd))
		(void)tcflush(link->fd, TCIFLUSH);
	close(link->fd);
}

/* Writes until all is taken, nothing was for STALL_MS, the line broke, or DEADLINE. Returns how much was taken. */
static size_t put(const struct link *link, const void *data, size_t len, int64_t deadline)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = write(link->fd, (const char *)data + done, len - done);

		if (n > 0) {
			done += (size_t)n;
			continue;
		}
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN)
			break;
		if (!(wait_for(link, POLLOUT, until(link->device, STALL_MS, deadline)) & POLLOUT))
			break;
	}
	return done;
}

/* A byte, or -1 when there is none. Whenever the answer to GS r comes by, it is noted: it differs from the others in bit 4. */
static int next_byte(struct link *link)
{
	unsigned char byte;
	ssize_t n;

	do
		n = read(link->fd, &byte, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		return -1;
	if ((byte & 0x90) == 0)
		link->done = true;
	return byte;
}

/* ---- what it says */

/* What was meant for someone else; a device that never falls silent is not listened to for ever. */
static void drop_input(struct link *link)
{
	for (int i = 0; i < 4096 && next_byte(link) >= 0; i++)
		;
}

/* DLE EOT N; -1: no answer. Every answer has the fixed bits 0xx1xx10. */
static int query(struct link *link, unsigned char n, int64_t deadline)
{
	const unsigned char ask[] = { 0x10, 0x04, n };
	int64_t by = until(link->device, ANSWER_MS, deadline);

	drop_input(link);
	if (put(link, ask, sizeof(ask), by) != sizeof(ask))
		return -1;
	while (wait_for(link, POLLIN, by) & POLLIN) {
		int byte = next_byte(link);

		if (byte < 0 || (byte & 0x93) == 0x12)
			return byte;
	}
	return -1;
}

struct saying {
	bool answered;
	enum printer_state state;
	const char *detail;
};

static struct saying look_once(struct link *link, int64_t deadline)
{
	struct saying say = { .answered = true, .state = PRINTER_READY, .detail = "" };
	int cause = query(link, 2, deadline), paper, online;

	if (cause < 0)
		return (struct saying){ .state = PRINTER_UNKNOWN, .detail = "it does not answer" };
	if (cause & 0x04) {
		say.state = PRINTER_COVER_OPEN;
		return say;
	}
	paper = query(link, 4, deadline);
	if (cause & 0x20 || (paper >= 0 && paper & 0x60)) {
		say.state = PRINTER_PAPER_OUT;
		return say;
	}
	if (cause & 0x40) {
		int error = query(link, 3, deadline);

		say.state = PRINTER_ERROR;
		say.detail = error < 0 ? "" : error & 0x08 ? "cutter" : error & 0x20 ? "needs repair" : error & 0x40 ? "too hot" : "";
		return say;
	}
	online = query(link, 1, deadline);
	if (online >= 0 && online & 0x08) {
		say.state = PRINTER_OFFLINE;
		say.detail = "it says that it is offline";
	} else if (paper >= 0 && paper & 0x0c) {
		say.state = PRINTER_NEAR_END;
	}
	return say;
}

/* Trouble must be said twice. */
static struct saying look(struct link *link, int64_t deadline)
{
	struct saying say = { .state = PRINTER_UNKNOWN, .detail = "it cannot be asked" };

	if (!link->two_way)
		return say;
	say = look_once(link, deadline);
	if (say.answered && !printer_state_prints(say.state)) {
		(void)poll(NULL, 0, AGAIN_MS);
		say = look_once(link, deadline);
	}
	if (say.answered) {
		link->device->has_answered = true;
	} else if (link->device->has_answered) {
		say.state = PRINTER_OFFLINE;
		say.detail = "it does not answer any more";
	}
	return say;
}

static void device_ask(void *state, int64_t deadline, struct printer_status *ret_status)
{
	struct device *device = state;
	struct saying say;
	struct link link;

	if (!link_open(device, &link)) {
		ret_status->state = PRINTER_OFFLINE;
		snprintf(ret_status->detail, sizeof(ret_status->detail), "the device: %s", strerror(errno));
		return;
	}
	say = look(&link, deadline);
	link_close(&link);
	ret_status->state = say.state;
	ret_status->answers = say.answered;
	snprintf(ret_status->detail, sizeof(ret_status->detail), "%s", say.detail);
}

/* ---- printing */

static void finish(struct print_result *result, enum print_outcome outcome, enum printer_state reason, const char *detail)
{
	*result = (struct print_result){ .outcome = outcome, .reason = reason };
	snprintf(result->detail, sizeof(result->detail), "%s", detail);
}

/* Nothing of this ticket may come out later: forgets what the line and the printer still hold (DLE DC4 8), at best effort. */
static void cancel(const struct link *link)
{
	static const unsigned char forget[] = { 0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08 };

	if (isatty(link->fd))
		(void)tcflush(link->fd, TCOFLUSH);
	(void)put(link, forget, sizeof(forget), until(link->device, ANSWER_MS, INT64_MAX));
	link->device->in_doubt = true;
}

/* The picture that a broken job left unfinished is filled with white before a new one starts. */
static void add_recovery(const struct raster *raster, struct strbuf *bytes)
{
	static const char white[256];

	for (size_t left = ESCPOS_BAND * raster->stride; left > 0; left -= MIN(left, sizeof(white)))
		strbuf_addn(bytes, white, MIN(left, sizeof(white)));
}

/* Looks at the state until the answer to GS r comes by, or the time that the slowest printer needs is over. */
static void wait_until_out(struct link *link, const struct raster *raster, int64_t deadline, struct print_result *result)
{
	int need = (int)(dots_to_mm(raster->height) * 1000 / MM_A_SECOND) + GRACE_MS;
	int64_t by = until(link->device, need, deadline);
	bool late = false;
	struct saying say;

	do {
		if (wait_for(link, POLLIN, until(link->device, LOOK_MS, by)) & POLLIN)
			(void)next_byte(link);
		late = left_ms(link->device, by) <= 0;
		say = look(link, until(link->device, 4 * ANSWER_MS, INT64_MAX));
	} while (!link->done && !late && !(say.answered && !printer_state_prints(say.state)));

	if (link->done) {
		finish(result, PRINT_PRINTED, say.state, "");
	} else if (say.answered && !printer_state_prints(say.state)) {
		cancel(link);
		finish(result, PRINT_FAILED, say.state, say.detail);
	} else if (say.answered) {
		finish(result, PRINT_PRINTED, say.state, "no answer to GS r; its state after the time it needs is good");
	} else {
		finish(result, PRINT_SENT, PRINTER_OFFLINE, "it took everything and has not answered since");
	}
}

static void device_print(void *state, const struct print_job *job, int64_t deadline, struct print_result *ret_result)
{
	static const unsigned char are_you_done[] = { 0x1d, 'r', 1 };
	struct device *device = state;
	struct strbuf bytes = STRBUF_INIT;
	struct link link;
	size_t taken;

	if (!link_open(device, &link)) {
		finish(ret_result, PRINT_REFUSED, PRINTER_OFFLINE, strerror(errno));
		return;
	}
	if (device->in_doubt)
		add_recovery(job->raster, &bytes);
	escpos_encode(job->raster, device->cut, &bytes);
	if (link.two_way && device->has_answered)
		strbuf_addn(&bytes, are_you_done, sizeof(are_you_done));
	if (link.two_way) /* an answer to an earlier GS r is not one to ours */
		drop_input(&link);
	link.done = false;
	taken = put(&link, bytes.data, bytes.len, deadline);
	if (taken < bytes.len) {
		struct saying say = look(&link, until(device, 4 * ANSWER_MS, INT64_MAX));

		cancel(&link);
		finish(ret_result, PRINT_FAILED, say.answered && !printer_state_prints(say.state) ? say.state : PRINTER_OFFLINE,
		       "it did not take the whole ticket");
	} else {
		device->in_doubt = false;
		if (link.two_way && device->has_answered) {
			wait_until_out(&link, job->raster, deadline, ret_result);
		} else { /* a USB printer has taken it once it could take more */
			(void)wait_for(&link, POLLOUT, until(device, STALL_MS, deadline));
			finish(ret_result, PRINT_SENT, PRINTER_UNKNOWN, "it cannot be asked");
		}
	}
	link_close(&link);
	strbuf_done(&bytes);
}

/* ---- the rest of the table */

static bool device_open(const char *target, const struct printer_settings *settings, void **ret_state, struct err *err)
{
	struct device *device;

	if (target[0] != '/')
		return err_set(err, ERR_BAD_INPUT, "escpos: wants the whole path of a device, not \"%.100s\"", target);
	device = calloc(1, sizeof(*device));
	if (!device || !(device->path = strdup(target)))
		abort();
	device->cut = settings->cut;
	device->in_doubt = settings->in_doubt;
	device->clock = settings->clock;
	*ret_state = device;
	return true;
}

static void device_close(void *state)
{
	struct device *device = state;

	free(device->path);
	free(device);
}

const struct driver_ops escpos_driver = {
	.scheme = "escpos",
	.wants = PRINT_WANTS_RASTER,
	.open = device_open,
	.close = device_close,
	.ask = device_ask,
	.print = device_print,
};
