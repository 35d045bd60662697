/* The panel above the bar while somebody looks for their size of letters: the four sizes, and the easy face. It comes with the
 * first press on « Taille », and goes with the next press on anything else.
 */
#ifndef PARVIS_KIOSK_SIZES_H
#define PARVIS_KIOSK_SIZES_H

#include "kiosk/session.h"
#include "kiosk/ui/tree.h"

/* Ids: bar:size:0 … bar:size:3, bar:face. */
void sizes_panel(struct ui *ui, const struct session *session);

/* Does this press belong to the panel, so that it stays? */
bool sizes_keep(const char *id);

/* "size:2" */
bool sizes_read(const char *which, enum text_size *ret_size);

#endif
