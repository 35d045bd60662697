/* What guessing PINs costs beyond one program: STATE/desk/guesses.db counts the tries for each login. The waits of struct session end with
 * the program, and with a right PIN of whoever tries; these do not, and several counters of one desk share them.
 *
 * A try counts as wrong before it is checked, so that neither an end in between nor many programs at once are worth a try. Where nothing
 * can be written (a full disk, a damaged file) only the session's waits hold: nobody is kept from working. Thread: main. Times: wall µs.
 */
#ifndef PARVIS_COUNTER_GUESSES_H
#define PARVIS_COUNTER_GUESSES_H

#include "common/store/db.h"

struct guesses;

bool guesses_open(const char *state, struct guesses **ret_guesses, struct err *err) WARN_UNUSED; /* STATE/desk is there (drafts.h) */
void guesses_close(struct guesses *guesses); /* NULL is fine, here and below: nothing is counted */

/* 0: the PIN for LOGIN may be checked, and was counted. Else how long there is to wait, as session_wait_s has it. Logins that nobody has are
 * counted like others. A clock that was set back makes nobody wait longer. */
int64_t guesses_try(struct guesses *guesses, const char *login, int64_t now);

/* The PIN was right: for this login one begins anew, for no other. */
void guesses_right(struct guesses *guesses, const char *login);

extern const struct db_queries guesses_queries;

#endif
