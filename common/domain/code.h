/* Codes for enrolling a terminal: 12 letters of the alphabet of tracking numbers, the last one a check, to be read aloud over
 * the telephone. 11 random letters are 45 bits: enough for a code that is good once, for a day, at a few tries a minute.
 */
#ifndef PARVIS_DOMAIN_CODE_H
#define PARVIS_DOMAIN_CODE_H

#include "common/base/rand.h"

enum { CODE_LEN = 12, CODE_TEXT = 13, CODE_GROUPED = 15 };

void code_make(const struct rng *rng, char ret_code[CODE_TEXT]);

/* "KFTJ BXPC LVRH" */
void code_group(const char code[CODE_TEXT], char ret_grouped[CODE_GROUPED]);

/* What was typed: any case, spaces and hyphens anywhere. False: it is none, a slip somewhere. */
bool code_read(const char *text, char ret_code[CODE_TEXT]) WARN_UNUSED;

#endif
