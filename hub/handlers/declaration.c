/* GET /s/accessibility: the town's accessibility statement (common/domain/declaration.h), which every page under /s/ leads to. */
#include "common/domain/declaration.h"

#include "common/text/tr.h"
#include "hub/routes.h"
#include "hub/web.h"

static const char *text(const json_t *row, const char *column)
{
	return json_string_value(json_object_get(row, column));
}

static void add_parts(struct web *web, const struct declaration_part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool item = parts[i].kind == DECLARATION_ITEM;

		if (item && (i == 0 || parts[i - 1].kind != DECLARATION_ITEM))
			web_raw(web, "<ul>\n");
		web_element(web, item ? "li" : parts[i].kind == DECLARATION_HEADING ? "h2" : "p", parts[i].text, NULL);
		if (item && (i + 1 == n || parts[i + 1].kind != DECLARATION_ITEM))
			web_raw(web, "</ul>\n");
	}
}

enum call_next handle_declaration(struct call *call)
{
	struct declaration_part parts[DECLARATION_MAX];
	struct web web;
	json_t *town;
	struct err err;
	const char *lang;
	enum call_next next;

	if (!store_town_row(call->store, &town, &err))
		return call_refuse(call, 503, "town", err.text);
	lang = web_language(call, town);
	web_begin(&web, call->arena, lang, town, tr(lang, "declaration.title"));
	web_element(&web, "p class=\"state\"", tr(lang, "declaration.status"), NULL);
	add_parts(&web, parts, declaration_parts(call->arena, lang, &(struct declaration_town){
		.title = text(town, "title"), .address = text(town, "address"), .phone = text(town, "phone"), .email = text(town, "email"),
	}, parts));
	web_end(&web, "/s/accessibility");
	next = web_answer(&web, call, 200);
	json_decref(town);
	return next;
}
