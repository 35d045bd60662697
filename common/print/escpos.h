/* ESC/POS: a picture as the bytes of a receipt printer. ESC @ (start afresh), GS a 0 (speak only when asked), the picture
 * in bands of GS v 0 (the raster command nearly every printer has), feed, and a cut where there is a cutter.
 */
#ifndef PARVIS_PRINT_ESCPOS_H
#define PARVIS_PRINT_ESCPOS_H

#include "common/base/paper.h"
#include "common/base/strbuf.h"

enum { ESCPOS_BAND = 64 }; /* rows of one GS v 0: small printers have small buffers */

/* Appends to OUT. In a very few pictures one white dot comes out black: where neighbours would read as a real-time
 * command (DLE EOT, DLE ENQ, DLE DC4), which printers obey even inside a picture. */
void escpos_encode(const struct raster *raster, bool cut, struct strbuf *out);

#endif
