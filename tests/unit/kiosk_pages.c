/* A page that is too tall: its parts cut through nothing, lose nothing and end where it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/layout.h"
#include "kiosk/ui/pages.h"

enum { CARDS = 23 };

struct page {
	struct text *text;
	struct arena *arena;
	struct ui_look look;
	struct ui ui;
	int seen[CARDS];
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

static void build(struct page *page, enum text_size size, int scroll)
{
	struct ui *ui = &page->ui;

	arena_reset(page->arena);
	page->look = (struct ui_look){ .lang = "fr", .text_size = size, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
	                               .metrics = theme_metrics(3.6F, size, false), .width = 1080, .height = 1400, .typing = "" };
	*ui = ui_begin(page->arena, &page->look);
	ui->body = node_open(ui, AXIS_DOWN);
	ui->body->role = ROLE_BODY;
	ui->body->spring = ui->body->scrolls = true;
	ui->body->pad_x = 56;
	ui->body->pad_y = ui->body->gap = page->look.metrics.gap;
	ui->body->scroll_y = scroll;
	ui_title(ui, "Services et horaires");
	for (int i = 0; i < CARDS; i++) {
		if (i % 4 == 3)
			ui_heading(ui, "Et aussi");
		ui_card(ui, (struct ui_card){ .id = ui_idn(ui, "card", i), .text = "Voirie et éclairage public",
		                              .sub = i % 3 ? "Lampadaires, trous dans la chaussée, trottoirs, panneaux." : NULL });
	}
	layout_tree(ui, page->text);
	pages_window(ui->body, false, NULL);
}

/* Counts the cards that show, none of them in part; a heading is never the last thing. */
static void look_at(struct page *page)
{
	const struct node *body = page->ui.body;
	struct rect window = node_window(body);
	const struct node *last = NULL;

	for (const struct node *n = body->first; n; n = n->next) {
		struct rect part = rect_cut(n->rect, window);

		if (part.h <= 0)
			continue;
		assert_int_equal(part.h, n->rect.h);
		last = n;
		if (n->id)
			page->seen[id_number(n->id)]++;
	}
	assert_true(last && last->role != ROLE_HEADING);
}

static void nothing_is_cut_and_nothing_is_lost(void **state)
{
	struct page *page = *state;

	for (int size = 0; size < TEXT_SIZES; size++) {
		int scroll = 0, parts = 1;

		memset(page->seen, 0, sizeof(page->seen));
		build(page, (enum text_size)size, 0);
		look_at(page);
		for (; scroll < pages_room(&page->ui, page->ui.body); parts++) {
			scroll = pages_turn(&page->ui, page->ui.body, false);
			build(page, (enum text_size)size, scroll);
			look_at(page);
			assert_true(parts < 20);
		}
		for (int i = 0; i < CARDS; i++)
			assert_int_equal(page->seen[i], 1);
		for (; scroll > 0; parts--) {
			scroll = pages_turn(&page->ui, page->ui.body, true);
			build(page, (enum text_size)size, scroll);
			look_at(page);
			assert_true(parts > 0);
		}
	}
}

static void what_has_the_focus_shows(void **state)
{
	struct page *page = *state;

	for (int scroll = 0; scroll < 900; scroll += 13) {
		build(page, TEXT_LARGE, scroll);
		for (struct node *n = page->ui.body->first; n; n = n->next)
			if (n->rect.y >= page->ui.body->rect.y && n->rect.y + n->rect.h <= page->ui.body->rect.y + page->ui.body->rect.h) {
				pages_window(page->ui.body, false, n);
				assert_int_equal(rect_cut(n->rect, node_window(page->ui.body)).h, n->rect.h);
			}
	}
}

static void a_page_that_moves_shows_all_of_its_room(void **state)
{
	struct page *page = *state;

	build(page, TEXT_LARGE, 100);
	pages_window(page->ui.body, true, NULL);
	assert_int_equal(node_window(page->ui.body).h, page->ui.body->rect.h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_cut_and_nothing_is_lost, open_page, close_page),
		cmocka_unit_test_setup_teardown(what_has_the_focus_shows, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_page_that_moves_shows_all_of_its_room, open_page, close_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
