/* Every state in which the audit looks at a screen: one row each. A screen of the table that has no row here is opened as it is,
 * without an argument; so a new screen is looked at from its first day (docs/adding-a-screen.md).
 *
 * The words of a state are those of docs/driving.md. A world is a folder that tests/tools/audit lays out: a settings file and
 * a replica.
 */
#ifndef PARVIS_AUDIT_STATES_H
#define PARVIS_AUDIT_STATES_H

#include "kiosk/screen.h"

struct audit_state {
	const char *name;    /* "form.error" */
	const char *world;   /* "town", "empty", "long", "stale", "paper-out" … */
	const char *start;   /* --screen NAME[:ARG]; NULL: idle */
	const char *words;   /* what leads there; NULL: it is there */
	const char *title;   /* French, for the page of thumbnails; NULL: not on it */
	bool sample;         /* looked at by make check */
};

extern const struct audit_state audit_states[];
extern const size_t audit_states_len;

#endif
