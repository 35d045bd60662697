/* Printers behind one door: ESC/POS on a device, CUPS, files for the demo, or none.
 *
 * Honesty is the contract. The printer is asked before and after; PRINT_PRINTED means that it said so; PRINT_SENT that it
 * took the bytes and there is no way to know more. What failed is never printed again by itself, and what a printer
 * may still hold is cancelled, so that a stranger's ticket does not come out after the paper was changed.
 *
 * Nothing of a job touches a disk, but with "file:DIR". Every call ends: each has a deadline, a dead printer included.
 * Thread: one at a time; calls take up to settings.deadline_ms, so they belong on a worker, never on the one that draws.
 */
#ifndef PARVIS_PRINT_PRINTER_H
#define PARVIS_PRINT_PRINTER_H

#include "common/base/clock.h"
#include "common/base/paper.h"
#include "common/conf/conf.h"

struct printer;

enum printer_state {
	PRINTER_READY,
	PRINTER_NEAR_END,   /* prints; the roll ends soon, by its sensor or by our count */
	PRINTER_UNKNOWN,    /* takes bytes, answers nothing */
	PRINTER_COVER_OPEN,
	PRINTER_PAPER_OUT,
	PRINTER_ERROR,      /* cutter, head too hot, … */
	PRINTER_OFFLINE,    /* not there, switched off, or does not take what is sent */
	PRINTER_NONE,       /* the settings name no printer */
	PRINTER_STATE_COUNT,
};

/* "ready", "near_end", …: a stable word for logs, tables and catalogue keys. */
const char *printer_state_name(enum printer_state state);

/* Whether it makes sense to offer printing. */
static inline bool printer_state_prints(enum printer_state state)
{
	return state == PRINTER_READY || state == PRINTER_NEAR_END || state == PRINTER_UNKNOWN;
}

struct printer_settings {
	const char *spec;       /* "escpos:/dev/usb/lp0", "cups:NAME", "file:DIR", "none" */
	enum paper paper;
	const char *count_path; /* remembers what is left on the roll over restarts; NULL: only in memory */
	int roll_mm;            /* length of a new roll; 0: do not count (sheets) */
	int warn_mm;            /* near the end from here; 0: 2 m */
	bool cut;               /* has a cutter */
	int deadline_ms;        /* of one print, in all; 0: 30 s */
	bool in_doubt;          /* for the driver, set by printer_open: the last job broke off, perhaps with the program */
	struct clock clock;     /* .mono is used for every deadline */
};

/* As [printer] of kiosk.conf says. The strings are CONF's and COUNT_PATH itself. */
struct printer_settings printer_settings_read(const struct conf *conf, const char *count_path, struct clock clock);

struct printer_status {
	enum printer_state state;
	bool answers;           /* it can say whether it printed */
	int mm_left;            /* of the roll; -1: not counted */
	int tickets_left;       /* the same in tickets as long as those printed so far; -1: not counted */
	char detail[120];       /* for the maintenance page, in English; may be empty */
};

enum print_outcome {
	PRINT_PRINTED,  /* the printer confirmed it */
	PRINT_SENT,     /* it took everything; there is no way to know more */
	PRINT_REFUSED,  /* not tried: see reason */
	PRINT_FAILED,   /* tried, and it did not come out whole: see reason */
};

const char *print_outcome_name(enum print_outcome outcome); /* "printed", "sent", "refused", "failed" */

struct print_result {
	enum print_outcome outcome;
	enum printer_state reason;  /* what it said last; READY when all is well */
	char detail[120];           /* for the log, in English, without anything of the ticket */
};

/* Checks the spec and reads the count; does not touch the printer, which may be plugged in later. ERR_BAD_INPUT names
 * what is wrong with the spec. The strings of SETTINGS are copied. */
bool printer_open(const struct printer_settings *settings, struct printer **ret_printer, struct err *err) WARN_UNUSED;
void printer_close(struct printer *printer); /* NULL is fine */

unsigned printer_wants(const struct printer *printer); /* PRINT_WANTS_…, none of them for "none" */
enum paper printer_paper(const struct printer *printer);

/* Asks the printer (≤ 2 s) and brings the count up to date: a cover that was opened and closed means a new roll. */
struct printer_status printer_status(struct printer *printer);

struct print_result printer_print(struct printer *printer, const struct print_job *job);

/* Someone says that a new roll is in. */
void printer_new_roll(struct printer *printer);

#endif
