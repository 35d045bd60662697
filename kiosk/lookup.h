/* From a number to what is kept under it: a job for the worker that derives keys (16 ms each) and looks into the outbox for
 * what this terminal itself registered and has perhaps not sent yet. The replica is read by the screen, on its own thread.
 */
#ifndef PARVIS_KIOSK_LOOKUP_H
#define PARVIS_KIOSK_LOOKUP_H

#include "common/base/strbuf.h"
#include "common/domain/tracking.h"
#include "common/secret/record.h"
#include "common/store/outbox.h"
#include "common/store/terminal.h"
#include "common/base/worker.h"

#define LOOKUP "lookup"

enum { LOOKUP_MAX = 4 }; /* numbers a job: 64 ms, then progress can be shown and somebody else gets the worker */

struct lookup_found {
	struct tracking number;
	struct record_key key;
	bool keyed;               /* key holds; given or derived */
	bool local;               /* this terminal keeps a record of it */
	struct strbuf cipher;     /* that record */
	enum op_state state;      /* of the newest operation under it */
};

struct lookup_job {
	struct work work;         /* kind LOOKUP */
	char state[512];
	unsigned char salt[RECORD_SALT];
	struct lookup_found found[LOOKUP_MAX];
	size_t count;
	struct err err;           /* why something is not there that might be */
};

/* Of COUNT numbers (at most LOOKUP_MAX); KEY when the key of the only one is known already, else NULL. */
struct lookup_job *lookup_new(const char *state, const struct terminal *terminal, const struct tracking *numbers, size_t count,
                              const struct record_key *key);

#endif
