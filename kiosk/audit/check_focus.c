/* Without a finger and without eyes: everything that can be pressed has a name, is reached, and can be left. */
#include "common/base/utf8.h"
#include "kiosk/audit/check.h"
#include "kiosk/ui/focus.h"
#include "kiosk/ui/pages.h"
#include "kiosk/ui/speech.h"

enum { STOPS = 160, MOVES = 4 };

/* A letter or a digit: what a voice can say. Marks alone are silence. */
static bool can_be_said(const char *s)
{
	uint32_t c;

	while ((c = utf8_next(&s)))
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c != 0xd7 && c != 0xf7 &&
		    (c < 0x2000 || c > 0x2bff)))
			return true;
	return false;
}

void check_name(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		if (n->id && !can_be_said(node_name(page->ui->arena, n)) && !(n->value && can_be_said(n->value)))
			found(page, n, "nothing that the voice could say");
}

/* ---- the stops, and where each move leads, as numbers */

struct stops {
	const struct node *node[STOPS];
	int count, keys;
};

static struct stops stops_of(const struct audit_page *page)
{
	struct stops all = { .count = 0 };

	for (const struct node *n = page->ui->root; n && all.count < STOPS; n = node_next(page->ui->root, n))
		if (node_can_focus(n)) {
			all.keys += n->role == ROLE_KEY;
			all.node[all.count++] = n;
		}
	return all;
}

static int index_of(const struct stops *all, const struct node *node)
{
	for (int i = 0; i < all->count; i++)
		if (all->node[i] == node)
			return i;
	return -1;
}

/* Visits FROM and all that NEXT leads to; returns how many are new. */
static int go_round(const struct audit_page *page, const struct stops *all, int from, bool *seen)
{
	int n = 0;

	while (from >= 0 && !seen[from]) {
		seen[from] = true;
		n++;
		from = index_of(all, focus_move(page->ui, all->node[from]->id, FOCUS_NEXT));
	}
	return n;
}

/* Two ids that are alike: a press on the second would be taken for the first. */
static bool twice(const struct audit_page *page, const struct stops *all)
{
	bool any = false;

	for (int a = 0; a < all->count; a++)
		for (int b = a + 1; b < all->count; b++)
			if (streq(all->node[a]->id, all->node[b]->id)) {
				found(page, all->node[b], "two things here have this id");
				any = true;
			}
	return any;
}

void check_order(const struct audit_page *page)
{
	struct stops all = stops_of(page);
	bool seen[STOPS] = { false };
	int first_key = 0;

	if (twice(page, &all))
		return;
	(void)go_round(page, &all, index_of(&all, focus_move(page->ui, NULL, FOCUS_NEXT)), seen);
	while (first_key < all.count && all.node[first_key]->role != ROLE_KEY)
		first_key++;
	if (first_key < all.count)
		(void)go_round(page, &all, first_key, seen);
	for (int i = 0; i < all.count; i++)
		if (!seen[i])
			found(page, all.node[i], "« next » never comes here");
	for (int i = 0; i + 1 < all.count; i++) { /* what comes next is not above what came before */
		const struct node *a = all.node[i], *b = all.node[i + 1];

		if (check_scroller(a) && check_scroller(a) == check_scroller(b) && b->rect.y + b->rect.h <= a->rect.y && b->rect.x <= a->rect.x + a->rect.w &&
		    a->rect.x <= b->rect.x + b->rect.w)
			found(page, b, "comes after #%s, and lies above it", a->id);
	}
}

static const enum focus_move moves[MOVES] = { FOCUS_UP, FOCUS_DOWN, FOCUS_LEFT, FOCUS_RIGHT };

/* Spreads SEEN along the moves (or against them) until nothing is new. */
static void spread(int to[STOPS][MOVES], int count, bool against, bool *seen)
{
	for (bool more = true; more;) {
		more = false;
		for (int i = 0; i < count; i++)
			for (int m = 0; m < MOVES; m++) {
				int from = against ? to[i][m] : i, next = against ? i : to[i][m];

				if (from >= 0 && next >= 0 && seen[from] && !seen[next])
					more = seen[next] = true;
			}
	}
}

/* All that scrolls, moved by so many pixels. */
static void scroll(const struct audit_page *page, int by)
{
	for (struct node *n = page->ui->body; n && by; n = node_next(page->ui->body, n))
		if (n != page->ui->body)
			n->rect.y -= by;
}

/* What has the focus came into view before the next arrow is pressed. */
static int brought_into_view(const struct audit_page *page, const struct node *node)
{
	const struct node *body = page->ui->body;
	int off = body && node_inside(node, body) ? focus_reveal(page->ui, node) : 0;

	return off ? CLAMP(off, -body->scroll_y, MAX(0, pages_room(page->ui, body) - body->scroll_y)) : 0;
}

void check_arrows(const struct audit_page *page)
{
	static int to[STOPS][MOVES];
	struct stops all = stops_of(page);
	bool there[STOPS] = { false }, back[STOPS] = { false };
	int first = index_of(&all, focus_move(page->ui, NULL, FOCUS_DOWN));

	if (first < 0)
		return;
	for (int i = 0; i < all.count; i++) {
		int by = brought_into_view(page, all.node[i]);

		scroll(page, by);
		for (int m = 0; m < MOVES; m++)
			to[i][m] = index_of(&all, focus_move(page->ui, all.node[i]->id, moves[m]));
		scroll(page, -by);
	}
	there[first] = back[first] = true;
	spread(to, all.count, false, there);
	spread(to, all.count, true, back);
	for (int i = 0; i < all.count; i++)
		if (!there[i])
			found(page, all.node[i], "no arrow leads here");
		else if (!back[i])
			found(page, all.node[i], "a trap: no arrow leads away to the rest of the page");
}

/* ---- leaving */

/* The ids that lead back or out, on screens that say it in other words: with the reason. */
static const struct way {
	const char *screen, *id;
	const char *why;
} ways[] = {
	{ NULL, "back", "the way back of every screen" },
	{ NULL, "quit", "the way out of every screen" },
	{ NULL, "home", "the way home" },
	{ "quit", "no", "« Quitter ? » goes back where one was" },
	{ "still-there", "yes", "the warning goes back where one was" },
	{ "number", "finish", "EXPERIENCE, leaving: after the number « Terminer sans ticket »" },
	{ "number", "stay", "« Avez-vous noté le numéro ? » goes back to it" },
	{ "alert", "understood", "EXPERIENCE, alert: « J’ai compris » goes back to the same question" },
};

void check_way_back(const struct audit_page *page)
{
	if (page->flags & SCREEN_ROOT)
		return; /* nothing lies behind the home page */
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		const struct node *node = node_by_id(page->ui->root, ways[i].id);

		if (node && !node->disabled && (!ways[i].screen || streq(ways[i].screen, page->screen)))
			return;
	}
	found(page, NULL, "no way back and no way out");
}
