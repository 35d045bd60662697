/* Drafts: what was being written when the phone rang. Kept on the desk's disk (the desk's scope allows readable data),
 * in a file of mode 0600, so that a crash or a power cut costs at most what was typed in the last two seconds.
 * What is sent, thrown away or swept is overwritten in the file and emptied out of its WAL.
 * Main thread only. Rows live in ARENA.
 */
#ifndef PARVIS_COUNTER_DRAFTS_H
#define PARVIS_COUNTER_DRAFTS_H

#include "common/store/db.h"
#include "counter/board.h"

struct drafts;

enum draft_kind { DRAFT_MESSAGE, DRAFT_NOTE, DRAFT_DOCUMENT, DRAFT_FORM, DRAFT_KINDS };

struct draft {
	const char *id, *agent, *request, *service, *title, *body;
	enum draft_kind kind;
	int64_t updated;
};

const char *draft_kind_name(enum draft_kind kind); /* "message" */

/* STATE/desk/drafts.db, made when missing. */
bool drafts_open(const char *state, struct drafts **ret_drafts, struct err *err) WARN_UNUSED;
void drafts_close(struct drafts *drafts); /* NULL is fine */

bool drafts_save(struct drafts *drafts, const struct draft *draft, struct err *err) WARN_UNUSED; /* new, or in place of id */
bool drafts_delete(struct drafts *drafts, const char *id, struct err *err) WARN_UNUSED;
bool drafts_read(struct drafts *drafts, const char *id, struct arena *arena, struct draft *ret_draft,
		 struct err *err) WARN_UNUSED;

/* AGENT's, newest first. */
bool drafts_list(struct drafts *drafts, const char *agent, struct arena *arena, struct draft **ret_list, size_t *ret_count,
                 struct err *err) WARN_UNUSED;
int64_t drafts_count(struct drafts *drafts, const char *agent);

/* The newest draft of AGENT for this request and kind: an answer begun twice is one answer. False without ERR set: none. */
bool drafts_find(struct drafts *drafts, const char *agent, const char *request, enum draft_kind kind, struct arena *arena,
                 struct draft *ret_draft);

/* A request was erased, or has left this desk: what was begun about it goes too, from the file's bytes and from its WAL. While another
 * counter of this desk reads, the WAL stays until the next call. *RET_GONE: drafts that went. */
bool drafts_sweep(struct drafts *drafts, struct board *board, int64_t *ret_gone, struct err *err) WARN_UNUSED;

extern const struct db_queries drafts_queries;

#endif
