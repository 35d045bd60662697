/* Pages for browsers: accessible HTML without script, in one language at a time, with nothing that is fetched from anywhere.
 * All text that is not a literal of this program goes through web_text or web_attribute.
 */
#ifndef PARVIS_HUB_WEB_H
#define PARVIS_HUB_WEB_H

#include "hub/call.h"

struct web {
	struct strbuf html;
	struct arena *arena;
	const char *lang;     /* of the page */
	const json_t *town;   /* its row */
	char style_hash[64];  /* of the page's one style, for the content security policy */
};

/* ?lang=, else Accept-Language, else the town's own. One that has a complete catalogue. */
const char *web_language(const struct call *call, const json_t *town);

/* Everything before the content: head, banner, the start of <main> with its heading. */
void web_begin(struct web *web, struct arena *arena, const char *lang, const json_t *town, const char *title);
/* The rest. SELF is where the links to other languages lead; NULL: there are none. */
void web_end(struct web *web, const char *self);

/* Escaped. NULL adds nothing. */
void web_text(struct web *web, const char *text);
/* Escaped, between double quotes. */
void web_attribute(struct web *web, const char *name, const char *value);
void web_raw(struct web *web, const char *html);
/* <TAG>text</TAG>, with lang= where OTHER_LANG is not the page's (NULL: it is). Line ends of the text become <br>. */
void web_element(struct web *web, const char *tag, const char *text, const char *other_lang);

/* Sends the page with the headers that such a page needs, and frees it. */
enum call_next web_answer(struct web *web, struct call *call, unsigned status);

/* COLOUR ("#0B3C55") as it is, or darker until white text on it has a contrast of at least 7:1. */
void web_dark_enough(const char *colour, char out[8]);

#endif
