/* The pictures of a town's files: "file" of a row of `picture`, beside the JSON that names it, is looked at (common/domain/picture.h) and
 * becomes its bytes. What is missing, is no picture or is too large is said with its name; nothing is imported then.
 */
#ifndef PARVIS_HUB_IMPORTERS_TOWN_PICTURES_H
#define PARVIS_HUB_IMPORTERS_TOWN_PICTURES_H

#include "hub/importers/town_rows.h"

enum { TOWN_PICTURES_MAX = 256 << 20 }; /* bytes, all together: every public terminal keeps them */

void town_pictures_take(struct town_rows *rows);

#endif
