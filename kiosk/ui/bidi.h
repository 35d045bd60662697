/* Which way each letter of a text goes: embedding levels (UAX 9), by FriBidi. */
#ifndef PARVIS_UI_BIDI_H
#define PARVIS_UI_BIDI_H

#include "common/base/util.h"

/* Of S: one level a byte, the same for all bytes of a character; even ones go left to right. The caller frees it. NULL: all goes left
 * to right. RTL: the page runs from the right; LANG is the text's. *RET_RTL: so does the text. */
signed char *bidi_levels(const char *s, size_t len, bool rtl, const char *lang, bool *ret_rtl);

#endif
