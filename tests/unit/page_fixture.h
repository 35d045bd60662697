/* What the tests of the kiosk's pages share: a look, an arena and fonts, around one tree. */
#ifndef PARVIS_TESTS_PAGE_FIXTURE_H
#define PARVIS_TESTS_PAGE_FIXTURE_H

#include "kiosk/ui/tree.h"

struct page {
	struct text *text;
	struct arena *arena;
	struct ui_look look;
	struct ui ui;
};

static int open_page(void **state)
{
	struct page *page = calloc(1, sizeof(*page));
	struct err err;

	if (!page || !text_new(&page->text, &err))
		return -1;
	page->arena = arena_new();
	*state = page;
	return 0;
}

static int close_page(void **state)
{
	struct page *page = *state;

	arena_free(page->arena);
	text_free(page->text);
	free(page);
	return 0;
}

#endif
