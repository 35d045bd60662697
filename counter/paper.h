/* Tickets and receipts from the desk: composed and printed on the worker, with its honest outcome.
 * Nothing of a ticket reaches a log or a disk. The printer belongs to the worker's thread once opened.
 */
#ifndef PARVIS_COUNTER_PAPER_H
#define PARVIS_COUNTER_PAPER_H

#include "common/conf/conf.h"
#include "common/print/printer.h"
#include "common/ticket/compose.h"
#include "counter/view.h"

struct printing;

/* From kiosk.conf [printer]; no printer is fine. ERR_BAD_INPUT: the device's spec is wrong. */
bool printing_open(const struct conf *conf, const char *state, const struct clock *clock, struct printing **ret_printing,
                   struct err *err) WARN_UNUSED;
void printing_close(struct printing *printing); /* after the worker has stopped; NULL is fine */
bool printing_there(const struct printing *printing);

#define PAPER_WORK "paper"

struct paper_work {
	struct work work;              /* kind PAPER_WORK */
	struct printing *printing;
	struct arena *arena;           /* holds everything of TICKET */
	enum ticket_kind kind;
	const char *lang;              /* of whom it is for */
	struct ticket ticket;
	bool drawn;                    /* false: the layout failed, RESULT says nothing */
	struct print_result result;
};

/* The ticket of REQUEST (TICKET_REGISTRATION) or its receipt (TICKET_RECEIPT). */
struct paper_work *paper_work_new(struct printing *printing, struct board *board, const struct board_request *request,
                                  enum ticket_kind kind);

/* What to bring for SERVICE, which has no form. */
struct paper_work *paper_work_checklist(struct printing *printing, struct board *board, const char *service);

/* Printed, or given to a printer that cannot say. */
bool paper_came_out(const struct paper_work *work);

/* How it went, as a catalogue's key: "desk.print.printed", "desk.print.paper_out" … */
const char *paper_outcome(const struct paper_work *work);

/* Says how it went, and counts what came out. Also for who has closed the view that asked for it. */
void paper_told(struct view_ctx *ctx, const struct paper_work *work);

#endif
