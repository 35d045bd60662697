/* Driving the kiosk from a file: words of docs/driving.md, one a line. Pushes the same events as a finger or a keyboard.
 * A session's end replaces the program; the script goes on where it was (PARVIS_SCRIPT_AT and PARVIS_VAR_… in the
 * environment). Thread: main.
 */
#ifndef PARVIS_KIOSK_SCRIPT_H
#define PARVIS_KIOSK_SCRIPT_H

#include "common/base/err.h"

struct script;
struct kiosk;
struct node;

bool script_open(const char *path, struct script **ret_script, struct err *err) WARN_UNUSED;
/* The same of words in memory; NAME stands for the file in what is said. */
struct script *script_of(const char *name, const char *words);
void script_close(struct script *script); /* NULL is fine */

/* It began in a program that was replaced: --screen no longer counts. */
bool script_resumed(const struct script *script); /* NULL: no */

/* By #id, by exact name, then by any name that holds WHAT; NULL: nothing here is called so. */
struct node *script_find(struct kiosk *kiosk, const char *what);

/* Called when no event waits and the frame is drawn: does the next word, or waits on. */
void script_step(struct script *script, struct kiosk *kiosk);

/* How long until the next step, ms. */
int64_t script_wait_ms(const struct script *script, int64_t mono);

/* The voice said this. */
void script_heard(struct script *script, struct kiosk *kiosk, const char *said);

/* Before the program replaces itself. */
void script_save(const struct script *script);

#endif
