/* parvis-kiosk --audit WORLDS: every screen in every state, in every combination of language, text size, resolution and reach, looked
 * at without being drawn; in every theme, drawn, and its pixels measured (docs/accessibility-report.md says what holds).
 *
 * WORLDS is a folder of prepared settings and replicas, one a world (tests/tools/audit makes it). Each state is looked at by a
 * process of its own, two at a time. What is found is printed, a sentence each; then both counts. Thread: main.
 */
#ifndef PARVIS_AUDIT_AUDIT_H
#define PARVIS_AUDIT_AUDIT_H

#include "kiosk/options.h"

/* Returns what the program returns: 0 nothing was found, 1 something was, 2 it could not be looked at. */
int audit_run(const struct options *options);

#endif
