/* The accessibility statement that a French town owes for its terminals and pages: state, what falls short, how to report a
 * problem, ways of appeal.
 *
 * Source: décret no 2019-768 of 24 July 2019, articles 4 to 6, and the model of décision d'exécution (UE) 2018/1523. The words are
 * keys of the catalogues (declaration.…); who answers is the town's own row. The state is what we could assess ourselves, and
 * changes here with what docs/accessibility-report.md says. Pure; everything is in the arena or lives as long as the program.
 */
#ifndef PARVIS_DOMAIN_DECLARATION_H
#define PARVIS_DOMAIN_DECLARATION_H

#include "common/base/arena.h"

struct declaration_town { /* who owes it; NULL where unknown */
	const char *title, *address, *phone, *email;
};

enum declaration_kind { DECLARATION_HEADING, DECLARATION_TEXT, DECLARATION_ITEM /* of a list */ };

struct declaration_part {
	enum declaration_kind kind;
	const char *text;
};

enum { DECLARATION_MAX = 20 };

/* In reading order, below the title "declaration.title". Returns how many. */
size_t declaration_parts(struct arena *arena, const char *lang, const struct declaration_town *town,
                         struct declaration_part ret_parts[DECLARATION_MAX]);

#endif
