/* What the audit found, each fault once a state with the number of combinations it shows in: the same clipped word in 300 of
 * them is one thing to mend. Plain values on the heap, so that they pass through a pipe between processes.
 */
#ifndef PARVIS_AUDIT_FINDINGS_H
#define PARVIS_AUDIT_FINDINGS_H

#include <stdio.h>

#include "common/base/util.h"

struct finding {
	char *check;    /* name of the check ("clipped") */
	char *state;    /* name of the state ("form.error") */
	char *node;     /* what it is about: an id, a role and its words */
	char *sentence; /* what is wrong, for a person */
	char *where;    /* the first combination: "ar, text 4, 800x1280, low reach" */
	unsigned count; /* combinations it shows in */
	struct finding *next;
};

struct findings {
	struct finding *first, **last;
	unsigned long count; /* of combinations with a fault */
};

struct findings findings_new(void);
void findings_done(struct findings *all);

/* Counts it when check, state and node are known, else keeps a copy. */
void findings_add(struct findings *all, const char *check, const char *state, const char *node, const char *sentence,
                  const char *where, unsigned count);

bool findings_have(const struct findings *all, const char *check);

/* One line a finding, fields parted by tabs (in none of them). */
void findings_write(const struct findings *all, FILE *out);
void findings_read(struct findings *all, FILE *in);

#endif
