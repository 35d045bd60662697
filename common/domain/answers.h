/* What a person answered to a form: text as typed, checked and put in order when asked.
 *
 * Ownership: struct answers keeps copies; memory is overwritten when freed. Every value is text: for yesno "yes" or "no",
 * for choice the option's id, for choices ids parted by '\n', for a date whatever was typed ("24/11/2026", "2026-11-24").
 * Thread: one at a time.
 */
#ifndef PARVIS_DOMAIN_ANSWERS_H
#define PARVIS_DOMAIN_ANSWERS_H

#include "common/base/strbuf.h"
#include "common/domain/form.h"

struct answers;

struct answers *answers_new(void);
void answers_free(struct answers *answers); /* NULL is fine */
void answers_wipe(struct answers *answers); /* empty, but alive */

void answers_set(struct answers *answers, const char *field, const char *text); /* "" clears */
const char *answers_get(const struct answers *answers, const char *field);      /* "" when there is none */
void answers_clear(struct answers *answers, const char *field);
bool answers_empty(const struct answers *answers); /* nothing was typed yet */

/* For choices. */
void answers_choose(struct answers *answers, const char *field, const char *option, bool chosen);
bool answers_chosen(const struct answers *answers, const char *field, const char *option);

/* An address of the town: its id and position beside its text. answers_set forgets them, since the text is another. */
struct place_answer {
	const char *text; /* borrowed until the next change */
	const char *id;   /* "" for free text */
	bool located;
	double lat, lon;
};
void answers_set_address(struct answers *answers, const char *field, const struct place_answer *where);
struct place_answer answers_address(const struct answers *answers, const char *field);

/* ---- what is asked: "if" decides. A field whose condition hangs on a field not asked is not asked either. */
bool form_asks(const struct form *form, const struct form_field *field, const struct answers *answers);
/* The page after (STEP 1) or before (-1) FROM that asks something; n_pages at the end, -1 before the start. From -1: the
 * first. */
int form_step(const struct form *form, const struct answers *answers, int from, int step);

/* ---- checking */
enum answer_fault {
	ANSWER_OK,
	ANSWER_MISSING,
	ANSWER_TOO_LONG,
	ANSWER_NOT_A_NUMBER,
	ANSWER_TOO_SMALL,
	ANSWER_TOO_LARGE,
	ANSWER_NOT_A_DATE,
	ANSWER_TOO_EARLY,
	ANSWER_TOO_LATE,
	ANSWER_BAD_PHONE,
	ANSWER_BAD_EMAIL,
	ANSWER_NOT_AN_OPTION,
	ANSWER_TOO_MANY,
	ANSWER_FAULTS
};

/* TODAY in days since 1970. */
enum answer_fault answer_check(const struct form_field *field, const struct answers *answers, int64_t today);

/* One sentence with a way out, in LANG ("form.fault.…"); NULL for ANSWER_OK. */
const char *answer_sentence(struct arena *arena, const char *lang, const struct form_field *field, enum answer_fault fault,
                            int64_t today);

/* The first fault on page PAGE, or of the whole form when PAGE is -1; *RET_FIELD is the field. ANSWER_OK when all is well. */
enum answer_fault form_check(const struct form *form, int page, const struct answers *answers, int64_t today,
                             const struct form_field **ret_field);

/* As it is stored: "2026-11-24", "0321000000" (French) or "+41224180000", "1250.5", e-mail without spaces. False when it
 * does not pass answer_check for its type. */
bool phone_normalise(const char *typed, char out[24]);
bool email_plausible(const char *typed);
bool date_from_typed(const char *typed, int64_t *ret_days); /* 24/11/2026, 24 11 26, 24-11-2026, 2026-11-24 */
bool number_from_typed(const char *typed, double *ret_value); /* 1 250,5 */

/* ---- JSON as in docs/sync-protocol.md. Only what is asked and answered is written. */
void answers_write_json(const struct form *form, const struct answers *answers, struct strbuf *out);
/* Fills ANSWERS; fields the form does not know are kept as text when they are strings, numbers or bools. */
bool answers_read_json(struct answers *answers, const struct form *form, const char *json, struct err *err) WARN_UNUSED;

/* ---- as people read it */

/* The request's columns: name, phone, email, where. Pointers "" when not said; borrowed, or in ARENA. */
struct contact {
	const char *name, *phone, *email;
	struct place_answer where;
};
struct contact answers_contact(struct arena *arena, const struct form *form, const struct answers *answers);

/* One line for lists, at most 80 characters: where, else the first thing said that is not private; "" for none. */
const char *answers_summary(struct arena *arena, const struct form *form, const struct answers *answers, const char *lang);

struct answer_line {
	const struct form_field *field;
	int page;
	const char *label, *value; /* value as people write it: mardi 24 novembre 2026; Oui; 03 21 00 00 00 */
};

/* What was asked and answered, in order: for the review page, the desk and (private_ left out) the ticket. *RET_LINES in
 * ARENA; returns how many. With ALL, also what was left empty, with "form.no_answer" as value. */
size_t answers_lines(struct arena *arena, const struct form *form, const struct answers *answers, const char *lang,
                     bool all, const struct answer_line **ret_lines);

#endif
