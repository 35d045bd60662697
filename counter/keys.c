#include "counter/keys.h"

#include <stdio.h>

#include "common/base/utf8.h"

const char *key_label(uint32_t code, char out[8])
{
	static const struct {
		uint32_t code;
		const char *name;
	} named[] = {
		{ ' ', "desk.key.space" },
		{ K_ENTER, "desk.key.enter" },
		{ K_ESC, "desk.key.esc" },
		{ K_TAB, "desk.key.tab" },
		{ K_BACKTAB, "desk.key.backtab" },
		{ K_DELETE, "desk.key.delete" },
		{ K_PAGE_UP, "desk.key.page_up" },
		{ K_PAGE_DOWN, "desk.key.page_down" },
	};

	for (size_t i = 0; i < ARRAY_LEN(named); i++)
		if (named[i].code == code)
			return named[i].name;
	if (code >= K_F1 && code <= K_F12) {
		snprintf(out, 8, "F%d", (int)(code - K_F1) + 1);
	} else if (code == K_UP || code == K_DOWN) {
		utf8_copy(out, 8, code == K_UP ? "↑" : "↓");
	} else if (code < 0x20) {
		snprintf(out, 8, "Ctrl-%c", (int)('@' + code));
	} else {
		char text[5] = "";

		text[utf8_encode(code < KEYS_FIRST ? code : '?', text)] = '\0';
		utf8_copy(out, 8, text);
	}
	return NULL;
}
