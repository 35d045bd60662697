#include "common/domain/declaration.h"

#include "common/text/fmt.h"
#include "common/text/tr.h"

/* The day on which the state below was assessed. */
enum { MADE_YEAR = 2026, MADE_MONTH = 11, MADE_DAY = 22 };

static const struct {
	enum declaration_kind kind;
	const char *key;
} rows[] = {
	{ DECLARATION_TEXT, "declaration.promise" },
	{ DECLARATION_HEADING, "declaration.state" },
	{ DECLARATION_TEXT, "declaration.state_text" },
	{ DECLARATION_HEADING, "declaration.tests" },
	{ DECLARATION_TEXT, "declaration.tests_text" },
	{ DECLARATION_HEADING, "declaration.gaps" },
	{ DECLARATION_ITEM, "declaration.gap_content" },
	{ DECLARATION_ITEM, "declaration.gap_voice" },
	{ DECLARATION_ITEM, "declaration.gap_simple" },
	{ DECLARATION_ITEM, "declaration.gap_hardware" },
	{ DECLARATION_HEADING, "declaration.contact" },
	{ DECLARATION_TEXT, "declaration.contact_text" },
	{ DECLARATION_ITEM, NULL }, /* the town's telephone, e-mail and address stand here */
	{ DECLARATION_HEADING, "declaration.appeal" },
	{ DECLARATION_TEXT, "declaration.appeal_text" },
	{ DECLARATION_TEXT, "declaration.made" },
};

static size_t add(struct declaration_part *parts, size_t n, const char *text)
{
	if (text && *text)
		parts[n++] = (struct declaration_part){ DECLARATION_ITEM, text };
	return n;
}

size_t declaration_parts(struct arena *arena, const char *lang, const struct declaration_town *town,
                         struct declaration_part ret_parts[DECLARATION_MAX])
{
	const char *date = fmt_date_year(arena, lang, civil_days(MADE_YEAR, MADE_MONTH, MADE_DAY));
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (i == 0 && !or_empty(town->title)[0]) /* nobody who could promise */
			continue;
		if (rows[i].key) {
			ret_parts[n++] = (struct declaration_part){
				rows[i].kind, trf(arena, lang, rows[i].key, "town", or_empty(town->title), "date", date, NULL),
			};
			continue;
		}
		n = add(ret_parts, n, town->phone ? fmt_phone(arena, lang, town->phone) : NULL);
		n = add(ret_parts, n, town->email);
		n = add(ret_parts, n, town->address);
	}
	return n;
}
