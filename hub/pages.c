#include "hub/pages.h"

#include "common/secret/secret.h"

/* A compressed page takes a megabyte or so; one that is larger is made again each time. */
enum { PAGES_KEPT = 8, PAGE_KEPT_MAX = 4 * 1024 * 1024 };

struct kept {
	struct page *page; /* NULL: free */
	char scope[512];
	struct cursor now;
	struct page_question question;
	uint64_t used;
};

struct pages {
	struct kept kept[PAGES_KEPT];
	uint64_t clock;
};

struct pages *pages_new(void)
{
	struct pages *pages = calloc(1, sizeof(*pages));

	if (!pages)
		abort();
	return pages;
}

void page_release(void *ctx)
{
	struct page *page = ctx;

	if (!page || --page->uses)
		return;
	secret_wipe(page->text, page->len); /* a desk's has names in it */
	free(page->text);
	free(page);
}

void pages_free(struct pages *pages)
{
	if (!pages)
		return;
	for (size_t i = 0; i < PAGES_KEPT; i++)
		page_release(pages->kept[i].page);
	free(pages);
}

static bool is(const struct kept *kept, const char *scope, const struct cursor *now, const struct page_question *question)
{
	return kept->page && kept->question.since == question->since && kept->question.heard == question->heard &&
	       kept->question.encoding == question->encoding && kept->now.rev == now->rev && streq(kept->now.epoch, now->epoch) &&
	       streq(kept->scope, scope);
}

static bool make(struct store *store, const struct scope *scope, const struct cursor *now, const struct page_question *question,
                 struct page **ret_page, struct cursor *ret_stands, struct err *err)
{
	struct strbuf lines = STRBUF_INIT, packed = STRBUF_INIT, erased = STRBUF_INIT;
	enum encoding wanted = question->encoding;
	struct cursor to = *now;
	struct page *page;
	bool more;

	if ((question->heard >= 0 && !store_erased_after(store, question->heard, PAGE_ERASED_MAX, &erased, err)) ||
	    !store_changes(store, scope, question->since, &lines, &to.rev, &more, err)) {
		strbuf_done(&erased);
		strbuf_done(&lines);
		return false;
	}
	page = calloc(1, sizeof(*page));
	if (!page)
		abort();
	page->empty = lines.len == 0 && erased.len == 0;
	page->uses = 1;
	synced_add_cursor(&lines, question->since, &to, more, question->heard, erased.len ? strbuf_str(&erased) : NULL);
	strbuf_done(&erased);
	page->plain = lines.len;
	if (wanted != ENCODING_NONE && lines.len >= ENCODE_LEAST) {
		page->encoding = wanted;
		encode(wanted, lines.data, lines.len, &packed);
		strbuf_done(&lines);
		lines = packed;
	}
	page->len = lines.len;
	page->text = strbuf_take(&lines);
	*ret_page = page;
	if (!more) /* where the town stood when it was read: it may have moved on since NOW */
		*ret_stands = to;
	return true;
}

bool pages_has(const struct pages *pages, const char *scope_text, const struct cursor *now, const struct page_question *question)
{
	for (size_t i = 0; i < PAGES_KEPT; i++)
		if (is(&pages->kept[i], scope_text, now, question))
			return true;
	return false;
}

bool pages_get(struct pages *pages, struct store *store, const struct scope *scope, const char *scope_text,
               const struct cursor *now, const struct page_question *question, struct page **ret_page, struct err *err)
{
	struct kept *oldest = &pages->kept[0];
	struct cursor stands = *now;
	struct page *page;

	for (size_t i = 0; i < PAGES_KEPT; i++) {
		struct kept *kept = &pages->kept[i];

		if (is(kept, scope_text, now, question)) {
			kept->used = ++pages->clock;
			kept->page->uses++;
			*ret_page = kept->page;
			return true;
		}
		if (kept->used < oldest->used)
			oldest = kept;
	}
	if (!make(store, scope, now, question, &page, &stands, err))
		return false;
	*ret_page = page;
	if (page->len > PAGE_KEPT_MAX)
		return true;
	page_release(oldest->page);
	*oldest = (struct kept){ .page = page, .now = stands, .question = *question, .used = ++pages->clock };
	snprintf(oldest->scope, sizeof(oldest->scope), "%s", scope_text);
	page->uses++;
	return true;
}
