/* A covering array: rows so chosen that every value of every factor meets every value of every other one at least once. Where
 * looking at all combinations takes too long, this finds what two settings do to each other (NIST SP 800-142). Pure, and the
 * same each time.
 */
#ifndef PARVIS_AUDIT_PAIRS_H
#define PARVIS_AUDIT_PAIRS_H

#include "common/base/util.h"

enum { PAIR_FACTORS = 8, PAIR_ROWS = 256 };

struct pair_row {
	int value[PAIR_FACTORS];
};

/* FACTORS factors with SIZES values each; returns how many rows were written to RET_ROWS (PAIR_ROWS places). */
int pairs_make(const int *sizes, int factors, struct pair_row *ret_rows);

#endif
