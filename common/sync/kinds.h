/* What operations there are, as data: who may send one, what it is about, and what becomes of two that meet. One table for
 * hub and terminals (docs/sync-protocol.md, "Operations"). A kind that later work needs is a row here, not new protocol: a hub
 * without code of its own for it keeps it whole by its rule, and one that does not know it at all keeps it for a newer one.
 * Pure; no state.
 */
#ifndef PARVIS_SYNC_KINDS_H
#define PARVIS_SYNC_KINDS_H

#include "common/store/outbox.h"

enum op_about {
	ABOUT_NOTHING, /* a count */
	ABOUT_ITSELF,  /* it makes a request, whose id is the operation's */
	ABOUT_REQUEST, /* `request` in its body; from a public terminal the envelope's lookup id */
	ABOUT_SUBJECT, /* `subject` in its body: a slot, a poll, a page … */
};

/* Two operations about one thing: */
enum op_merge {
	MERGE_APPEND, /* both stand */
	MERGE_FROM,   /* the second must know of the first: its `from` is what stands, or it is a conflict */
	MERGE_FIRST,  /* the first one stands, the second is told */
	MERGE_LAST,   /* the later one with the same `key` stands in place of the earlier */
	MERGE_ONCE,   /* the first with each `key` counts, others do not */
};

struct op_rule {
	const char *name;
	bool resident, agent;  /* who may send it */
	bool sealed;           /* from a public terminal it is sealed to the hub, or not taken for what it says */
	bool kept;             /* the hub has no code of its own for it: kept by MERGE in one table */
	enum op_about about;
	enum op_merge merge;
};

extern const struct op_rule op_rules[];
extern const size_t op_rules_len;

/* NULL when no rule has that name. The first OP_KINDS rules are those of enum op_kind, in its order. */
const struct op_rule *op_rule_find(const char *name);

#endif
