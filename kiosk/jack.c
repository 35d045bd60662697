#include "kiosk/jack.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/base/log.h"

enum { RETRY_US = 5000000, EVENTS = 32 };

struct jack jack_of(const char *path)
{
	return (struct jack){ .path = path, .fd = -1 };
}

void jack_done(struct jack *jack)
{
	if (jack->fd >= 0)
		close(jack->fd);
	jack->fd = -1;
}

/* Is it in already? A pipe in its place cannot say. */
static enum jack_news stands(const struct jack *jack)
{
	unsigned long bits[SW_MAX / (8 * sizeof(unsigned long)) + 1] = { 0 };

	if (ioctl(jack->fd, EVIOCGSW(sizeof(bits)), bits) < 0)
		return JACK_NOTHING;
	return bits[SW_HEADPHONE_INSERT / (8 * sizeof(unsigned long))] >> (SW_HEADPHONE_INSERT % (8 * sizeof(unsigned long))) & 1 ? JACK_IN
	                                                                                                                    : JACK_NOTHING;
}

static enum jack_news open_it(struct jack *jack, int64_t mono)
{
	if (!*jack->path || mono < jack->retry_at)
		return JACK_NOTHING;
	jack->retry_at = mono + RETRY_US;
	jack->fd = open(jack->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (jack->fd < 0) {
		if (!jack->missing)
			log_warn("[voice] jack = %s: %s", jack->path, strerror(errno));
		jack->missing = true;
		return JACK_NOTHING;
	}
	jack->missing = false;
	return stands(jack);
}

enum jack_news jack_look(struct jack *jack, int64_t mono)
{
	struct input_event events[EVENTS];
	enum jack_news news = JACK_NOTHING;
	ssize_t n;

	if (jack->fd < 0)
		return open_it(jack, mono);
	while ((n = read(jack->fd, events, sizeof(events))) >= (ssize_t)sizeof(*events))
		for (size_t i = 0; i < (size_t)n / sizeof(*events); i++)
			if (events[i].type == EV_SW && events[i].code == SW_HEADPHONE_INSERT)
				news = events[i].value ? JACK_IN : JACK_OUT;
	if (n < 0 && errno != EAGAIN && errno != EINTR) { /* unplugged itself, as of a sound card at the USB */
		jack_done(jack);
		news = JACK_OUT;
	}
	return news;
}
