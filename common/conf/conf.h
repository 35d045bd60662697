/* Settings: a file of sections and keys (INI, read by inih) against a table that knows every key.
 *
 * A table row says type, range, default and help; the shipped file, --dump-conf, the checks and the errors all come from
 * it. An error carries path:line, section, key, value, and what was expected; an unknown key also the nearest known one.
 * The terminal's table is common/conf/settings.h. A struct conf is read-only once loaded: any thread.
 */
#ifndef PARVIS_CONF_CONF_H
#define PARVIS_CONF_CONF_H

#include "common/base/err.h"
#include "common/base/strbuf.h"

enum conf_type {
	CONF_BOOL,    /* yes, no */
	CONF_INT,     /* whole number within min … max */
	CONF_MM,      /* millimetres, decimals allowed, within min … max */
	CONF_SECONDS, /* "90", "90 s", "5 min", "2 h": within min … max seconds */
	CONF_TEXT,
	CONF_PATH,    /* "~/" is the home folder; relative ones are left as they are */
	CONF_ENUM,    /* one of choices */
};

struct conf_row {
	const char *section, *key;
	enum conf_type type;
	double min, max;
	const char *choices[8]; /* CONF_ENUM, closed by NULL */
	bool (*fits)(const char *text); /* CONF_TEXT, CONF_PATH: NULL takes everything */
	const char *expected;   /* with fits: what it wants, for errors and the shipped file */
	const char *def;        /* as it would stand in the file; "" for none */
	const char *help;       /* one or more lines of comment in the shipped file */
};

struct conf;

/* PATH NULL: the defaults. ERR_NOT_FOUND when there is no such file, ERR_BAD_INPUT for what is wrong in it. */
bool conf_load(const char *path, const struct conf_row *rows, size_t n, struct conf **ret_conf, struct err *err) WARN_UNUSED;
void conf_free(struct conf *conf); /* NULL is fine */

/* For the command line: NAME is "section.key". */
bool conf_set(struct conf *conf, const char *name, const char *value, struct err *err) WARN_UNUSED;

/* NAME is "section.key"; one that the table does not have, or of another type, is a fault of the program and aborts. */
bool conf_bool(const struct conf *conf, const char *name);
int conf_int(const struct conf *conf, const char *name);       /* CONF_INT, CONF_SECONDS */
double conf_mm(const struct conf *conf, const char *name);
const char *conf_text(const struct conf *conf, const char *name); /* CONF_TEXT, CONF_PATH, CONF_ENUM; never NULL */
int conf_choice(const struct conf *conf, const char *name);    /* CONF_ENUM: index in choices */

/* For what only the program can tell: fills ERR with "path:line: [section] key = value: expected EXPECTED"; always false. */
bool conf_wrong(const struct conf *conf, const char *name, const char *expected, struct err *err);

/* Every key as it stands, with where it came from: for --dump-conf. Secrets (pin_hash) are shown as set or not set. */
void conf_dump(const struct conf *conf, struct strbuf *out);

/* The shipped file: TITLE, then every key, commented, at its default, with its help. */
void conf_example(const char *title, const struct conf_row *rows, size_t n, struct strbuf *out);

#endif
