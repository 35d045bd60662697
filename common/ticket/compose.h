/* From facts to words: fills a struct ticket from what the town publishes and the catalogues ("ticket.…"), in the town's
 * language and in the resident's. Kiosk, counter and the voice all take their sentences from here.
 *
 * A second language appears only where it has words of its own: a text that would repeat the first is left out, and simple
 * French (fr-simple) replaces French instead of standing under it. Pure.
 */
#ifndef PARVIS_TICKET_COMPOSE_H
#define PARVIS_TICKET_COMPOSE_H

#include "common/base/arena.h"
#include "common/base/civil.h"
#include "common/store/department.h"
#include "common/store/service.h"
#include "common/ticket/ticket.h"

#define TICKET_NO_TIME INT64_MIN

/* Zero means "not so" or "none", but for the instants: TICKET_NO_TIME. Everything is borrowed. */
struct ticket_facts {
	enum ticket_kind kind;           /* not TICKET_REPORT: that page fills its ticket itself */
	const char *lang;                /* the resident's */
	bool large;

	const struct zone *zone;
	const struct town *town;         /* in the town's language; NULL: the head stays empty and there is no QR */
	const struct service *service;   /* in the town's language; NULL when it is not published any more */
	const struct service *service_also; /* in LANG; NULL: as service */
	const struct department *department; /* the service's, in the town's language; NULL: the town hall answers */
	const char *subject;             /* where there is no service to name it: the record's name */
	const char *detail;              /* where, in words; only what the person wants on paper */

	const char *number;              /* 16 letters; NULL on a checklist */
	bool replaces;                   /* the number stands for a lost one */
	const char *terminal;            /* « Totem de la gare »; NULL: at the desk */
	int64_t registered;              /* µs */
	bool clock_untrusted;            /* « heure non vérifiée » */
	bool offline;                    /* registered here, and it may take a while until the town has it */
	int64_t received;                /* by the town, µs; a receipt needs it */
	const char *promised_by;         /* '2026-12-01' as the record says; NULL: counted from the service's promise */
	const char *call_back_phone;     /* someone asked to be called back there */
};

/* Everything in *RET_TICKET lives as long as ARENA and the facts. */
void ticket_compose(struct arena *arena, const struct ticket_facts *facts, struct ticket *ret_ticket);

/* What the voice says of a ticket, a sentence a line, in the resident's language; the number is spelled. */
char *ticket_spoken(struct arena *arena, const char *lang, const struct ticket *ticket);

#endif
