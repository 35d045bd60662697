#include "kiosk/ui/bidi.h"

#include <fribidi.h>

#include "common/base/utf8.h"
#include "common/text/tr.h"

static bool may_be_rtl(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if ((c >= 0xd6 && c <= 0xdf) || c == 0xe0 || c == 0xe2 || c == 0xef)
			return true; /* U+0590 … U+08FF, marks of direction, presentation forms */
	}
	return false;
}

signed char *bidi_levels(const char *s, size_t len, bool rtl, const char *lang, bool *ret_rtl)
{
	FriBidiStrIndex count = 0;
	FriBidiChar *chars;
	FriBidiCharType *types;
	FriBidiBracketType *brackets;
	FriBidiLevel *levels, *spread, bullet = 0;
	const char *at = s;

	*ret_rtl = rtl;
	if (!len || (!rtl && !may_be_rtl(s, len)))
		return NULL;
	chars = calloc(len + 1, sizeof(*chars));
	types = calloc(len + 1, sizeof(*types));
	brackets = calloc(len + 1, sizeof(*brackets));
	levels = calloc(len + 1, sizeof(*levels));
	spread = calloc(len + 1, sizeof(*spread));
	if (!chars || !types || !brackets || !levels || !spread)
		abort();
	while (at < s + len)
		chars[count++] = utf8_next(&at);
	fribidi_get_bidi_types(chars, count, types);
	fribidi_get_bracket_types(chars, count, types, brackets);
	/* On a page that runs from the right, « • » and its space stand at the right, whatever the point is written in. */
	if (rtl && count > 1 && chars[0] == 0x2022 && chars[1] == 0xa0)
		levels[0] = levels[1] = bullet = 1;
	/* FriBidi takes one paragraph: what stands behind a new line has a direction of its own. The first one's is the text's. */
	for (FriBidiStrIndex from = 2 * bullet, end; from < count; from = end) {
		FriBidiParType base = rtl ? FRIBIDI_PAR_WRTL : FRIBIDI_PAR_WLTR;
		bool letters = false; /* of a script that runs from the right */

		for (end = from; end < count && chars[end] != '\n'; end++)
			letters |= FRIBIDI_IS_RTL(types[end]) && FRIBIDI_IS_LETTER(types[end]);
		if (rtl && letters && lang_is_rtl(lang)) /* Arabic that begins with a foreign name is Arabic */
			base = FRIBIDI_PAR_RTL;
		end += end < count;
		if (fribidi_get_par_embedding_levels_ex(types + from, brackets + from, end - from, &base, levels + from) > 0 && from == 0)
			*ret_rtl = FRIBIDI_IS_RTL(base);
		for (FriBidiStrIndex i = from; bullet && !FRIBIDI_IS_RTL(base) && i < end; i++)
			levels[i] = (FriBidiLevel)(levels[i] + 2);
	}
	at = s;
	for (FriBidiStrIndex i = 0; i < count; i++) {
		const char *from = at;

		utf8_next(&at);
		for (; from < at; from++)
			spread[from - s] = levels[i];
	}
	free(chars);
	free(types);
	free(brackets);
	free(levels);
	return spread;
}
