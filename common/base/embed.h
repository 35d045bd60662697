/* Files that were built into the program: SQL and compiled translations (packaging/embed makes the table). */
#ifndef PARVIS_BASE_EMBED_H
#define PARVIS_BASE_EMBED_H

#include "common/base/util.h"

/* NAME is the path in the repository, or lang/LL.mo. A NUL stands behind the bytes, not counted.
 * Data is NULL when there is no such file. */
struct bytes embed_find(const char *name);

/* The same for text that must be there: a missing name is a fault of the build and aborts. */
const char *embed_text(const char *name);

#endif
