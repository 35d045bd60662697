/* What is remembered of a printer over restarts, in one small file (replaced by rename): how much is left on the roll, in
 * millimetres used since it was put in, and whether the last job came to its end. A printer without a near-end sensor is
 * counted only; one with a sensor is counted too.
 */
#ifndef PARVIS_PRINT_ROLL_H
#define PARVIS_PRINT_ROLL_H

#include "common/print/printer.h"

struct roll {
	char *path;         /* NULL: only in memory */
	int length_mm;      /* 0: not counted */
	int used_mm;
	int tickets;        /* printed since the roll was put in */
	int all_mm, all_tickets; /* since ever, for the mean */
	bool touched;       /* the cover was seen open, or the paper out, since */
	bool unfinished;    /* a job began and did not end */
};

/* A count file that is missing or damaged is a full roll: it is a guess that the next new roll puts right. */
void roll_open(struct roll *roll, const char *path, int length_mm);
void roll_done(struct roll *roll);

void roll_new(struct roll *roll);

/* Around each job; BROKE_OFF: what it took of the paper counts all the same, better to warn early. */
void roll_begins(struct roll *roll);
void roll_used(struct roll *roll, int mm, bool broke_off);

/* Looks at what the printer says: opened and closed means a new roll, unless its sensor says that it ends soon. */
void roll_saw(struct roll *roll, enum printer_state state, bool answers);

int roll_mm_left(const struct roll *roll);      /* -1: not counted */
int roll_tickets_left(const struct roll *roll); /* -1: not counted */

#endif
