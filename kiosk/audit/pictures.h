/* Every page of a state as a picture at full size, to be looked at one by one: DIR/STATE-WORLD-N.png (form.error-town-1.png, and -2.png
 * when the page is turned). What can be seen at a glance is thumbs.h's.
 */
#ifndef PARVIS_AUDIT_PICTURES_H
#define PARVIS_AUDIT_PICTURES_H

#include "kiosk/audit/look.h"

/* Draws the pages of STATE as C says into FOLDER, which is made when it is not there. */
bool pictures_draw(const char *folder, struct looker *looker, const struct audit_state *state, const struct combination *c, struct err *err) WARN_UNUSED;

#endif
