/* A page of small pictures: every state that has a title, in every theme, in the largest text, in Arabic, low down and lying. For people who
 * decide, and for whoever changed a colour: index.html in a folder, captions in French.
 */
#ifndef PARVIS_AUDIT_THUMBS_H
#define PARVIS_AUDIT_THUMBS_H

#include "kiosk/audit/look.h"
#include "kiosk/audit/report.h"

/* Draws the pictures of STATE into FOLDER. */
bool thumbs_draw(const char *folder, struct looker *looker, const struct audit_state *state, struct err *err) WARN_UNUSED;

struct thumbs_about {
	const char *town;       /* "" when it is not known */
	const struct report_counts *counts;
	unsigned long faults;
};

/* The page that shows them, of the COUNT states, and says what was looked at. */
bool thumbs_page(const char *folder, const struct audit_state *states, size_t count, const struct thumbs_about *about,
                 struct err *err) WARN_UNUSED;

#endif
