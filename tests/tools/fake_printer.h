/* A receipt printer behind a pty: takes ESC/POS at a given speed, answers DLE EOT and GS r, and can run into trouble. */
#ifndef PARVIS_TESTS_FAKE_PRINTER_H
#define PARVIS_TESTS_FAKE_PRINTER_H

#include "common/base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <termios.h>
#include <unistd.h>

struct fake_printer {
	/* how it behaves; set before the call under test, or through fake_set */
	bool mute;              /* answers nothing */
	bool no_gs_r;           /* does not know GS r */
	bool no_cancel;         /* nor DLE DC4 */
	bool deaf;              /* takes no byte */
	bool cover, paper_out, near_end, error;
	size_t paper_out_after; /* picture bytes; 0: never */
	size_t mute_after;      /* picture bytes; 0: never */
	int bytes_per_ms;       /* 0: at once */
	const char *chatter;    /* said before each answer, like a printer with automatic status */
	int false_alarms;       /* so many first answers to DLE EOT 2 claim an open cover */

	struct fake_counts {
		size_t picture_bytes; /* printed */
		int pictures, inits, cuts, cancels;
	} saw;
	struct strbuf seen;     /* every byte */

	int master;
	char path[64];
	bool stop;
	pthread_t thread;
	pthread_mutex_t lock;
	unsigned char pending[16]; /* of a command that is not complete */
	size_t n_pending, skip;
};

static inline void fake_say(struct fake_printer *fake, unsigned char byte)
{
	if (fake->mute)
		return;
	if (fake->chatter && write(fake->master, fake->chatter, strlen(fake->chatter)) < 0)
		return;
	if (write(fake->master, &byte, 1) < 0)
		return;
}

static inline bool fake_stopped(const struct fake_printer *fake)
{
	return fake->cover || fake->paper_out || fake->error;
}

static inline void fake_answer(struct fake_printer *fake, unsigned char n)
{
	unsigned char byte = 0x12;

	if (n == 1)
		byte |= fake_stopped(fake) ? 0x08 : 0;
	if (n == 2) {
		byte |= fake->cover || fake->false_alarms > 0 ? 0x04 : 0;
		byte |= fake->paper_out ? 0x20 : 0;
		byte |= fake->error ? 0x40 : 0;
		fake->false_alarms -= fake->false_alarms > 0;
	}
	if (n == 4)
		byte |= (unsigned char)((fake->near_end ? 0x0c : 0) | (fake->paper_out ? 0x60 : 0));
	fake_say(fake, byte);
}

/* One byte of the ordinary stream, obeyed only while nothing is wrong. */
static inline void fake_take(struct fake_printer *fake, unsigned char byte)
{
	unsigned char *p = fake->pending;
	size_t n;

	if (fake->skip > 0) {
		fake->skip--;
		fake->saw.picture_bytes++;
		if (fake->paper_out_after && fake->saw.picture_bytes >= fake->paper_out_after)
			fake->paper_out = true;
		if (fake->mute_after && fake->saw.picture_bytes >= fake->mute_after)
			fake->mute = true;
		return;
	}
	p[fake->n_pending++] = byte;
	n = fake->n_pending;
	if (p[0] != 0x1b && p[0] != 0x1d) {
		fake->n_pending = 0;
	} else if (n == 2 && p[0] == 0x1b && p[1] == '@') {
		fake->saw.inits++;
		fake->n_pending = 0;
	} else if (n == 3 && ((p[0] == 0x1d && (p[1] == 'a' || p[1] == 'r')) || (p[0] == 0x1b && p[1] == 'd'))) {
		if (p[1] == 'r' && !fake->no_gs_r)
			fake_say(fake, 0x00);
		fake->n_pending = 0;
	} else if (n == 4 && p[0] == 0x1d && p[1] == 'V') {
		fake->saw.cuts++;
		fake->n_pending = 0;
	} else if (n == 8 && p[0] == 0x1d && p[1] == 'v') {
		fake->skip = ((size_t)p[4] | (size_t)p[5] << 8) * ((size_t)p[6] | (size_t)p[7] << 8);
		fake->saw.pictures++;
		fake->n_pending = 0;
	} else if (n == 8) {
		fake->n_pending = 0;
	}
}

/* Real-time commands are obeyed wherever they stand, a picture included: so do the real ones. */
static inline void fake_byte(struct fake_printer *fake, unsigned char byte)
{
	const unsigned char *tail;

	strbuf_addc(&fake->seen, (char)byte);
	tail = (const unsigned char *)fake->seen.data + fake->seen.len;
	if (fake->seen.len >= 3 && tail[-3] == 0x10 && tail[-2] == 0x04 && tail[-1] >= 1 && tail[-1] <= 4)
		fake_answer(fake, tail[-1]);
	if (!fake->no_cancel && fake->seen.len >= 10 && memcmp(tail - 10, "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 10) == 0) {
		fake->saw.cancels++;
		fake->skip = 0;
		fake->n_pending = 0;
	}
	if (!fake_stopped(fake))
		fake_take(fake, byte);
}

static inline void *fake_run(void *arg)
{
	struct fake_printer *fake = arg;

	for (;;) {
		struct pollfd pfd = { .fd = fake->master, .events = POLLIN };
		unsigned char bytes[256];
		bool deaf, stop;
		ssize_t n;
		int pace;

		pthread_mutex_lock(&fake->lock);
		deaf = fake->deaf;
		stop = fake->stop;
		pace = fake->bytes_per_ms;
		pthread_mutex_unlock(&fake->lock);
		if (stop)
			return NULL;
		if (deaf || poll(&pfd, 1, 5) <= 0 || !(pfd.revents & POLLIN)) {
			(void)poll(NULL, 0, 1);
			continue;
		}
		n = read(fake->master, bytes, pace ? MIN((size_t)pace, sizeof(bytes)) : sizeof(bytes));
		pthread_mutex_lock(&fake->lock);
		for (ssize_t i = 0; i < n; i++)
			fake_byte(fake, bytes[i]);
		pthread_mutex_unlock(&fake->lock);
		if (pace)
			(void)poll(NULL, 0, 1);
	}
}

static inline struct fake_printer *fake_start(void)
{
	struct fake_printer *fake = calloc(1, sizeof(*fake));
	struct termios tio;
	int slave;

	if (!fake)
		abort();
	fake->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fake->master < 0 || grantpt(fake->master) != 0 || unlockpt(fake->master) != 0 ||
	    ptsname_r(fake->master, fake->path, sizeof(fake->path)) != 0)
		abort();
	slave = open(fake->path, O_RDWR | O_NOCTTY | O_CLOEXEC); /* stays open, or the master hangs up between calls */
	if (slave < 0 || tcgetattr(slave, &tio) != 0)
		abort();
	cfmakeraw(&tio);
	tcsetattr(slave, TCSANOW, &tio);
	pthread_mutex_init(&fake->lock, NULL);
	if (pthread_create(&fake->thread, NULL, fake_run, fake) != 0)
		abort();
	return fake;
}

#define fake_set(fake, field, value) \
	do { \
		pthread_mutex_lock(&(fake)->lock); \
		(fake)->field = (value); \
		pthread_mutex_unlock(&(fake)->lock); \
	} while (0)

static inline struct fake_counts fake_saw(struct fake_printer *fake)
{
	struct fake_counts counts;

	pthread_mutex_lock(&fake->lock);
	counts = fake->saw;
	pthread_mutex_unlock(&fake->lock);
	return counts;
}

static inline void fake_stop(struct fake_printer *fake)
{
	fake_set(fake, stop, true);
	pthread_join(fake->thread, NULL);
	close(fake->master);
	strbuf_done(&fake->seen);
	pthread_mutex_destroy(&fake->lock);
	free(fake);
}

#endif
