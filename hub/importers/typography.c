#include "hub/importers/guide.h"

#include "common/base/strbuf.h"
#include "common/base/utf8.h"

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x202F || c == 0x2009;
}

/* Signs that stand behind a no-break space; inside "12:30" or "http://" nothing stood there and nothing is put. */
static bool wants_nbsp_before(uint32_t c)
{
	return c == ';' || c == ':' || c == '!' || c == '?' || c == 0xBB || c == '%' || c == 0x20AC;
}

char *french_typography(const char *s)
{
	struct strbuf out = STRBUF_INIT;
	bool space = false, after_quote = false, hard = false;
	uint32_t c;

	while ((c = utf8_next(&s))) {
		char bytes[4];

		if (is_blank(c)) {
			space = true;
			hard |= c == 0xA0 || c == 0x202F;
			continue;
		}
		if (c < 0x20 || c == 0xAD || c == 0x200B || c == 0xFEFF)
			continue;
		if (after_quote || (c == 0xBB && out.len))
			strbuf_add(&out, "\u00a0");
		else if (space && out.len)
			strbuf_add(&out, hard || wants_nbsp_before(c) ? "\u00a0" : " ");
		space = hard = false;
		after_quote = c == 0xAB;
		if (c == '\'')
			c = 0x2019;
		strbuf_addn(&out, bytes, utf8_encode(c, bytes));
	}
	return strbuf_take(&out);
}
