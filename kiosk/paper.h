/* Paper: asking the printer and printing, on the worker. What is printed is read from the replica and worded when the job is
 * made, on the main thread; the job holds it all and is overwritten when freed. Nothing of it touches a disk; of what was
 * printed only kind, language and place are counted (operation "printed", docs/sync-protocol.md).
 *
 * Honest: a job says what the printer said. Nothing is printed again but by a new job, which a person asked for.
 */
#ifndef PARVIS_KIOSK_PAPER_H
#define PARVIS_KIOSK_PAPER_H

#include "common/print/printer.h"
#include "common/ticket/compose.h"
#include "kiosk/screen.h"

#define PAPER_ASK "paper.ask"
#define PAPER_PRINT "paper.print"

enum { PAPER_PATH = 512, PAPER_COUNT_PATH = PAPER_PATH + 32 };

struct paper_job {
	struct work work;              /* kind PAPER_ASK or PAPER_PRINT */
	struct arena *arena;           /* of the ticket */
	struct ticket ticket;
	struct printer_settings settings;
	char *device;
	char state[PAPER_PATH], count[PAPER_COUNT_PATH];
	const char *what;              /* "ticket", "receipt", "checklist": a literal */
	char lang[LANG_MAX], terminal[128];
	struct uuid id;                /* of the operation that counts it */
	struct stamp made;
	struct printer_status status;  /* what the printer said: before printing, too */
	struct print_result result;    /* PAPER_PRINT */
};

/* What is to be printed; the rest (town, service, department, where) is read from the replica. */
struct paper_order {
	enum ticket_kind kind;
	const char *service;           /* id; NULL: withheld, or gone */
	const char *subject;           /* where there is no service to name it */
	const char *detail;
	const char *number;            /* 16 letters; NULL on a checklist */
	const char *terminal;
	int64_t registered, received;  /* TICKET_NO_TIME: none */
	bool clock_untrusted, offline;
	const char *promised_by, *call_back_phone;
};

/* Where the count of the roll stands: beside the outbox, where the kiosk may write. */
void paper_count_path(const char *state, char out[PAPER_COUNT_PATH]);

/* Both hand a job to the worker for this screen's on_result. */
void paper_ask(struct screen_ctx *ctx);
void paper_print(struct screen_ctx *ctx, const struct paper_order *order);

/* The ticket of ORDER in words, for the screen and the voice. Reads the replica; what cannot be read of it
 * is left out, since the number is what the paper is for. */
void paper_compose(const struct screen_ctx *ctx, const struct paper_order *order, struct arena *arena, struct ticket *ret_ticket);

/* All that stands on TICKET, in the order of the paper, for the voice: in the person's language where it has it. */
const char *paper_words(struct arena *arena, const struct ticket *ticket, const char *lang);

/* Loads the fonts of the worker, so that the first ticket is not late. */
void paper_warm_up(struct screen_ctx *ctx);

#endif
