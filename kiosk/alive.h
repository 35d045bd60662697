/* Telling the service manager that the kiosk lives (sd_notify(3), its plain datagrams): READY=1 with the first frame, WATCHDOG=1
 * with each further one. What counts as alive is the last frame drawn, so nothing else sends: a loop that is frozen, for whatever
 * reason, falls silent, and the unit's WatchdogSec starts the kiosk again. Does nothing without NOTIFY_SOCKET.
 *
 * Thread: main, the one that draws. Times are monotonic, in µs. Errors: a manager that does not listen right now (its queue is full) is told with a
 * frame a second later.
 */
#ifndef PARVIS_KIOSK_ALIVE_H
#define PARVIS_KIOSK_ALIVE_H

#include <stdbool.h>
#include <stdint.h>

struct alive {         /* all zero: nobody listens */
	bool on;
	int fd;
	int64_t every;   /* a frame is due so long after the last that was told of; 0: no watchdog */
	int64_t told_at; /* the last attempt; 0: not yet */
	bool ready;      /* READY=1 has arrived */
	bool missed;     /* the last attempt did not */
};

/* From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which stay for the kiosk that replaces this one. */
void alive_open(struct alive *alive);
void alive_done(struct alive *alive);

/* A frame stands on the glass. */
void alive_drawn(struct alive *alive, int64_t mono);

/* When the next frame must stand there even if nothing changed; INT64_MAX: never. */
int64_t alive_deadline(const struct alive *alive);

#endif
