/* Submitting: from answers in memory to a number that may be shown.
 *
 * Three jobs for the worker (common/base/worker.h); each carries copies of all it needs and is wiped when freed:
 *   submit_key    while the form is open: derives lookup id and record key of the number that will be given
 *   submit_send   on « Envoyer »: seals the body to the hub, seals the local record, appends both to the outbox, fsynced
 *   submit_reply  a message from the resident about a request that their number opened
 * Only when submit_send comes back with ok may a number be shown (promise 1). Nothing readable is written (promise 2).
 */
#ifndef PARVIS_KIOSK_SUBMIT_H
#define PARVIS_KIOSK_SUBMIT_H

#include "common/base/clock.h"
#include "common/domain/answers.h"
#include "common/domain/tracking.h"
#include "common/secret/record.h"
#include "common/store/service.h"
#include "common/store/terminal.h"
#include "common/base/worker.h"

#define SUBMIT_KEY "submit.key"
#define SUBMIT_SEND "submit.send"
#define SUBMIT_REPLY "submit.reply"

struct submit_key {
	struct work work; /* kind SUBMIT_KEY */
	struct tracking number;
	unsigned char salt[RECORD_SALT];
	struct record_key key;
	bool ok;
	struct err err;
};
struct submit_key *submit_key_new(const struct tracking *number, const struct terminal *terminal);

struct submit_send {
	struct work work; /* kind SUBMIT_SEND or SUBMIT_REPLY */
	char *state;      /* the state directory */
	char town[32], key_id[24];
	unsigned char hub_key[TERMINAL_KEY];
	struct tracking number;
	struct record_key key;
	struct uuid id;
	struct stamp made;
	char *body;       /* JSON, before sealing */
	char *record;     /* JSON of the local record */
	bool ok;
	struct err err;   /* ERR_DISK_FULL: there is no room. Nothing was kept */
};

struct submit_request {
	const char *state;
	const struct terminal *terminal;
	const struct service *service;   /* as the town writes it */
	const struct form *form;
	const struct answers *answers;
	const char *lang;
	const struct tracking *number;
	const struct record_key *key;    /* derived before */
	struct uuid id;                  /* made once a form: sending twice is one request */
	struct stamp made;
};
struct submit_send *submit_send_new(const struct submit_request *request);

struct submit_message {
	const char *state;
	const struct terminal *terminal;
	const char *lang, *text;
	const struct tracking *number;
	const struct record_key *key;
	const struct followed *followed; /* what the resident sees now; the local record repeats it with this message */
	struct uuid id;
	struct stamp made;
};
struct submit_send *submit_reply_new(const struct submit_message *message);

#endif
