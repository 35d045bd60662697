/* How large the glass is: every size on it is made from this. Pure. */
#ifndef PARVIS_UI_GLASS_H
#define PARVIS_UI_GLASS_H

#include "common/base/util.h"

/* Pixels in a millimetre of a glass of WIDTH by HEIGHT pixels that is said to be WIDTH_MM wide; 0: nobody said. What no
 * display can be (fewer than 1 or more than 30 pixels in a millimetre) is not believed: then, too, it is taken for a 24-inch
 * panel, whichever way it stands. RET_BELIEVED may be NULL. */
float glass_px_per_mm(int width, int height, float width_mm, bool *ret_believed);

#endif
