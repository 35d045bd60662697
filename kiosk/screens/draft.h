/* A draft: one form being filled, from the moment it opens until the session ends. Form, review and number page are three
 * looks at it. Answers outlive the pages: going back, another form (« Être rappelé ») and another language keep them.
 *
 * Ownership: a session's drafts hang off session->draft, the one in hand first; drafts_wipe overwrites them all. The form
 * and the service stay as they were when the draft began, whatever the town publishes meanwhile. Thread: main.
 */
#ifndef PARVIS_SCREENS_DRAFT_H
#define PARVIS_SCREENS_DRAFT_H

#include "common/domain/answers.h"
#include "common/domain/tracking.h"
#include "common/secret/record.h"
#include "common/store/service.h"
#include "kiosk/screen.h"

struct draft {
	struct draft *next;
	struct arena *arena;
	struct service service;    /* as the town writes it */
	const struct form *form;
	struct answers *answers;
	int page;
	bool reviewed;             /* the review page was reached: a page that is put right leads straight back to it */
	struct tracking number;    /* the one that will be given */
	struct record_key key;
	bool keyed;                /* key was derived */
	struct uuid id;            /* sending twice is one request */
	bool sent;
	bool offline;              /* … while the town could not be reached */
	struct stamp made;         /* when */
};

/* Takes up the draft of SERVICE, or begins one, with its number. False: *RET_WHY is the key of a sentence for the person (no
 * room on the disk, not in service yet, gone). */
bool draft_open(struct screen_ctx *ctx, const char *service, struct draft **ret_draft, const char **ret_why) WARN_UNUSED;

/* Why nothing can be kept here now, as the key of a sentence; NULL: it can. Asked before anything is typed. Two system calls. */
const char *draft_refusal(const struct screen_ctx *ctx);

/* The whole page of a screen that asks nothing today: WHY, and somebody to talk to ("talk" comes to on_press). */
void draft_refused(struct ui *ui, const char *why);

/* The one in hand; NULL: none. */
struct draft *draft_current(const struct screen_ctx *ctx);

/* Asks the worker for the key of its number, for this screen's on_result. */
void draft_derive(struct screen_ctx *ctx, struct draft *draft);

/* WORK is the answer to that: true when it was DRAFT's. */
bool draft_derived(struct draft *draft, const struct work *work);

/* How far one is: PAGE of the form, n_pages for the review page, which is the last step. SERVICE: in the person's
 * language where the town has it. */
void draft_steps(const struct screen_ctx *ctx, struct ui *ui, const struct draft *draft, const struct service *service, int page);

/* Something was answered that was not sent. */
bool drafts_unsent(const struct session *session);

/* Everything that was typed is forgotten. */
void drafts_wipe(struct session *session);

/* Today in the town, days since 1970. */
int64_t draft_today(const struct screen_ctx *ctx);

#endif
