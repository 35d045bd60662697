/* What the voice said while a script ran: kept to be compared with, written to a file when one is named (under what the person
 * did, a line each), and how soon each answer could be heard (docs/driving.md: expect speech, expect said, transcript, lags).
 * The script owns it; zeroed is a valid one. Thread: main.
 */
#ifndef PARVIS_KIOSK_TRANSCRIPT_H
#define PARVIS_KIOSK_TRANSCRIPT_H

#include <stdio.h>

#include "common/base/err.h"
#include "common/base/strbuf.h"

struct voice;

struct transcript {
	struct strbuf heard; /* all that the voice said, a line each */
	size_t last;         /* where the last of it begins */
	FILE *file;          /* NULL: none is kept */
	char path[256];      /* of it */
	FILE *lags;          /* gets the ms from each act to its first sound; NULL: nothing does */
	int64_t lag_of;      /* the sound that was written last */
};

void transcript_done(struct transcript *transcript);

/* From now on all goes to PATH, behind what stands there. */
bool transcript_open(struct transcript *transcript, const char *path, struct err *err) WARN_UNUSED;
/* The same after the program has replaced itself; "": there was none. One that cannot be opened any more is left out. */
void transcript_resume(struct transcript *transcript, const char *path);

/* The voice said this; and the person did that. */
void transcript_said(struct transcript *transcript, const char *said);
void transcript_act(struct transcript *transcript, const char *act);
const char *transcript_last(const struct transcript *transcript); /* "" before the first */

bool transcript_lags(struct transcript *transcript, const char *path, struct err *err) WARN_UNUSED;
/* The answer to what was done at ACTED_AT (monotonic) may be heard by now: writes, once, how long it took. */
void transcript_lag(struct transcript *transcript, struct voice *voice, int64_t acted_at);

#endif
