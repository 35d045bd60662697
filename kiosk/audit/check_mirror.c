/* In a language that is read from right to left a page is the mirror of itself: the same tree is laid out from left to right, and
 * every place compared. Digits, numbers and codes read the same way everywhere. */
#include <stdlib.h>

#include "common/base/arena.h"
#include "kiosk/audit/check.h"
#include "kiosk/ui/layout.h"

/* Arrows and the like: what they show lies ahead or behind (Material Design, "Bidirectionality"). */
static const enum icon directed[] = { ICON_BACK, ICON_FORWARD, ICON_NEXT };

enum { ROUNDING = 1 };

static size_t count_nodes(const struct audit_page *page)
{
	size_t count = 0;

	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		count++;
	return count;
}

/* The places of all nodes in the order of the tree, with the look's direction turned to RTL. */
static void places(const struct audit_page *page, bool rtl, struct rect *ret_places)
{
	const struct ui_look *kept = page->ui->look;
	struct ui_look look = *kept;
	size_t i = 0;

	look.rtl = rtl;
	page->ui->look = &look;
	layout_tree(page->ui, page->text);
	page->ui->look = kept;
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		ret_places[i++] = n->rect;
}

static size_t index_in(const struct audit_page *page, const struct node *node)
{
	size_t i = 0;

	for (const struct node *n = page->ui->root; n != node; n = node_next(page->ui->root, n))
		i++;
	return i;
}

static void icons_turn(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		for (size_t i = 0; n->kind == NODE_ICON && i < ARRAY_LEN(directed); i++)
			if (n->icon == directed[i] && icon_glyph(n->icon, true) == icon_glyph(n->icon, false))
				found(page, n, "an arrow that points the wrong way");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes of space part two groups of digits: a plain one, or one of those that do not break. */
static size_t space_at(const char *s)
{
	return *s == ' ' ? 1 : starts_with(s, "\xc2\xa0") ? 2 : starts_with(s, "\xe2\x80\xaf") ? 3 : 0;
}

static size_t group_at(const char *s)
{
	size_t n = 0;

	while (is_digit(s[n]))
		n++;
	return n;
}

/* "06 39 98": each group stands to the left of the next one, on whatever page. */
static void groups_stay(const struct audit_page *page, const struct node *node)
{
	for (const char *s = node->layout->s; *s; s++) {
		size_t first = s == node->layout->s || !is_digit(s[-1]) ? group_at(s) : 0, space = first > 1 ? space_at(s + first) : 0;
		size_t second = space ? group_at(s + first + space) : 0, at = (size_t)(s - node->layout->s);
		struct rect a, b;
		int line_a, line_b;

		if (second > 1 && text_spans(page->text, node->layout, at, first, &a, &line_a, 1) &&
		    text_spans(page->text, node->layout, at + first + space, second, &b, &line_b, 1) && line_a == line_b && a.x > b.x)
			found(page, node, "the groups of « %.40s » stand in reverse", s);
	}
}

/* 1 2 3 from left to right on a pad of digits, and so a telephone number. */
static void digits_stay(const struct audit_page *page)
{
	const struct node *one = node_by_id(page->ui->root, "key:1"), *two = node_by_id(page->ui->root, "key:2");

	if (one && two && one->rect.y == two->rect.y && one->rect.x > two->rect.x)
		found(page, one, "the digits run from right to left");
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		if (n->kind == NODE_TEXT && n->layout)
			groups_stay(page, n);
}

/* Only keys and numbers are the same for everybody. */
static void only_keys_and_numbers_stay(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		const struct node *box = n;

		while (n->mirror_free && box && box->role != ROLE_KEYBOARD && box->role != ROLE_NUMBER)
			box = box->parent;
		if (!box)
			found(page, n, "stays as it is, though it is neither keys nor a number");
	}
}

void check_mirrored(const struct audit_page *page)
{
	size_t count = count_nodes(page), i = 0;
	struct rect *ltr, *rtl;

	if (!page->ui->look->rtl)
		return;
	ltr = ARENA_ARRAY(page->ui->arena, struct rect, count);
	rtl = ARENA_ARRAY(page->ui->arena, struct rect, count);
	places(page, false, ltr);
	places(page, true, rtl);
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n), i++) {
		size_t box = n->parent ? index_in(page, n->parent) : 0;
		int from = ltr[i].x - ltr[box].x, wanted = rtl[box].x + rtl[box].w - from - rtl[i].w;

		if (!n->parent || rtl[i].w != ltr[i].w)
			continue; /* sizes do not depend on the direction; where one does, its children say so */
		if (n->parent->mirror_free)
			wanted = rtl[box].x + from;
		if (abs(rtl[i].x - wanted) > ROUNDING)
			found(page, n, "stands at %d px, its mirror would be at %d", rtl[i].x, wanted);
	}
	icons_turn(page);
	digits_stay(page);
	only_keys_and_numbers_stay(page);
}
