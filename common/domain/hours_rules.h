/* What opening hours are once read: shared by the parser (hours_parse.c) and the rules (hours.c), nobody else. */
#ifndef PARVIS_DOMAIN_HOURS_RULES_H
#define PARVIS_DOMAIN_HOURS_RULES_H

#include "common/domain/hours.h"

enum { RULES_MAX = 40, RANGES_MAX = 24 };

/* One end of a range of dates. */
struct date_point {
	int year;     /* 0: each year */
	int month;    /* 0: only the year is given */
	int day;      /* 0: the whole month */
	bool easter;
	int offset;   /* days after Easter */
};

struct date_range {
	struct date_point from, to;
};

struct week_range { /* ISO 8601 weeks */
	int from, to, step;
};

enum rule_join { JOIN_REPLACE, JOIN_ADD, JOIN_FALLBACK }; /* ; , || */
enum rule_kind { RULE_OPEN, RULE_OFF, RULE_NOTE };        /* NOTE: a comment alone says nothing about open or closed */

struct rule {
	enum rule_join join;
	enum rule_kind kind;
	unsigned weekdays;      /* bit 0 Monday; with no holiday either: every day */
	unsigned nth[7];        /* bits 1…5: the nth of the month; 9…13: the nth from its end; 0: any */
	bool holiday;           /* PH */
	bool school;            /* holds in the school holidays (SH) only; no calendar of them is known here */
	struct date_range dates[RANGES_MAX];
	size_t n_dates;
	struct week_range weeks[RANGES_MAX];
	size_t n_weeks;
	struct span spans[HOURS_DAY_SPANS];
	size_t n_spans;
	const char *note;
};

struct hours {
	bool known;
	bool always;            /* 24/7 and nothing else */
	bool names_holidays;    /* some rule speaks of PH */
	const struct rule *rules;
	size_t n_rules;
};

#endif
