/* The headset's socket: a switch of the input devices (SW_HEADPHONE_INSERT of linux/input-event-codes.h), read from the device that
 * [voice] jack names. Looked at with the other news, a few times a second; a device that goes is looked for again. Thread: main.
 */
#ifndef PARVIS_KIOSK_JACK_H
#define PARVIS_KIOSK_JACK_H

#include "common/base/util.h"

struct jack {
	const char *path; /* borrowed; "": there is none */
	int fd;           /* -1: not open */
	bool missing;     /* it could not be opened, and the log said so */
	int64_t retry_at; /* monotonic µs */
};

enum jack_news { JACK_NOTHING, JACK_IN, JACK_OUT };

struct jack jack_of(const char *path);
void jack_done(struct jack *jack);

/* What happened since it was asked last. The first time, a headset that is already in is news. */
enum jack_news jack_look(struct jack *jack, int64_t mono);

#endif
