/* The words of opening_hours: what hours_parse.c reads with, and nobody else. Spaces, no-break ones too, may stand before any of
 * them; names are English, in any case, short or whole. What is not there is not taken: the place stays.
 */
#ifndef PARVIS_DOMAIN_HOURS_SCAN_H
#define PARVIS_DOMAIN_HOURS_SCAN_H

#include "common/base/util.h"

struct scan {
	const char *text, *s; /* the whole, and what is left of it */
	char why[80];         /* the first thing that was wrong */
};

/* Keeps WHY, unless something was wrong before. Returns false. */
bool scan_stop(struct scan *scan, const char *why);

void scan_space(struct scan *scan);
bool scan_take(struct scan *scan, const char *token);
bool scan_word(struct scan *scan, const char *word);
int scan_weekday(struct scan *scan);                             /* 0 Monday; -1: none */
int scan_month(struct scan *scan);                               /* 1…12; 0: none */
bool scan_number(struct scan *scan, size_t most, int *ret);      /* of up to MOST digits */

/* Is the next thing a time of day, 8:30? (a day of the month, or a year, otherwise) */
bool scan_at_time(struct scan *scan);
bool scan_at_year(struct scan *scan);

bool scan_digit(char c);
size_t scan_word_length(const char *s); /* letters that S begins with */

#endif
