/* Where things lie: nothing cut off, nothing over another, everything large enough and far enough apart to be touched. */
#include <stdlib.h>

#include "kiosk/audit/check.h"

/* VVSG 2.0, 7.2-I, by EXPERIENCE.md. */
static const double TARGET_MM = 12.7, GAP_MM = 2.54;

enum { LEAVES = 600, TARGETS = 160, ROUNDING = 1, LINES_LEAST = 2, AIR_PART = 14 };

static bool is_text(const struct node *node)
{
	return node->kind == NODE_TEXT && node->text.s && *node->text.s;
}

static bool inside_role(const struct node *node, enum role role)
{
	for (; node; node = node->parent)
		if (node->role == role)
			return true;
	return false;
}

/* ---- clipped */

/* Of mail or of a site: longer than any word, and meant to be copied letter by letter, so it may break. */
static bool is_address(const char *s)
{
	return strchr(s, '@') || strstr(s, "://");
}

static void text_in_its_box(const struct audit_page *page, const struct node *node)
{
	int w = node->rect.w - 2 * node->pad_x, h = node->rect.h - 2 * node->pad_y;

	if (!node->layout) {
		found(page, node, "this text was never laid out");
		return;
	}
	if (node->layout->width > w + ROUNDING)
		found(page, node, "cut off: the text is %d px wide, its box %d", node->layout->width, w);
	else if (!inside_role(node, ROLE_FIELD) && !is_address(node->text.s) && text_widest_word(page->text, &node->text) > w + ROUNDING) /* what is typed may break */
		found(page, node, "a word is broken: it is %d px wide, its line %d", text_widest_word(page->text, &node->text), w);
	if (node->layout->height > h + ROUNDING)
		found(page, node, "cut off: the text is %d px high, its box %d", node->layout->height, h);
}

static void node_in_its_parent(const struct audit_page *page, const struct node *node)
{
	const struct rect r = node->rect, box = node->parent->rect;
	/* Above and below its letters a line has air, for a letter with two accents and for the space to the next line. */
	int air = node->kind == NODE_TEXT && node->layout && node->layout->line_count == 1 ? node->layout->line_height / AIR_PART : ROUNDING;

	if (r.x < box.x - ROUNDING || r.x + r.w > box.x + box.w + ROUNDING)
		found(page, node, "leaves its box sideways: %d…%d of %d…%d px", r.x, r.x + r.w, box.x, box.x + box.w);
	if (!node->parent->scrolls && (r.y < box.y - air || r.y + r.h > box.y + box.h + air))
		found(page, node, "leaves its box: %d…%d of %d…%d px", r.y, r.y + r.h, box.y, box.y + box.h);
}

void check_clipped(const struct audit_page *page)
{
	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n)) {
		if (is_text(n))
			text_in_its_box(page, n);
		if (n->parent && (n->rect.w || n->rect.h))
			node_in_its_parent(page, n);
	}
}

/* ---- overlap */

static bool touches(struct rect a, struct rect b)
{
	struct rect both = rect_cut(a, b);

	return both.w > ROUNDING && both.h > ROUNDING;
}

void check_overlap(const struct audit_page *page)
{
	static struct {
		const struct node *node;
		struct rect seen;
	} leaf[LEAVES];
	int count = 0;

	for (const struct node *n = page->ui->root; n && count < LEAVES; n = node_next(page->ui->root, n)) {
		struct rect seen = check_seen(page, n);

		if (seen.w > 0 && seen.h > 0 && (n->kind != NODE_BOX) && (n->kind != NODE_TEXT || is_text(n))) {
			leaf[count].node = n;
			leaf[count++].seen = seen;
		}
	}
	for (int a = 0; a < count; a++)
		for (int b = a + 1; b < count; b++)
			if (touches(leaf[a].seen, leaf[b].seen))
				found(page, leaf[b].node, "lies over « %.40s »", node_name(page->ui->arena, leaf[a].node));
}

/* ---- room */

/* Nothing of the only page of a content lies below its room, and the ring of the focus has its place there. */
static void ends_in_its_room(const struct audit_page *page, const struct node *body)
{
	const struct metrics *m = &page->ui->look->metrics;

	for (const struct node *n = body->first; n; n = node_next(body, n)) {
		int ring = node_can_focus(n) ? m->focus_gap + m->focus_ring : 0, below = n->rect.y + n->rect.h + ring - (body->rect.y + body->rect.h);

		if (below > ROUNDING && n->rect.h > 0)
			found(page, n, "%d px below the room, and no button turns the page", below);
	}
}

void check_room(const struct audit_page *page)
{
	struct node *body = page->ui->body;
	int line = page->ui->look->metrics.type_px[TYPE_BODY];

	if (!body)
		return;
	if (body->rect.h < LINES_LEAST * line)
		found(page, NULL, "the content has %d px left, not two lines of text", body->rect.h);
	if (node_by_id(page->ui->root, "page:down"))
		return;
	ends_in_its_room(page, body);
	if (body->content_h > body->rect.h + ROUNDING)
		found(page, NULL, "the content is %d px high in a room of %d, and no button turns the page", body->content_h, body->rect.h);
}

/* ---- targets */

void check_target(const struct audit_page *page)
{
	int least = check_mm(page, TARGET_MM);

	for (const struct node *n = page->ui->root; n; n = node_next(page->ui->root, n))
		if (n->id && (n->rect.w < least || n->rect.h < least))
			found(page, n, "%.1f by %.1f mm, less than %.1f", (double)((float)n->rect.w / page->ui->look->metrics.px_per_mm),
			      (double)((float)n->rect.h / page->ui->look->metrics.px_per_mm), TARGET_MM);
}

/* Between two boxes beside or below each other; below 0: one over the other. */
static int gap_of(struct rect a, struct rect b)
{
	return MAX(MAX(b.x - (a.x + a.w), a.x - (b.x + b.w)), MAX(b.y - (a.y + a.h), a.y - (b.y + b.h)));
}

void check_gap(const struct audit_page *page)
{
	static struct {
		const struct node *node;
		struct rect seen;
	} target[TARGETS];
	int least = check_mm(page, GAP_MM), count = 0;

	for (const struct node *n = page->ui->root; n && count < TARGETS; n = node_next(page->ui->root, n)) {
		struct rect seen = check_seen(page, n);

		if (n->id && seen.w > 0 && seen.h > 0) {
			target[count].node = n;
			target[count++].seen = seen;
		}
	}
	for (int a = 0; a < count; a++)
		for (int b = a + 1; b < count; b++)
			if (gap_of(target[a].seen, target[b].seen) < least && !node_inside(target[b].node, target[a].node))
				found(page, target[b].node, "%.2f mm from #%s, less than %.2f",
				      (double)((float)gap_of(target[a].seen, target[b].seen) / page->ui->look->metrics.px_per_mm), target[a].node->id, GAP_MM);
}

/* ---- the field that is typed into */

void check_field_seen(const struct audit_page *page)
{
	const struct node *field = page->ui->look->typing && *page->ui->look->typing
	                                   ? node_by_id(page->ui->root, page->ui->look->typing)
	                                   : NULL;
	struct rect seen;

	if (!field || page->turned)
		return;
	seen = check_seen(page, field);
	if (seen.h < MIN(field->rect.h, page->ui->look->metrics.target) || seen.w < field->rect.w - ROUNDING)
		found(page, field, "the field that is typed into does not show: %d of %d px", seen.h, field->rect.h);
}

/* ---- low reach */

/* What is pressed lies where a seated or small person's hand comes to (EN 301 549 8.3, EXPERIENCE "low reach"). */
void check_reach(const struct audit_page *page)
{
	const struct ui_look *look = page->ui->look;
	int top = look->height - look->reach;

	for (const struct node *n = page->ui->root; n && look->low_reach; n = node_next(page->ui->root, n)) {
		struct rect seen = check_seen(page, n);

		if (n->id && seen.h > 0 && seen.y < top - ROUNDING)
			found(page, n, "%d px above the part of the glass in reach", top - seen.y);
	}
}

/* ---- alike */

uint64_t check_places(const struct ui *ui)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const struct node *n = ui->root; n; n = node_next(ui->root, n)) {
		const int part[] = { n->rect.x, n->rect.y, n->rect.w, n->rect.h };

		for (size_t i = 0; i < ARRAY_LEN(part); i++)
			hash = (hash ^ (uint32_t)part[i]) * UINT64_C(0x100000001b3);
	}
	return hash;
}
