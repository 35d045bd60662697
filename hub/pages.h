/* Pages of changes, made once for all terminals of one scope that stand at one cursor: a change wakes thousands of them with
 * the same question. The last few are kept, while the town has not moved on.
 *
 * Thread: the server's.
 */
#ifndef PARVIS_HUB_PAGES_H
#define PARVIS_HUB_PAGES_H

#include "hub/encode.h"
#include "hub/store.h"

struct page {
	enum encoding encoding; /* how TEXT is packed */
	char *text;             /* cursor line included */
	size_t len;
	size_t plain;           /* bytes before they were packed */
	bool empty;             /* nothing but the cursor line, and that tells of nothing erased */
	/* ---- the cache's own */
	unsigned uses;
};

struct pages;

struct pages *pages_new(void);
void pages_free(struct pages *pages); /* NULL is fine; pages still in use stay until page_release */

/* What a terminal asks for. */
struct page_question {
	int64_t since;
	int64_t heard; /* it has to be told of what was erased after this rev; -1: of nothing */
	enum encoding encoding;
};

enum { PAGE_ERASED_MAX = 1000 }; /* requests that one page tells of as erased; the rest comes with the next */

/* The page for SCOPE (SCOPE_TEXT as it is written) of a town that stands at NOW. *RET_PAGE is the caller's, until page_release. */
bool pages_get(struct pages *pages, struct store *store, const struct scope *scope, const char *scope_text,
               const struct cursor *now, const struct page_question *question, struct page **ret_page, struct err *err) WARN_UNUSED;
/* Was that page made before, and is still there? */
bool pages_has(const struct pages *pages, const char *scope_text, const struct cursor *now, const struct page_question *question);
void page_release(void *page); /* NULL is fine */

#endif
