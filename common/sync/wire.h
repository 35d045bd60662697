/* What stands on the wire between a terminal and its hub (docs/sync-protocol.md), as text: written here, read here.
 * Pure functions. What is read comes from outside: it has limits, and is taken whole or not at all.
 */
#ifndef PARVIS_SYNC_WIRE_H
#define PARVIS_SYNC_WIRE_H

#include "common/store/outbox.h"
#include "common/store/synced.h"

enum {
	WIRE_PROTOCOL = 1,        /* the newest version that is spoken here, */
	WIRE_PROTOCOL_OLDEST = 1, /* and the oldest */
	WIRE_CHANGES_MAX = SYNCED_PAGE_BYTES + SYNCED_LINE_MAX + 4096,
	WIRE_RESULTS_MAX = 8 * 1024 * 1024,
	WIRE_ERROR_MAX = 64 * 1024, /* body of any other answer */
};

/* Is it 32 small hex digits? */
bool wire_epoch_ok(const char *epoch);

struct wire_page {
	struct bytes lines;  /* all but the cursor line; part of the body */
	struct cursor cursor;
	int64_t since;       /* the question it answers; -1: an older hub does not say */
	bool more;
	struct bytes erased; /* the cursor line, when it tells of erased requests; part of the body. Else empty */
};

/* Only the end of BODY is read: the cursor line has to stand there, whole. The lines before it are for synced_apply. */
bool wire_read_page(struct bytes body, struct wire_page *ret_page, struct err *err) WARN_UNUSED;

/* Requests that were erased (docs/sync-protocol.md, "Erasing"), as JSON arrays of texts, new; the caller frees both. */
struct wire_erased {
	char *ids, *lookups;
	int64_t after, rev; /* they are all after the one and up to the other */
};

/* LINE: as in struct wire_page. One of them that cannot be read makes all unreadable: nothing may be passed over. */
bool wire_read_erased(struct bytes line, struct wire_erased *ret_erased, struct err *err) WARN_UNUSED;
void wire_erased_done(struct wire_erased *erased);

/* Appends ROW as one line of a POST. ERR_BAD_INPUT: its plain body is not JSON. */
bool wire_add_operation(struct strbuf *out, const struct outbox_row *row, struct err *err) WARN_UNUSED;

struct wire_result {
	struct outbox_answer answer; /* text in the arena */
	bool settle;                 /* kept by the hub for an agent to look at */
	bool again;                  /* was applied before */
};

/* One result for each of ROWS, in their order, whatever order the hub wrote them in. One that is missing, twice there or
 * of an unknown outcome makes the whole answer unreadable. */
bool wire_read_results(struct bytes body, const struct outbox_row *rows, size_t count, struct arena *arena,
                       struct wire_result *ret_results, struct err *err) WARN_UNUSED;

/* For a public terminal: what residents wrote is never refused by a hub of ours, and nobody would look at it there. Else ERR_BAD_INPUT. */
bool wire_all_taken(const struct wire_result *results, size_t count, struct err *err) WARN_UNUSED;

/* The reason of a 410, for the log: "epoch", "too-old", "scope" or "". */
const char *wire_gone_reason(struct bytes body);

#endif
