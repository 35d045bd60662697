/* Low reach: what is pressed lies low, what is read may stay above; and how large the glass is believed to be. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "kiosk/ui/glass.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/reach.h"
#include "tests/unit/page_fixture.h"

static struct node *box(struct ui *ui, enum role role, int height)
{
	struct node *node = node_open(ui, AXIS_DOWN);

	node->role = role;
	node->fixed_h = height;
	ui->at = node->parent;
	return node;
}

/* A header, LINES paragraphs, CARDS cards, a way out and the bar, on a totem's glass. */
static void build(struct page *page, int width, int height, bool rtl, int lines, int cards)
{
	struct ui *ui = &page->ui;

	arena_reset(page->arena);
	page->look = (struct ui_look){
		.lang = rtl ? "ar" : "fr", .rtl = rtl, .text_size = TEXT_LARGE, .theme = theme_make(THEME_LIGHT, 0x0B3C55),
		.metrics = reach_metrics(3.6F, TEXT_LARGE, width > height), .width = width, .height = height, .low_reach = true,
		.reach = reach_height(3.6F, width, height, 0),
	};
	*ui = ui_begin(page->arena, &page->look);
	box(ui, ROLE_HEADER, width > height ? 40 : 180);
	ui->body = node_open(ui, AXIS_DOWN);
	ui->body->role = ROLE_BODY;
	ui->body->spring = ui->body->scrolls = true;
	ui->body->pad_x = 56;
	ui->body->gap = page->look.metrics.gap;
	ui->actions = ui->body;
	ui_title(ui, "Où est-ce ?");
	for (int i = 0; i < lines; i++)
		ui_text(ui, "Un paragraphe qui ne fait que dire quelque chose.");
	ui_heading(ui, "Lieux");
	for (int i = 0; i < cards; i++)
		ui_card(ui, (struct ui_card){ .id = ui_idn(ui, "card", i), .text = "Une carte", .sub = "et ce qu’elle dit" });
	ui->at = ui->root;
	ui_button(ui, (struct ui_button){ .id = "back", .text = "Retour" });
	box(ui, ROLE_BAR, page->look.metrics.bar_height)->id = "bar:help";
	layout_tree(ui, page->text);
}

static void all_in_reach(const struct page *page)
{
	int edge = page->look.height - page->look.reach;

	for (const struct node *n = page->ui.root; n; n = node_next(page->ui.root, n))
		if (n->id)
			assert_true(n->rect.y >= edge);
}

static struct rect title(const struct page *page)
{
	for (const struct node *n = page->ui.root; n; n = node_next(page->ui.root, n))
		if (n->role == ROLE_TITLE)
			return n->rect;
	return (struct rect){ .y = -1 };
}

static void what_is_pressed_lies_low_and_the_title_above_it(void **state)
{
	static const int sizes[][2] = { { 1080, 1920 }, { 1920, 1080 } };
	struct page *page = *state;

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int rtl = 0; rtl < 2; rtl++) {
			build(page, sizes[i][0], sizes[i][1], rtl, 1, 4);
			all_in_reach(page);
			assert_true(title(page).y >= page->ui.root->first->rect.h);
			assert_true(title(page).y + title(page).h <= page->look.height - page->look.reach);
		}
}

static void a_heading_stays_with_what_it_names(void **state)
{
	struct page *page = *state;

	build(page, 1080, 1920, false, 1, 4);
	assert_int_equal(page->ui.body->first->role, ROLE_HEADING);
}

static void a_long_text_goes_on_where_it_can_be_turned(void **state)
{
	struct page *page = *state;
	const struct node *above;

	build(page, 1080, 1920, false, 60, 1);
	above = page->ui.root->first->next;
	assert_true(above->content_h <= above->fixed_h);
	assert_true(page->ui.body->content_h > page->ui.body->rect.h);
	assert_int_equal(page->ui.body->first->role, ROLE_TEXT);
	build(page, 1080, 1920, false, 60, 1); /* and the tree is whole */
	assert_non_null(node_by_id(page->ui.root, "card:0"));
}

static void the_part_in_reach_follows_from_where_the_glass_hangs(void **state)
{
	(void)state;
	assert_int_equal(reach_height(4, 1080, 2200, 800), 1200);  /* 300 mm, up to 1100 */
	assert_int_equal(reach_height(4, 1080, 2200, 850), 1000);
	assert_int_equal(reach_height(4, 1080, 2200, 1500), 880);  /* too high for anybody seated: what a keyboard needs */
	assert_int_equal(reach_height(4, 1080, 2200, 400), 2200);  /* low enough as it is */
	assert_int_equal(reach_height(4, 800, 1280, 780), 1280);   /* as is a small one */
	assert_int_equal(reach_height(3.6F, 1920, 1080, 0), 936);  /* a usual one that lies */
}

static void nonsense_about_the_glass_is_not_believed(void **state)
{
	bool believed;

	(void)state;
	assert_true(fabsf(glass_px_per_mm(1080, 1920, 300, &believed) - 3.6F) < 0.01F && believed);
	assert_true(fabsf(glass_px_per_mm(1080, 1920, 0, &believed) - 3.6F) < 0.01F && believed);
	assert_true(fabsf(glass_px_per_mm(1080, 1920, 3, &believed) - 3.6F) < 0.01F && !believed);
	assert_true(fabsf(glass_px_per_mm(1920, 1080, 2999, &believed) - 3.6F) < 0.01F && !believed);
	assert_true(glass_px_per_mm(0, 0, 0, NULL) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_pressed_lies_low_and_the_title_above_it, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_heading_stays_with_what_it_names, open_page, close_page),
		cmocka_unit_test_setup_teardown(a_long_text_goes_on_where_it_can_be_turned, open_page, close_page),
		cmocka_unit_test(the_part_in_reach_follows_from_where_the_glass_hangs),
		cmocka_unit_test(nonsense_about_the_glass_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
