/* When what is collected: the rows of table waste as a rule. Days since 1970. Pure. */
#ifndef PARVIS_DOMAIN_WASTE_H
#define PARVIS_DOMAIN_WASTE_H

#include "common/base/util.h"

struct waste_rule {
	int weekday;        /* 1 Monday … 7 Sunday */
	int every_weeks;    /* 1, 2 … counted from first_day; 0: monthly, the first such weekday */
	int64_t first_day;  /* no collection before; its week is the first */
};

/* The first collection on FROM or after; false for a rule that makes no sense. */
bool waste_next(const struct waste_rule *rule, int64_t from, int64_t *ret_day) WARN_UNUSED;

#endif
