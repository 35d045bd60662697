#include "common/print/roll.h"

#include "common/base/file.h"
#include "common/base/strbuf.h"

enum { TICKET_GUESS_MM = 200, ROLL_GAP_MM = 15 }; /* a ticket before the first one; what feed and cut add to each */

static void load(struct roll *roll)
{
	struct strbuf text = STRBUF_INIT;
	int version, used, tickets, all_mm, all_tickets, touched, unfinished = 0;

	if (strbuf_read_file_here(&text, roll->path, 256) &&
	    sscanf(strbuf_str(&text), "%d %9d %9d %9d %9d %9d %9d", &version, &used, &tickets, &all_mm, &all_tickets, &touched,
	           &unfinished) >= 6 &&
	    version == 1 && used >= 0 && tickets >= 0 && all_mm >= 0 && all_tickets >= 0) {
		roll->used_mm = used;
		roll->tickets = tickets;
		roll->all_mm = all_mm;
		roll->all_tickets = all_tickets;
		roll->touched = touched != 0;
		roll->unfinished = unfinished != 0;
	}
	strbuf_done(&text);
}

/* A count that cannot be written is kept in memory: no reason not to print. */
static void save(const struct roll *roll)
{
	char text[128];

	if (!roll->path)
		return;
	snprintf(text, sizeof(text), "1 %d %d %d %d %d %d\n", roll->used_mm, roll->tickets, roll->all_mm, roll->all_tickets, roll->touched,
	         roll->unfinished);
	(void)!file_replace(roll->path, text, strlen(text), 0640, FILE_ON_DISK, NULL);
}

void roll_open(struct roll *roll, const char *path, int length_mm)
{
	*roll = (struct roll){ .length_mm = length_mm };
	if (!path)
		return;
	roll->path = strdup(path);
	if (!roll->path)
		abort();
	load(roll);
}

void roll_done(struct roll *roll)
{
	free(roll->path);
	*roll = (struct roll){ .path = NULL };
}

void roll_new(struct roll *roll)
{
	roll->used_mm = 0;
	roll->tickets = 0;
	roll->touched = false;
	save(roll);
}

void roll_begins(struct roll *roll)
{
	roll->unfinished = true;
	save(roll);
}

void roll_used(struct roll *roll, int mm, bool broke_off)
{
	enum { FORGET_AT = 1000 }; /* the mean follows what is printed these days */

	roll->unfinished = broke_off;
	if (mm <= 0) { /* sheets */
		save(roll);
		return;
	}
	roll->used_mm = MIN(roll->used_mm + mm + ROLL_GAP_MM, 100000000);
	roll->tickets = MIN(roll->tickets + 1, 100000000);
	roll->all_mm += mm + ROLL_GAP_MM;
	roll->all_tickets++;
	if (roll->all_tickets >= FORGET_AT) {
		roll->all_tickets /= 2;
		roll->all_mm /= 2;
	}
	save(roll);
}

void roll_saw(struct roll *roll, enum printer_state state, bool answers)
{
	if (state == PRINTER_COVER_OPEN || state == PRINTER_PAPER_OUT) {
		if (!roll->touched) {
			roll->touched = true;
			save(roll);
		}
		return;
	}
	if (!roll->touched || !answers || (state != PRINTER_READY && state != PRINTER_NEAR_END))
		return;
	if (state == PRINTER_READY) {
		roll_new(roll);
	} else {
		roll->touched = false;
		save(roll);
	}
}

int roll_mm_left(const struct roll *roll)
{
	return roll->length_mm > 0 ? MAX(0, roll->length_mm - roll->used_mm) : -1;
}

int roll_tickets_left(const struct roll *roll)
{
	int mean = roll->all_tickets > 0 ? MAX(1, roll->all_mm / roll->all_tickets) : TICKET_GUESS_MM;

	return roll->length_mm > 0 ? roll_mm_left(roll) / mean : -1;
}
