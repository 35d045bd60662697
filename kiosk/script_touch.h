/* The script's words for hands that are not calm: many fingers at once, a finger that stays, a tap that strikes twice, a glass
 * that changes its size (docs/driving.md).
 */
#ifndef PARVIS_KIOSK_SCRIPT_TOUCH_H
#define PARVIS_KIOSK_SCRIPT_TOUCH_H

#include "common/base/util.h"

struct kiosk;

/* False: WORD is none of these. RET_WRONG is "" when it was done, else what is wrong with ARG. */
bool script_touch(struct kiosk *kiosk, const char *word, const char *arg, char *ret_wrong, size_t size);

#endif
