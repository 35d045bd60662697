/* The lines of a script, one after the other, with ${NAME} replaced by what the script called so, or by PARVIS_VAR_NAME in the
 * environment. A session's end replaces the program: what is saved in the environment (PARVIS_SCRIPT_AT, PARVIS_VAR_…) tells the
 * next one which line comes and what the names stand for. Thread: main.
 */
#ifndef PARVIS_KIOSK_SCRIPT_TEXT_H
#define PARVIS_KIOSK_SCRIPT_TEXT_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

enum { SCRIPT_NAMES = 16 };

struct script_text {
	struct strbuf file;
	const char *path;   /* as it stands in what is said; borrowed */
	char *at;           /* the next line; NULL: none */
	char *from;         /* the line given last */
	int line;           /* its number */
	bool resumed;       /* it began in a program that was replaced */
	struct {
		char name[32];
		char value[256];
	} names[SCRIPT_NAMES];
	int n_names;
};

/* The file PATH, from where the program that was replaced left it. TEXT is zeroed, and done in any case. */
bool script_text_open(struct script_text *text, const char *path, struct err *err) WARN_UNUSED;
/* Of WORDS in memory. */
void script_text_of(struct script_text *text, const char *name, const char *words);
void script_text_done(struct script_text *text);

/* Appends the next line to RET_LINE, without spaces at its end. False: there is none. */
bool script_text_next(struct script_text *text, struct strbuf *ret_line);
/* The line given last is the next once more. */
void script_text_again(struct script_text *text);

/* Gives NAME a value; when there are SCRIPT_NAMES already, a new one is left out. */
void script_text_name(struct script_text *text, const char *name, const char *value);

/* Before the program replaces itself. */
void script_text_save(const struct script_text *text);

#endif
