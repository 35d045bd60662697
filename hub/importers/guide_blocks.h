/* The body of a guide: the DILA's tree as the blocks that screens know (content.sql, "body"). A table of elements says what each
 * becomes; an element that is not in it is left out. Pure, any thread.
 */
#ifndef PARVIS_HUB_IMPORTERS_GUIDE_BLOCKS_H
#define PARVIS_HUB_IMPORTERS_GUIDE_BLOCKS_H

#include "common/base/util.h"

#include <jansson.h>
#include <libxml/tree.h>

/* A new array of {"h"}, {"p"}, {"li"} and {"note"}, at most GUIDE_BLOCKS_MAX. */
json_t *guide_blocks(const xmlNode *root);

/* ---- small steps in a tree; NODE may be NULL where it says so */
bool node_is(const xmlNode *node, const char *name);
const xmlNode *node_child(const xmlNode *node, const char *name); /* the first; NULL: none */
char *node_text(const xmlNode *node); /* all text below, in French typography; malloc'd, "" for NULL */

#endif
