/* The town's colour, where a theme's contrasts had to change it: said in the log, once. */
#ifndef PARVIS_KIOSK_BRAND_H
#define PARVIS_KIOSK_BRAND_H

#include "common/base/util.h"

/* COLOUR is the town's (0xRRGGBB). The program replaces itself after every person: what was said is remembered in the
 * environment, PARVIS_COLOUR_SAID, so that a colour is one line a theme, not one a session. */
void brand_log(uint32_t colour);

#endif
