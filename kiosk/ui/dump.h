/* The tree as text, for tests, for --dump, and to see what the voice will read. One line a node that means something:
 *     button #services "Services et horaires, Ouverts maintenant" focused
 * Places are left out unless asked for, so that golden files outlive a change of spacing.
 */
#ifndef PARVIS_UI_DUMP_H
#define PARVIS_UI_DUMP_H

#include "common/base/strbuf.h"
#include "kiosk/ui/tree.h"

void dump_tree(const struct ui *ui, bool places, struct strbuf *out);

/* Does the text show anywhere on the page, names of pictures included? */
bool dump_has_text(const struct ui *ui, const char *text);

#endif
