/* The conformity report: every clause of EN 301 549 V3.2.1 that can apply to a terminal, how it is met, by which test, and what no
 * machine can test. Written from the table in clauses.c and from what the audit has just found; docs/accessibility-report.md is
 * what `make audit` wrote.
 */
#ifndef PARVIS_AUDIT_REPORT_H
#define PARVIS_AUDIT_REPORT_H

#include "common/base/err.h"
#include "kiosk/audit/findings.h"

enum verdict {
	MET,          /* and a test says so */
	MET_BY_DESIGN,/* and no test can say so, or none is needed */
	PARTLY,
	INSTALLER,    /* depends on the cabinet, the keypad, the place: who installs it answers for it */
	NOT_APPLICABLE,
	VERDICTS
};

struct clause {
	const char *number, *title;
	enum verdict verdict;
	const char *how;    /* how it is met; why it does not apply */
	const char *proof;  /* tests (paths from the root of the source) and checks of the audit ("audit:contrast"), parted by spaces; NULL */
	const char *people; /* what no machine can test, or NULL */
};

extern const struct clause clauses[];
extern const size_t clauses_len;

struct report_counts {
	unsigned long states, screens, languages, combinations, laid, painted, pairs;
};

/* With a thin gap between thousands, as French writes numbers. */
const char *report_number(unsigned long n, char *out, size_t size);

bool report_write(const char *path, const struct report_counts *counts, const struct findings *found, struct err *err) WARN_UNUSED;

#endif
