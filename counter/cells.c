#include "counter/cells.h"

#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

#include "common/base/utf8.h"

static const char ELLIPSIS[] = "…";

bool cells_locale(void)
{
	if (setlocale(LC_CTYPE, "") && streq(nl_langinfo(CODESET), "UTF-8"))
		return true;
	return setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

int cells_of(uint32_t c)
{
	int width = wcwidth((wchar_t)c);

	/* What the terminal would act on is shown as '?'; what the C library does not know yet is taken for one cell. */
	return width < 0 || utf8_acts(c) ? 1 : width;
}

int cells_width(const char *s)
{
	int cells = 0;
	uint32_t c;

	while ((c = utf8_next(&s)) != 0 && c != '\n')
		cells += cells_of(c);
	return cells;
}

size_t cells_fit(const char *s, int width, int *ret_cells)
{
	const char *at = s;
	int cells = 0;

	for (;;) {
		const char *next = at;
		uint32_t c = utf8_next(&next);

		if (c == 0 || c == '\n' || cells + cells_of(c) > width)
			break;
		cells += cells_of(c);
		at = next;
	}
	if (ret_cells)
		*ret_cells = cells;
	return (size_t)(at - s);
}

static void add_clean(struct strbuf *out, const char *s, size_t len)
{
	const char *end = s + len;

	while (s < end) {
		const char *start = s;
		uint32_t c = utf8_next(&s);

		if (c == 0)
			return;
		if (c < 0x20 || utf8_acts(c) || c == 0xfffd)
			strbuf_addc(out, '?');
		else
			strbuf_addn(out, start, (size_t)(s - start));
	}
}

void cells_pad(struct strbuf *out, const char *s, int width)
{
	int cells;
	size_t len;

	if (width <= 0)
		return;
	len = cells_fit(s, width, &cells);
	if (s[len] != '\0' && s[len] != '\n') {
		len = cells_fit(s, width - 1, &cells);
		add_clean(out, s, len);
		strbuf_add(out, ELLIPSIS);
		cells++;
	} else {
		add_clean(out, s, len);
	}
	while (cells++ < width)
		strbuf_addc(out, ' ');
}

size_t cells_wrap(const char *s, int width, size_t *ret_next)
{
	size_t fit = cells_fit(s, width, NULL);
	size_t cut;

	if (s[fit] == '\0' || s[fit] == '\n') {
		*ret_next = fit + (s[fit] == '\n');
		return fit;
	}
	/* The space that ends a full line belongs to no line. */
	for (cut = fit; cut > 0 && s[cut] != ' '; cut--)
		;
	if (cut > 0) {
		size_t next = cut;

		while (s[next] == ' ')
			next++;
		while (cut > 0 && s[cut - 1] == ' ')
			cut--;
		*ret_next = next;
		return cut;
	}
	if (fit == 0) { /* one wide character in one cell: take it anyway, or the loop would not end */
		const char *at = s;

		utf8_next(&at);
		fit = (size_t)(at - s);
	}
	*ret_next = fit;
	return fit;
}
