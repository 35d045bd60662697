/* The ticket: what a person takes home. One layout, drawn by Pango and Cairo at the dots of the paper, and given out as
 * a one-bit picture (thermal printers), PDF (CUPS) or PNG (people who look at it).
 *
 * Everything arrives in words: this module neither translates nor counts days (common/ticket/compose.h does, from the
 * catalogues). A string that is missing leaves no trace. Text in a second language stands under its French.
 *
 * The law: CRPA R112-11-2 for the accusé d'enregistrement (when it was registered); L112-11 and R112-11-1 for the accusé
 * de réception électronique: date received, the service in charge and how to reach it, whether silence accepts or
 * refuses, from when on, « sous réserve que la demande soit complète », and the ways of appeal or the attestation.
 * Type: nothing smaller than 10 pt, numbers in groups of four.
 *
 * Thread: any, one ticket at a time each. Pango keeps its fonts per thread: print from one worker that stays.
 */
#ifndef PARVIS_TICKET_TICKET_H
#define PARVIS_TICKET_TICKET_H

#include "common/base/paper.h"
#include "common/base/strbuf.h"

enum ticket_kind {
	TICKET_REGISTRATION, /* accusé d'enregistrement: registered here, not yet received by the town */
	TICKET_RECEIPT,      /* accusé de réception électronique */
	TICKET_CHECKLIST,    /* papers to bring, boxes to tick: no request, no number */
	TICKET_REPORT,       /* the maintenance page's readiness report */
};

/* A sentence in the town's language and in the resident's. */
struct ticket_text {
	const char *main;
	const char *also; /* NULL when there is one language only */
};

/* « Aujourd'hui. » and what happens then. */
struct ticket_step {
	struct ticket_text when; /* bold; may be empty */
	struct ticket_text what;
};

struct ticket_office {
	const char *name, *address, *phone, *email; /* worded: "Téléphone 03 21 00 00 00" */
};

enum { TICKET_STEPS_MAX = 8, TICKET_LINES_MAX = 64 };

struct ticket {
	enum ticket_kind kind;
	const char *lang;      /* of every main string, BCP 47: "fr" */
	const char *also_lang; /* of every also string; NULL: none */
	bool also_rtl;
	bool large;            /* the screen was set to large text */

	struct ticket_office town;       /* stands at the head */
	struct ticket_text title;        /* « Accusé d'enregistrement », « Papiers à apporter » */
	struct ticket_text subject;      /* « Lampadaire en panne » */
	struct ticket_text detail;       /* « 12 rue des Tisserands »; only what the person wants on paper */
	struct ticket_text received;     /* receipt: « Reçue par la ville le … » */

	const char *number;              /* 16 letters, spaces ignored; NULL: none */
	const char *url;                 /* goes into the QR; NULL: none */
	struct ticket_text number_note;  /* « Ce numéro vous permet de suivre votre demande. » */

	struct ticket_step steps[TICKET_STEPS_MAX]; /* registered where and when, what next and by which date, how to follow */
	size_t n_steps;
	struct ticket_text call_back;    /* « Nous vous rappelons au … » */

	struct ticket_step *lines;       /* checklist: papers; report: what was tested and how it went. Borrowed */
	size_t n_lines;
	struct ticket_text how_to_come;  /* checklist */

	struct ticket_text in_charge;    /* « Service chargé de votre demande » */
	struct ticket_office office;
	struct ticket_text silence;      /* date and sense of an implicit decision; empty where the kind has none */
	struct ticket_text condition;    /* « Sous réserve que la demande soit complète. » */
	struct ticket_text appeal;       /* ways and time limits of appeal, or the attestation of L232-3 */

	struct ticket_text keep;         /* « Évitez la chaleur et la lumière. »; on a roll only */
};

/* Loads the fonts of the calling thread (30–60 ms the first time), so that the first ticket is not late. */
void ticket_warm_up(void);

/* Each draws TICKET on PAPER. ERR_LIMIT: longer than any paper should be (TICKET_LINES_MAX, 2 m of roll, 8 sheets), or
 * a url that no QR holds. Sheets follow each other downwards in a picture, as pages in a PDF. */
bool ticket_raster(const struct ticket *ticket, enum paper paper, struct raster *ret_raster, struct err *err) WARN_UNUSED;
bool ticket_pdf(const struct ticket *ticket, enum paper paper, struct strbuf *pdf, struct err *err) WARN_UNUSED;
bool ticket_png(const struct ticket *ticket, enum paper paper, struct strbuf *png, struct err *err) WARN_UNUSED;

/* TICKET in every form that a printer WANTS (PRINT_WANTS_…), ready for printer_print. */
struct ticket_sheets {
	struct print_job job; /* borrows from the others */
	struct raster raster;
	struct strbuf pdf, png;
};

bool ticket_sheets(const struct ticket *ticket, enum paper paper, unsigned wants, struct ticket_sheets *ret_sheets,
                   struct err *err) WARN_UNUSED;
void ticket_sheets_done(struct ticket_sheets *sheets); /* overwritten, then freed; fine on a zeroed one. Not to be moved
                                                          before: the job points into it */

#endif
