/* A page that is too tall: its parts cut through nothing, lose nothing and end where it ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/layout.h"
#include "kiosk/ui/pages.h"
#include "tests/unit/page_fixture.h"

enum { CARDS = 23 };

static void begin(struct page *page, enum text_size size, int height, int scroll)
{
	struct ui *ui = &page->ui;

	arena_reset(page->arena);
	page->look = (struct ui_look){ .lang = "fr", .text_size = size, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
	                               .metrics = theme_metrics(3.6F, size, false), .width = 1080, .height = height, .typing = "" };
	*ui = ui_begin(page->arena, &page->look);
	ui->body = node_open(ui, AXIS_DOWN);
	ui->body->role = ROLE_BODY;
	ui->body->spring = ui->body->scrolls = true;
	ui->body->pad_x = 56;
	ui->body->pad_y = ui->body->gap = page->look.metrics.gap;
	ui->body->scroll_y = scroll;
}

static void build(struct page *page, enum text_size size, int scroll)
{
	struct ui *ui = &page->ui;

	begin(page, size, 1400, scroll);
	ui_title(ui, "Services et horaires");
	for (int i = 0; i < CARDS; i++) {
		if (i % 4 == 3)
			ui_heading(ui, "Et aussi");
		ui_card(ui, (struct ui_card){ .id = ui_idn(ui, "card", i), .text = "Voirie et éclairage public",
		                              .sub = i % 3 ? "Lampadaires, trous dans la chaussée, trottoirs, panneaux." : NULL });
	}
	layout_tree(ui, page->text);
	pages_window(ui, ui->body, false, NULL);
}

/* Counts the cards that show, none of them in part; a heading is never the last thing. */
static void look_at(struct page *page, int *seen)
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
			seen[id_number(n->id)]++;
	}
	assert_true(last && last->role != ROLE_HEADING);
}

static void nothing_is_cut_and_nothing_is_lost(void **state)
{
	struct page *page = *state;

	for (int size = 0; size < TEXT_SIZES; size++) {
		int seen[CARDS] = { 0 }, scroll = 0, parts = 1;

		build(page, (enum text_size)size, 0);
		look_at(page, seen);
		for (; scroll < pages_room(&page->ui, page->ui.body); parts++) {
			scroll = pages_turn(&page->ui, page->ui.body, false);
			build(page, (enum text_size)size, scroll);
			look_at(page, seen);
			assert_true(parts < 20);
		}
		for (int i = 0; i < CARDS; i++)
			assert_int_equal(seen[i], 1);
		for (; scroll > 0; parts--) {
			scroll = pages_turn(&page->ui, page->ui.body, true);
			build(page, (enum text_size)size, scroll);
			look_at(page, seen);
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
				pages_window(&page->ui, page->ui.body, false, n);
				assert_int_equal(rect_cut(n->rect, node_window(page->ui.body)).h, n->rect.h);
			}
	}
}

static void a_page_that_moves_shows_all_of_its_room(void **state)
{
	struct page *page = *state;

	build(page, TEXT_LARGE, 100);
	pages_window(&page->ui, page->ui.body, true, NULL);
	assert_int_equal(node_window(page->ui.body).h, page->ui.body->rect.h);
}

/* What is empty below the last thing asks for no page, the ring around it does: down to the pixel. */
static void a_page_turns_where_something_has_no_room(void **state)
{
	struct page *page = *state;
	struct ui *ui = &page->ui;
	int fits = 0;

	for (int height = 500; height > 100; height--) {
		const struct metrics *m = &page->look.metrics;
		const struct node *card;
		bool whole;

		begin(page, TEXT_LARGE, height, 0);
		ui_card(ui, (struct ui_card){ .id = "card", .text = "Voirie et éclairage public" });
		ui_card(ui, (struct ui_card){ .id = "last", .text = "Espaces verts" });
		layout_tree(ui, page->text);
		card = node_by_id(ui->root, "last");
		whole = card->rect.y + card->rect.h + m->focus_gap + m->focus_ring <= height;
		assert_int_equal(pages_room(ui, ui->body) == 0, whole);
		assert_int_equal(ui->body->content_h <= ui->body->rect.h, whole);
		fits += whole && card->rect.y + card->rect.h + m->gap > height;
	}
	assert_true(fits > 5);
}

/* The list at the end of the home page: a card, the mark of a language with the card it leads to, and the list's edge around them. */
static void build_list(struct page *page, enum text_size size, int height, int scroll)
{
	struct ui *ui = &page->ui;
	struct node *mark;

	begin(page, size, height, scroll);
	ui_card(ui, (struct ui_card){ .id = "card:0", .text = "Chercher un service, une rue, une question" });
	ui_list(ui);
	ui_card(ui, (struct ui_card){ .id = "card:1", .text = "Parler à quelqu’un", .sub = "03 53 01 10 00", .badge = "Ouvert" });
	mark = node_open(ui, AXIS_ACROSS);
	mark->keeps_next = true;
	node_text(ui, "En français", TYPE_SMALL, COLOR_MUTED);
	ui->at = mark->parent;
	ui_card(ui, (struct ui_card){ .id = "card:2", .text = "Conte en famille", .sub = "aujourd’hui à 16 h", .badge = "dans 1 h 22" });
	ui_end(ui);
	layout_tree(ui, page->text);
	pages_window(ui, ui->body, false, NULL);
}

/* Of the cards in the window, some in part; returns how many are whole there for the first time. */
static int new_here(struct page *page, int *seen)
{
	int new = 0;

	for (int i = 0; i < 3; i++) {
		const struct node *card = node_by_id(page->ui.root, ui_idn(&page->ui, "card", i));

		if (rect_cut(card->rect, node_window(page->ui.body)).h == card->rect.h && !seen[i]++)
			new++;
	}
	return new;
}

static void no_part_of_a_page_is_empty(void **state)
{
	struct page *page = *state;

	for (int size = 0; size < TEXT_SIZES; size++)
		for (int height = 300; height < 800; height += 2) {
			int seen[CARDS] = { 0 }, scroll = 0, parts = 1;

			build_list(page, (enum text_size)size, height, 0);
			assert_true(new_here(page, seen) > 0);
			for (; scroll < pages_room(&page->ui, page->ui.body); parts++) {
				scroll = pages_turn(&page->ui, page->ui.body, false);
				build_list(page, (enum text_size)size, height, scroll);
				assert_true(new_here(page, seen) > 0);
			}
			for (int i = 0; i < 3; i++)
				assert_int_equal(seen[i], 1);
		}
}

/* The lines of a title stand so close that tails reach into the next line: a line is left out whole all the same. */
static void no_line_of_a_title_is_cut(void **state)
{
	struct page *page = *state;
	struct ui *ui = &page->ui;
	int line = 0;

	for (int scroll = 1; scroll == 1 || scroll < 2 * line; scroll += 3) {
		const struct node *title;
		int hidden;

		begin(page, TEXT_HUGE, 700, scroll);
		ui_title(ui, "Quel est\nle numéro\nde votre\ndemande ?");
		for (int i = 0; i < 5; i++)
			ui_card(ui, (struct ui_card){ .id = ui_idn(ui, "card", i), .text = "J’ai perdu mon numéro" });
		layout_tree(ui, page->text);
		pages_window(ui, ui->body, false, NULL);
		title = ui->body->first;
		line = title->layout->line_height;
		assert_true(line < title->layout->px * 5 / 4 && title->layout->line_count == 4);
		hidden = node_window(ui->body).y - title->rect.y;
		if (hidden > 0 && hidden < title->rect.h) /* below the tails of the last line that is left out */
			assert_in_range(hidden % line, 0, title->layout->px * 5 / 4 - line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_cut_and_nothing_is_lost, open_page, close_page),
		cmocka_unit_test_setup_teardown(what_has_the_focus_shows, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_page_that_moves_shows_all_of_its_room, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_page_turns_where_something_has_no_room, open_page, close_page),
		cmocka_unit_test_setup_teardown(no_part_of_a_page_is_empty, open_page, close_page),
		cmocka_unit_test_setup_teardown(no_line_of_a_title_is_cut, open_page, close_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
